"""A report as it reads: its sections, with what findings quote marked, and in each the tables that stand there."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from gouji.check.marks import mark_cells
from gouji.core.form_layout import PLAIN
from gouji.core.forms import Form, FormTable, load_forms
from gouji_web.wording import plain

from .fault_cards import Card, findings_in, quoted_in
from .form_tables import Figure, Slot, figure_of, printed
from .passages import Part, parted
from .selection import Selection

_CELLS = "FROM cells WHERE report_id = ?"
_REPAIRS = "FROM repairs WHERE report_id = ? ORDER BY candidate, cell"
_SECTIONS = "SELECT section AS number, heading, text FROM sections WHERE report_id = ? ORDER BY number"
_FORM_SECTIONS = "SELECT section AS number, numeral, label, required FROM form_sections WHERE form = ? ORDER BY number"
_LAST_YEAR = "SELECT report_id FROM reports WHERE agency_code = ? AND report_year = ? AND is_current"


class PrintedTable(NamedTuple):
    """A table of the form. `title`: its number, name, unit and how many cells are marked."""

    title: str
    rows: list[list[Slot]]


class Section(NamedTuple):
    """A section. `parts` is None where the report has no such section."""

    number: int
    heading: str
    parts: list[Part] | None
    tables: list[PrintedTable]

    @property
    def is_marked(self) -> bool:
        return any(part.marked for part in self.parts or ())


class ReportText(NamedTuple):
    """`compared`: whether last year's figures stand beside; `placed`: cells whose place in the document is known."""

    sections: list[Section]
    compared: bool
    placed: frozenset[str]


def report_text(
    selection: Selection, report: Mapping[str, Any], cards: list[Card], address: Callable[[str], str]
) -> ReportText:
    """A report with its findings. `address`: where a click on a cell's figure leads."""
    report_id = report["report_id"]
    cells = selection.rows(_CELLS, report_id)
    before = _last_year(selection, report)
    placed = frozenset(row["cell"] for row in cells if row["table_index"] is not None)
    findings = findings_in(cards)
    marks = mark_cells(findings, selection.rows(_REPAIRS, report_id), cells)
    told = _messages(findings)
    figures = {
        row["cell"]: figure_of(
            row,
            marks.get(row["cell"]),
            told.get(row["cell"], ()),
            before.get(row["cell"]),
            address(row["cell"]) if row["cell"] in placed else None,
        )
        for row in cells
    }
    form = load_forms()[report["form"]] if report["form"] else None
    return ReportText(_sections(selection, report_id, form, figures, quoted_in(cards)), bool(before), placed)


def _last_year(selection: Selection, report: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found = selection.version.row(_LAST_YEAR, report["agency_code"], report["report_year"] - 1)
    return {row["cell"]: row for row in selection.rows(_CELLS, found["report_id"])} if found else {}


def _messages(findings: list[dict[str, Any]]) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for finding in findings:
        for cell in finding["cells"]:
            told.setdefault(cell, []).append(finding["message"])
    return told


def _sections(
    selection: Selection, report_id: str, form: Form | None, figures: Mapping[str, Figure], quoted: list[str]
) -> list[Section]:
    read = {row["number"]: row for row in selection.rows(_SECTIONS, report_id)}
    expected = {row["number"]: row for row in selection.rows(_FORM_SECTIONS, form.code)} if form else {}
    sections = []
    for number in sorted(read.keys() | expected.keys()):
        tables = [_table(table, figures) for table in form.tables if table.section == number] if form else []
        if number in read:
            parts = parted(plain(read[number]["text"]), quoted)
            sections.append(Section(number, read[number]["heading"], parts, tables))
        else:
            named = expected[number]
            sections.append(Section(number, f"{named['numeral']}、{named['label']}", None, tables))
    return sections


def _table(table: FormTable, figures: Mapping[str, Figure]) -> PrintedTable:
    theirs = [figure for cell, figure in figures.items() if cell.startswith(f"{table.code}.")]
    marked = sum(bool(figure.kind) for figure in theirs)
    units = "、".join(dict.fromkeys(column.unit for row in table.rows for column in row.columns))
    note = f"，{marked} 格有标记" if marked else ""
    return PrintedTable(f"表{table.number}　{table.label}（单位：{units}{note}）", printed(table, figures, PLAIN))
