"""本单位: what an agency's clerk sees by a personal link: the own case, a check of drafts, handing in; nothing else."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile

from gouji.collect.upload import REFUSED
from gouji.desk.access import AgencyLink
from gouji.desk.cases import case_steps, find_case
from gouji.desk.office_settings import list_settings
from gouji_web.core.clerk import COOKIE, clerk_of, name_of, opened_by
from gouji_web.core.draft_rows import MAX_WARNINGS, rows_of
from gouji_web.core.fault_cards import cards_of
from gouji_web.core.forms import posted, see_other
from gouji_web.core.log_in import CLERK, OPENS
from gouji_web.core.office import FormError, desk_of, text_of
from gouji_web.core.rendering import render
from gouji_web.core.selection import NothingPublished, selection_of
from gouji_web.core.uploads import ARRIVED, files_of, hand_in
from gouji_web.draft_check import check_drafts

router = APIRouter()

MAX_AT_ONCE = 20  # files of one agency's clerk
_AGENCY = "SELECT agency_code, name, full_name, district_code FROM agencies WHERE agency_code = ?"
_STATE = """
SELECT k.status, r.published_on, e.deadline
FROM rankings k
LEFT JOIN reports r ON r.agency_code = k.agency_code AND r.report_year = k.report_year AND r.is_current
LEFT JOIN expected_reports e ON e.agency_code = k.agency_code AND e.report_year = k.report_year
WHERE k.agency_code = ? AND k.report_year = ?
"""
Clerk = Annotated[AgencyLink, Depends(clerk_of)]


@router.get(OPENS + "{token}")
def opened(request: Request, token: str) -> Response:
    """The link itself: it is kept in a cookie, so that the address that is shown and shared afterwards is worth nothing."""
    opened_by(request, token)
    answer = see_other(request, CLERK)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get(CLERK)
def clerk(request: Request, link: Clerk) -> HTMLResponse:
    """How the own report stands, and the two forms."""
    return _page(request, link)


@router.post(CLERK)
def act(request: Request, link: Clerk, form: Annotated[FormData, Depends(posted)]) -> Response:
    """Check drafts, of which nothing is kept, or hand files in."""
    files = files_of(form)
    if len(files) > MAX_AT_ONCE:
        raise FormError(f"一次至多交 {MAX_AT_ONCE} 份文件。")
    do = text_of(form, "do")
    if do == "check":
        answers = check_drafts(files, None, request.app.state.versions.current())
        return _page(
            request,
            link,
            rows=rows_of(answers, desk_of(request), name_of(link), {link.agency_code}),
            max_warnings=MAX_WARNINGS,
        )
    if do == "hand_in":
        return _page(request, link, arrivals=_handed_in(request, link, files))
    raise FormError("这张表单不完整，请返回刷新后重填。")


def _handed_in(request: Request, link: AgencyLink, files: list[UploadFile]) -> list[tuple[str, bool]]:
    """What became of each file, in words. A name that does not say whose the file is, is made to say it."""
    agency = _agency(request, link)["name"]
    bare = [((each.filename or "").replace("\\", "/").rpartition("/")[2], each.file) for each in files]
    named = [(name if agency in name else f"{agency} {name}", file) for name, file in bare]
    _, arrivals = hand_in(desk_of(request), name_of(link), named)
    return [
        (f"{each.name}：{ARRIVED[each.state]}{'：' + each.told if each.told else ''}", each.state != REFUSED)
        for each in arrivals
    ]


def _agency(request: Request, link: AgencyLink) -> dict[str, Any]:
    version = request.app.state.versions.current()
    found = version.row(_AGENCY, link.agency_code) if version else None
    return found or {"agency_code": link.agency_code, "name": link.name or link.agency_code, "full_name": ""}


def _page(request: Request, link: AgencyLink, **answers: Any) -> HTMLResponse:
    """The page, with no navigation: there is nowhere else to go."""
    try:
        selection = selection_of(request)
    except NothingPublished:
        selection = None
    request.state.selection = None  # districts and years are not for the clerk to choose
    agency = _agency(request, link)
    year = selection.year if selection else None
    case = find_case(desk_of(request), link.agency_code, year) if year else None
    settings = {each.kind.code: each.value or "" for each in list_settings(desk_of(request))}
    told: dict[str, Any] = {"rows": None, "arrivals": None, "max_warnings": MAX_WARNINGS} | answers
    return render(
        request,
        "clerk.html",
        pages=(),
        agency=agency,
        link=link,
        year=year,
        state=selection.version.row(_STATE, link.agency_code, year) if selection else None,
        faults=[card for card in cards_of(selection, link.agency_code) if card.counts] if selection else [],
        case=case,
        step=case_steps()[case.row["state"]].word if case else "",
        settings=settings,
        **told,
    )
