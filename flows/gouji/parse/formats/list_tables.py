"""Tables that a form prints as a list (label, unit, figure), in text: a row a line, or a cell a line.

Such a table may stand anywhere in a report (data/forms: no `section`), so that its own title begins it; it reaches to
the next heading of a section. What tells its rows is the unit between label and figure.
"""

import re
from functools import cache

from gouji.core.forms import load_forms
from gouji.core.model import UNREADABLE
from gouji.parse.cells.figures import read_figure
from gouji.parse.cells.labels import normalise

MIN_ROWS = 5  # with label, unit and figure: fewer are prose that names the table
MAX_BESIDE_TITLE = 12  # characters on the line of the title: 附件, the year
_CELLS = re.compile(r"[\s|]+")
_DASHES = re.compile(r"[-—－_─]+")


def listed_tables(lines: list[str], headings: set[int]) -> list[tuple[int, int]]:
    """Half-open ranges of lines below the title of such a table; `headings`: lines that head a section."""
    found: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if (found and i < found[-1][1]) or not _is_title(line):
            continue
        end = next((at for at in range(i + 1, len(lines)) if at in headings), len(lines))
        if sum(len(row) > 1 for row in listed_rows(lines[i + 1 : end])) >= MIN_ROWS:
            found.append((i + 1, end))
    return found


def listed_rows(lines: list[str]) -> list[list[str]]:
    """Rows of label, unit and figure ("" where none follows); words that are no row stand in one by themselves."""
    rows: list[list[str]] = []
    words: list[str] = []
    unit = ""
    for cell in (cell for line in lines for cell in _CELLS.split(line) if cell):
        if unit and read_figure(cell).state != UNREADABLE:
            rows.append(["".join(words), unit, cell])
            words, unit = [], ""
            continue
        if unit:  # the next label: nothing was filled in
            rows.append(["".join(words), unit, ""])
            words, unit = [], ""
        if words and cell in _units():
            unit = cell
        elif _DASHES.fullmatch(cell):  # in place of a heading's unit and figure
            rows += [["".join(words)]] if words else []
            words = []
        else:
            words.append(cell)
    return [*rows, ["".join(words)]] if words else rows


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
