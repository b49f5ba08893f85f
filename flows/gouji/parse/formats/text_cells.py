"""A line of text -> its cells, and a cell's text as its notation shows it."""

import re

from gouji.parse.cells.figures import grouped_in_one_cell
from gouji.parse.cells.labels import tables_with_row
from gouji.parse.cells.marks import LINE_BREAK, plain

MIN_ROWS = 2  # lines of a cell that are labels of rows
_SPACES = " \t\r\n\xa0\u3000"
_PIPE = re.compile(r"(?<!\\)\|")  # \| is a pipe in a cell
_REVERSING = "\u202e"  # which turns a figure round: left for read_figure to see


def split_at_pipes(line: str) -> list[str]:
    return _PIPE.split(line) if "\\" in line else line.split("|")


def cell_text(text: str) -> str:
    """The cell as it is shown: 1 234 on one line is one figure."""
    text = text.strip(_SPACES)
    if text.isdigit():
        return text
    shown = text if _REVERSING in text else plain(text).strip(_SPACES)
    if not shown.strip():
        return ""
    return shown if "\n" in shown or LINE_BREAK in shown else grouped_in_one_cell(shown)


def rows_in_lines(cells: list[str]) -> list[list[str]]:
    """The rows that stand as lines (<br>) in one row of cells; the row itself where it is one.

    A cell whose lines are not as many as the labels stays whole in every row, where several figures are unreadable:
    nobody can tell which line is whose. A group's name stands in the first.
    """
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
