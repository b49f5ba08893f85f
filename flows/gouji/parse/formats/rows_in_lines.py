"""Rows of a table that are written as lines of one row of cells: each cell a column."""

import re

from gouji.parse.cells.labels import match_any_row, tables_with_row
from gouji.parse.document import Grid

MIN_BROKEN_CELLS = 2  # cells of several lines in a row whose lines may be rows
MIN_ROWS = 2  # lines of a cell that are labels of rows of the form
_NUMBERING = re.compile(r"(?=[（(][一二三四五六七八九十]{1,2}[）)]|\d{1,2}[.、．])")
_FIRST = re.compile(r"[（(]一[）)]|1[.、．]")  # the first line of a group: the line before is its heading


def rows_in_lines(lines: list[list[str]]) -> list[list[str]] | None:
    """The rows that stand as lines in one row of cells, a text for each cell; None where it is a row like any other.

    `lines`: of each cell, empty ones too.
    A cell whose lines are not as many as the labels is repeated whole in every row: nobody can tell which line is
    whose, and several figures in one cell are unreadable.
    """
    if sum(len(each) >= MIN_ROWS for each in lines) < MIN_BROKEN_CELLS:
        return None
    labels = max(range(len(lines)), key=lambda i: sum(map(_is_label, lines[i])), default=None)
    if labels is None or sum(map(_is_label, lines[labels])) < MIN_ROWS:
        return None
    others = [each for i, each in enumerate(lines) if i != labels and len(each) > 1]
    if not others:
        return None
    named = _row_labels(lines[labels], {len(each) for each in others})
    columns = [_column(each, len(named)) for each in lines]
    columns[labels] = named
    return [list(row) for row in zip(*columns, strict=True)]


def rows_in_cells(cells: list[list[str | Grid]]) -> list[list[str]] | None:
    """`rows_in_lines` of cells by what they hold, a text a line; None where one holds a table."""
    lines = [[block for block in cell if isinstance(block, str)] for cell in cells]
    holds_table = any(len(texts) < len(cell) for texts, cell in zip(lines, cells, strict=True))
    return None if holds_table else rows_in_lines(lines)


def _row_labels(lines: list[str], counts: set[int]) -> list[str]:
    """The lines that name a row: all, or all but the headings of groups, or those that the form knows, whichever are as
    many as the lines of other cells."""
    readings = (
        lines,
        [line for line, below in zip(lines, [*lines[1:], ""], strict=True) if not _FIRST.match(below)],
        [line for line in lines if match_any_row(line)],
    )
    fitting = next((reading for reading in readings if len(reading) in counts), readings[1])
    return [_without_group(line) for line in fitting]


def _column(lines: list[str], rows: int) -> list[str]:
    if len(lines) > rows and not any(lines[rows:]):  # an empty paragraph that only ends the cell
        lines = lines[:rows]
    if len(lines) == rows:
        return lines
    if len(lines) < 2 or not any(any(map(str.isdigit, line)) for line in lines):  # a label of the whole
        return ["".join(lines), *[""] * (rows - 1)]
    return [" ".join(lines)] * rows


def _without_group(line: str) -> str:
    """A row's label without that of its group, where they share a line: （三）不予公开1.属于国家秘密."""
    last = _NUMBERING.split(line)[-1]
    return last if not _is_label(line) and _is_label(last) else line


def _is_label(line: str) -> bool:
    return bool(line) and bool(tables_with_row(line))
