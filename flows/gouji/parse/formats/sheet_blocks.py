"""A sheet's cells -> paragraphs and grids.

Rows with several cells are tables, rows with one text are paragraphs. A blank cell inside a table is a box; of a merged
range only the upper left cell is one.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from gouji.parse.cells.labels import tables_with_row
from gouji.parse.cells.rows import is_table_text
from gouji.parse.document import MAX_CELL_TEXT_LENGTH, Box, Document, Grid

from .rows_in_lines import rows_in_lines
from .sheet_view import SheetView, hidden_sheet_warning, only_hidden_warning, sheet_warnings, shown_rows

MAX_SHEET_CELLS = 200_000  # cells from A1 to the last one: calamine makes room for all of them
MAX_SHEETS = 50
MIN_FORMATTED_BLANKS = 5  # blank cells with a format of their own that make a row of a table
_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)


class Merges(NamedTuple):
    """`covered`: cells (row, column from 0) of merged ranges but for their first; `ends`: last column by first cell."""

    covered: set[tuple[int, int]]
    ends: dict[tuple[int, int], int]


class Sheet(NamedTuple):
    """A sheet's values from A1 on (texts, numbers, truth values, dates) and how they are shown."""

    name: str
    is_hidden: bool
    values: list[list[Any]]
    merges: Merges
    view: SheetView


def as_document(sheets: Iterable[Sheet]) -> Document:
    """What is seen of the sheets of a workbook. Hidden ones are read only where no other one has anything in it."""
    document = Document([])
    hidden: list[Sheet] = []
    for sheet in sheets:
        if sheet.is_hidden:
            hidden.append(sheet)
        else:
            _add(document, sheet)
    if document.blocks:
        document.warnings += [hidden_sheet_warning(sheet.name) for sheet in hidden if any(map(any, sheet.values))]
        return document
    for sheet in hidden:
        _add(document, sheet)
        document.warnings.append(only_hidden_warning(sheet.name))
    return document


def _add(document: Document, sheet: Sheet) -> None:
    tables = sum(isinstance(block, Grid) for block in document.blocks)
    blocks = sheet_blocks(shown_rows(sheet.values, sheet.view, sheet.name), sheet.merges, sheet.view, tables)
    if blocks:
        document.warnings += sheet_warnings(sheet.name, sheet.view)
        document.blocks += [*_sheet_name(sheet.name), *blocks]


def _sheet_name(name: str) -> list[str]:
    """A sheet's name as a line of text, where somebody gave it one."""
    return [] if not name.strip() or _DEFAULT_NAME.fullmatch(name.strip()) else [name.strip()]


def sheet_blocks(rows: list[list[str]], merges: Merges, seen: SheetView, tables: int) -> list[str | Grid]:
    """Paragraphs and tables of a sheet, by its texts from A1 on; `tables`: those before it."""
    for (r, c), text in seen.without_value.items():
        rows += [[] for _ in range(r + 1 - len(rows))]
        rows[r] += [""] * (c + 1 - len(rows[r]))
        rows[r][c] = rows[r][c] or text
    while len(rows) in seen.printed and len(rows) - 1 in seen.printed:  # blank rows of the last table
        rows.append([])
    width = max(map(len, rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    for c in (c for c in seen.hidden_columns if c < width):
        merges.covered.update((r, c) for r in range(len(rows)))
        for row in rows:
            row[c] = ""
    blocks: list[str | Grid] = []
    run: list[int] = []
    for r, row in enumerate(rows):
        if r in seen.hidden_rows:
            continue
        texts = [text for text in row if text.strip()]
        if _in_table(texts) or (not texts and run and _is_printed(r, seen.printed)):
            run.append(r)
            continue
        blocks += _table(rows, run, merges, tables + 1)
        tables += bool(run)
        run = []
        blocks += [line for text in texts for line in _lines(text)]
    return blocks + _table(rows, run, merges, tables + 1)


def _in_table(texts: list[str]) -> bool:
    """Several texts, none of them prose; or a label of the form whose figures are blank, or a title inside a table."""
    if any(len(text) > MAX_CELL_TEXT_LENGTH for text in texts):
        return rows_in_lines([text.split("\n") for text in texts]) is not None
    return len(texts) > 1 or (len(texts) == 1 and is_table_text(texts[0]))


def _is_printed(row: int, printed: set[int]) -> bool:
    """Whether a row without any text is one of a table: in an XLSX its cells are there; in an XLS none can be told."""
    return not printed or row in printed


def _table(rows: list[list[str]], run: list[int], merges: Merges, index: int) -> list[str | Grid]:
    """Adjoining rows as a Grid, as wide as what is in them."""
    filled = [(r, c) for r in run for c, text in enumerate(rows[r]) if text.strip()]
    if not filled:
        return []
    first = min(c for _, c in filled)
    last = max(merges.ends.get((r, c), c) for r, c in filled)
    last = max([last, *(end for (r, c), end in merges.ends.items() if run[0] <= r <= run[-1] and first <= c <= last)])
    grid = [row for r in run for row in _rows_of(list(_row(rows[r], r, first, last, merges)))]
    return [Grid(index, grid)]


def _rows_of(row: list[Box]) -> list[list[Box]]:
    """The rows that are written as lines of one row of cells, or the row itself; all are told by the row they stand in."""
    rows = rows_in_lines([box.text.split("\n") for box in row])
    if rows is None:
        return [row]
    return [[box._replace(text=text) for box, text in zip(row, texts, strict=True)] for texts in rows]


def _row(row: list[str], r: int, first: int, last: int, merges: Merges) -> Iterator[Box]:
    """A row's boxes, places counted from the sheet's A1. A title that is not merged over its row is one box."""
    filled = [c for c, text in enumerate(row) if text.strip()]
    alone = len(filled) == 1 and not tables_with_row(row[filled[0]])
    for c in filled if alone else range(first, last + 1):
        if (r, c) not in merges.covered:
            yield Box(row[c] if c < len(row) else "", r + 1, c + 1)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
