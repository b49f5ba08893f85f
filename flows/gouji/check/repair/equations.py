"""The equations of a form as arrays, block by block, and what they say of one report's figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, cached_property
from itertools import combinations
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gouji.core.forms import Form, FormCell, load_forms

from .search import Integers

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class EquationBlock:
    """Equations that share cells: matrix @ figures + constants = 0, constants being last year's part."""

    form: Form
    name: str
    identities: tuple[str, ...]
    rules: tuple[str, ...]  # of each identity
    chained: tuple[bool, ...]  # whether it needs last year's report
    cells: tuple[FormCell, ...]
    matrix: Integers

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Cell -> its column of the matrix."""
        return MappingProxyType({cell.cell: i for i, cell in enumerate(self.cells)})

    @cached_property
    def places(self) -> Integers:
        """The columns' places among all cells of the form."""
        return read_only([self.form.cells.index(cell) for cell in self.cells])

    @cached_property
    def lines(self) -> tuple[Integers, ...]:
        """Every row and every column of a table that has more than one of each, as indices of its cells."""
        rows, columns = self.rows_and_columns
        return rows + columns

    @cached_property
    def pairs_of_lines(self) -> tuple[tuple[Integers, Integers], ...]:
        """Two lines of the same length that share no cell, each two once."""
        return tuple(
            (one, other)
            for one, other in combinations(self.lines, 2)
            if len(one) == len(other) and not {*one} & {*other}
        )

    @cached_property
    def totals_of(self) -> tuple[tuple[int, ...], ...]:
        """By cell, the equations in which it is the total of all others."""
        positive = self.matrix > 0
        of_one = (positive.sum(axis=1) == 1) & ~(self.matrix > 1).any(axis=1) & ~np.array(self.chained, bool)
        return tuple(tuple(map(int, np.flatnonzero(of_one & column))) for column in positive.T)

    @cached_property
    def rows_and_columns(self) -> tuple[tuple[Integers, ...], tuple[Integers, ...]]:
        """The same, apart: each in the order of the form."""
        rows = [[i for i, c in enumerate(self.cells) if c.row == row] for row in {c.row: 0 for c in self.cells}]
        columns = [
            [i for i, c in enumerate(self.cells) if c.column == col] for col in {c.column: 0 for c in self.cells}
        ]
        if len(rows) < 2 or len(columns) < 2:
            return (), ()
        return tuple(map(read_only, rows)), tuple(map(read_only, columns))


def read_only(numbers: ArrayLike) -> Integers:
    """Whole numbers as an array that cannot be changed: it is shared by all reports of a form."""
    array = np.array(numbers)
    array.setflags(write=False)
    return array


@cache
def blocks(form_code: str) -> Mapping[str, EquationBlock]:
    """The blocks of a form by name."""
    form = load_forms()[form_code]
    found = {}
    for name in dict.fromkeys(term.block for term in form.terms if term.block):
        terms = [term for term in form.terms if term.block == name]
        rules = {term.identity: term.rule for term in terms}
        chained = {term.identity for term in terms if term.years_back}
        here = {term.cell for term in terms if not term.years_back}
        cells = tuple(cell for cell in form.cells if cell.cell in here)
        rows, columns = ({key: i for i, key in enumerate(keys)} for keys in (rules, [c.cell for c in cells]))
        matrix = np.zeros((len(rows), len(columns)), np.int64)
        for term in terms:
            if not term.years_back:
                matrix[rows[term.identity], columns[term.cell]] = term.coefficient
        found[name] = EquationBlock(
            form,
            name,
            tuple(rules),
            tuple(rules.values()),
            tuple(i in chained for i in rules),
            cells,
            read_only(matrix),
        )
    return MappingProxyType(found)


@dataclass(frozen=True)
class Figures:
    """One report's figures in a block; an unknown one (blank, unreadable, absent) is 0 here and anything from 0 up.

    A reported figure that is no count (negative, with decimals) is unknown too: it cannot stay as it is.
    """

    block: EquationBlock
    values: Integers
    known: Flags
    printed: Flags  # the cell belongs to this report's reading of the form (no row another one stands for)
    constants: Integers
    usable: Flags  # equations that can be judged: last year's part is known where one is needed
    no_counts: Mapping[int, Decimal] = field(default_factory=dict)  # cell -> what was reported
    empty_totals: Flags | None = None  # totals whose whole column is 0 though several of its rows are not

    @cached_property
    def matrix(self) -> Integers:
        return self.block.matrix * self.printed * self.usable[:, None]

    @property
    def unknown(self) -> Flags:
        return self.printed & ~self.known

    def residual(self) -> Integers:
        """What each equation is off by, unknown figures read as 0."""
        return self.matrix @ self.values + self.constants * self.usable

    def failing(self) -> Flags:
        """Equations that fail whatever the unknown figures are."""
        return fails(self.residual(), self.matrix[:, self.unknown])

    def open(self) -> Flags:
        """Equations with an unknown figure."""
        touched: Flags = np.any(self.matrix[:, self.unknown] != 0, axis=1)
        return touched

    def with_changes(self, new: dict[int, int]) -> "Figures":
        """The same report with these cells set to these figures."""
        values, known = self.values.copy(), self.known.copy()
        values[list(new)], known[list(new)] = list(new.values()), True
        return replace(self, values=values, known=known)


def fails(residual: Integers, unknown: Integers) -> Flags:
    """Whether equations fail whatever is added for their unknown terms (coefficients: equations x cells)."""
    above, below = (unknown > 0).any(axis=1), (unknown < 0).any(axis=1)
    return ((residual > 0) & ~below) | ((residual < 0) & ~above)
