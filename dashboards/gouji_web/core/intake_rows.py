"""Every document that came in, as the page 收件 lists it: those of the published version, and those that wait for the next."""

from collections.abc import Mapping, Sequence
from typing import Any

from gouji.core.agency_names import canonical, without_suffix
from gouji.core.near_names import index_of, near_ends
from gouji.core.registry import Registry
from gouji.desk.intake import RETURNED, Intake, find_intake, list_intake
from gouji.desk.store import Desk
from gouji.load.placement import Placement
from gouji.read.glance import Glance

from .previews import place
from .selection import Selection

STATES = {
    "unknown_agency": "机关不明", "unknown_year": "年度不明", "year_not_expected": "不在应报年度", "unreadable": "读不出",
    "undated": "缺公布日期", "waiting": "对上，待发布", "current": "已计入", "superseded": "已被新版取代", "returned": "已退回",
}  # fmt: skip
TO_ACT_ON = ("unknown_agency", "unknown_year", "year_not_expected", "unreadable", "undated")
SAID = {"said": "已改，待下次发布", "counts": "按本页所定", "": "按文件所写"}
Row = dict[str, Any]
# Documents with the reports read from them; what is attached to another document is told with that one.
_DOCUMENTS = """
SELECT d.document_id, min(d.source) AS source, r.report_id, r.ordinal, r.agency_code, a.name AS agency, r.agency_printed,
    r.title, r.report_year, r.published_on, coalesce(r.status, 'unreadable') AS status, coalesce(r.decided, []) AS decided,
    any_value(coalesce(r.problem, d.problem)) AS problem, max(d.report_count) AS report_count
FROM documents d
LEFT JOIN reports r USING (document_id)
LEFT JOIN agencies a ON a.agency_code = r.agency_code
WHERE d.attached_to IS NULL AND d.in_force
    AND (a.district_code IS NULL OR a.district_code = ?)
    AND (r.report_year IS NULL OR r.report_year = ? OR r.status IN ('unknown_agency', 'year_not_expected'))
    AND (r.report_id IS NOT NULL OR d.problem IS NOT NULL)
GROUP BY ALL ORDER BY source, r.ordinal
"""


def published_rows(desk: Desk, selection: Selection) -> list[Row]:
    """The documents of the published version."""
    said = {intake.document: intake for intake in list_intake(desk)}
    return [_row(desk, row, said) for row in selection.rows(_DOCUMENTS, selection.district, selection.year)]


def waiting_rows(desk: Desk, registry: Registry | None, waiting: list[Glance], district: str, year: int) -> list[Row]:
    """The files that wait, as the next run would take them: of this district and year, or of what is not known."""
    registry = registry or Registry([], [])
    placed = place(desk, registry, waiting)
    said = {intake.document: intake for intake in list_intake(desk)}
    agencies = {agency.code: agency for agency in registry.agencies}
    rows = []
    for glance in waiting:
        for ordinal, report in enumerate(glance.found, 1):
            placement = placed[report.report_id]
            agency = agencies.get(placement.agency_code or "")
            if (agency and agency.district_code != district) or placement.report_year not in (None, year):
                continue
            rows.append(_row(desk, _waiting(glance, placement, ordinal) | {
                "agency": agency.name if agency else None,
                "agency_printed": report.agency or report.speaker,
                "title": report.title,
            }, said))  # fmt: skip
        if not glance.found:
            rows.append(_row(desk, _unread(glance), said))
    return rows


def sorted_rows(rows: list[Row]) -> list[Row]:
    """Those that somebody has to look at first."""
    order = {state: place for place, state in enumerate(STATES)}
    return sorted(rows, key=lambda row: order[row["state"]])


def likely(opened: Row, agencies: Sequence[Mapping[str, Any]]) -> list[str]:
    """Codes of the agencies that the document may be of, the best guess first."""
    if opened["agency_code"]:
        return [opened["agency_code"]]
    written = opened["agency_printed"] or opened["title"] or opened["source"].rpartition(".")[0]
    names = {agency["name"]: agency["agency_code"] for agency in agencies}
    inside = sorted((name for name in names if name in written), key=len, reverse=True)
    bare = without_suffix(canonical(written))
    near = [name for name, _ in near_ends(bare, index_of(names), max(map(len, names), default=0))]
    ends = [
        name for name in inside if bare.endswith(name)
    ]  # before others, as that of the district, which stand in front
    return list(dict.fromkeys(names[name] for name in (*ends, *near, *inside)))


def _waiting(glance: Glance, placement: Placement, ordinal: int) -> Row:
    status = "waiting" if placement.status == "current" else placement.status
    return {
        "document_id": glance.document_id,
        "source": glance.source,
        "report_id": placement.report_id,
        "ordinal": ordinal,
        "agency_code": placement.agency_code,
        "report_year": placement.report_year,
        "published_on": placement.published_on,
        "status": status,
        "decided": list(placement.decided),
        "problem": placement.problem,
        "report_count": len(glance.found),
        "dated_by": "" if "published_on" in placement.decided else glance.dated_by,
        "waits": True,
    }


def _unread(glance: Glance) -> Row:
    empty = dict.fromkeys(
        ("report_id", "ordinal", "agency_code", "agency", "agency_printed", "title", "report_year", "published_on")
    )
    return empty | {
        "document_id": glance.document_id or glance.source,
        "source": glance.source,
        "status": "unreadable",
        "decided": [],
        "problem": glance.problem,
        "report_count": 0,
        "dated_by": "",
        "waits": True,
    }  # fmt: skip


def _row(desk: Desk, found: Row, said: dict[str, Intake]) -> Row:
    one_of_many = found["report_count"] > 1 and found["ordinal"] is not None
    document = f"{found['document_id']}#{found['ordinal']}" if one_of_many else found["document_id"]
    intake = said.get(document) or said.get(found["document_id"]) or said.get(found["source"])
    waits = found.get("waits", False)
    state = found["status"] if found["status"] in STATES else "current"
    if waits and intake is not None and intake.row["decision"] == RETURNED:
        state = RETURNED
    if state in ("current", "waiting") and found["published_on"] is None:
        state = "undated"
    counts = intake is not None and not waits and (
        found["status"] == RETURNED if intake.row["decision"] == RETURNED else bool(found["decided"]) and _agrees(found, intake)
    )  # fmt: skip
    basis = "" if intake is None else "counts" if counts else "said"
    own = find_intake(desk, document) if intake is not None else None
    return {"dated_by": "", "waits": False} | found | {
        "document": document,
        "state": state,
        "state_word": STATES[state],
        "state_order": list(STATES).index(state),
        "to_act_on": "yes" if state in TO_ACT_ON else "no",
        "published": "no" if waits else "yes",
        "said": basis,
        "said_word": SAID[basis],
        "intake": intake,
        "seq": own.seq if own else 0,
    }  # fmt: skip


def _agrees(found: Row, intake: Intake) -> bool:
    """Whether the published version already follows what was said."""
    row = intake.row
    day = str(found["published_on"]) if found["published_on"] else None
    return (
        row["agency"] in (None, found["agency_code"], found["agency"])
        and row["report_year"] in (None, found["report_year"])
        and row["published_on"] in (None, day)
    )
