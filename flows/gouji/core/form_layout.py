"""The tables as they are printed, in the layout of the statutory form (data/forms: `layout`, `header`, `corner`).

A grid is rows of boxes, one a grid column; a merged cell is the same FormBox object in every position it covers. The text of a figure's box is its slot, {{table.row.column}}.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple

from .form_model import MONEY
from .forms import Form, FormColumn, FormRow, FormTable, load_forms


@dataclass(frozen=True, eq=False, slots=True)
class FormBox:
    """One cell as printed; two boxes are the same cell only if they are the same object. `cell`: of a figure."""

    text: str
    cell: str | None = None


Grid = tuple[tuple[FormBox, ...], ...]


class Wording(NamedTuple):
    """What may differ between two prints of the same table."""

    labels: tuple[tuple[str, str], ...] = ()  # (label of the form, label printed)
    dropped: frozenset[str] = frozenset()  # "table.row" left out
    undivided: bool = False  # a row that stands for others (其他处理 in one row) in their place
    extra: tuple[tuple[str, str], ...] = ()  # (row that stands for others, label) printed besides them


PLAIN = Wording()


def undivided_rows(form: Form, values: Mapping[str, Any], label: str) -> Wording:
    """Rows that stand for others, printed besides them where they hold anything, under `label` ("{label}（未分项）")."""
    optional = {row.code: row.label for table in form.tables for row in table.rows if row.instead_of}
    used = sorted(code for code in optional if any(values[cell] for cell in values if cell.split(".")[1] == code))
    return Wording(extra=tuple((code, label.format(label=optional[code])) for code in used))


class FormSlot(NamedTuple):
    """One printed cell at its upper left corner; `cell` is None but for figures; `header`: in a line of labels only."""

    text: str
    cell: str | None
    rowspan: int
    colspan: int
    header: bool


class FormGrid(NamedTuple):
    """A part of a table with labels of its own: lines of labels, lines of figures."""

    head: Grid
    body: Grid

    @classmethod
    def of(cls, head: Iterable[Iterable[FormBox]], body: Iterable[Iterable[FormBox]]) -> "FormGrid":
        """The grid of these lines, which cannot be changed any more: printed tables are shared."""
        return cls(tuple(map(tuple, head)), tuple(map(tuple, body)))


@cache
def printed_tables(form_code: str, table_code: str, wording: Wording, split: str) -> tuple[Grid, ...]:
    """The grids a table of the form is printed as: one, or several where the layout splits it.

    `split`: whole, blocks (one a block of table 二, table 三 in two pages), rows (one a row).
    """
    parts = printed_blocks(form_code, table_code, wording)
    if split == "whole":
        return (tuple(row for part in parts for row in (*part.head, *part.body)),)
    if split == "blocks":
        halves = [(part.head, half) for part in parts for half in (part.body[:13], part.body[13:])]
        return tuple((*head, *half) for head, half in halves if half)
    return tuple((*part.head, row) for part in parts for row in part.body)


@cache
def printed_blocks(form_code: str, table_code: str, wording: Wording) -> tuple[FormGrid, ...]:
    """The blocks of a table from top to bottom, all of the same number of grid columns."""
    return tuple(_blocks(load_forms()[form_code].table(table_code), wording))


def _blocks(table: FormTable, wording: Wording) -> list[FormGrid]:
    build = {"blocks": _in_blocks, "rows": _in_rows, "across": _across, "list": _in_list}[table.layout]
    extra = dict(wording.extra)
    rows = [row._replace(label=extra.get(row.code, row.label)) for row in _rows(table, wording)]
    return build(table, _Labels(wording), rows)


def layout(table: FormTable, wording: Wording = PLAIN) -> list[list[FormSlot]]:
    """The whole table as the form prints it: rows of slots, left to right, each merged cell once."""
    blocks = _blocks(table, wording)
    header = [is_head for part in blocks for is_head in [True] * len(part.head) + [False] * len(part.body)]
    lines = spans(tuple(row for part in blocks for row in (*part.head, *part.body)))
    return [
        [FormSlot("" if box.cell else box.text, box.cell, down, right, is_head) for box, down, right in line]
        for line, is_head in zip(lines, header, strict=True)
    ]


def spans(grid: Grid) -> list[list[tuple[FormBox, int, int]]]:
    """Rows of (box, rowspan, colspan), each merged cell once, at its upper left corner."""
    seen: set[int] = set()
    rows = []
    for i, line in enumerate(grid):
        row = []
        for j, box in enumerate(line):
            if id(box) in seen:
                continue
            seen.add(id(box))
            colspan = sum(other is box for other in line[j:])
            rowspan = sum(other[j] is box for other in grid[i:])
            row.append((box, rowspan, colspan))
        rows.append(row)
    return rows


class _Labels:
    """Labels in this document's wording; one box a label and place."""

    def __init__(self, wording: Wording) -> None:
        self.variants = dict(wording.labels)

    def box(self, label: str) -> FormBox:
        return FormBox(self.variants.get(label, label))

    def column(self, column: FormColumn) -> FormBox:
        unit = f"（单位：{MONEY}）" if column.unit == MONEY and column.label not in self.variants else ""
        return FormBox(self.variants.get(column.label, column.label) + unit)


def _rows(table: FormTable, wording: Wording) -> list[FormRow]:
    """The rows printed: without those left out, and with 其他处理 in one row or in its three."""
    replaced = {code for row in table.rows for code in row.instead_of}
    return [
        row
        for row in table.rows
        if f"{table.code}.{row.code}" not in wording.dropped
        and (not row.instead_of or wording.undivided or row.code in dict(wording.extra))
        and not (wording.undivided and row.code in replaced)
    ]


def _figure(table: FormTable, row: FormRow, column: FormColumn) -> FormBox:
    cell = f"{table.code}.{row.code}.{column.code}"
    return FormBox(f"{{{{{cell}}}}}", cell)


def _in_blocks(table: FormTable, labels: _Labels, rows: list[FormRow]) -> list[FormGrid]:
    """Table 二: a block for each group of rows, its columns spread evenly over the width of the widest."""
    width = math.lcm(*(len(row.columns) for row in table.rows))
    blocks = []
    for group, members in groupby(rows, key=lambda row: row.group):
        lines = list(members)
        title = FormBox(group)
        head = [
            [title] * (1 + width),
            _spread(FormBox(table.header[1]), [labels.column(c) for c in lines[0].columns], width),
        ]
        body = [_spread(labels.box(row.label), [_figure(table, row, c) for c in row.columns], width) for row in lines]
        blocks.append(FormGrid.of(head, body))
    return blocks


def _spread(label: FormBox, boxes: list[FormBox], width: int) -> list[FormBox]:
    """A label and boxes of equal width that together fill `width` grid columns."""
    return [label, *(box for box in boxes for _ in range(width // len(boxes)))]


def _in_rows(table: FormTable, labels: _Labels, rows: list[FormRow]) -> list[FormGrid]:
    """Table 三: three grid columns of labels and seven of figures."""
    corner, applicant, organisation = FormBox(table.corner), FormBox(table.header[0]), FormBox(table.header[1])
    columns = [labels.column(column) for column in table.columns]
    first, last = columns[0], columns[-1]
    head = [
        [corner] * 3 + [applicant] * len(columns),
        [corner] * 3 + [first] + [organisation] * (len(columns) - 2) + [last],
        [corner] * 3 + columns,
    ]
    outer = next(row.group for row in rows if row.group)
    groups: dict[str, FormBox] = {}
    body = []
    for row in rows:
        label = labels.box(row.label)
        left = [label] * 3
        if row.group:
            left[0] = groups.setdefault(outer, labels.box(outer))
            if row.group != outer:
                left[1] = groups.setdefault(row.group, labels.box(row.group))
        body.append(left + [_figure(table, row, column) for column in row.columns])
    return [FormGrid.of(head, body)]


def _across(table: FormTable, labels: _Labels, rows: list[FormRow]) -> list[FormGrid]:
    """Table 四: one line of figures under three groups of five columns."""
    width = len(table.columns)
    review, *suits = rows
    review_box, suit_box = labels.box(review.label), FormBox(table.header[1])
    review_columns = [labels.column(column) for column in table.columns]
    suit_boxes = [labels.box(row.label) for row in suits]
    head = [
        [review_box] * width + [suit_box] * (width * len(suits)),
        review_columns + [box for box in suit_boxes for _ in range(width)],
        review_columns + [labels.column(column) for _ in suits for column in table.columns],
    ]
    return [FormGrid.of(head, [[_figure(table, row, column) for row in rows for column in row.columns]])]


def _in_list(table: FormTable, labels: _Labels, rows: list[FormRow]) -> list[FormGrid]:
    """One row a line: label, unit, figures; before the first row of a group its name, where that is no row itself."""
    head = [[FormBox(table.header[0]), FormBox(table.corner), *(labels.column(column) for column in table.columns)]]
    named = {name for row in rows for name in (row.label, row.short)}
    body = []
    for row in rows:
        if row.group and row.group not in named:
            named.add(row.group)
            body.append([labels.box(row.group), FormBox("——"), *(FormBox("——") for _ in table.columns)])
        figures = [_figure(table, row, column) for column in row.columns]
        body.append([labels.box(row.label), FormBox(row.columns[0].unit), *figures])
    return [FormGrid.of(head, body)]


def table_codes(form: Form, section: int) -> list[str]:
    """Tables that stand in a section."""
    return [table.code for table in form.tables if table.section == section]


@cache
def cell_names(form_code: str) -> Mapping[str, str]:
    """Chinese names of a form's cells: 表三 一、本年新收政府信息公开申请数量 · 自然人."""
    form = load_forms()[form_code]
    number = {table.code: table.number for table in form.tables}
    return MappingProxyType({c.cell: f"表{number[c.table]} {c.row_label} · {c.column_label}" for c in form.cells})
