"""送审: drafts before they are published, where a mistake costs nothing: many files at once, one line each."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile

from gouji.check.marks import mark_cells
from gouji.core.forms import load_forms
from gouji.desk.office_settings import list_settings
from gouji_web.core.archives import zipped
from gouji_web.core.files import attachment
from gouji_web.core.form_tables import Slot, figure_of, printed
from gouji_web.core.forms import posted
from gouji_web.core.office import desk_of, text_of
from gouji_web.core.rendering import render
from gouji_web.draft_check import DraftAnswers, check_drafts

if TYPE_CHECKING:
    from gouji.check.check_files import Checked

router = APIRouter()

PASSED, TO_MEND, UNREAD = "通过", "要改", "读不出"
AS_PAPERS = "papers"  # value of the button that asks for Word documents
WITHOUT_OPINION = "没有审核意见的文件.txt"
_DISTRICTS = "SELECT agency_code, d.name FROM agencies JOIN districts d USING (district_code)"
MAX_WARNINGS = 20  # of the reader, shown with a draft


@router.get("/drafts")
def drafts(request: Request) -> HTMLResponse:
    """The form."""
    return render(request, "drafts.html", answers=None)


@router.post("/drafts")
def check(request: Request, form: Annotated[FormData, Depends(posted)]) -> Response:
    """The answers, on this page alone, or as papers to take away: neither files nor answers are kept."""
    files = [each for each in form.getlist("file") if isinstance(each, UploadFile) and each.filename]
    last = form.get("last")
    last_year = last if isinstance(last, UploadFile) and last.filename else None
    if not files:
        return render(request, "drafts.html", 422, answers=None, problem="还没有选文件，请选择一份或多份报告。")
    answers = check_drafts(files, last_year, request.app.state.versions.current())
    if text_of(form, "as") == AS_PAPERS and answers.reports:
        return _papers(request, answers)
    return render(request, "drafts.html", answers=answers, rows=_rows(answers), max_warnings=MAX_WARNINGS)


def _papers(request: Request, answers: DraftAnswers) -> Response:
    """审核意见 of the drafts: one as a Word document; else a ZIP, which says of which files there is none, and why."""
    from gouji.publish.papers.opinion import OpinionOffice, opinions  # the library of Word, for who asks for papers

    desk, version = desk_of(request), request.app.state.versions.current()
    districts = {row["agency_code"]: row["name"] for row in version.rows(_DISTRICTS)} if version else {}
    settings = {each.kind.code: each.value for each in list_settings(desk) if each.value}
    files = list(opinions(answers.reports, OpinionOffice(districts, settings, desk.today())))
    without = [(each.source, each.problem) for each in answers.unread]
    without += [(each.source, each.superseded) for each in answers.reports if each.superseded]
    if len(files) == 1 and not without:
        return attachment(files[0].content, files[0].name, files[0].media_type)
    told = "".join(f"{source}：{problem}\r\n" for source, problem in without)
    papers: dict[str, str | bytes] = {file.name: file.content for file in files}
    return zipped("审核意见.zip", {}, papers | ({WITHOUT_OPINION: told} if without else {}))


def _rows(answers: DraftAnswers) -> list[dict[str, Any]]:
    """A line a report or unreadable file: those to be looked at first."""
    rows = [_row(report) for report in answers.reports]
    rows += [
        {"source": each.source, "verdict": UNREAD, "tone": "bad", "problem": each.problem, "report": None}
        for each in answers.unread
    ]
    order = (UNREAD, TO_MEND, PASSED)
    return sorted(rows, key=lambda row: order.index(row["verdict"]))


def _row(report: "Checked") -> dict[str, Any]:
    faults = report.as_json()["faults"]
    open_faults = [fault for fault in faults if not fault["waived"]]
    failing = [fault for fault in open_faults if fault["outcome"] == "fail"]
    errors = [fault for fault in failing if fault["severity"] == "error"]
    return {
        "source": report.source,
        "verdict": TO_MEND if errors else PASSED,
        "tone": "bad" if errors else "warn" if failing else "good",
        "problem": report.superseded,
        "report": report,
        "errors": len(errors),
        "others": len(failing) - len(errors),
        "unsure": sum(fault["outcome"] == "cannot_tell" for fault in open_faults),
        "faults": [fault | {"repairs": _repairs(fault)} for fault in faults],
        "tables": _tables(report),
    }


def _tables(report: "Checked") -> list[tuple[str, list[list[Slot]]]]:
    """The figures as they were read, with the marks of the findings; none where the form was not told."""
    if report.form is None:
        return []
    marks = mark_cells(report.findings, report.repairs, report.cells)
    notes: dict[str, list[str]] = {}
    for finding in report.findings:
        for cell in finding["cells"]:
            notes.setdefault(cell, []).append(finding["message"])
    shown = {row["cell"]: figure_of(row, marks.get(row["cell"]), notes.get(row["cell"], [])) for row in report.cells}
    return [(f"表{table.number}　{table.label}", printed(table, shown)) for table in load_forms()[report.form].tables]


def _repairs(fault: dict[str, Any]) -> list[str]:
    """The repairs in words, but for the one that is the fault's title."""
    whys = dict.fromkeys(repair["why"] for repair in fault["repairs"])
    return [why for why in whys if why not in fault["title"]]
