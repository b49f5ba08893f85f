"""What of a document stands in no cell although it may be a row or a table of the form.

A row that is missing in a report may be one of those that were not understood: then it is not known to be missing.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cache, lru_cache
from typing import NamedTuple

from gouji.core.characters import fold
from gouji.core.forms import load_forms
from gouji.core.model import ABSENT, REPORTED, UNREADABLE, Cell, Unread
from gouji.parse.document import Box, Grid
from gouji.parse.trace import FiguresUnused, Trace

from .figures import read_figure
from .labels import CERTAIN, match_any_row, normalise, strip_numbering
from .rows import PrintedRow, brief, is_header, joined

trace = Trace(__name__)
MAX_QUOTED = 3  # rows a warning quotes
MIN_ROWS_IN_TEXT = 2  # labels of one table in the text of its section that make it a table whose cells were lost
MIN_LABEL_LENGTH = 4  # characters of a label that is looked for in a text
# A number in a text that is no article number (第20条), year, note in brackets or part of a word.
_LOOSE_FIGURE = re.compile(r"(?<![\d第(（〔\[A-Za-z])\d[\d,]*(?:\.\d+)?(?![\d年)）〕\]A-Za-z])")
_NUMBER = re.compile(r"\d+")


class LeftRow(NamedTuple):
    """A row with figures that became no cell, and the label it has, if any."""

    grid: Grid
    row: int
    label: str
    figures: list[Box]

    @property
    def words(self) -> str:
        return f"第{self.row}行「{brief(self.label)}」{joined(self.figures)}"

    @property
    def place(self) -> str:
        page = f"第{self.grid.page}页" if self.grid.page else ""
        return f"{page}第{self.grid.index}张表{self.words}"


def left_rows(grids: Sequence[Grid], cells: Sequence[Cell], aside: Set[tuple[int, int]]) -> list[LeftRow]:
    """The rows with figures that became no cell: nothing numeric is dropped silently. `aside`: the rows (table, row) of
    copies of which warnings tell already."""
    used: dict[int | None, set[tuple[int | None, int | None]]] = defaultdict(set)
    for cell in cells:
        if cell.state != ABSENT:
            used[cell.table].add((cell.row, cell.column))
    quoted = {(cell.table, cell.row): cell.raw for cell in cells if cell.state == UNREADABLE}
    rows = []
    for grid in grids:
        used_here = used[grid.index]
        for row in grid.rows:
            left = [b for b in row if (b[1], b[2]) not in used_here and _holds_figure(b[0])]
            if not left or (grid.index, row[0].row) in aside:
                continue
            left = [b for b in left if " ".join(b.text.split()) not in quoted.get((grid.index, b.row), "")]
            if left and trace:
                trace(FiguresUnused(grid.index, left[0].row, [(b.column, b.text) for b in left]))
            if left:
                label = next((b.text for b in reversed(row) if b not in left and b.text.strip()), "")
                rows.append(LeftRow(grid, left[0].row, label, left))
    return rows


def warnings_of(left: Sequence[LeftRow]) -> list[str]:
    """One warning a grid for its rows that became no cell."""
    warnings = []
    for index in dict.fromkeys(each.grid.index for each in left):
        rows = [each.words for each in left if each.grid.index == index]
        more = f" 等 {len(rows)} 行" if len(rows) > MAX_QUOTED else ""
        warnings.append(f"第{index}张表有数字不属于格式中的任何一格，未采用：{'；'.join(rows[:MAX_QUOTED])}{more}")
    return warnings


@lru_cache(maxsize=65_536)
def _holds_figure(text: str) -> bool:
    """Whether a box holds a number that is no part of a label: 12, 1 2, 行政许可134; not 1.属于…, 第20条, 2023年."""
    if text.isascii() and text.isdigit():
        return True
    if not any(c.isdigit() for c in text):
        return False
    figure = read_figure(text)
    if figure.state == REPORTED:
        return True
    if match_any_row(text) == CERTAIN or is_header(text):
        return False
    return _LOOSE_FIGURE.search(strip_numbering(fold(text))) is not None


def unread_rows(
    left: Sequence[LeftRow], lines: Mapping[str, list[PrintedRow]], grids: Sequence[tuple[Grid, int | None]]
) -> list[Unread]:
    """The rows left over, each with the table it may belong to: that of the nearest known row above it in its grid,
    else below it, else of the section the grid stands in; any of them where nothing tells."""
    sections = {grid.index: section for grid, section in grids}
    by_section = {table.section: table.code for form in load_forms().values() for table in form.tables}
    known: dict[int, list[tuple[int, str]]] = {}
    for code, table_lines in lines.items():
        for line in table_lines:
            known.setdefault(line.grid.index, []).append((line.figures[0].row, code))
    found = []
    for each in left:
        rows = sorted(known.get(each.grid.index, []))
        above = [code for row, code in rows if row < each.row]
        table = above[-1] if above else rows[0][1] if rows else by_section.get(sections.get(each.grid.index) or 0)
        found += [Unread(each.place, code) for code in ([table] if table else lines)]
    return found


def unread_tables(
    blocks: Sequence[str | Grid], sections: Sequence[int | None], cells: Sequence[Cell], form: str
) -> list[Unread]:
    """Where the figures of a table may stand of which no cell was read: grids in its section, and text there that holds
    its labels and figures."""
    found = []
    for table in load_forms()[form].tables:
        first = f"{table.code}."
        if any(cell.state != ABSENT and cell.cell.startswith(first) for cell in cells):
            continue
        inside = [block for block, section in zip(blocks, sections, strict=True) if section == table.section]
        found += [
            Unread(f"第{grid.index}张表没有认出是哪些格", table.code)
            for grid in inside
            if isinstance(grid, Grid) and any(_NUMBER.search(box.text) for row in grid.rows for box in row)
        ]
        text = "\n".join(block for block in inside if isinstance(block, str))
        if _holds_rows(text, form, table.code):
            found.append(Unread(f"表{table.number}所在部分的文字里有表格的行名和数字", table.code))
    return found


def _holds_rows(text: str, form: str, table: str) -> bool:
    if len(_NUMBER.findall(text)) < MIN_ROWS_IN_TEXT:
        return False
    words = normalise(text)
    return sum(label in words for label in _labels_in_text(form, table)) >= MIN_ROWS_IN_TEXT


@cache
def _labels_in_text(form: str, table: str) -> frozenset[str]:
    """The normalised labels of a table's rows that are long enough to be looked for in a text."""
    rows = next(each.rows for each in load_forms()[form].tables if each.code == table)
    labels = (normalise(label) for row in rows for label in (row.label, *row.aliases))
    return frozenset(label for label in labels if len(label) >= MIN_LABEL_LENGTH)
