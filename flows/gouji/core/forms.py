"""The statutory forms, read from data/forms/*.toml: rows, columns, labels, aliases, identities.

Nothing else in the code knows a label or a sum of the form. A new form is one more file.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import filter as filter_names
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from .resources import resource


class FormColumn(NamedTuple):
    code: str
    label: str
    aliases: tuple[str, ...]
    unit: str
    signed: bool
    total: bool


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

    @property
    def name(self) -> str:
        """The short label; with the number of its group where it is only numbered within that: （五）2.重复申请."""
        return f"{self.group[:3]}{self.short}" if self.short[0].isdigit() else self.short


class FormTable(NamedTuple):
    """One of the three tables; `layout` and `corner` say how it is printed (form_layout.py)."""

    code: str
    number: str
    section: int
    label: str
    header: tuple[str, ...]
    layout: str
    corner: str
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]


class SectionHeading(NamedTuple):
    number: int
    label: str
    aliases: tuple[str, ...]


class FormCell(NamedTuple):
    """One cell of the form; `optional` cells belong to rows outside the statutory ones (其他处理 undivided)."""

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


class Term(NamedTuple):
    """One cell of one identity: the sum over an identity of coefficient x figure is 0.

    `side` is "left" or "right" of the equation as printed; `years_back` is 1 for a figure of last year's report.
    `block` names the equations that share cells, directly or over others: an error in one cell shows only in them.
    None: an equation with last year whose cells have a block without it; it bears witness and decides nothing.
    """

    rule: str
    identity: str
    cell: str
    coefficient: int
    side: str
    years_back: int
    block: str | None


@dataclass(frozen=True)
class Form:
    code: str
    title: str
    basis: str
    first_year: int
    sections: tuple[SectionHeading, ...]
    tables: tuple[FormTable, ...]
    cells: tuple[FormCell, ...]
    terms: tuple[Term, ...]

    def table(self, code: str) -> FormTable:
        return next(table for table in self.tables if table.code == code)


@cache
def load_forms() -> dict[str, Form]:
    """All forms by code, oldest first."""
    files = sorted(resource("data", "forms").glob("[0-9]*.toml"))
    forms = [_read(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files]
    return {form.code: form for form in sorted(forms, key=lambda form: form.first_year)}


def form_for_year(report_year: int) -> Form:
    """The form prescribed for a report year (the latest whose first_year is not after it)."""
    forms = list(load_forms().values())
    return next((form for form in reversed(forms) if form.first_year <= report_year), forms[0])


def load_wordings() -> list[tuple[str, str, str]]:
    """(kind, topic, wording) of data/forms/prose.toml: the words by which checks recognise what prose says."""
    data = tomllib.loads(resource("data", "forms", "prose.toml").read_text(encoding="utf-8"))
    return [(kind, topic, word) for kind, topics in data.items() for topic, words in topics.items() for word in words]


def load_statement_cells() -> list[tuple[str, str, str, str]]:
    """(form, kind, title, cell): the cells of each form whose sum a figure claimed in prose must be."""
    kinds = tomllib.loads(resource("data", "forms", "statements.toml").read_text(encoding="utf-8"))["kinds"]
    return [
        (form.code, kind, entry["title"], cell)
        for form in load_forms().values()
        for kind, entry in kinds.items()
        for cell in _named_by(entry.get("cells", ()), form)
    ]


def _named_by(patterns: Iterable[str], form: Form) -> list[str]:
    """The cells of a form that the patterns name, in form order."""
    names = [cell.cell for cell in form.cells]
    named = {name for pattern in patterns for name in filter_names(names, pattern)}
    return [name for name in names if name in named]


def _read(data: dict) -> Form:
    tables = tuple(_table(table) for table in data["tables"])
    return Form(
        code=data["code"],
        title=data["title"],
        basis=data["basis"],
        first_year=data["first_year"],
        sections=tuple(SectionHeading(s["number"], s["label"], tuple(s.get("aliases", ()))) for s in data["sections"]),
        tables=tables,
        cells=tuple(_cells(tables)),
        terms=tuple(_terms(tables, data["identities"])),
    )


def _table(data: dict) -> FormTable:
    columns = {
        c["code"]: FormColumn(
            code=c["code"],
            label=c["label"],
            aliases=tuple(c.get("aliases", ())),
            unit=c.get("unit", data["unit"]),
            signed=c.get("signed", False),
            total=c.get("total", False),
        )
        for c in data["columns"]
    }
    rows = tuple(
        FormRow(
            code=r["code"],
            group=r.get("group", ""),
            label=r["label"],
            short=r.get("short", r["label"]),
            aliases=tuple(r.get("aliases", ())),
            columns=tuple(columns[code] for code in r.get("columns", columns)),
            instead_of=tuple(r.get("instead_of", ())),
            total=r.get("total", False),
        )
        for r in data["rows"]
    )
    return FormTable(
        code=data["code"],
        number=data["number"],
        section=data["section"],
        label=data["label"],
        header=tuple(data["header"]),
        layout=data["layout"],
        corner=data.get("corner", ""),
        columns=tuple(columns.values()),
        rows=rows,
    )


def _cells(tables: tuple[FormTable, ...]) -> list[FormCell]:
    return [
        FormCell(
            cell=f"{table.code}.{row.code}.{column.code}",
            table=table.code,
            row=row.code,
            column=column.code,
            row_label=f"{row.group} {row.label}".strip(),
            row_name=row.name,
            column_label=column.label,
            unit=column.unit,
            signed=column.signed,
            role="total" if row.total or column.total else "component",
            optional=bool(row.instead_of),
        )
        for table in tables
        for row in table.rows
        for column in row.columns
    ]


def _terms(tables: tuple[FormTable, ...], identities: list[dict]) -> list[Term]:
    terms = []
    for identity in identities:
        table = next(table for table in tables if table.code == identity["table"])
        along_rows = identity["each"] == "row"
        lines = [r.code for r in table.rows] if along_rows else [c.code for c in table.columns]
        for line in identity.get("rows", lines):
            for side, years_back, key in (
                ("left", 0, "left"),
                ("right", 0, "right"),
                ("right", 1, "last_year"),
            ):
                for code in identity.get(key, ()):
                    sign = -1 if code.startswith("-") else 1
                    code = code.removeprefix("-")
                    row, column = (line, code) if along_rows else (code, line)
                    terms.append(
                        Term(
                            rule=identity["rule"],
                            identity=f"{identity['rule']}:{table.code}.{line}",
                            cell=f"{table.code}.{row}.{column}",
                            coefficient=sign if side == "left" else -sign,
                            side=side,
                            years_back=years_back,
                            block=None,
                        )
                    )
    blocks = _blocks(terms)
    return [term._replace(block=blocks.get(term.identity)) for term in terms]


def _blocks(terms: list[Term]) -> dict[str, str]:
    """Identity -> block, named by what its cells have in common (`applications`, `disputes.review`)."""
    chained = {term.identity for term in terms if term.years_back}
    blocks: list[tuple[set[str], set[str]]] = []  # (identities, cells)
    for identity in sorted({term.identity for term in terms}, key=lambda identity: identity in chained):
        cells = {term.cell for term in terms if term.identity == identity and not term.years_back}
        touching = [block for block in blocks if block[1] & cells]
        if identity in chained and touching:
            continue
        blocks = [block for block in blocks if block not in touching]
        blocks.append(({identity}.union(*(b[0] for b in touching)), cells.union(*(b[1] for b in touching))))
    named = [(identities, _common_name(cells)) for identities, cells in blocks]
    return {identity: name for identities, name in named for identity in identities}


def _common_name(cells: set[str]) -> str:
    parts = zip(*(cell.split(".") for cell in cells), strict=True)
    shared = takewhile(lambda names: len(set(names)) == 1, parts)
    return ".".join(names[0] for names in shared)
