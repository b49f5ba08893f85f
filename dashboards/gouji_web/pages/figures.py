"""数据: the district's tables, their course over the years, one figure of all agencies, two reports side by
side, and what agencies promise."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gouji.check.marks import SUSPECT, Mark, mark_cells
from gouji.core.form_layout import PLAIN
from gouji.core.forms import Form, cells_with, form_for_year, load_forms
from gouji_web.core import fact_matters, prose_facts
from gouji_web.core.address import here, to
from gouji_web.core.district_figures import ALL, DoubtfulFigure, coverage, doubt_words, doubts, figures, labels, wording
from gouji_web.core.files import XLSX, attachment, workbook
from gouji_web.core.form_tables import Figure, Slot, figure_of, printed
from gouji_web.core.listing import Column, make_listing
from gouji_web.core.prose_facts import MAX_COLUMNS, SIDES
from gouji_web.core.rendering import render
from gouji_web.core.selection import Looked, Selection
from gouji_web.wording import number, plain

from . import promises

router = APIRouter()
router.include_router(promises.router)

VIEWS = {"": "汇总表", "trends": "历年走势", "agencies": "各单位", "compare": "两份对照", "facts": "正文事实", "promises": "承诺事项"}  # fmt: skip
MATTERS = "matters"
FACT_SIDES = SIDES | {MATTERS: "写到最多的与独有的"}
OWN = "own"  # the district government's own report, never added to the others
TRENDS = tomllib.loads((Path(__file__).parents[1] / "figures.toml").read_text(encoding="utf-8"))["trends"]
PLACES = (Column("agency", "单位"), Column("peer_group", "组别"), Column("value", "所报", "number"))
IN_SUMS = (
    Column("label", "格"), Column("value", "合计"), Column("unit", "单位"), Column("counted", "计入的机关", "number"),
    Column("expected", "应报的机关", "number"), Column("doubt", "存疑"), Column("cell", "代码"),
)  # fmt: skip
Tables = list[tuple[str, list[list[Slot]]]]  # (title, rows) in the order of the form

_GROUPS = """
SELECT DISTINCT peer_group FROM district_balanced_sums WHERE district_code = ? AND report_year = ?
ORDER BY peer_group = 'all' DESC, peer_group
"""
_OWN = """
SELECT r.report_id, r.form, r.agency_code FROM reports r JOIN agencies a USING (agency_code)
WHERE a.kind = 'district' AND a.district_code = ? AND r.report_year = ? AND r.is_current AND r.form IS NOT NULL
"""
_COVERED = """
SELECT report_year, min(agencies_counted) AS counted, max(agencies_expected) AS expected FROM district_balanced_sums
WHERE district_code = ? AND peer_group = 'all' GROUP BY ALL ORDER BY report_year
"""
_OF_AGENCIES = """
SELECT a.agency_code, a.name AS agency, a.peer_group, c.value, c.state, c.raw
FROM cells c JOIN reports r USING (report_id) JOIN agencies a ON a.agency_code = c.agency_code
WHERE r.is_current AND a.district_code = ? AND a.kind <> 'district' AND c.report_year = ? AND c.cell = ?
ORDER BY c.value DESC NULLS LAST, a.agency_code
"""
_REPORTS = """
SELECT r.report_id, r.agency_code, a.name, r.report_year, r.form FROM reports r JOIN agencies a USING (agency_code)
WHERE a.district_code = ? AND r.is_current AND r.form IS NOT NULL ORDER BY a.agency_code, r.report_year DESC
"""


@router.get("/figures")
def show(request: Request, selection: Looked, view: str = "") -> HTMLResponse:
    """One of the views; `view` names it."""
    more = {"facts": _facts, "promises": promises.view}
    views = {"": _sums, "trends": _trends, "agencies": _agencies, "compare": _compare} | more
    view = view if view in views else ""
    return render(request, "figures.html", view=view, views=VIEWS, **views[view](request, selection))


@router.get("/figures.xlsx")
def as_workbook(request: Request, selection: Looked) -> Response:
    """The tables of the scope looked at, one a sheet."""
    group = request.query_params.get("scope") or ALL
    found, doubtful, named = figures(selection, selection.year, selection.year, group), doubts(selection, selection.year, group), labels(selection)  # fmt: skip
    sheets = {}
    for table in form_for_year(selection.year).tables:
        rows = [
            {
                "label": named[cell]["label"], "value": row["value"], "unit": named[cell]["unit"],
                "counted": row["agencies_counted"], "expected": row["agencies_expected"], "cell": cell,
                "doubt": [doubt_words(each, named, cell) for each in doubtful.get(cell, ())],
            }
            for (cell, _), row in found.items() if cell.split(".")[0] == table.code
        ]  # fmt: skip
        sheets[f"表{table.number}"] = (IN_SUMS, rows)
    return attachment(workbook(sheets), f"{selection.district_name}{selection.year}年度汇总.xlsx", XLSX)


@router.get("/figures/agencies.xlsx")
def agencies_as_workbook(selection: Looked, cell: str) -> Response:
    """One figure of all agencies."""
    rows = selection.rows(_OF_AGENCIES, selection.district, selection.year, cell)
    return attachment(workbook({"各单位": (PLACES, rows)}), f"{cell}-{selection.year}.xlsx", XLSX)


@router.get("/figures/facts.xlsx")
def facts_as_workbook(selection: Looked) -> Response:
    """What only the prose tells: by channel, by field and by kind with agencies side by side, and by matter."""
    sheets = {title: prose_facts.as_sheet(prose_facts.compared(selection, side)) for side, title in SIDES.items()}
    sheets[FACT_SIDES[MATTERS]] = fact_matters.as_sheet(selection)
    return attachment(workbook(sheets), f"{selection.district_name}{selection.year}年度正文事实.xlsx", XLSX)


def _sums(request: Request, selection: Selection) -> dict[str, Any]:
    """The district's tables as its papers have them, figures that hold a doubtful one marked."""
    groups = [row["peer_group"] for row in selection.rows(_GROUPS, selection.district, selection.year)]
    own = selection.version.row(_OWN, selection.district, selection.year)
    scopes = {group: "全部单位" if group == ALL else group for group in groups} | ({OWN: "本级自报"} if own else {})
    if not scopes:
        return {"scopes": {}, "tables": []}
    scope = request.query_params.get("scope", "")
    scope = scope if scope in scopes else next(iter(scopes))
    if scope == OWN and own is not None:
        return {"scopes": scopes, "scope": scope, "told": None, "doubtful": [], "tables": _own(request, selection, own)}
    form, named = form_for_year(selection.year), labels(selection)
    found = figures(selection, selection.year, selection.year, scope)
    doubtful = doubts(selection, selection.year, scope)
    values = {cell: row["value"] for (cell, _), row in found.items()}
    shown = {cell: _sum(request, cell, value, doubtful.get(cell, []), named) for cell, value in values.items()}
    tables = [
        (f"表{table.number}　{table.label}", printed(table, shown, wording(form, values) if table.layout == "rows" else PLAIN))
        for table in form.tables
    ]  # fmt: skip
    return {
        "scopes": scopes,
        "scope": scope,
        "told": coverage(selection, found.values(), scope) + "不含区县政府本级；空白不作零计。",
        "doubtful": _once(request, doubtful, named),
        "tables": tables,
    }


def _sum(
    request: Request, cell: str, value: Any, inside: list[DoubtfulFigure], named: Mapping[str, dict[str, Any]]
) -> Figure:
    notes = tuple(f"含存疑数字：{doubt_words(each, named, cell)}。{each.message}" for each in inside)
    text = number(value) if value is not None else "空"
    kind = "suspect" if inside else "" if value is not None else "unknown"
    address = to(request, "findings", open=inside[0].finding_id) if inside else to_agencies(request, cell)
    return Figure(cell, text, kind, notes=notes, address=address)


def to_agencies(request: Request, cell: str) -> str:
    """The view that shows what a sum is made of."""
    return here(request, view="agencies", cell=cell, scope=None)


def _once(
    request: Request, doubtful: Mapping[str, list[DoubtfulFigure]], named: Mapping[str, dict[str, Any]]
) -> list[tuple[str, str, str]]:
    """The findings whose figures are in the sums, each once: (its address, agency and figure, message)."""
    once = {doubt.finding_id: doubt for found in doubtful.values() for doubt in found}
    return [
        (to(request, "findings", open=doubt.finding_id), doubt_words(doubt, named), doubt.message)
        for doubt in once.values()
    ]


def _own(request: Request, selection: Selection, report: dict[str, Any]) -> Tables:
    """What the district government itself reports, with what its findings mark."""
    cells = _cells(selection, report["report_id"])
    findings = selection.rows("FROM findings WHERE report_id = ? ORDER BY points DESC, rule", report["report_id"])
    repairs = selection.rows("FROM repairs WHERE report_id = ? ORDER BY candidate, cell", report["report_id"])
    marks: Mapping[str, Mark] = mark_cells(findings, repairs, list(cells.values()))
    shown = {
        cell: figure_of(
            row,
            marks.get(cell),
            [finding["message"] for finding in findings if cell in finding["cells"]],
            address=to(request, "agency", agency=report["agency_code"], cell=cell),
        )
        for cell, row in cells.items()
    }
    return _printed(load_forms()[report["form"]], shown)


def _trends(_: Request, selection: Selection) -> dict[str, Any]:
    """Figures by year, with how complete each year is and which are in doubt."""
    covered = selection.rows(_COVERED, selection.district)
    years = [row["report_year"] for row in covered]
    if not years:
        return {"covered": [], "groups": []}
    named, found = labels(selection), figures(selection, years[0], years[-1])
    doubtful = {year: doubts(selection, year) for year in years}
    groups = [
        (trend["title"], [_trend(cell, trend["cells"], years, named, found, doubtful) for cell in trend["cells"]])
        for trend in TRENDS
    ]
    return {"covered": covered, "groups": groups}


def _trend(
    cell: str,
    cells: list[str],
    years: list[int],
    named: Mapping[str, dict[str, Any]],
    found: Mapping[tuple[str, int], dict[str, Any]],
    doubtful: Mapping[int, Mapping[str, list[DoubtfulFigure]]],
) -> dict[str, Any]:
    """A line of a trend: named by its row where the lines differ in it, else by its column."""
    name = "row_name" if len({each.split(".")[1] for each in cells}) > 1 else "column_label"
    values = [found.get((cell, year), {}).get("value") for year in years]
    inside = [doubtful[year].get(cell, []) for year in years]
    marks = [list(dict.fromkeys(doubt.agency for doubt in each)) for each in inside]
    most = max((value for value in values if value is not None), default=0)
    return {"name": named[cell][name], "values": list(zip(values, marks, strict=True)), "most": most}  # fmt: skip


def _agencies(request: Request, selection: Selection) -> dict[str, Any]:
    """One figure of all agencies, those that left it blank with their sign."""
    form, named = form_for_year(selection.year), labels(selection)
    offered = {cell.cell: plain(named[cell.cell]["label"]) for cell in form.cells if cell.cell in named}
    cell = request.query_params.get("cell", "")
    if cell not in offered:
        cell = cells_with(form, "received")[0]
    rows = selection.rows(_OF_AGENCIES, selection.district, selection.year, cell)
    shown = [row | {"text": figure_of(row | {"cell": cell}).text} for row in rows]
    listing = make_listing(request, shown, PLACES, [], ("agency",), first="-value")
    most = max((row["value"] for row in rows if row["value"] is not None), default=0)
    return {"offered": offered, "cell": cell, "unit": named[cell]["unit"], "listing": listing, "most": most}


def _compare(request: Request, selection: Selection) -> dict[str, Any]:
    """Two reports in one table: two agencies, or two years of one. `left` and `right`: report ids."""
    reports = {row["report_id"]: row for row in selection.rows(_REPORTS, selection.district)}
    chosen = [request.query_params.get(side, "") for side in ("left", "right")]
    left, right = (reports.get(report_id) for report_id in chosen)
    if any(each and each not in reports for each in chosen):
        selection.notices.append("网址中的报告在这个版本里没有，请重新选择。")
    if left is None or right is None:
        return {"reports": reports, "left": left, "right": right, "tables": []}
    first, second = _cells(selection, left["report_id"]), _cells(selection, right["report_id"])
    shown = {
        cell: figure_of(row, _differs(row, second.get(cell)), before=second.get(cell), address=to(request, "agency", agency=left["agency_code"], year=left["report_year"], cell=cell))
        for cell, row in first.items()
    }  # fmt: skip
    return {"reports": reports, "left": left, "right": right, "tables": _printed(load_forms()[left["form"]], shown)}


def _facts(request: Request, selection: Selection) -> dict[str, Any]:
    """What only the prose tells: agencies side by side by channel, field or kind (`side`), or what is told most by
    matter and what by one agency alone."""
    side = request.query_params.get("side", "")
    side = side if side in FACT_SIDES else next(iter(FACT_SIDES))
    shown: dict[str, Any] = {"side": side, "sides": FACT_SIDES, "most": MAX_COLUMNS}
    if side != MATTERS:
        return shown | {"compared": prose_facts.compared(selection, side), "by_matter": []}
    reports = prose_facts.reports_of(selection)
    return shown | {
        "compared": None,
        "reports": reports,
        "by_matter": fact_matters.matters(selection),
        "tells_alone": reports >= fact_matters.MIN_REPORTS,
    }


def _differs(row: Mapping[str, Any], other: Mapping[str, Any] | None) -> Mark | None:
    """Figures that differ are marked; what one of the two does not have is not."""
    if other is None or "reported" not in (row["state"], other["state"]) or row["value"] == other["value"]:
        return None
    return Mark(SUSPECT, ())


def _cells(selection: Selection, report_id: str) -> dict[str, dict[str, Any]]:
    return {row["cell"]: row for row in selection.rows("FROM cells WHERE report_id = ?", report_id)}


def _printed(form: Form, shown: Mapping[str, Figure]) -> Tables:
    return [(f"表{table.number}　{table.label}", printed(table, shown)) for table in form.tables]
