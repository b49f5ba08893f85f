"""Grids -> the cells of the form.

Rows are recognised by meaning and order together: each printed row is scored against the labels of the form, then
the rows are aligned with the form in order, so that a label that could mean several rows (其他, 总计) falls into
place and an unlabelled row is taken only between two recognised ones. What fits nowhere becomes a warning.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from ..forms import Column, Form, Table, load_forms
from ..model import ABSENT, BLANK, NOT_APPLICABLE, REPORTED, UNREADABLE, Cell
from .document import Box, Grid
from .figures import read_figure
from .labels import (
    CERTAIN,
    exclusive_form,
    fold,
    header_mark,
    is_column_label,
    match_any_row,
    match_column,
    match_rows,
    strip_numbering,
    tables_with_row,
)

FEWEST_BLANK = 5  # boxes of an unlabelled row without any figure
MOST_QUOTED = 3  # rows a warning quotes
# A number in a text that is no article number (第20条), year, note in brackets or part of a word.
_LOOSE_FIGURE = re.compile(r"(?<![\d第(（〔\[A-Za-z])\d[\d,]*(?:\.\d+)?(?![\d年)）〕\]A-Za-z])")


class Line(NamedTuple):
    """A printed row: its label (may be empty) and the boxes after it."""

    grid: Grid
    label: str
    figures: list[Box]


class Reading(NamedTuple):
    """`cells` has every cell of the form once, in form order; empty when the grids hold none of its tables."""

    cells: list[Cell]
    warnings: list[str]


def detect_form(grids: Iterable[Grid]) -> str | None:
    """The form whose own labels (found in no other form) occur most; None when none occurs."""
    votes = Counter(
        form for grid in grids for row in grid.rows for box in row if (form := exclusive_form(box.text)) is not None
    )
    return votes.most_common(1)[0][0] if votes else None


def read_tables(grids: list[tuple[Grid, int | None]], form_code: str) -> Reading:
    """Read the form's tables from grids, each with the section it stands in (None when unknown)."""
    form = load_forms()[form_code]
    lines = _lines_by_table(grids, form)
    cells: list[Cell] = []
    warnings: list[str] = []
    for table in form.tables:
        reading = _read_table(form, table, lines[table.code])
        cells += reading.cells
        warnings += reading.warnings
    if all(cell.state == ABSENT for cell in cells):
        cells = []
    read = {grid.index for table_lines in lines.values() for grid, _, _ in table_lines}
    warnings += _leftovers([g for g, section in grids if section is not None or g.index in read], cells)
    return Reading(cells, warnings)


def _leftovers(grids: list[Grid], cells: list[Cell]) -> list[str]:
    """One warning a grid for figures that became no cell: nothing numeric is dropped silently."""
    used = {(cell.table, cell.row, cell.column) for cell in cells if cell.state != ABSENT}
    warnings = []
    for grid in grids:
        rows = []
        for row in grid.rows:
            left = [b for b in row if (grid.index, b.row, b.column) not in used and _holds_figure(b.text)]
            if left:
                label = next((b.text for b in reversed(row) if b not in left and b.text.strip()), "")
                rows.append(f"第{left[0].row}行「{_brief(label)}」{_joined(left)}")
        if rows:
            more = f" 等 {len(rows)} 行" if len(rows) > MOST_QUOTED else ""
            warnings.append(
                f"第{grid.index}张表有数字不属于格式中的任何一格，未采用：{'；'.join(rows[:MOST_QUOTED])}{more}"
            )
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
    if match_any_row(text) == CERTAIN or _is_header(text):
        return False
    return _LOOSE_FIGURE.search(strip_numbering(fold(text))) is not None


# --- printed rows -----------------------------------------------------------------------------------------------


def _lines_by_table(grids: list[tuple[Grid, int | None]], form: Form) -> dict[str, list[Line]]:
    """Printed rows with figures, by statutory table: a row's own label decides, else the header or section above."""
    lines: dict[str, list[Line]] = {table.code: [] for table in form.tables}
    by_section = {table.section: table.code for table in form.tables}
    current: str | None = None
    last_section: int | None = None
    for grid, section in grids:
        if section != last_section:
            current, last_section = by_section.get(section or 0), section
        for row in grid.rows:
            printed = _split(grid, row)
            if not printed:
                current = _header_of(form, row) or current
            for line in printed:
                table = _table_of(form, line.label, current)
                if table is not None:
                    lines[table].append(line)
    return lines


def _table_of(form: Form, label: str, current: str | None) -> str | None:
    """The table a line belongs to. 总计 names a row of one table and a column of others: it moves no line away."""
    own = tables_with_row(label)
    if not own or current in own or (current and match_column(form.code, current, label)):
        return current
    return min(own)


def _header_of(form: Form, row: list[Box]) -> str | None:
    marked = frozenset().union(*(header_mark(box.text) for box in row))
    return next((table.code for table in form.tables if table.code in marked), None)


def _split(grid: Grid, row: list[Box]) -> list[Line]:
    """A printed row as lines: label and figures. None for a header or caption; several where rows of the form
    stand side by side (行政处罚 | 3 | 行政强制 | 0)."""
    lines: list[Line] = []
    start = 0
    while start < len(row):
        label, end = _label_and_end(row, start)
        if end - start in _unlabelled_widths() and not _is_label(row[max(label, start)].text):
            label = start - 1  # as many boxes as figures: what is no label is a figure that cannot be read
        figures = row[label + 1 : end]
        empty = all(read_figure(box.text).state == BLANK for box in figures)
        # Boxes without label or figure are a row only where they are as many as a row has.
        if figures and not (label < start and empty and len(figures) < FEWEST_BLANK):
            lines.append(Line(grid, row[label].text if label >= start else "", figures))
        start = end
    return lines


def _label_and_end(row: list[Box], start: int) -> tuple[int, int]:
    """Places of a line's label (start - 1: none) and of the end of its figures.

    The label is the last of the words in front that name a row or head a column, else the last of the words; words
    behind a figure are taken for a figure that cannot be read, unless they are a label: there the next line begins.
    """
    named = wordy = start - 1
    seen = False
    for i in range(start, len(row)):
        text = row[i].text
        state = REPORTED if text.isdigit() else read_figure(text).state
        if state != UNREADABLE:
            seen = seen or state != BLANK
        elif seen:
            if tables_with_row(text) or _is_header(text):
                return (named if named >= start else wordy), i
        else:
            wordy = i
            if _is_label(text):
                named = i
    return (named if named >= start else wordy), len(row)


@lru_cache(maxsize=16_384)
def _is_label(text: str) -> bool:
    return bool(tables_with_row(text)) or match_any_row(text) is not None or _is_header(text)


@lru_cache(maxsize=16_384)
def _is_header(text: str) -> bool:
    return bool(header_mark(text)) or is_column_label(text)


# --- alignment with the form ------------------------------------------------------------------------------------


def align(scores: list[dict[int, float]], size: int) -> list[int | None]:
    """The order-keeping assignment of lines to `size` form rows with the greatest total score.

    `scores[i]` maps the form rows line i may mean to how surely. Returns the form row of each line, or None.
    """
    best = [[0.0] * (size + 1) for _ in range(len(scores) + 1)]
    for i in range(len(scores) - 1, -1, -1):
        here, below = best[i], best[i + 1]
        for j in range(size - 1, -1, -1):
            value = max(below[j], here[j + 1])
            if (score := scores[i].get(j)) is not None:
                value = max(value, score + below[j + 1])
            here[j] = value
    assigned: list[int | None] = []
    j = 0
    for i, candidates in enumerate(scores):
        row = None
        for k in range(j, size):
            if best[i][j] == best[i + 1][j]:
                break  # leaving this line out loses nothing
            score = candidates.get(k)
            if score is not None and best[i][j] == score + best[i + 1][k + 1]:
                row = k
                break
        assigned.append(row)
        if row is not None:
            j = row + 1
    return assigned


def _assign_rows(form: Form, table: Table, lines: list[Line]) -> list[int | None]:
    position = {row.code: i for i, row in enumerate(table.rows)}
    scores = [{position[m.row]: m.score for m in match_rows(form.code, table.code, line.label)} for line in lines]
    certain = [next((j for j, score in s.items() if score == CERTAIN), None) for s in scores]
    known = [row for row in certain if row is not None]
    if len(known) == len(lines) and all(a < b for a, b in pairwise(known)):
        return certain
    assigned = align(scores, len(table.rows))
    for i, (line, row) in enumerate(zip(lines, certain, strict=True)):
        # Out of order, but its label leaves no doubt.
        if assigned[i] is None and row is not None and row not in assigned and not _may_head_column(line.label):
            assigned[i] = row
    _fill_gaps(table, lines, scores, assigned)
    return assigned


def _may_head_column(label: str) -> bool:
    """总计 heads a column, （七）总计 does not."""
    return is_column_label(label) and strip_numbering(fold(label)) == fold(label).strip()


def _fill_gaps(table: Table, lines: list[Line], scores: list[dict[int, float]], assigned: list[int | None]) -> None:
    """Rows whose label was lost, between two recognised rows: taken when as many lines as form rows are left there."""
    anchors = [-1, *(i for i, row in enumerate(assigned) if row is not None), len(lines)]
    for before, after in pairwise(anchors):
        if before < 0 or after == len(lines):
            continue
        low, high = assigned[before], assigned[after]
        assert low is not None
        assert high is not None
        free = [j for j in range(low + 1, high) if j not in assigned and not table.rows[j].instead_of]
        gap = [i for i in range(before + 1, after) if not scores[i] and len(lines[i].figures) >= len(table.columns)]
        if free and len(gap) == len(free):
            for i, j in zip(gap, free, strict=True):
                assigned[i] = j


# --- figures of a row -------------------------------------------------------------------------------------------


def _read_table(form: Form, table: Table, lines: list[Line]) -> Reading:
    if _in_one_line(table):
        lines = _regroup(table, lines)
    assigned = _assign_rows(form, table, lines)
    chosen = {table.rows[row].code: line for line, row in zip(lines, assigned, strict=True) if row is not None}
    return _cells(form, table, chosen)


def _cells(form: Form, table: Table, chosen: dict[str, Line]) -> Reading:
    warnings: list[str] = []
    # An optional row stands for others only where those are not printed themselves.
    for row in table.rows:
        if any(code in chosen for code in row.instead_of):
            chosen.pop(row.code, None)
    replaced = {code for row in table.rows if row.code in chosen for code in row.instead_of}
    headers: dict[int, dict[str, int]] = {}
    votes = _offset_votes(table, chosen)
    cells: list[Cell] = []
    for row in table.rows:
        line_or_none = chosen.get(row.code)
        if line_or_none is None:
            if not row.instead_of and row.code not in replaced:
                cells += [Cell(f"{table.code}.{row.code}.{c.code}", None, ABSENT, "") for c in row.columns]
            continue
        line = line_or_none
        boxes: list[Box | None] | None = None
        if len(line.figures) == len(row.columns):
            boxes = list(line.figures)
        else:
            header = headers.get(line.grid.index)
            if header is None:
                header = headers[line.grid.index] = _header_columns(form.code, table, line.grid)
            boxes = _place(row.columns, line, header, votes, warnings)
        cells += _row_cells(f"{table.code}.{row.code}.", row.columns, line, boxes, warnings)
    return Reading(cells, warnings)


def _row_cells(
    prefix: str, columns: tuple[Column, ...], line: Line, boxes: list[Box | None] | None, warnings: list[str]
) -> list[Cell]:
    index, page = line.grid.index, line.grid.page
    if boxes is None:
        raw = _joined(line.figures)
        first = line.figures[0]
        warnings.append(
            f"第{index}张表第{first.row}行「{_brief(line.label)}」应有 {len(columns)} 个数，"
            f"实有 {len(line.figures)} 个（{raw}），无法确定各属哪一列"
        )
        return [Cell(prefix + c.code, None, UNREADABLE, raw, page, index, first.row, first.column) for c in columns]
    cells = []
    for column, box in zip(columns, boxes, strict=True):
        if box is None:
            cells.append(Cell(prefix + column.code, None, ABSENT, ""))
            continue
        figure = read_figure(box.text, column.unit)
        if figure.note:
            warnings.append(f"第{index}张表第{box.row}行第{box.column}列「{box.text.strip()[:40]}」：{figure.note}")
        cells.append(Cell(prefix + column.code, figure.value, figure.state, box.text, page, index, box.row, box.column))
    return cells


def _place(
    columns: tuple[Column, ...],
    line: Line,
    header: dict[str, int],
    votes: dict[tuple[int, int], int],
    warnings: list[str],
) -> list[Box | None] | None:
    """The box of each column when a row has more or fewer boxes than columns; None when it cannot be known."""
    figures, n = line.figures, len(columns)
    if len(figures) == 1 < n:  # one merged cell, or a label without figures in flattened text
        empty = read_figure(figures[0].text).state in (BLANK, NOT_APPLICABLE)
        return [figures[0]] * n if empty else None
    by_header = _by_header(columns, figures, header)
    if len(figures) < n:
        # Known only where cells reaching down from the row above explain the gap: a row cut short may have lost any.
        return by_header if by_header and by_header[0] and by_header[-1] else None
    starts = _blank_outside(figures, n)
    if len(starts) == 1:
        return list(figures[starts[0] : starts[0] + n])
    if by_header is not None:
        return by_header
    if starts:
        start = votes.get((line.grid.index, len(figures)), starts[0])
        start = start if start in starts else starts[0]
        return list(figures[start : start + n])
    filled = [box for box in figures if read_figure(box.text).state != BLANK]
    values = [read_figure(box.text).value for box in filled]
    if (n == 1 and not any(values[1:])) or (len(filled) == len(figures) and len(set(values)) == 1):
        warnings.append(
            f"第{line.grid.index}张表第{figures[0].row}行「{_brief(line.label)}」多出 {len(figures) - n} 格"
            f"（{_joined(figures)}），取前 {n} 格"
        )
        return list(filled[:n])
    return None


def _blank_outside(figures: list[Box], n: int) -> list[int]:
    """Starts of the windows of n boxes outside which every box is blank."""
    filled = [i for i, box in enumerate(figures) if read_figure(box.text).state != BLANK]
    first, last = (filled[0], filled[-1]) if filled else (0, 0)
    return [s for s in range(len(figures) - n + 1) if s <= first and last < s + n]


def _offset_votes(table: Table, chosen: dict[str, Line]) -> dict[tuple[int, int], int]:
    """Where the figures start in rows that leave no doubt, by grid and number of boxes."""
    counts: dict[tuple[int, int], Counter[int]] = {}
    for row in table.rows:
        line = chosen.get(row.code)
        if line is not None and len(line.figures) > len(row.columns):
            starts = _blank_outside(line.figures, len(row.columns))
            if len(starts) == 1:
                counts.setdefault((line.grid.index, len(line.figures)), Counter())[starts[0]] += 1
    return {key: counter.most_common(1)[0][0] for key, counter in counts.items()}


def _header_columns(form: str, table: Table, grid: Grid) -> dict[str, int]:
    """Grid column of each column label of the table, from the grid's header rows; {} unless all are found."""
    if any(row.columns != table.columns for row in table.rows) or _in_one_line(table) or grid.flat:
        return {}
    found: dict[str, int] = {}
    for row in grid.rows[:6]:
        for box in row:
            if (column := match_column(form, table.code, box.text)) is not None:
                found.setdefault(column, box.column)
    at = [found[column.code] for column in table.columns if column.code in found]
    in_order = all(a < b for a, b in pairwise(at))  # else a header with a cell too few or too many
    return found if len(found) == len(table.columns) and in_order else {}


def _by_header(columns: tuple[Column, ...], figures: list[Box], header: dict[str, int]) -> list[Box | None] | None:
    if not header:
        return None
    at = {box.column: box for box in figures}
    placed = [at.get(header[column.code]) for column in columns]
    used = sum(box is not None for box in placed)
    strays = [b for b in figures if b.column not in header.values() and read_figure(b.text).state != BLANK]
    return placed if used and not strays else None


# --- table 四: all groups side by side in one line --------------------------------------------------------------


def _in_one_line(table: Table) -> bool:
    """Whether the form prints this table's rows side by side: its rows are groups of columns (table 四)."""
    return len(table.rows) * len(table.columns) <= 20 and table.rows[0].columns == table.columns


@cache
def _unlabelled_widths() -> set[int]:
    """How many figures a printed row without label has in the forms: those of a table in one line."""
    tables = [table for form in load_forms().values() for table in form.tables if _in_one_line(table)]
    return {len(table.rows) * len(table.columns) for table in tables}


def _regroup(table: Table, lines: list[Line]) -> list[Line]:
    """One labelled line per row of the table, from a line with all figures side by side, or from one line a row."""
    n, width = len(table.columns), len(table.columns) * len(table.rows)
    whole = [line for line in lines if len(line.figures) >= width]
    if whole:
        line = max(whole, key=lambda line: any(read_figure(box.text).state == REPORTED for box in line.figures))
        starts = _blank_outside(line.figures, width)
        if not starts:  # more figures than the table has: which are they?
            return [Line(line.grid, row.label, line.figures) for row in table.rows]
        figures = line.figures[starts[0] : starts[0] + width]
        return [Line(line.grid, row.label, figures[i * n : (i + 1) * n]) for i, row in enumerate(table.rows)]
    unlabelled = not all(tables_with_row(line.label) for line in lines)
    if unlabelled and len(lines) == len(table.rows) and all(len(line.figures) == n for line in lines):
        return [line._replace(label=row.label) for line, row in zip(lines, table.rows, strict=True)]
    return lines


def _brief(text: str) -> str:
    return " ".join(text.split())[:30]


def _joined(boxes: list[Box]) -> str:
    return " | ".join(" ".join(box.text.split()) for box in boxes)
