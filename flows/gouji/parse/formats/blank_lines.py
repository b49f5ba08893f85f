"""Text with one cell a line in which a blank cell is an empty line -> the rows of the table.

Empty lines part cells, or stand for blank ones: nobody wrote down which. Of the few ways of writing, that one is taken by
which every row of the form has as many cells as the form gives it; where none fits all rows, or two fit and read a row
in different ways, the rows stay without their blanks, and so unreadable.
"""

from itertools import pairwise
from typing import NamedTuple

from gouji.core.model import UNREADABLE
from gouji.parse.cells.figures import read_figure
from gouji.parse.cells.labels import header_mark, tables_printed
from gouji.parse.cells.rows import unlabelled_widths

from .text_cells import cell_text, is_header_word, row_widths

MAX_BETWEEN_ROWS = 2  # empty lines that part two rows besides


class Way(NamedTuple):
    """A way of writing: `apart` empty lines between two cells, and `each` more for each blank cell; `between`: as many
    behind each row besides."""

    apart: int
    each: int
    between: int


WAYS = [Way(apart, each, between) for apart in range(3) for each in (1, 2) for between in range(MAX_BETWEEN_ROWS + 1)]


class Run(NamedTuple):
    """A text and how many empty lines follow it."""

    text: str
    empty: int


class Row(NamedTuple):
    """A row of the form: its label, or the last word of the header above one without, and the figures behind it.

    `widths`: how many figures it may have.
    """

    widths: frozenset[int]
    runs: list[Run]
    has_label: bool


def rows_with_blanks(lines: list[str]) -> list[list[str]] | None:
    """The rows, blank cells in their places; None where no row lacks a figure, or it cannot be known where."""
    runs = _runs(lines)
    rows = _rows(runs)
    if not any(run.empty for run in runs) or not any(0 < len(row.runs) - 1 < max(row.widths) for row in rows):
        return None
    readings = [read for way in _ways(runs) if (read := _read(rows, way)) is not None]
    if not readings or any(reading != readings[0] for reading in readings[1:]):
        return None
    return _written(runs, rows, readings[0])


def _runs(lines: list[str]) -> list[Run]:
    runs: list[Run] = []
    for line in lines:
        text = cell_text(line)
        if text:
            runs.append(Run(text, 0))
        elif runs:
            runs[-1] = runs[-1]._replace(empty=runs[-1].empty + 1)
    return runs


def _ways(runs: list[Run]) -> list[Way]:
    """The ways of writing by which the labels of a header stand side by side."""
    apart = min((a.empty for a, b in pairwise(runs) if _is_word(a) and _is_word(b)), default=None)
    return [way for way in WAYS if apart in (None, way.apart)]


def _rows(runs: list[Run]) -> list[Row]:
    """The rows of the form: a label and the figures behind it, up to the next words; in a table printed across, the
    figures behind its header."""
    rows: list[Row] = []
    is_across = any(header_mark(run.text) & tables_printed("across") for run in runs)
    is_open = False
    for i, run in enumerate(runs):
        if not _is_word(run):
            if is_open:
                rows[-1].runs.append(run)
            continue
        ends_header = is_across and i + 1 < len(runs) and not _is_word(runs[i + 1])
        is_open = ends_header or (not is_header_word(run.text) and bool(row_widths(run.text)))
        if is_open:
            widths = unlabelled_widths() if ends_header else row_widths(run.text)
            rows.append(Row(widths, [run], not ends_header))
    return rows


def _is_word(run: Run) -> bool:
    return read_figure(run.text).state == UNREADABLE


def _read(rows: list[Row], way: Way) -> list[list[str]] | None:
    """The figures and blanks of every row, written in this way (none for a label without them, as of a group); None
    where some row is not written so."""
    found = []
    for row in rows:
        cells = _cells(row, way, is_last=row is rows[-1])
        fits = cells is not None and (len(cells) in row.widths or (not cells and len(row.runs) == 1))
        cut = row is rows[-1] and len(rows) > 1  # the last may have lost the blanks at its end
        if cells is None or not (fits or cut):
            return None
        found.append(cells)
    return found


def _cells(row: Row, way: Way, *, is_last: bool) -> list[str] | None:
    cells: list[str] = []
    first, last = row.runs[0], row.runs[-1]
    for run in row.runs:
        cells += [run.text] if run is not first else []
        ends_row = way.between if run is last or (run is first and not row.has_label) else 0
        blanks = _blanks(run.empty - ends_row, way)
        if run is last:
            missing = max(row.widths) - len(cells)
            if is_last:  # what follows the table is set apart as the writer liked
                blanks = max(missing, 0) if run.empty >= way.apart + way.each * missing else 0
            elif run is first and (blanks is None or blanks < 0):
                blanks = 0
        if blanks is None:
            return None
        cells += [""] * blanks
    return cells


def _blanks(empty: int, way: Way) -> int | None:
    more = empty - way.apart
    return more // way.each if more >= 0 and more % way.each == 0 else None


def _written(runs: list[Run], rows: list[Row], reading: list[list[str]]) -> list[list[str]]:
    """All words in rows of their own, those of the form with what was read of them."""
    cells_of = {id(row.runs[0]): (row, cells) for row, cells in zip(rows, reading, strict=True)}
    written: list[list[str]] = []
    for run in runs:
        if id(run) in cells_of:
            row, cells = cells_of[id(run)]
            written += [[run.text, *cells]] if row.has_label else [[run.text], cells]
        elif _is_word(run):
            written.append([run.text])
    return written
