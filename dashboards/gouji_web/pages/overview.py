"""总览: as of today, who has reported and who has not, what needs somebody, where the faults are, the district's figures."""

import tomllib
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gouji.core.settings import TIME_ZONE
from gouji_web.core.arrivals import Drawing, drawing
from gouji_web.core.district_bounds import bounds, bounds_words
from gouji_web.core.district_figures import coverage, doubt_words, doubts, figures, labels
from gouji_web.core.files import XLSX, attachment, workbook
from gouji_web.core.left_out import left_out
from gouji_web.core.listing import Column, Listing, make_listing
from gouji_web.core.rendering import render
from gouji_web.core.selection import Looked, Selection

router = APIRouter()

MAX_AGENCIES = 15  # with faults, listed; all are on the page of findings
MAX_RULES = 6  # checks listed as the commonest
MAX_DOUBTS = 3  # doubtful figures named beside one of the district's
STATES = ("reported", "late", "unclear", "missing", "not_due")
HEADLINE = tomllib.loads((Path(__file__).parents[1] / "figures.toml").read_text(encoding="utf-8"))["headline"]
LEFT_OUT = (
    Column("source", "文件或网址"),
    Column("whose", "单位"),
    Column("word", "情形"),
    Column("reason", "原因与办法"),
)

DISTRICTS = (
    Column("name", "区县", by="district_code"),
    Column("expected", "应报", "number"),
    Column("reported", "已报", "number"),
    Column("late", "迟报", "number"),
    Column("missing", "缺报", "number"),
    Column("faults", "扣分的问题", "number"),
)

_AGENCIES = """
SELECT a.agency_code, a.name, a.kind, k.peer_group, k.status, e.deadline, e.is_due, r.published_on,
    min(v.published_on) AS first_published_on
FROM rankings k
JOIN agencies a USING (agency_code)
LEFT JOIN expected_reports e ON e.agency_code = k.agency_code AND e.report_year = k.report_year
LEFT JOIN reports r ON r.agency_code = k.agency_code AND r.report_year = k.report_year AND r.is_current
LEFT JOIN reports v ON v.agency_code = k.agency_code AND v.report_year = k.report_year AND v.status IN ('current', 'superseded')
WHERE k.district_code = ? AND k.report_year = ?
GROUP BY ALL ORDER BY a.agency_code
"""
_FAULTS = """
SELECT f.*, a.name AS agency, a.kind, k.title AS kind_title
FROM faults f JOIN agencies a USING (agency_code) LEFT JOIN fault_kinds k USING (fault_kind)
WHERE a.district_code = ? AND f.report_year = ? AND f.outcome = 'fail' AND NOT f.waived
ORDER BY f.points DESC, f.fault_id
"""
_COMMONEST = """
SELECT r.title, count(DISTINCT f.agency_code) AS agencies, count(*) AS findings
FROM findings f JOIN agencies a USING (agency_code) JOIN rules r ON r.rule = f.rule
WHERE a.district_code = ? AND a.kind <> 'district' AND f.report_year = ? AND f.outcome = 'fail' AND NOT f.waived
    AND f.severity <> 'note'
GROUP BY r.title ORDER BY agencies DESC, sum(f.points) DESC, r.title LIMIT ?
"""
_DISTRICTS = """
SELECT d.district_code, coalesce(d.name, d.district_code) AS name, count(*) AS expected,
    count(*) FILTER (k.status IN ('reported', 'late', 'unclear')) AS reported,
    count(*) FILTER (k.status = 'late') AS late, count(*) FILTER (k.status = 'missing') AS missing,
    coalesce(sum(f.number), 0)::BIGINT AS faults
FROM rankings k
JOIN districts d USING (district_code)
JOIN agencies a ON a.agency_code = k.agency_code AND a.kind <> 'district'
LEFT JOIN (SELECT agency_code, count(*) AS number FROM faults WHERE report_year = ? AND points > 0 GROUP BY agency_code) f
    ON f.agency_code = k.agency_code
WHERE k.report_year = ? GROUP BY ALL ORDER BY d.district_code
"""


@router.get("/overview")
def overview(request: Request, selection: Looked) -> HTMLResponse:
    """The district and year at a glance."""
    agencies = selection.rows(_AGENCIES, selection.district, selection.year)
    counted = [row for row in agencies if row["kind"] != "district"]
    faults = selection.rows(_FAULTS, selection.district, selection.year)
    trouble = left_out(selection)
    as_of = _as_of(selection)
    return render(
        request,
        "overview.html",
        as_of=as_of,
        today=_today(),
        counts=Counter(row["status"] for row in counted),
        total=len(counted),
        groups=_groups(counted),
        waiting=_waiting(counted),
        by_status={
            s: [row for row in counted if row["status"] == s] for s in ("missing", "not_due", "late", "unclear")
        },
        own=[
            row
            | {
                "faults": sum(f["agency_code"] == row["agency_code"] for f in faults),
                "left": (row["deadline"] - _today()).days if row["deadline"] else None,
            }
            for row in agencies
            if row["kind"] == "district"
        ],
        curve=_curve(selection, counted, as_of),
        trouble=trouble,
        to_act_on=Counter(row["word"] for row in trouble if row["to_act_on"]),
        worst=_worst([fault for fault in faults if fault["kind"] != "district"]),
        most_agencies=MAX_AGENCIES,
        commonest=selection.rows(_COMMONEST, selection.district, selection.year, MAX_RULES),
        figures=_figures(selection),
        coverage=coverage(selection, figures(selection, selection.year, selection.year).values()),
        districts=_districts(request, selection) if len(selection.districts) > 1 else None,
    )


@router.get("/overview/left-out.xlsx")
def left_out_as_workbook(selection: Looked) -> Response:
    """What came in and does not count, as a workbook."""
    return attachment(workbook({"未计入": (LEFT_OUT, left_out(selection))}), f"未计入-{selection.year}.xlsx", XLSX)


def _districts(request: Request, selection: Selection) -> Listing:
    """Every district, sorted and searched by the address, so many on a page."""
    return make_listing(
        request, selection.rows(_DISTRICTS, selection.year, selection.year), DISTRICTS, (), ("name", "district_code")
    )


def _today() -> date:
    return datetime.now(TIME_ZONE).date()


def _as_of(selection: Selection) -> date:
    """The day by which the version judges who is late."""
    day = selection.version.manifest.get("as_of")
    return date.fromisoformat(day) if day else selection.version.published_at.date()


def _groups(counted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Peer groups, the largest first, with how many are in which state."""
    groups: dict[str, Counter[str]] = {}
    for row in counted:
        groups.setdefault(row["peer_group"], Counter())[row["status"]] += 1
    rows = [
        {"name": name, "of": sum(states.values()), **{s: states[s] for s in STATES}} for name, states in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row["of"], row["name"]))


def _waiting(counted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Deadlines that are still to come: the day, how many days are left, how many reports are outstanding."""
    days = Counter(row["deadline"] for row in counted if row["status"] == "not_due" and row["deadline"])
    return [
        {"deadline": day, "left": (day - _today()).days, "outstanding": number} for day, number in sorted(days.items())
    ]


def _curve(selection: Selection, counted: list[dict[str, Any]], as_of: date) -> Drawing | None:
    before = selection.rows(_AGENCIES, selection.district, selection.year - 1)
    arrived = {
        selection.year - 1: [
            row["first_published_on"] for row in before if row["kind"] != "district" and row["first_published_on"]
        ],
        selection.year: [row["first_published_on"] for row in counted if row["first_published_on"]],
    }
    deadline = max((row["deadline"] for row in counted if row["deadline"]), default=None)
    return drawing(arrived, len(counted), deadline, as_of, selection.year)


def _worst(faults: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Agencies with something to correct, greatest impact on the district's figures first, then most points."""
    found: dict[str, dict[str, Any]] = {}
    for fault in faults:
        row = found.setdefault(
            fault["agency_code"],
            {
                "agency_code": fault["agency_code"],
                "agency": fault["agency"],
                "points": 0,
                "impact": 0,
                "number": 0,
                "kinds": Counter(),
                "first": fault["title"],
            },
        )
        row["points"] += fault["points"]
        row["impact"] += fault["impact_share"] or 0
        row["number"] += 1
        row["kinds"][fault["kind_title"] or fault["title"]] += 1
    listed = [row for row in found.values() if row["points"] or row["impact"]]
    return sorted(listed, key=lambda row: (-row["impact"], -row["points"], row["agency_code"]))


def _figures(selection: Selection) -> list[dict[str, Any]]:
    """The headline figures with last year's. They are compared only where all that owe a report are in both sums."""
    year = selection.year
    found, named = figures(selection, year - 1, year), labels(selection)
    known = bounds(selection, year)
    doubtful = {which: doubts(selection, which) for which in (year, year - 1)}
    rows = []
    for item in HEADLINE:
        cell = item["cell"]
        now, before = found.get((cell, year)), found.get((cell, year - 1))
        whole = all(row is not None and row["agencies_counted"] == row["agencies_expected"] for row in (now, before))
        both = now is not None and before is not None and now["value"] is not None and before["value"] is not None
        marks = []
        for which, words in ((year, "含存疑数字"), (year - 1, "上年含存疑数字")):
            theirs = doubtful[which].get(cell, [])
            links = [
                (doubt_words(doubt, named, cell), doubt.finding_id, doubt.message) for doubt in theirs[:MAX_DOUBTS]
            ]
            if theirs:
                marks.append({"words": words, "year": which, "links": links, "more": len(theirs) - len(links)})
        rows.append(
            {
                "cell": cell,
                "title": item["title"],
                "unit": named[cell]["unit"] if cell in named else "",
                "now": now,
                "before": before,
                "change": now["value"] - before["value"] if both and whole and now and before else None,
                "lacking": now["agencies_expected"] - now["agencies_counted"] if now else 0,
                "doubts": marks,
                "range": bounds_words(known.get(cell), named[cell]["unit"] if cell in named else ""),
            }
        )
    return rows
