"""收件: every document that came in, whose it was taken for, and the office's word on whose, of which year and of which
day it is. A word said here counts from the next publication on."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from gouji.core.agency_names import canonical, without_suffix
from gouji.core.near_names import index_of, near_ends
from gouji.desk.intake import RETURNED, Intake, find_intake, forget_intake, list_intake, send_back, take_in
from gouji.desk.store import Desk
from gouji_web.core.address import to
from gouji_web.core.forms import posted, see_other
from gouji_web.core.listing import Column, Facet, Listing, make_listing
from gouji_web.core.office import FormError, day_of, desk_of, seen_of, text_of, who_of
from gouji_web.core.rendering import render
from gouji_web.core.selection import Looked, Selection

router = APIRouter()

STATES = {
    "unknown_agency": "机关不明", "unknown_year": "年度不明", "year_not_expected": "不在应报年度", "unreadable": "读不出",
    "undated": "缺公布日期", "current": "已计入", "superseded": "已被新版取代", "returned": "已退回",
}  # fmt: skip
TO_ACT_ON = ("unknown_agency", "unknown_year", "year_not_expected", "unreadable", "undated")
SAID = {"said": "已改，待下次发布", "counts": "按本页所定", "": "按文件所写"}
COLUMNS = (
    Column("source", "文件"),
    Column("agency", "单位"),
    Column("report_year", "年度", "number"),
    Column("published_on", "公布日期"),
    Column("state_word", "状态", by="state_order"),
    Column("said_word", "依据", by="said"),
)
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
_AGENCIES = "SELECT agency_code, name FROM agencies WHERE district_code = ? AND registered ORDER BY agency_code"


@router.get("/intake")
def intake(request: Request, selection: Looked) -> HTMLResponse:
    """The list; `open` names the document that is looked at."""
    desk = desk_of(request)
    rows = _rows(desk, selection)
    wanted = request.query_params.get("open")
    opened = next((row for row in rows if row["document"] == wanted), None)
    if wanted and opened is None:
        selection.notices.append("链接中的文件在这个版本里没有，或者不在这个区县、年度。")
    agencies = selection.rows(_AGENCIES, selection.district)
    return render(
        request,
        "intake.html",
        listing=_listing(request, rows),
        opened=opened,
        agencies=agencies,
        likely=_likely(opened, agencies) if opened else [],
        today=desk.today().isoformat(),
        waiting=sum(row["said"] == "said" for row in rows),
    )


@router.post("/intake")
def decide(request: Request, selection: Looked, form: Annotated[FormData, Depends(posted)]) -> Response:
    """Take a document in with what the office knows of it, send it back, or take that back."""
    desk, who = desk_of(request), who_of(request)
    document, do, seen = text_of(form, "document"), text_of(form, "do"), seen_of(form)
    if document not in {row["document"] for row in _rows(desk, selection)}:
        raise FormError("表单中的文件在这个版本里没有，请返回刷新。")
    if do == "take":
        take_in(
            desk, who, document,
            agency=text_of(form, "agency") or None,
            report_year=_year_of(form),
            published_on=day_of(form, "published_on", "公布日期"),
            seen=seen,
        )  # fmt: skip
        told = "已收。下次发布时按此计入。"
    elif do == "return":
        send_back(desk, who, document, text_of(form, "reason"), seen=seen)
        told = "已退回。下次发布时不再计入。"
    elif do == "forget":
        forget_intake(desk, who, document, seen=seen)
        told = "已撤销，下次发布时仍按文件所写。"
    else:
        raise FormError("这张表单不完整，请返回刷新后重填。")
    return see_other(request, to(request, "intake", open=document, state=""), told)


def _year_of(form: FormData) -> int | None:
    text = text_of(form, "report_year")
    if text and not (text.isascii() and text.isdigit() and len(text) == 4):
        raise FormError(f"年度“{text}”应为四位数字，如 2025。")
    return int(text) if text else None


def _rows(desk: Desk, selection: Selection) -> list[dict[str, Any]]:
    said = {intake.document: intake for intake in list_intake(desk)}
    order = {state: place for place, state in enumerate(STATES)}
    return sorted(
        (_row(desk, row, said) for row in selection.rows(_DOCUMENTS, selection.district, selection.year)),
        key=lambda row: order[row["state"]],
    )


def _row(desk: Desk, found: dict[str, Any], said: dict[str, Intake]) -> dict[str, Any]:
    one_of_many = found["report_count"] > 1 and found["ordinal"] is not None
    document = f"{found['document_id']}#{found['ordinal']}" if one_of_many else found["document_id"]
    intake = said.get(document) or said.get(found["document_id"]) or said.get(found["source"])
    state = found["status"] if found["status"] in STATES else "current"
    if state == "current" and found["published_on"] is None:
        state = "undated"
    counts = intake is not None and (
        found["status"] == RETURNED if intake.row["decision"] == RETURNED else bool(found["decided"]) and _agrees(found, intake)
    )  # fmt: skip
    basis = "" if intake is None else "counts" if counts else "said"
    own = find_intake(desk, document) if intake is not None else None
    return found | {
        "document": document,
        "state": state,
        "state_word": STATES[state],
        "state_order": list(STATES).index(state),
        "to_act_on": "yes" if state in TO_ACT_ON else "no",
        "said": basis,
        "said_word": SAID[basis],
        "intake": intake,
        "seq": own.seq if own else 0,
    }


def _agrees(found: dict[str, Any], intake: Intake) -> bool:
    """Whether the published version already follows what was said."""
    row = intake.row
    day = str(found["published_on"]) if found["published_on"] else None
    return (
        row["agency"] in (None, found["agency_code"], found["agency"])
        and row["report_year"] in (None, found["report_year"])
        and row["published_on"] in (None, day)
    )


def _likely(opened: dict[str, Any], agencies: list[dict[str, Any]]) -> list[str]:
    """Codes of the agencies that the document may be of, the best guess first."""
    if opened["agency_code"]:
        return [opened["agency_code"]]
    written = opened["agency_printed"] or opened["title"] or ""
    names = {agency["name"]: agency["agency_code"] for agency in agencies}
    inside = sorted((name for name in names if name in written), key=len, reverse=True)
    bare = without_suffix(canonical(written))
    near = [name for name, _ in near_ends(bare, index_of(names), max(map(len, names), default=0))]
    return list(dict.fromkeys(names[name] for name in (*inside, *near)))


def _listing(request: Request, rows: list[dict[str, Any]]) -> Listing:
    facets = [
        Facet("to_act_on", "要处理", {"yes": "要处理", "no": "不必处理"}, ["yes"] if any(row["to_act_on"] == "yes" for row in rows) else []),
        Facet("state", "状态", STATES),
        Facet("said", "依据", SAID),
    ]  # fmt: skip
    return make_listing(request, rows, COLUMNS, facets, ("source", "agency", "agency_printed", "title"))
