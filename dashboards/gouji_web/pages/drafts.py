"""送审: drafts before they are published, where a mistake costs nothing: many files at once, one line each."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile

from gouji.desk.draft_rounds import list_histories
from gouji.desk.office_settings import list_settings
from gouji_web.core.archives import zipped
from gouji_web.core.draft_rows import MAX_WARNINGS, rows_of
from gouji_web.core.files import attachment
from gouji_web.core.forms import posted
from gouji_web.core.names import names_of
from gouji_web.core.office import desk_of, text_of, who_of
from gouji_web.core.rendering import render
from gouji_web.draft_check import DraftAnswers, check_drafts

router = APIRouter()

AS_PAPERS = "papers"  # value of the button that asks for Word documents
WITHOUT_OPINION = "没有审核意见的文件.txt"
_DISTRICTS = "SELECT agency_code, a.name AS agency, d.name FROM agencies a JOIN districts d USING (district_code)"
MOST_SHOWN = 200  # reports of which rounds are listed


@router.get("/drafts")
def drafts(request: Request) -> HTMLResponse:
    """The form."""
    return _page(request, answers=None)


@router.post("/drafts")
def check(request: Request, form: Annotated[FormData, Depends(posted)]) -> Response:
    """The answers, on this page alone, or as papers to take away: neither files nor answers are kept."""
    files = [each for each in form.getlist("file") if isinstance(each, UploadFile) and each.filename]
    last = form.get("last")
    last_year = last if isinstance(last, UploadFile) and last.filename else None
    if not files:
        return _page(request, 422, answers=None, problem="还没有选文件，请选择一份或多份报告。")
    answers = check_drafts(files, last_year, request.app.state.versions.current())
    if text_of(form, "as") == AS_PAPERS and answers.reports:
        return _papers(request, answers)
    known = _names(request, (report.agency_code for report in answers.reports if report.agency_code))
    rows = rows_of(answers, desk_of(request), who_of(request), known)
    return _page(request, answers=answers, rows=rows, max_warnings=MAX_WARNINGS)


def _page(request: Request, status: int = 200, **values: Any) -> HTMLResponse:
    """The form, what was found, and what was sent before."""
    histories = list_histories(desk_of(request))
    names = _names(request, (each.agency_code for each in histories))
    told: dict[str, Any] = {"histories": histories, "names": names, "most": MOST_SHOWN} | values
    return render(request, "drafts.html", status, **told)


def _names(request: Request, codes: Iterable[str]) -> dict[str, str]:
    return names_of(request.app.state.versions.current(), codes)


def _papers(request: Request, answers: DraftAnswers) -> Response:
    """审核意见 of the drafts: one as a Word document; else a ZIP, which says of which files there is none, and why."""
    from gouji.publish.papers.contents import papers_policy
    from gouji.publish.papers.opinion import OpinionOffice, opinions  # the library of Word, for who asks for papers

    desk, version = desk_of(request), request.app.state.versions.current()
    districts = {row["agency_code"]: row["name"] for row in version.rows(_DISTRICTS)} if version else {}
    settings = {each.kind.code: each.value for each in list_settings(desk) if each.value}
    files = list(opinions(answers.reports, OpinionOffice(districts, settings, desk.today(), papers_policy(desk.home))))
    without = [(each.source, each.problem) for each in answers.unread]
    without += [(each.source, each.superseded) for each in answers.reports if each.superseded]
    if len(files) == 1 and not without:
        return attachment(files[0].content, files[0].name, files[0].media_type)
    told = "".join(f"{source}：{problem}\r\n" for source, problem in without)
    papers: dict[str, str | bytes] = {file.name: file.content for file in files}
    return zipped("审核意见.zip", {}, papers | ({WITHOUT_OPINION: told} if without else {}))
