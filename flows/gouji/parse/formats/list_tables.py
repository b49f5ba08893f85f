"""Tables that a form prints as a list (label, unit, figure), in text: a row a line, or a cell a line.

Such a table may stand anywhere in a report (data/forms: no `section`): its own title begins it. What tells its rows is
the unit between label and figure.
"""

import re
from collections.abc import Iterator
from functools import cache

from gouji.core.forms import load_forms
from gouji.core.model import UNREADABLE
from gouji.parse.cells.figures import read_figure
from gouji.parse.cells.labels import normalise

MIN_ROWS = 5  # with label, unit and figure: fewer are prose that names the table
MAX_LINES_BETWEEN = 12  # two rows: labels broken into lines, headings of groups
MAX_BESIDE_TITLE = 12  # characters on the line of the title: 附件, the year
_CELLS = re.compile(r"[\s|]+")
_DASHES = re.compile(r"[-—－_─]+")


def listed_tables(lines: list[str]) -> list[tuple[int, int]]:
    """Half-open ranges of lines below the title of such a table, to its last row."""
    found: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if (found and i < found[-1][1]) or not _is_title(line):
            continue
        end, rows = i + 1, 0
        for at, row in _rows(lines[i + 1 :]):
            if i + 1 + at - end > MAX_LINES_BETWEEN:
                break
            if len(row) > 1:
                end, rows = i + 2 + at, rows + 1
        if rows >= MIN_ROWS:
            found.append((i + 1, end))
    return found


def listed_rows(lines: list[str]) -> list[list[str]]:
    """Rows of label, unit and figure ("" where none follows); words that are no row stand in one by themselves."""
    return [row for _, row in _rows(lines)]


def _rows(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the line it ends on."""
    words: list[str] = []
    unit = ""
    for at, line in enumerate(lines):
        for cell in filter(None, _CELLS.split(line)):
            if unit:  # its figure, or the next label: then nothing was filled in
                filled = read_figure(cell, unit).state != UNREADABLE
                yield at, ["".join(words), unit, cell if filled else ""]
                words, unit = [], ""
                if filled:
                    continue
            if words and cell in _units():
                unit = cell
            elif _DASHES.fullmatch(cell):  # in place of a heading's unit and figure
                if words:
                    yield at, ["".join(words)]
                words = []
            else:
                words.append(cell)
    if words:
        yield len(lines) - 1, ["".join(words), unit, ""] if unit else ["".join(words)]


def _is_title(line: str) -> bool:
    words = normalise(line)
    return any(title in words and len(words) <= len(title) + MAX_BESIDE_TITLE for title in _titles())


@cache
def _titles() -> frozenset[str]:
    tables = [table for form in load_forms().values() for table in form.tables]
    return frozenset(normalise(table.label) for table in tables if table.layout == "list" and not table.section)


@cache
def _units() -> frozenset[str]:
    return frozenset(cell.unit for form in load_forms().values() for cell in form.cells)
