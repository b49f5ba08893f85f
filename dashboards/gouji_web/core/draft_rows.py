"""Checked drafts as a page shows them: one line a report or unreadable file, with its figures as they were read."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from gouji.check.marks import mark_cells
from gouji.core.forms import load_forms
from gouji.desk.draft_rounds import DraftFault, Round, keep_round
from gouji.desk.store import Desk
from gouji_web.draft_check import DraftAnswers

from .form_tables import Slot, figure_of, printed

if TYPE_CHECKING:
    from gouji.check.check_files import Checked

PASSED, TO_MEND, UNREAD = "通过", "要改", "读不出"
MAX_WARNINGS = 20  # of the reader, shown with a draft


def rows_of(answers: DraftAnswers, desk: Desk, who: str, known: Collection[str]) -> list[dict[str, Any]]:
    """A line a report or unreadable file: those to be looked at first. Of the agencies that are `known`, by code, the
    round is taken down at the desk, and told against the one before."""
    rows = [_row(report) for report in answers.reports]
    for row in rows:
        row["round"] = _round(row, desk, who) if row["report"].agency_code in known else None
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


def _round(row: dict[str, Any], desk: Desk, who: str) -> Round | None:
    report = row["report"]
    if report.superseded or not report.report_year:
        return None
    faults: list[DraftFault] = [
        {"kind": fault["fault"], "cells": fault["cells"], "title": fault["title"]}
        for fault in row["faults"]
        if fault["outcome"] == "fail" and not fault["waived"]
    ]
    return keep_round(desk, who, report.agency_code, report.report_year, report.source, row["verdict"], faults)


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
