"""A line of text -> its cells, and a cell's text as its notation shows it."""

import re
from functools import lru_cache

from gouji.core.characters import fold
from gouji.core.forms import load_forms
from gouji.parse.cells.figures import grouped_in_one_cell
from gouji.parse.cells.labels import header_mark, is_column_label, match_rows, strip_numbering, tables_with_row
from gouji.parse.cells.marks import LINE_BREAK, plain

MIN_ROWS = 2  # lines of a cell that are labels of rows
_SPACES = " \t\r\n\xa0\u3000"
_PIPE = re.compile(r"(?<!\\)\|")  # \| is a pipe in a cell
_REVERSING = "\u202e"  # which turns a figure round: left for read_figure to see


def split_at_pipes(line: str) -> list[str]:
    return _PIPE.split(line) if "\\" in line else line.split("|")


@lru_cache(maxsize=65_536)
def cell_text(text: str) -> str:
    """The cell as its notation shows it."""
    text = text.strip(_SPACES)
    if text.isdigit():
        return text
    shown = text if _REVERSING in text else plain(text).strip(_SPACES)
    return shown if shown.strip() else ""


def with_thousands(row: list[str]) -> list[str]:
    """The row with 1 234 as one figure, where its label leaves no doubt and each figure surely has its own cell."""
    label = next((i for i, text in enumerate(row) if tables_with_row(text)), None)
    if label is None or not any(" " in text for text in row[label + 1 :]):
        return row
    figures = row[label + 1 :]
    while figures and not figures[-1]:
        figures = figures[:-1]
    if len(figures) != max(row_widths(row[label]), default=0):
        return row
    return [*row[: label + 1], *map(grouped_in_one_cell, row[label + 1 :])]


@lru_cache(maxsize=4096)
def row_widths(label: str) -> frozenset[int]:
    """How many figures the row that a label means has in the forms; none where it means no row."""
    found: list[tuple[float, int]] = []
    for form in load_forms().values():
        for table in form.tables:
            if table.layout in ("across", "list"):
                continue
            columns = {row.code: len(row.columns) for row in table.rows}
            found += [(match.score, columns[match.row]) for match in match_rows(form.code, table.code, label)[:1]]
    best = max((score for score, _ in found), default=0.0)
    return frozenset(n for score, n in found if score == best)


@lru_cache(maxsize=4096)
def is_header_word(text: str) -> bool:
    """Whether a text heads columns or a group of rows: 总计 does, （七）总计 is a row."""
    bare = strip_numbering(fold(text)) == fold(text).strip()
    return bool(header_mark(text)) or (is_column_label(text) and bare)


def rows_in_lines(cells: list[str]) -> list[list[str]]:
    """The rows that stand as lines (<br>) in one row of cells; the row itself where it is one.

    A cell whose lines are not as many as the labels stays whole in every row, where several figures are unreadable:
    nobody can tell which line is whose. A group's name stands in the first.
    """
    if not any(LINE_BREAK in cell for cell in cells):
        return [cells]
    lines = [cell.split(LINE_BREAK) for cell in cells]
    labels = max(lines, key=_named, default=[])
    if _named(labels) < MIN_ROWS or not any(len(each) > 1 for each in lines if each is not labels):
        return [[cell.replace(LINE_BREAK, "\n") for cell in cells]]
    if all(len(each) != len(labels) for each in lines if each is not labels):
        labels_only = [line for line in labels if tables_with_row(line)]
        lines = [labels_only if each is labels else each for each in lines]
        labels = labels_only
    columns = [_column([line.strip() for line in each], len(labels)) for each in lines]
    return [list(row) for row in zip(*columns, strict=True)]


def _named(lines: list[str]) -> int:
    return sum(bool(tables_with_row(line)) for line in lines)


def _column(lines: list[str], rows: int) -> list[str]:
    if len(lines) == rows:
        return lines
    text = "\n".join(lines).strip()
    if not any(map(str.isdigit, text)):
        return [text, *[""] * (rows - 1)]
    return [text if len(lines) > 1 else f"{text} / {rows}行"] * rows
