"""整改台账: an agency's year a line, worked from the notice to be sent to the last fault put right."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile

from gouji.desk.case_sheet import FIELDS, ORIGINAL, original, read_case_sheet, take_case_sheet
from gouji.desk.cases import (
    Case,
    case_history,
    case_steps,
    edit_case,
    list_cases,
    move_case,
    note_result,
    open_case,
    reopen_fault,
    result_of,
    withdraw_step,
)
from gouji.desk.errors import DeskError
from gouji.desk.filled_sheet import MAX_SHEET_BYTES
from gouji.desk.store import Desk
from gouji.desk.ticks import list_ticks
from gouji.publish.case_faults import case_faults_of
from gouji_web.core.address import to
from gouji_web.core.case_changes import packed, unpacked
from gouji_web.core.files import XLSX, attachment, workbook
from gouji_web.core.forms import posted, see_other
from gouji_web.core.listing import Column, Facet, Listing, make_listing
from gouji_web.core.office import day_of, desk_of, seen_of, text_of, who_of
from gouji_web.core.papers import paper_of_each
from gouji_web.core.rendering import render
from gouji_web.core.selection import Looked, Selection

router = APIRouter()

NO_CASE = "none"
COLUMNS = (
    Column("agency", "单位"),
    Column("state_word", "状态", by="state_order"),
    Column("faults", "问题", "number"),
    Column("resolved", "已解决", "number"),
    Column("handler", "经办"),
    Column("until", "期限"),
    Column("since", "何时起"),
    Column("remark", "备注", by=None),
)
IN_WORKBOOK = (
    *COLUMNS,
    Column("titles", "问题内容"),
    Column("agency_code", "代码"),
    Column("report_year", "年度", "number"),
    Column("original", ORIGINAL),
)
# What an agency would be asked to mend: not what is waived, explained, a matter of doubt or a mere note.
_OPEN = """
SELECT a.agency_code, a.name AS agency, a.peer_group, count(f.fault_id) AS faults,
    coalesce(sum(f.points), 0)::DOUBLE AS points
FROM agencies a
JOIN rankings k ON k.agency_code = a.agency_code AND k.report_year = ?
LEFT JOIN faults f ON f.agency_code = a.agency_code AND f.report_year = k.report_year AND f.outcome = 'fail'
    AND f.severity <> 'note' AND NOT f.waived
WHERE a.district_code = ?
GROUP BY ALL ORDER BY points DESC, a.agency_code
"""


@router.get("/cases")
def cases(request: Request, selection: Looked) -> HTMLResponse:
    """The list; `open` names the agency whose case is worked."""
    desk = desk_of(request)
    rows = _rows(desk, selection)
    wanted = request.query_params.get("open")
    opened = next((row for row in rows if row["agency_code"] == wanted), None)
    if wanted and opened is None:
        selection.notices.append("链接中的单位在这个版本里没有，请重新选择。")
    return render(
        request,
        "cases.html",
        listing=_listing(request, rows),
        opened=opened,
        steps=case_steps(),
        notices=paper_of_each(selection, "notice"),
        history=case_history(desk, opened["agency_code"], selection.year) if opened else [],
        without=[row for row in rows if row["case"] is None and row["faults"]],
    )


@router.get("/cases.xlsx")
def as_workbook(request: Request, selection: Looked) -> Response:
    """What the same address lists, as a workbook."""
    listing = _listing(request, _rows(desk_of(request), selection))
    rows = [{**row, "original": _original(row)} for row in listing.matching]
    return attachment(workbook({"整改台账": (IN_WORKBOOK, rows)}), f"整改台账-{selection.year}.xlsx", XLSX)


@router.post("/cases/sheet")
def sheet(request: Request, _: Looked, form: Annotated[FormData, Depends(posted)]) -> Response:
    """A filled workbook: what it would change is shown first, and taken whole when that is confirmed."""
    desk = desk_of(request)
    if changed := text_of(form, "changes"):
        changes = unpacked(changed)
        take_case_sheet(desk, who_of(request), changes)
        return see_other(request, to(request, "cases"), f"已按台账改动 {len(changes)} 个案。")
    file = form.get("file")
    data = file.file.read(MAX_SHEET_BYTES + 1) if isinstance(file, UploadFile) else b""
    changes, problems = read_case_sheet(desk, data)
    return render(request, "cases_sheet.html", changes=changes, problems=problems, packed=packed(changes))


@router.post("/cases/open")
def open_cases(request: Request, selection: Looked, form: Annotated[FormData, Depends(posted)]) -> Response:
    """Open a case for one agency, or for every one that has faults and no case; a case that is there gets the faults of
    the version that is published now."""
    desk, who, year = desk_of(request), who_of(request), selection.year
    rows = {row["agency_code"]: row for row in _rows(desk, selection)}
    agency = text_of(form, "agency")
    if agency and agency not in rows:
        raise DeskError("表单中的单位在这个版本里没有，请返回刷新。")
    chosen = [agency] if agency else [code for code, row in rows.items() if row["case"] is None and row["faults"]]
    until, handler = day_of(form, "until", "期限"), text_of(form, "handler")
    for code in chosen:
        faults, version = case_faults_of(desk.home, code, year)
        case: Case | None = rows[code]["case"]
        open_case(desk, who, code, year, faults, version, handler=handler, until=until, seen=case.seq if case else 0)
    return see_other(
        request, _back(request, agency), f"已为 {len(chosen)} 个单位立案。" if not agency else "已写入台账。"
    )


@router.post("/cases/work")
def work(request: Request, selection: Looked, form: Annotated[FormData, Depends(posted)]) -> Response:
    """One act on a case: `do` is a step, `withdraw`, `edit`, `reopen`, `tick` or `result`."""
    desk, who, year = desk_of(request), who_of(request), selection.year
    agency, do, seen = text_of(form, "agency"), text_of(form, "do"), seen_of(form)
    note = text_of(form, "note")
    if do == "withdraw":
        withdraw_step(desk, who, agency, year, seen=seen, note=note)
    elif do == "edit":
        until = day_of(form, "until", "期限")
        edit_case(desk, who, agency, year, handler=text_of(form, "handler"), until=until, remark=text_of(form, "remark"), seen=seen)  # fmt: skip
    elif do in ("reopen", "tick"):
        reopen_fault(desk, who, agency, year, text_of(form, "fault"), reopened=do == "reopen", seen=seen, note=note)
    elif do == "result":
        note_result(desk, who, agency, year, text_of(form, "fault"), text_of(form, "result"), seen=seen)
    else:
        move_case(desk, who, agency, year, do, seen=seen, note=note)
    return see_other(request, _back(request, agency), "已写入台账。")


def _back(request: Request, agency: str) -> str:
    """The list again, with the same case open."""
    return to(request, "cases", open=agency) + (f"#c-{agency}" if agency else "")


def _rows(desk: Desk, selection: Selection) -> list[dict[str, Any]]:
    """A row an agency that has faults or a case."""
    cases = {case.agency_code: case for case in list_cases(desk, selection.year)}
    ticks = {(tick.agency_code, tick.fault_id): tick for tick in list_ticks(desk) if tick.report_year == selection.year}
    rows = selection.rows(_OPEN, selection.year, selection.district)
    listed = [_row(row, cases.get(row["agency_code"]), ticks, selection.year) for row in rows if row["faults"] or row["agency_code"] in cases]  # fmt: skip
    return [row | {"handler_word": row["handler"] or "未定"} for row in listed]


def _row(found: dict[str, Any], case: Case | None, ticks: dict[tuple[str, str], Any], year: int) -> dict[str, Any]:
    if case is None:
        told = {"state": NO_CASE, "state_word": "未立案", "state_order": 0, "faults": found["faults"], "resolved": None,
                "handler": "", "until": None, "since": None, "remark": "", "inside": [], "titles": []}  # fmt: skip
        return found | told | {"case": None, "report_year": year}
    steps, row = case_steps(), case.row
    inside = [
        {
            "fault_id": fault_id,
            "title": fault["title"],
            "result": result_of(fault),
            "tick": (tick := ticks.get((case.agency_code, fault_id))),
            "resolved": tick is not None and fault_id not in row["reopened"],
        }
        for fault_id, fault in row["faults"].items()
    ]
    return found | {
        "case": case,
        "report_year": year,
        "state": row["state"],
        "state_word": steps[row["state"]].word,
        "state_order": 1 + list(steps).index(row["state"]),
        "faults": len(inside),
        "resolved": sum(bool(fault["resolved"]) for fault in inside),
        "handler": row["handler"],
        "until": row["until"],
        "since": row["since"],
        "remark": row["remark"],
        "inside": inside,
        "titles": [fault["title"] for fault in inside],
    }


def _original(row: Mapping[str, Any]) -> str:
    """What stands in the columns to fill, for the workbook to be read back."""
    told = {"state": row["state_word"]} | {key: str(row[key] or "") for key in ("handler", "until", "remark")}
    return original({heading: told[key] for heading, key in FIELDS.items()})


def _listing(request: Request, rows: list[dict[str, Any]]) -> Listing:
    words = {NO_CASE: "未立案"} | {code: step.word for code, step in case_steps().items()}
    facets = [Facet("state", "状态", words), Facet("handler_word", "经办"), Facet("peer_group", "组别")]
    return make_listing(request, rows, COLUMNS, facets, ("agency", "remark", "handler"))
