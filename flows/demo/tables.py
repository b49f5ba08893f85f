"""The printed tables as grids of boxes, the same for every layout.

A grid is a list of rows, each a list of boxes, one a grid column; a merged cell is the same Box object in
every position it covers. The text of a figure's box is its slot, {{table.row.column}}.
"""

from functools import cache
from itertools import groupby
from typing import NamedTuple

from ..forms import Column, Form, Row, Table, load_forms

RULE_OF_TABLE_3 = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


class Box:
    """One cell as printed; two boxes are the same cell only if they are the same object."""

    __slots__ = ("is_figure", "text")

    def __init__(self, text: str, is_figure: bool = False) -> None:
        self.text = text
        self.is_figure = is_figure


Grid = list[list[Box]]


class Wording(NamedTuple):
    """What may differ between two prints of the same table: labels, rows left out, 其他处理 in one row."""

    labels: tuple[tuple[str, str], ...] = ()
    dropped: frozenset[str] = frozenset()  # "table.row"
    undivided: bool = False


@cache
def printed_tables(form_code: str, table_code: str, wording: Wording, split: str) -> list[Grid]:
    """The grids a table of the form is printed as: one, or several where the layout splits it.

    `split`: whole, blocks (one a block of table 二, table 三 in two pages), rows (one a row).
    """
    form = load_forms()[form_code]
    table = form.table(table_code)
    build = {"disclosure": _disclosure, "applications": _applications, "disputes": _disputes}[table_code]
    heads = build(table, _Labels(wording), wording)
    if split == "whole":
        if table_code == "disclosure":
            return [[row for head, body in heads for row in (*head, *body)]]
        return [[*head, *body] for head, body in heads]
    if split == "blocks":
        parts = [(head, body[:13], body[13:]) for head, body in heads]
        return [[*head, *half] for head, *halves in parts for half in halves if half]
    return [[*head, row] for head, body in heads for row in body]


def spans(grid: Grid) -> list[list[tuple[Box, int, int]]]:
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

    def box(self, label: str) -> Box:
        return Box(self.variants.get(label, label))

    def column(self, column: Column) -> Box:
        unit = "（单位：万元）" if column.unit == "万元" and column.label not in self.variants else ""
        return Box(self.variants.get(column.label, column.label) + unit)


def _rows(table: Table, wording: Wording) -> list[Row]:
    """The rows printed: without those left out, and with 其他处理 in one row or in its three."""
    replaced = {code for row in table.rows for code in row.instead_of}
    return [
        row
        for row in table.rows
        if f"{table.code}.{row.code}" not in wording.dropped
        and (not row.instead_of or wording.undivided)
        and not (wording.undivided and row.code in replaced)
    ]


def _figure(table: Table, row: Row, column: Column) -> Box:
    return Box(f"{{{{{table.code}.{row.code}.{column.code}}}}}", is_figure=True)


def _disclosure(table: Table, labels: _Labels, wording: Wording) -> list[tuple[Grid, Grid]]:
    """(title and column labels, rows) of each block of table 二; four grid columns."""
    blocks = []
    for group, members in groupby(_rows(table, wording), key=lambda row: row.group):
        rows = list(members)
        title, header = Box(group), [labels.column(column) for column in rows[0].columns]
        head = [[title] * 4, _fill([Box(table.header[1]), *header])]
        body = [_fill([labels.box(row.label), *(_figure(table, row, c) for c in row.columns)]) for row in rows]
        blocks.append((head, body))
    return blocks


def _fill(boxes: list[Box]) -> list[Box]:
    """The last box widened to four grid columns."""
    return boxes + boxes[-1:] * (4 - len(boxes))


def _applications(table: Table, labels: _Labels, wording: Wording) -> list[tuple[Grid, Grid]]:
    """Table 三: three grid columns of labels and seven of figures."""
    corner, applicant, organisation = Box(RULE_OF_TABLE_3), Box(table.header[0]), Box(table.header[1])
    columns = [labels.column(column) for column in table.columns]
    first, last = columns[0], columns[-1]
    head = [
        [corner] * 3 + [applicant] * len(columns),
        [corner] * 3 + [first] + [organisation] * (len(columns) - 2) + [last],
        [corner] * 3 + columns,
    ]
    rows = _rows(table, wording)
    outer = next(row.group for row in rows if row.group)
    groups: dict[str, Box] = {}
    body = []
    for row in rows:
        label = labels.box(row.label)
        left = [label] * 3
        if row.group:
            left[0] = groups.setdefault(outer, labels.box(outer))
            if row.group != outer:
                left[1] = groups.setdefault(row.group, labels.box(row.group))
        body.append(left + [_figure(table, row, column) for column in row.columns])
    return [(head, body)]


def _disputes(table: Table, labels: _Labels, wording: Wording) -> list[tuple[Grid, Grid]]:
    """Table 四: one line of figures under three groups of five columns."""
    rows = _rows(table, wording)
    width = len(table.columns)
    review, *suits = rows
    review_box, suit_box = labels.box(review.label), Box(table.header[1])
    review_columns = [labels.column(column) for column in table.columns]
    suit_boxes = [labels.box(row.label) for row in suits]
    head = [
        [review_box] * width + [suit_box] * (width * len(suits)),
        review_columns + [box for box in suit_boxes for _ in range(width)],
        review_columns + [labels.column(column) for _ in suits for column in table.columns],
    ]
    return [(head, [[_figure(table, row, column) for row in rows for column in row.columns]])]


def table_codes(form: Form, section: int) -> list[str]:
    """Tables that stand in a section."""
    return [table.code for table in form.tables if table.section == section]
