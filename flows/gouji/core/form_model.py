"""What a statutory form is made of: sections, tables, rows, columns, cells and the sums between cells."""

from dataclasses import dataclass
from typing import NamedTuple

MONEY = "万元"  # the unit of what is no count


class FormColumn(NamedTuple):
    code: str
    label: str
    aliases: tuple[str, ...]
    unit: str
    signed: bool
    total: bool
    role: str  # what code and SQL know it by (data/forms/roles.toml); "" for most
    part_of: str  # column whose total it is part of
    label_en: str  # for analysts; the code where the form has none


class FormRow(NamedTuple):
    """A row of a table; `columns` are those it has a figure in; `instead_of` the rows it may stand for;
    `short` is the label where room is short."""

    code: str
    group: str
    label: str
    short: str
    aliases: tuple[str, ...]
    columns: tuple[FormColumn, ...]
    instead_of: tuple[str, ...]
    total: bool
    role: str
    part_of: str  # row whose total it is part of
    label_en: str  # with what its group says; the code where the form has none

    @property
    def name(self) -> str:
        """The short label; with the number of its group where it is only numbered within that: （五）2.重复申请."""
        return f"{self.group[:3]}{self.short}" if self.short[0].isdigit() and self.group[:1] == "（" else self.short


class FormTable(NamedTuple):
    """One table; `layout` and `corner` say how it is printed (form_layout.py), `number` is its numeral as printed.

    `section` is the number of the section it stands in; 0 where it may stand anywhere.
    """

    code: str
    role: str
    number: str
    section: int
    label: str
    unit: str
    header: tuple[str, ...]
    layout: str
    corner: str
    required: bool
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    label_en: str  # the code where the form has none

    def row(self, code: str) -> FormRow:
        return next(row for row in self.rows if row.code == code)


class FormSection(NamedTuple):
    """A statutory section of the report; `covers`: what its text must speak of (topics of prose.toml, `aspect`)."""

    number: int
    role: str
    label: str
    aliases: tuple[str, ...]
    required: bool
    covers: tuple[str, ...]


class FormCell(NamedTuple):
    """One cell of the form; `optional` cells belong to rows outside the statutory ones (其他处理 undivided).

    `whole`: the figure of its row for all of it, not a share of a total beside it. `pool`: the row that may stand for
    this one and others, where there is one. `yuan`: how many yuan the unit is; None for counts.
    """

    cell: str
    table: str
    row: str
    column: str
    row_label: str
    row_name: str
    column_label: str
    unit: str
    signed: bool
    role: str  # "total" or "component"
    optional: bool
    table_role: str
    row_role: str
    column_role: str
    whole: bool
    pool: str | None
    pool_label: str | None
    yuan: int | None
    row_label_en: str
    column_label_en: str


class Term(NamedTuple):
    """One cell of one identity: the sum over an identity of coefficient x figure is 0.

    `side` is "left" or "right" of the equation as printed; `years_back` is 1 for a figure of last year's report.
    `block` names the equations that share cells, directly or over others: an error in one cell shows only in them.
    None: an equation with last year whose cells have a block without it; it bears witness and decides nothing.
    `numeral` is that of the table of its first cell, `line` what it is one of: "row", "column" or "" (of its own).
    """

    rule: str
    identity: str
    cell: str
    coefficient: int
    side: str
    years_back: int
    block: str | None
    numeral: str
    line: str
    left_label: str
    right_label: str


@dataclass(frozen=True)
class Form:
    """`last_year` is None while the form is in force; `known_by` says how a reader knows it when it came too late."""

    code: str
    title: str
    name: str
    basis: str
    first_year: int
    last_year: int | None
    known_by: str
    sections: tuple[FormSection, ...]
    tables: tuple[FormTable, ...]
    cells: tuple[FormCell, ...]
    terms: tuple[Term, ...]
    statements: tuple[
        tuple[str, tuple[str, ...]], ...
    ]  # (kind of statement, patterns of cells), besides statements.toml

    def table(self, code: str) -> FormTable:
        return next(table for table in self.tables if table.code == code)
