"""The sheets of CSV, as spreadsheets and other tools write them (RFC 4180 and its relatives) -> paragraphs and grids."""

import csv
import re
from collections import Counter
from io import StringIO

from gouji.core.model import UNREADABLE
from gouji.parse.cells.figures import read_figure
from gouji.parse.cells.labels import tables_with_row
from gouji.parse.cells.marks import unmarked
from gouji.parse.document import Document

from .sheet_blocks import Merges, sheet_blocks
from .sheet_view import SheetView

_MIN_ROWS, _MIN_COLUMNS = 30, 5  # of a CSV with a report in it, all of whose rows are of one width
_MIN_FORM_ROWS = 20  # rows of the form in one whose rows end with their last filled cell
_SEPARATORS = ",;\t"
_DECLARED = re.compile(r"\A\ufeff?sep=(.)\r?\n", re.IGNORECASE)  # as Excel understands it
_AS_TEXT = re.compile(r'="([^"]*)"')  # ="12", so that a spreadsheet takes it for a text


def read_csv(text: str) -> Document | None:
    """Paragraphs and tables of a CSV with commas, semicolons or, where texts are quoted, tabs; None where it is none."""
    declared = _DECLARED.match(text)
    text = text[declared.end() :] if declared else text
    for separator in declared[1] if declared else _SEPARATORS:
        if separator == "\t" and '"' not in text:
            continue  # tabs alone are read as text is, where words may go on in the next line
        rows = _rows(text, separator)
        if rows:
            return _document(rows)
    return None


def _rows(text: str, separator: str) -> list[list[str]]:
    if text.count(separator) < _MIN_FORM_ROWS * (_MIN_COLUMNS - 1):
        return []
    try:
        rows = list(csv.reader(StringIO(text, newline=None), delimiter=separator))
    except csv.Error:
        return []
    width, alike = Counter(map(len, rows)).most_common(1)[0]
    if width >= _MIN_COLUMNS and alike >= max(_MIN_ROWS, 0.9 * len(rows)):
        return rows
    return rows if sum(map(_is_of_form, rows)) >= _MIN_FORM_ROWS else []


def _is_of_form(row: list[str]) -> bool:
    labels = [bool(tables_with_row(cell)) for cell in row]
    figures = [read_figure(cell).state != UNREADABLE for cell in row]
    return len(row) >= _MIN_COLUMNS and any(labels) and sum(figures) >= len(row) // 2


def _document(rows: list[list[str]]) -> Document:
    empty = sum(_is_empty(cell) for row in rows for cell in row)
    rows = [[_plain(cell) for cell in row] for row in rows]
    document = Document(sheet_blocks(rows, Merges(set(), {}), SheetView(), 0))
    if empty:
        document.warnings.append(f"有 {empty} 格写作 NaN、null 等，是软件写的空值，按空格读")
    return document


def _plain(cell: str) -> str:
    text = cell.strip()
    if match := _AS_TEXT.fullmatch(text):
        return match[1]
    return "" if _is_empty(cell) else cell


def _is_empty(cell: str) -> bool:
    """Whether a cell holds what pandas and databases write for an empty one."""
    return bool(cell.strip()) and not unmarked(cell.strip())
