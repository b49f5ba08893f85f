"""Grids -> the cells of the form.

Rows are recognised by meaning and order together: each printed row is scored against the labels of the form, then
the rows are aligned with the form in order, so that a label that could mean several rows (其他, 总计) falls into
place and an unlabelled row is taken only between two recognised ones. What fits nowhere becomes a warning.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from ..forms import Column, Form, Table, load_forms
from ..model import ABSENT, BLANK, REPORTED, UNREADABLE, Cell
from .document import Box, Grid
from .figures import read_figure
from .labels import (
    CERTAIN,
    exclusive_form,
    header_mark,
    header_table,
    match_any_row,
    match_column,
    match_rows,
    tables_with_row,
)


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
        return Reading([], warnings)
    return Reading(cells, warnings)


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
            line = _split(grid, row)
            if line is None:
                current = _header_of(form, row) or current
                continue
            own = tables_with_row(line.label)
            table = current if not own or current in own else min(own)
            if table is not None:
                lines[table].append(line)
    return lines


def _header_of(form: Form, row: list[Box]) -> str | None:
    return next((t.code for t in form.tables for box in row if header_table(t, box.text)), None)


def _split(grid: Grid, row: list[Box]) -> Line | None:
    """A printed row as label and figures; None for a row without any figure box (headers, captions)."""
    known = wordy = -1
    for i, box in enumerate(row):
        if tables_with_row(box.text):
            known = wordy = i
        elif read_figure(box.text).state == UNREADABLE:
            wordy = i
    if wordy > known >= 0 and match_any_row(row[wordy].text) is None and not _is_header(row[wordy].text):
        wordy = known  # words standing where a figure belongs
    figures = row[wordy + 1 :]
    if not figures or (wordy < 0 and all(read_figure(box.text).state == BLANK for box in figures[:-14])):
        return None
    return Line(grid, row[wordy].text if wordy >= 0 else "", figures)


def _is_header(text: str) -> bool:
    return header_mark(text) or any(
        match_column(form.code, table.code, text) for form in load_forms().values() for table in form.tables
    )


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
    if None not in certain and all(a < b for a, b in zip(certain, certain[1:], strict=False)):  # type: ignore[operator]
        return certain
    assigned = align(scores, len(table.rows))
    _fill_gaps(table, lines, scores, assigned)
    return assigned


def _fill_gaps(table: Table, lines: list[Line], scores: list[dict[int, float]], assigned: list[int | None]) -> None:
    """Rows whose label was lost, between two recognised rows: taken when as many lines as form rows are left there."""
    anchors = [-1, *(i for i, row in enumerate(assigned) if row is not None), len(lines)]
    for before, after in zip(anchors, anchors[1:], strict=False):
        if before < 0 or after == len(lines):
            continue
        low, high = assigned[before], assigned[after]
        assert low is not None
        assert high is not None
        free = [j for j in range(low + 1, high) if not table.rows[j].instead_of]
        gap = [i for i in range(before + 1, after) if not scores[i] and len(lines[i].figures) >= len(table.columns)]
        if free and len(gap) == len(free):
            for i, j in zip(gap, free, strict=True):
                assigned[i] = j


# --- figures of a row -------------------------------------------------------------------------------------------


def _read_table(form: Form, table: Table, lines: list[Line]) -> Reading:
    if _in_one_line(table):
        lines = _regroup(table, lines)
    assigned = _assign_rows(form, table, lines)
    warnings: list[str] = []
    chosen: dict[str, Line] = {}
    for line, row in zip(lines, assigned, strict=True):
        if row is not None:
            chosen[table.rows[row].code] = line
        elif any(read_figure(box.text).state == REPORTED for box in line.figures):
            warnings.append(
                f"第{line.grid.index}张表第{line.figures[0].row}行「{line.label.strip()[:30]}」"
                f"的数字 {_joined(line.figures)} 不属于表{table.number}的任何一行，未采用"
            )
    return _cells(form, table, chosen, warnings)


def _cells(form: Form, table: Table, chosen: dict[str, Line], warnings: list[str]) -> Reading:
    # An optional row stands for others only where those are not printed themselves.
    for row in table.rows:
        if row.code in chosen and any(code in chosen for code in row.instead_of):
            line = chosen.pop(row.code)
            if any(read_figure(box.text).state == REPORTED for box in line.figures):
                warnings.append(
                    f"第{line.grid.index}张表第{line.figures[0].row}行「{row.label}」"
                    f"已分列各项，合并行的数字 {_joined(line.figures)} 未采用"
                )
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
            f"第{index}张表第{first.row}行「{line.label.strip()[:30]}」应有 {len(columns)} 个数，"
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
        cells.append(
            Cell(prefix + column.code, figure.value, figure.state, box.text, page, index, box.row, box.column)
        )
    return cells


def _place(
    columns: tuple[Column, ...], line: Line, header: dict[str, int], votes: dict[tuple[int, int], int], warnings: list[str]
) -> list[Box | None] | None:
    """The box of each column when a row has more or fewer boxes than columns; None when it cannot be known."""
    figures, n = line.figures, len(columns)
    if line.grid.flat and len(figures) == 1 and not figures[0].text:
        return [figures[0]] * n  # a label without figures in flattened text
    by_header = _by_header(columns, figures, header)
    if len(figures) < n:
        return by_header
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
    if n == 1 or len({box.text.strip() for box in filled}) == 1 == len(filled) - len(figures) + 1:
        warnings.append(
            f"第{line.grid.index}张表第{figures[0].row}行「{line.label.strip()[:30]}」多出 {len(figures) - n} 个数"
            f"（{_joined(figures)}），取前 {n} 个"
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
    return found if len(found) == len(table.columns) else {}


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


def _regroup(table: Table, lines: list[Line]) -> list[Line]:
    """One labelled line per row of the table, from a line with all figures side by side, or from several."""
    n, width = len(table.columns), len(table.columns) * len(table.rows)
    whole = [line for line in lines if len(line.figures) >= width]
    whole.sort(key=lambda line: not any(read_figure(box.text).state == REPORTED for box in line.figures))
    if whole:
        line = whole[0]
        starts = _blank_outside(line.figures, width) or [0]
        figures = line.figures[starts[0] : starts[0] + width]
    elif all(tables_with_row(line.label) for line in lines):
        return lines  # printed one under the other, each with its label
    else:
        figures = [box for line in lines for box in line.figures]
        if len(figures) != width:
            return lines
        line = lines[0]
    return [Line(line.grid, row.label, figures[i * n : (i + 1) * n]) for i, row in enumerate(table.rows)]


def _joined(boxes: list[Box]) -> str:
    return " | ".join(" ".join(box.text.split()) for box in boxes)
