"""The lines of a table as text -> its rows.

Offices paste tables as text in four ways: pipe tables, one row a line; pipes with one cell a line, a row opened by a
line that is only a pipe; tabs; and bare words and figures, in which an empty cell leaves no trace (a flat grid).
"""

import re
from collections import Counter

from gouji.core.model import UNREADABLE
from gouji.parse.cells.figures import read_figure
from gouji.parse.cells.labels import (
    header_mark,
    tables_with_row,
    tells_forms_apart,
)
from gouji.parse.cells.marks import LINE_BREAK
from gouji.parse.document import Box, Grid

from .blank_lines import rows_with_blanks
from .flat_rows import flat_rows, is_figure
from .pipe_cells import is_cell_a_line, rows_of_cells
from .run_together import rows_run_together
from .text_cells import cell_text, row_widths, rows_in_lines, split_at_pipes, with_thousands

MIN_SHARE_ENDED = 0.5  # of the lines with pipes that end with one, where rows do
_MIN_SEPARATORS = 3  # of a line that is a row of cells
_SEPARATOR_LINE = re.compile(r"[\s|:+=-]*")


def grid_of(lines: list[str], index: int) -> Grid:
    if any("|" in line for line in lines) and is_cell_a_line(lines):
        return Grid(index, box_rows(rows_of_cells(lines)))
    for separator in ("|", "\t"):
        parted = all(separator in line for line in lines if line.strip())
        split = [line for line in lines if line.count(separator) >= (1 if parted else _MIN_SEPARATORS)]
        if (parted and split) or any(_holds_figure(cell) for line in split for cell in line.split(separator)):
            return Grid(index, box_rows(_cells_by_row(lines, separator)))
    if (rows := rows_with_blanks(lines)) is not None:
        return Grid(index, box_rows(rows))
    return Grid(index, box_rows(flat_rows(lines)), flat=True)


def _holds_figure(cell: str) -> bool:
    text = cell_text(cell)
    return is_figure(text) or read_figure(text).value is not None


def box_rows(rows: list[list[str]]) -> list[list[Box]]:
    return [[Box(text, r, c) for c, text in enumerate(row, 1)] for r, row in enumerate(rows, 1)]


def _cells_by_row(lines: list[str], separator: str) -> list[list[str]]:
    """One row a line; words on a line without separators may go on with the words of the cell before."""
    rows: list[list[str]] = []
    for line in _whole_lines(lines) if separator == "|" else lines:
        stripped = line.strip(" \u3000\xa0\r\n")
        if not stripped or (separator == "|" and _SEPARATOR_LINE.fullmatch(stripped) and "-" in stripped):
            continue
        if separator not in stripped and rows and _goes_on(rows[-1][-1], stripped):
            rows[-1][-1] += stripped
            continue
        cells = _inside_pipes(stripped) if separator == "|" else stripped.split(separator)
        for row in rows_in_lines([cell_text(cell) for cell in cells]):
            rows += map(with_thousands, rows_run_together(row))
    return rows


def _inside_pipes(line: str) -> list[str]:
    """The cells of a row, without what its merged cells left over: pipes at its end with nothing between them, where
    other cells have spaces around them and the row has more cells than figures."""
    cells = split_at_pipes(line.removeprefix("|").removesuffix("|"))
    if cells[-1] == "" and any(cell.startswith(" ") for cell in cells):
        label = max((i for i, cell in enumerate(cells) if row_widths(cell.strip())), default=None)
        while label is not None and cells[-1] == "" and len(cells) - label - 1 > max(row_widths(cells[label].strip())):
            cells.pop()
    return cells


def _whole_lines(lines: list[str]) -> list[str]:
    """The lines of a table whose rows end with a pipe, with rows broken inside a cell put together: a line without that
    pipe goes on, up to the pipes that rows have, unless the next begins with a label of its own."""
    ends = [line.rstrip().endswith("|") for line in lines if "|" in line]
    if sum(ends) < MIN_SHARE_ENDED * len(ends):
        return lines
    most = Counter(line.count("|") for line in lines if line.rstrip().endswith("|")).most_common(1)[0][0]
    whole: list[str] = []
    for line in lines:
        before = whole[-1].rstrip() if whole else ""
        is_open = "|" in before and not before.endswith("|")
        label = next((text for cell in split_at_pipes(line) if (text := cell.strip())), "")
        fits = before.count("|") + line.count("|") <= most
        if is_open and line.strip() and fits and ("|" not in line or not tables_with_row(label)):
            whole[-1] = f"{before}{LINE_BREAK}{line.strip()}"
        else:
            whole.append(line)
    return whole


def _goes_on(cell: str, line: str) -> bool:
    words = (cell, line)
    return bool(cell) and not any(read_figure(text).state != UNREADABLE or is_form_word(text) for text in words)


def is_form_word(token: str) -> bool:
    return bool(tables_with_row(token) or tells_forms_apart(token) or (len(token) <= 40 and header_mark(token)))
