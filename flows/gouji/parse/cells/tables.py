"""Grids -> the cells of the form.

Rows are recognised by meaning and order together: each printed row is scored against the labels of the form, then
the rows are aligned with the form in order, so that a label that could mean several rows (其他, 总计) falls into
place and an unlabelled row is taken only between two recognised ones. What fits nowhere becomes a warning.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gouji.core.forms import Form, FormColumn, FormTable, load_forms
from gouji.core.model import ABSENT, UNREADABLE, Cell, Unread
from gouji.parse.document import Box, Grid

from .alignment import assign_rows, join_cut
from .captions import Caption
from .columns import header_columns, offset_votes, place_figures
from .copies import Copy, copies_of, row_of
from .figures import read_figure
from .labels import match_rows
from .rows import PrintedRow, brief, in_one_line, joined, lines_by_table, regroup
from .settle_copies import Whose, merged, settle
from .unread import MAX_QUOTED, LeftRow, left_rows, unread_rows, warnings_of

NOBODY = Whose()


class TableReading(NamedTuple):
    """`cells` has every cell of the form once, in form order; empty when the grids hold none of its tables. `unread`:
    rows that became none of them."""

    cells: list[Cell]
    warnings: list[str]
    unread: list[Unread]


def read_tables(
    grids: list[tuple[Grid, int | None]],
    form_code: str,
    captions: Sequence[Caption] = (),
    whose: Whose = NOBODY,
) -> TableReading:
    """Read the form's tables from grids, each with the section it stands in (None when unknown) and its caption."""
    form = load_forms()[form_code]
    lines = lines_by_table(grids, form)
    said = {id(grid): caption for (grid, _), caption in zip(grids, captions, strict=False)}
    cells: list[Cell] = []
    warnings: list[str] = []
    unread: list[Unread] = []
    aside: set[tuple[int, int]] = set()
    for table in form.tables:
        copies = copies_of(form, table, lines[table.code], said, whose.report_year)
        reading, left = _read_copies(form, table, copies, whose)
        cells += reading.cells
        warnings += reading.warnings
        unread += reading.unread
        aside |= left
    if all(cell.state == ABSENT for cell in cells):
        cells = []
    read = {grid.index for table_lines in lines.values() for grid, _, _ in table_lines}
    rows = left_rows([g for g, section in grids if section is not None or g.index in read], cells, aside)
    return TableReading(cells, warnings + warnings_of(rows), unread + unread_rows(rows, lines, grids))


def _read_copies(
    form: Form, table: FormTable, copies: list[Copy], whose: Whose
) -> tuple[TableReading, set[tuple[int, int]]]:
    """The cells of a table that may stand in the document several times, and the rows (table, row) left aside."""
    whole = [copy for copy in copies if not copy.is_comparison]
    comparisons = [copy for copy in copies if copy.is_comparison]
    in_use: list[Copy] = whole  # what stands there beside their rows is not told elsewhere
    if len(whole) > 1:
        settled = settle(table, whole, whose, lambda copy: _read_table(form, table, copy.lines).cells)
        taken = [settled.copy, *settled.rivals]
        readings = [_read_table(form, table, copy.lines) for copy in taken]
        cells, disputed = merged(table, taken, [reading.cells for reading in readings])
        warnings = [*readings[0].warnings, *settled.warnings, *disputed]
        unread = [each for reading in readings for each in reading.unread]
        in_use = [*taken, *settled.equals]
    else:
        cells, warnings, unread = _read_table(form, table, whole[0].lines if whole else [])
    if comparisons:
        cells = _with_compared(form, table, cells, comparisons)
    warnings += [f"第{joined_numbers(copy.grids)}张表是对比表，不是格式中的表，未采用" for copy in comparisons]
    apart = copies if len(copies) > 1 or comparisons else []
    rows = {
        (line.grid.index, box.row)
        for copy in apart
        for line in copy.lines
        if not any(copy is other for other in in_use) or row_of(form, table, line)
        for box in line.figures
    }
    return TableReading(cells, warnings, unread), rows


def _with_compared(form: Form, table: FormTable, cells: list[Cell], comparisons: list[Copy]) -> list[Cell]:
    """The cells; of rows that stand in a table of differences only, it is not said which figure is the cell's."""
    lines = {row_of(form, table, line): line for copy in comparisons for line in copy.lines}
    compared = []
    for cell in cells:
        line = lines.get(cell.cell.split(".")[1]) if cell.state == ABSENT else None
        if line is not None:
            place = line.grid.page, line.grid.index, line.figures[0].row, line.figures[0].column, line.grid.attachment
            cell = Cell(cell.cell, None, UNREADABLE, joined(line.figures), *place)
        compared.append(cell)
    return compared


def joined_numbers(numbers: Iterable[int]) -> str:
    return "、".join(map(str, sorted(numbers)))


def _read_table(form: Form, table: FormTable, lines: list[PrintedRow]) -> TableReading:
    if in_one_line(table):
        lines = regroup(table, lines)
    else:
        lines = join_cut(form, table, [_with_whole_label(form, table, line) for line in lines])
    assigned = assign_rows(form, table, lines)
    chosen = {table.rows[row].code: line for line, row in zip(lines, assigned, strict=True) if row is not None}
    return _cells(form, table, chosen)


def _cells(form: Form, table: FormTable, chosen: dict[str, PrintedRow]) -> TableReading:
    warnings: list[str] = []
    # An optional row stands for others only where those are not printed themselves.
    for row in table.rows:
        if any(code in chosen for code in row.instead_of):
            chosen.pop(row.code, None)
    replaced = {code for row in table.rows if row.code in chosen for code in row.instead_of}
    votes = offset_votes(table, chosen)
    cells: list[Cell] = []
    unplaced: list[tuple[PrintedRow, int]] = []
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
            header = header_columns(form.code, table, row.columns, line)
            boxes = place_figures(row.columns, line, header, votes, warnings)
        if boxes is None:
            unplaced.append((line, len(row.columns)))
        cells += _row_cells(f"{table.code}.{row.code}.", row.columns, line, boxes, warnings)
    too_long = [
        Unread(LeftRow(line.grid, line.figures[0].row, line.label, line.figures).place, table.code)
        for line, wanted in unplaced
        if len(line.figures) > wanted
    ]
    return TableReading(cells, warnings + _of_unplaced(unplaced), too_long)


def _with_whole_label(form: Form, table: FormTable, line: PrintedRow) -> PrintedRow:
    """The line, what stands in front of as many figures as there are columns put to its label: the rest of one that a
    stroke taken for a rule has cut, or, behind the name of a group of rows, a row's own that cannot be read."""
    extra = line.figures[: max(len(line.figures) - len(table.columns), 0)]
    if not extra or not all(_is_words(box.text) for box in extra):
        return line
    words = "".join(box.text for box in extra)
    groups = {row.code for row in table.rows if row.instead_of}
    in_group = any(match.row in groups for match in match_rows(form.code, table.code, line.label)[:1])
    return line._replace(label=words if in_group else line.label + words, figures=line.figures[len(extra) :])


def _is_words(text: str) -> bool:
    return read_figure(text).state == UNREADABLE and sum(char >= "一" for char in text) > 1


def _of_unplaced(lines: list[tuple[PrintedRow, int]]) -> list[str]:
    """One warning a grid for rows with more or fewer figures than they have columns: (row, columns)."""
    warnings = []
    for index in dict.fromkeys(line.grid.index for line, _ in lines):
        rows = [
            f"第{line.figures[0].row}行「{brief(line.label)}」应有 {wanted} 个数，实有 {len(line.figures)} 个（{joined(line.figures)}）"
            for line, wanted in lines
            if line.grid.index == index
        ]
        more = f" 等 {len(rows)} 行" if len(rows) > MAX_QUOTED else ""
        warnings.append(f"第{index}张表{'；'.join(rows[:MAX_QUOTED])}{more}，无法确定各属哪一列")
    return warnings


def _row_cells(
    prefix: str, columns: tuple[FormColumn, ...], line: PrintedRow, boxes: list[Box | None] | None, warnings: list[str]
) -> list[Cell]:
    index, page = line.grid.index, line.grid.page
    if boxes is None:
        place = page, index, line.figures[0].row, line.figures[0].column, line.grid.attachment
        return [Cell(prefix + c.code, None, UNREADABLE, joined(line.figures), *place) for c in columns]
    cells = []
    attachment = line.grid.attachment
    for column, box in zip(columns, boxes, strict=True):
        if box is None:
            cells.append(Cell(prefix + column.code, None, ABSENT, ""))
            continue
        text, row, at, confidence = box
        value, state, note = read_figure(text, column.unit)
        if note:
            warnings.append(f"第{index}张表第{row}行第{at}列「{text.strip()[:40]}」：{note}")
        cells.append(Cell(prefix + column.code, value, state, text, page, index, row, at, attachment, confidence))
    return cells
