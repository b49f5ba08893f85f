"""Grids -> printed rows: a label and the figures after it, by statutory table."""

from functools import cache, lru_cache
from typing import NamedTuple

from gouji.core.forms import Form, FormTable, load_forms
from gouji.core.model import BLANK, REPORTED, UNREADABLE
from gouji.parse.document import Box, Grid
from gouji.parse.trace import RowRead, Trace

from .figures import read_figure
from .labels import header_mark, is_column_label, match_any_row, match_column, normalise, tables_with_row

trace = Trace(__name__)
MIN_BLANK = 5  # boxes of an unlabelled row without any figure


class PrintedRow(NamedTuple):
    """A printed row: its label (may be empty) and the boxes after it."""

    grid: Grid
    label: str
    figures: list[Box]


def lines_by_table(grids: list[tuple[Grid, int | None]], form: Form) -> dict[str, list[PrintedRow]]:
    """Printed rows with figures, by statutory table: a row's own label decides, else the header or section above."""
    lines: dict[str, list[PrintedRow]] = {table.code: [] for table in form.tables}
    by_section = {table.section: table.code for table in form.tables if table.section}
    listed = {table.code for table in form.tables if table.layout == "list"}
    current: str | None = None
    last_section: int | None = None
    for grid, section in grids:
        if section != last_section:
            current, last_section = by_section.get(section or 0), section
        for row in grid.rows:
            printed = _split(grid, row)
            header = None if printed else _header_of(form, row)
            current = header or current
            taken = []
            for line in printed:
                table = _table_of(form, line.label, current)
                if table in listed:
                    line = _without_unit(line)
                taken.append((line.label, len(line.figures), table))
                if table is not None:
                    lines[table].append(line)
                current = current or table  # without heading or header the rows above tell
            if row and trace:
                trace(RowRead(grid.index, row[0].row, header, taken))
    return lines


def _without_unit(line: PrintedRow) -> PrintedRow:
    """The line without the unit that a table printed as a list has between label and figure."""
    figures = line.figures
    units = len(figures) > 1 and normalise(figures[0].text) in _units()
    return line._replace(figures=figures[1:]) if units else line


@cache
def _units() -> frozenset[str]:
    return frozenset(cell.unit for form in load_forms().values() for cell in form.cells)


def _table_of(form: Form, label: str, current: str | None) -> str | None:
    """The table a line belongs to. 总计 names a row of one table and a column of others: it moves no line away."""
    own = tables_with_row(label) & {table.code for table in form.tables}
    if not own or current in own or (current and match_column(form.code, current, label)):
        return current
    return min(own)


def _header_of(form: Form, row: list[Box]) -> str | None:
    marked = frozenset().union(*(header_mark(box.text) for box in row))
    return next((table.code for table in form.tables if table.code in marked), None)


def _split(grid: Grid, row: list[Box]) -> list[PrintedRow]:
    """A printed row as lines: label and figures. None for a header or caption; several where rows of the form
    stand side by side (行政处罚 | 3 | 行政强制 | 0)."""
    lines: list[PrintedRow] = []
    start = 0
    while start < len(row):
        label, end = _label_and_end(row, start)
        if end - start in unlabelled_widths() and not _is_label(row[max(label, start)].text):
            label = start - 1  # as many boxes as figures: what is no label is a figure that cannot be read
        figures = row[label + 1 : end]
        empty = all(read_figure(box.text).state == BLANK for box in figures)
        # Boxes without label or figure are a row only where they are as many as a row has; those beside the labels of
        # columns belong to the header.
        if figures and not (empty and (_heads_columns(row) or (label < start and len(figures) < MIN_BLANK))):
            lines.append(PrintedRow(grid, row[label].text if label >= start else "", figures))
        start = end
    return lines


def _label_and_end(row: list[Box], start: int) -> tuple[int, int]:
    """Places of a line's label (start - 1: none) and of the end of its figures.

    The label is the last of the words in front that name a row or head a column, else the last of the words; words
    behind a figure are taken for a figure that cannot be read, unless they are a label: there the next line begins.
    """
    named = wordy = start - 1
    seen = False
    for i in range(start, len(row)):
        text = row[i].text
        state = REPORTED if text.isdigit() else read_figure(text).state
        if state != UNREADABLE:
            seen = seen or state != BLANK
        elif seen:
            if tables_with_row(text) or is_header(text):
                return (named if named >= start else wordy), i
        else:
            wordy = i
            if _is_label(text):
                named = i
    return (named if named >= start else wordy), len(row)


def _heads_columns(row: list[Box]) -> bool:
    return sum(is_column_label(box.text) for box in row) > 1


@lru_cache(maxsize=16_384)
def _is_label(text: str) -> bool:
    return bool(tables_with_row(text)) or match_any_row(text) is not None or is_header(text)


@lru_cache(maxsize=16_384)
def is_header(text: str) -> bool:
    return bool(header_mark(text)) or is_column_label(text)


def is_table_text(text: str) -> bool:
    """Whether a text alone in its row may be a row of the form without figures, or a line of its header."""
    return bool(tables_with_row(text)) or (
        "。" not in text and is_header(text)
    )  # 申请人 heads a table, and is in prose


def in_one_line(table: FormTable) -> bool:
    """Whether the form prints this table's rows side by side: its rows are groups of columns (table 四)."""
    return table.layout == "across"


@cache
def unlabelled_widths() -> frozenset[int]:
    """How many figures a printed row without label has in the forms: those of a table in one line."""
    tables = [table for form in load_forms().values() for table in form.tables if in_one_line(table)]
    return frozenset(len(table.rows) * len(table.columns) for table in tables)


def regroup(table: FormTable, lines: list[PrintedRow]) -> list[PrintedRow]:
    """One labelled line per row of the table, from a line with all figures side by side, or from one line a row."""
    n, width = len(table.columns), len(table.columns) * len(table.rows)
    whole = [line for line in lines if len(line.figures) >= width]
    if whole:
        line = max(whole, key=lambda line: any(read_figure(box.text).state == REPORTED for box in line.figures))
        starts = blank_outside(line.figures, width)
        if not starts:  # more figures than the table has: which are they?
            return [PrintedRow(line.grid, row.label, line.figures) for row in table.rows]
        figures = line.figures[starts[0] : starts[0] + width]
        return [PrintedRow(line.grid, row.label, figures[i * n : (i + 1) * n]) for i, row in enumerate(table.rows)]
    unlabelled = not all(tables_with_row(line.label) for line in lines)
    if unlabelled and len(lines) == len(table.rows) and all(len(line.figures) == n for line in lines):
        return [line._replace(label=row.label) for line, row in zip(lines, table.rows, strict=True)]
    return lines


def blank_outside(figures: list[Box], n: int) -> list[int]:
    """Starts of the windows of n boxes outside which every box is blank."""
    filled = [i for i, box in enumerate(figures) if read_figure(box.text).state != BLANK]
    first, last = (filled[0], filled[-1]) if filled else (0, 0)
    return [s for s in range(len(figures) - n + 1) if s <= first and last < s + n]


def brief(text: str) -> str:
    return " ".join(text.split())[:30]


def joined(boxes: list[Box]) -> str:
    return " | ".join(" ".join(box.text.split()) for box in boxes)
