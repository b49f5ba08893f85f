"""Reads a written layout of the form, and what every test of layouts expects of the report."""

from gouji.core.model import REPORTED, Cell, Report
from gouji.parse.reports import parse
from tests.parse import writers as w

FORMS = ("2021", "2019")
SEPARATED = (w.pipe_table, w.markdown_table, w.tab_table, w.lines_table)
FLAT = (w.bare_lines, w.one_line, w.row_lines)
UNDIVIDED = {f"applications.other_undivided.{c}": str(700 + i) for i, c in enumerate(["natural_person", "business", "research", "nonprofit", "legal_service", "other_organisation", "total"])}  # fmt: skip
DIVIDED = ("applications.other_not_corrected", "applications.other_fee_unpaid", "applications.other_other")


def read(document: str, encoding: str = "utf-8") -> Report:
    reports = parse(document.encode(encoding))
    assert len(reports) == 1
    return reports[0]


def figures(report: Report) -> dict[str, str | None]:
    return {c.cell: str(c.value) if c.state == REPORTED else None for c in report.cells}


def cells(report: Report) -> dict[str, Cell]:
    return {c.cell: c for c in report.cells}


def expect(report: Report, wanted: dict[str, str], form: str = "2021") -> None:
    """All cells of the form once, in form order, with these figures, none of them doubted."""
    assert [c.cell for c in report.cells] == w.names(form)
    assert figures(report) == wanted
    assert report.form == form
    assert report.warnings == []
