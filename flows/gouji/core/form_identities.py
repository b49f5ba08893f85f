"""勾稽关系: the sums between cells, from how a form's file states them to their terms.

A term is ``table.row.column`` with an optional "-" before it and "@-1" after it (the report of the year before).
Row and column are each a code, a pattern that stands for the sum of all it matches (``denied_*``), ``parts(total)``
for the sum of the lines that are `part_of` that one, or ``{row}`` or ``{column}``: one identity for each line of the
table for which the cells exist, the same line in every term.
"""

import re
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import takewhile
from typing import Any

from .form_entry import Entry
from .form_model import FormColumn, FormRow, FormTable, Term

IDENTITY_KEYS = ("rule", "left", "right", "left_label", "right_label")
_TERM = re.compile(r"(?P<minus>-?)(?P<table>[^.@]+)\.(?P<row>[^.@]+)\.(?P<column>[^.@]+)(?P<last>@-1)?")
_PARTS = re.compile(r"parts\((?P<total>\w+)\)")
_BOUND = {"{row}": "row", "{column}": "column"}
_SIDES = {"left": 1, "right": -1}


class _Named:
    """One term as written: its table, and how its row and column are named."""

    def __init__(self, entry: Entry, side: str, text: str, tables: dict[str, FormTable]) -> None:
        found = _TERM.fullmatch(text)
        if found is None:
            wanted = "table.row.column，前可加“-”，后可加“@-1”（上年报告）"
            entry.fail(side, f"“{text}”", wanted, "A term is table.row.column.")
        assert found is not None
        self.entry, self.side, self.text = entry, side, text
        self.coefficient = _SIDES[side] * (-1 if found["minus"] else 1)
        self.years_back = 1 if found["last"] else 0
        if found["table"] not in tables:
            self.refuse(f"没有表“{found['table']}”", tables)
        self.table = tables[found["table"]]
        self.row, self.column = found["row"], found["column"]
        self.binds = tuple(part for part in (self.row, self.column) if part in _BOUND)
        self.lines("row", self.row, self.table.rows)
        self.lines("column", self.column, self.table.columns)

    def refuse(self, found: str, known: Any) -> None:
        expected = f"以下之一：{'、'.join(known)}"
        self.entry.fail(self.side, f"“{self.text}”{found}", expected, f"{self.text} names no cell of the form.")

    def lines(self, kind: str, name: str, lines: tuple[FormRow, ...] | tuple[FormColumn, ...]) -> list[str]:
        """Codes of the lines a row or column of a term names; every line for a bound one."""
        codes = [line.code for line in lines]
        if _BOUND.get(name) == kind:
            return codes
        parts = _PARTS.fullmatch(name)
        total = parts["total"] if parts else None
        named = [line.code for line in lines if (line.part_of == total if parts else fnmatchcase(line.code, name))]
        if not named:
            self.refuse(f"没有{'行' if kind == 'row' else '列'}“{name}”", codes)
        return named

    def cells(self, value: str | None) -> list[str]:
        """The cells that exist, in form order, with the bound line in its place."""
        rows = self.lines("row", self.row, self.table.rows)
        columns = self.lines("column", self.column, self.table.columns)
        if self.row in _BOUND:
            rows = [code for code in rows if code == value]
        if self.column in _BOUND:
            columns = [code for code in columns if code == value]
        return [
            f"{self.table.code}.{row.code}.{column.code}"
            for row in self.table.rows
            if row.code in rows
            for column in row.columns
            if column.code in columns
        ]


def identity_terms(file: str, tables: tuple[FormTable, ...], identities: list[Any]) -> list[Term]:
    """Terms of all identities in the order of the file; FormError for what names no cell."""
    by_code = {table.code: table for table in tables}
    terms: list[Term] = []
    for i, data in enumerate(identities):
        name = data.get("rule", i) if isinstance(data, dict) else i
        terms += _terms(Entry(file, f"identities[{i}] {name}", data, IDENTITY_KEYS), by_code)
    for (identity, cell, _), times in Counter((term.identity, term.cell, term.years_back) for term in terms).items():
        if times > 1:
            top = Entry(file, "identities", {}, ())
            top.fail(identity, f"{cell} 出现 {times} 次", "每格一次", "A cell stands twice in an identity.")
    blocks = _blocks(terms)
    return [term._replace(block=blocks.get(term.identity)) for term in terms]


def _terms(entry: Entry, tables: dict[str, FormTable]) -> Iterator[Term]:
    rule = entry.text("rule")
    named = [_Named(entry, side, text, tables) for side in _SIDES for text in entry.texts(side)]
    if {term.side for term in named} != set(_SIDES):
        entry.fail("", "只有一边", "left 与 right 各至少一项", "An identity has two sides.")
    bound = {part for term in named for part in term.binds}
    if len(bound) > 1:
        entry.fail("", "{row} 与 {column} 并用", "至多一种", "Either {row} or {column} may be bound, not both.")
    line = _BOUND[bound.pop()] if bound else ""
    first = named[0].table
    lines: tuple[FormRow, ...] | tuple[FormColumn, ...] = first.rows if line == "row" else first.columns
    values = [each.code for each in lines] if line else [None]
    held = 0
    for value in values:
        cells = [(term, term.cells(value)) for term in named]
        if not any(found for _, found in cells):
            continue
        for term, found in cells:
            if not found:
                entry.fail(
                    term.side, f"“{term.text}”在“{value}”没有格", "存在的格", f"{term.text} has no cell for {value}."
                )
        held += 1
        own = f"{first.code}.{value}" if value else cells[0][1][0]
        for term, found in cells:
            for cell in found:
                yield Term(
                    rule=rule,
                    identity=f"{rule}:{own}",
                    cell=cell,
                    coefficient=term.coefficient,
                    side=term.side,
                    years_back=term.years_back,
                    block=None,
                    numeral=first.number,
                    line=line,
                    left_label=entry.text("left_label", ""),
                    right_label=entry.text("right_label", ""),
                )
    if not held:
        entry.fail("", "没有一格", "至少一个等式", "The identity names no cell.")


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
    shared = Counter(_common_name(cells) for _, cells in blocks)
    named = [
        (identities, name if shared[name := _common_name(cells)] == 1 else min(cells)) for identities, cells in blocks
    ]
    return {identity: name for identities, name in named for identity in identities}


def _common_name(cells: set[str]) -> str:
    parts = zip(*(cell.split(".") for cell in cells), strict=True)
    shared = takewhile(lambda names: len(set(names)) == 1, parts)
    return ".".join(names[0] for names in shared)
