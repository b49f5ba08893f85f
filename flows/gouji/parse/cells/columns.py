"""The figures of a printed row -> columns of the form, also where a row has more or fewer boxes than columns."""

from collections import Counter
from itertools import pairwise

from gouji.core.forms import FormColumn, FormTable
from gouji.core.model import BLANK, NOT_APPLICABLE
from gouji.parse.document import Box
from gouji.parse.trace import FiguresPlaced, Trace

from .figures import read_figure
from .labels import match_column
from .rows import PrintedRow, blank_outside, brief, in_one_line, joined

trace = Trace(__name__)


def place_figures(
    columns: tuple[FormColumn, ...],
    line: PrintedRow,
    header: dict[str, int],
    votes: dict[tuple[int, int], int],
    warnings: list[str],
) -> list[Box | None] | None:
    """The box of each column when a row has more or fewer boxes than columns; None when it cannot be known."""
    boxes, rule = _placed(columns, line, header, votes, warnings)
    if trace:
        row = line.figures[0].row
        found = len(line.figures)
        trace(FiguresPlaced(line.grid.index, row, line.label, len(columns), found, boxes is not None, rule))
    return boxes


def _placed(
    columns: tuple[FormColumn, ...],
    line: PrintedRow,
    header: dict[str, int],
    votes: dict[tuple[int, int], int],
    warnings: list[str],
) -> tuple[list[Box | None] | None, str]:
    """The boxes and the rule that gave them."""
    figures, n = line.figures, len(columns)
    if len(figures) == 1 < n:  # one merged cell, or a label without figures in flattened text
        empty = read_figure(figures[0].text).state in (BLANK, NOT_APPLICABLE)
        return ([figures[0]] * n, "合并的空格 one empty merged cell") if empty else (None, "只有一个数 one figure only")
    by_header = _by_header(columns, figures, header)
    if len(figures) < n:
        # Known only where cells reaching down from the row above explain the gap: a row cut short may have lost any.
        known = by_header if by_header and by_header[0] and by_header[-1] else None
        return known, "按表头的列 by the header's columns" if known else "少了哪一格无法确定 which one is missing?"
    if _are_apart(header):
        return by_header, "按表头的列 by the header's columns"
    starts = blank_outside(figures, n)
    if len(starts) == 1:
        return list(figures[starts[0] : starts[0] + n]), "多出的格都是空白 the others are blank"
    if by_header is not None:
        return by_header, "按表头的列 by the header's columns"
    if starts:
        start = votes.get((line.grid.index, len(figures)))
        if start in starts:
            return list(figures[start : start + n]), "与其他行同列 in the columns of the other rows"
        if all(read_figure(box.text).state == BLANK for box in figures):
            return list(figures[:n]), "都是空白 all are blank"
        return None, "空格在前在后无法确定 are the blanks in front or behind?"
    filled = [box for box in figures if read_figure(box.text).state != BLANK]
    values = [read_figure(box.text).value for box in filled]
    if (n == 1 and not any(values[1:])) or (len(filled) == len(figures) and len(set(values)) == 1):
        warnings.append(
            f"第{line.grid.index}张表第{figures[0].row}行「{brief(line.label)}」多出 {len(figures) - n} 格"
            f"（{joined(figures)}），取前 {n} 格"
        )
        return list(filled[:n]), "多出的数相同或为 0 the others are equal or 0"
    return None, "多出哪一格无法确定 which one is too many?"


def offset_votes(table: FormTable, chosen: dict[str, PrintedRow]) -> dict[tuple[int, int], int]:
    """Where the figures start in rows that leave no doubt, by grid and number of boxes."""
    counts: dict[tuple[int, int], Counter[int]] = {}
    for row in table.rows:
        line = chosen.get(row.code)
        if line is not None and len(line.figures) > len(row.columns):
            starts = blank_outside(line.figures, len(row.columns))
            if len(starts) == 1:
                counts.setdefault((line.grid.index, len(line.figures)), Counter())[starts[0]] += 1
    return {key: counter.most_common(1)[0][0] for key, counter in counts.items()}


def header_columns(form: str, table: FormTable, columns: tuple[FormColumn, ...], line: PrintedRow) -> dict[str, int]:
    """Grid column of the label of each of a row's columns, from the header above it; {} unless all are found."""
    if in_one_line(table) or line.grid.flat:
        return {}
    if all(row.columns == table.columns for row in table.rows):  # the labels may stand in several rows
        found = _labelled(form, table, [box for row in line.grid.rows[:6] for box in row])
    else:
        above = (row for row in reversed(line.grid.rows) if row and row[0].row < line.figures[0].row)
        found = next((labels for row in above if (labels := _labelled(form, table, row))), {})
    at = [found[column.code] for column in columns if column.code in found]
    in_order = all(a < b for a, b in pairwise(at))  # else a header with a cell too few or too many
    return {column.code: found[column.code] for column in columns} if len(at) == len(columns) and in_order else {}


def _labelled(form: str, table: FormTable, boxes: list[Box]) -> dict[str, int]:
    found: dict[str, int] = {}
    for box in boxes:
        if (column := match_column(form, table.code, box.text)) is not None:
            found.setdefault(column, box.column)
    return found


def _are_apart(header: dict[str, int]) -> bool:
    """Whether columns are merged of several grid columns, so that there are boxes between a row's figures."""
    return any(b - a > 1 for a, b in pairwise(header.values()))


def _by_header(columns: tuple[FormColumn, ...], figures: list[Box], header: dict[str, int]) -> list[Box | None] | None:
    if not header:
        return None
    at = {box.column: box for box in figures}
    placed = [at.get(header[column.code]) for column in columns]
    used = sum(box is not None for box in placed)
    strays = [b for b in figures if b.column not in header.values() and read_figure(b.text).state != BLANK]
    repeated = all(_merged_into(stray, placed) for stray in strays)
    return placed if used and repeated else None


def _merged_into(stray: Box, placed: list[Box | None]) -> bool:
    """Whether a box only repeats the figure of the merged cell that it is a part of."""
    before = [box for box in placed if box and box.column < stray.column]
    return bool(before) and before[-1].text == stray.text
