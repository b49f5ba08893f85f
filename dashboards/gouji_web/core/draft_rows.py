"""Checked drafts as a page shows them: one line a report or unreadable file, with its figures as they were read."""

from typing import TYPE_CHECKING, Any

from gouji.check.marks import mark_cells
from gouji.core.forms import load_forms
from gouji_web.draft_check import DraftAnswers

from .form_tables import Slot, figure_of, printed

if TYPE_CHECKING:
    from gouji.check.check_files import Checked

PASSED, TO_MEND, UNREAD = "通过", "要改", "读不出"
MAX_WARNINGS = 20  # of the reader, shown with a draft


def rows_of(answers: DraftAnswers) -> list[dict[str, Any]]:
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
