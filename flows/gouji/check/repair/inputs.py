"""The figures of every report in trouble, read from DuckDB into arrays: one row a report, one column a cell."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import duckdb
import numpy as np

from gouji.core.forms import load_forms
from gouji.core.resources import resource

from .equations import EquationBlock, Figures, blocks, read_only
from .search import Integers
from .witnesses import LAST_YEAR, NEXT_YEAR, PROSE, Witness

_REPORTS = """
SELECT report_key, report_id, agency_code, report_year, form, disagrees
FROM troubled ORDER BY agency_code, report_year, report_id
"""
# `figure` is -1 where there is none and where `value` is no count, `value` NaN where there is none.
_CELLS = """
SELECT
    t.report_key,
    f.position - 1 AS position,
    CASE
        WHEN c.state = 'not_applicable' THEN 0
        WHEN c.value >= 0 AND c.value = trunc(c.value) THEN c.value::BIGINT
        ELSE -1
    END AS figure,
    coalesce(c.value::DOUBLE, 'nan') AS value
FROM cells c
JOIN troubled t ON t.report_id = c.report_id
JOIN form_cells f ON f.form = t.form AND f.cell = c.cell
"""
# What prose says exactly, once and of the whole year, and the cells whose sum it is.
_STATEMENTS = """
WITH stated AS (
    SELECT t.report_key, t.form, s.statement_kind, any_value(s.stated_value)::BIGINT AS value
    FROM statements s JOIN troubled t ON t.report_id = s.report_id
    WHERE s.scope = 'year' AND coalesce(s.year, t.report_year) = t.report_year AND s.lowest = s.highest
    GROUP BY t.report_key, t.form, s.statement_kind
    HAVING count(DISTINCT s.stated_value) = 1 AND any_value(s.stated_value) = trunc(any_value(s.stated_value))
)
SELECT stated.report_key, stated.value, list(k.cell ORDER BY k.cell)
FROM stated JOIN statement_cells k ON k.form = stated.form AND k.statement_kind = stated.statement_kind
GROUP BY stated.report_key, stated.statement_kind, stated.value
ORDER BY stated.report_key, stated.statement_kind
"""


class ReportFigures(NamedTuple):
    """`disagrees`: its last year or its prose says otherwise, whatever its own equations say."""

    key: int
    report_id: str
    agency_code: str
    report_year: int
    form: str
    disagrees: bool


class Chain(NamedTuple):
    """An equation over two years of which the other year's part is known."""

    basis: str
    form: str
    rule: str
    identity: str
    constant: Decimal


class Fee(NamedTuple):
    """A fee in yuan that stands in a cell of 万元."""

    cell: str
    reported: Decimal
    proposed: Decimal


class Gathered:
    """Everything the repairs of the reports in `troubled` are computed from."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.reports = [ReportFigures(*row) for row in con.execute(_REPORTS).fetchall()]
        self.chains: dict[int, list[Chain]] = defaultdict(list)
        for key, *rest in con.execute(_sql("chains")).fetchall():
            self.chains[key].append(Chain(*rest))
        self.stated: dict[int, list[Witness]] = defaultdict(list)
        for key, value, cells in con.execute(_STATEMENTS).fetchall():
            self.stated[key].append(Witness(PROSE, "statement_mismatch", dict.fromkeys(cells, 1), -value))
        self.singles: dict[tuple[int, str], list[tuple[str, int]]] = defaultdict(list)
        for key, block, cell, proposed in con.execute(_sql("one_cell")).fetchall():
            self.singles[key, block].append((cell, int(proposed)))
        self.fees = {key: Fee(*rest) for key, *rest in con.execute(_sql("fees")).fetchall()}
        self._row = {report.key: i for i, report in enumerate(self.reports)}
        self._read_cells(con)

    def _read_cells(self, con: duckdb.DuckDBPyConnection) -> None:
        shape = (len(self.reports), max(len(form.cells) for form in load_forms().values()))
        self._values, self._known, self._printed = (
            np.zeros(shape, np.int64),
            np.zeros(shape, bool),
            np.zeros(shape, bool),
        )
        self._no_counts: dict[tuple[int, int], Decimal] = {}
        fetched = con.sql(_CELLS).to_arrow_table()  # DuckDB's own arrays come masked, and numpy.ma is slow to import
        named, places, figures, values = (column.to_numpy() for column in fetched.columns)
        keys = np.array([report.key for report in self.reports])
        order = keys.argsort()
        rows = order[np.searchsorted(keys, named, sorter=order)]
        known = figures >= 0
        self._printed[rows, places] = True
        self._known[rows, places] = known
        self._values[rows, places] = np.where(known, figures, 0)
        no_counts = ~known & ~np.isnan(values)
        for row, place, value in zip(rows[no_counts], places[no_counts], values[no_counts], strict=True):
            self._no_counts[int(row), int(place)] = Decimal(repr(float(value)))

    def in_trouble(self) -> Iterator[tuple[ReportFigures, list[EquationBlock]]]:
        """Every report with the blocks that may need a repair, in order of agency and year."""
        off = {}
        for form in {report.form for report in self.reports}:
            for block in blocks(form).values():
                figures = self._values[:, block.places].astype(float)
                off[form, block.name] = (figures @ block.matrix.T.astype(float) != 0).any(axis=1)
        for i, report in enumerate(self.reports):
            mine = [
                block
                for block in blocks(report.form).values()
                if report.disagrees or any(block.chained) or off[report.form, block.name][i]
            ]
            yield report, mine

    def figures(self, report: ReportFigures, block: EquationBlock, chains: list[Chain]) -> Figures:
        """The block's figures, with last year's part of its equations from `chains`."""
        row = self._row[report.key]
        constants, usable = np.zeros(len(block.identities), np.int64), ~np.array(block.chained)
        for chain in chains:
            if (
                chain.basis == LAST_YEAR
                and chain.identity in block.identities
                and chain.constant == int(chain.constant)
            ):
                place = block.identities.index(chain.identity)
                constants[place], usable[place] = int(chain.constant), True
        no_counts = {}
        if self._no_counts:
            named = ((i, self._no_counts.get((row, int(place)))) for i, place in enumerate(block.places))
            no_counts = {i: value for i, value in named if value is not None}
        values, known, printed = (array[row, block.places] for array in (self._values, self._known, self._printed))
        empty = np.isin(block.places, self._empty_totals(row, report.form))
        return Figures(block, values, known, printed, constants, usable, no_counts, empty)

    def _empty_totals(self, row: int, form: str) -> list[int]:
        """Totals whose column is 0 throughout its table though at least two of its rows are not."""
        found: list[int] = []
        for lines, totals in total_columns(form):
            figures = self._values[row]
            if not figures[totals].any() and (figures[lines] > 0).any(axis=1).sum() > 1:
                found += totals.tolist()
        return found


@cache
def total_columns(form_code: str) -> tuple[tuple[Integers, Integers], ...]:
    """For each table with a total column: the places of its cells by row, and of the total column's cells."""
    form = load_forms()[form_code]
    place = {cell.cell: i for i, cell in enumerate(form.cells)}
    found = []
    for table in form.tables:
        lines = [[place[f"{table.code}.{row.code}.{column.code}"] for column in row.columns] for row in table.rows]
        for column in (column for column in table.columns if column.total):
            totals = [place[f"{table.code}.{row.code}.{column.code}"] for row in table.rows]
            found.append((read_only(lines), read_only(totals)))
    return tuple(found)


def chain_witnesses(chains: list[Chain]) -> list[Witness]:
    """Equations over two years as seen from this report, but for those of its own blocks."""
    return [
        Witness(chain.basis, chain.rule, own_terms(chain), int(chain.constant))
        for chain in chains
        if chain.constant == int(chain.constant) and own_terms(chain)
    ]


def own_terms(chain: Chain) -> Mapping[str, int]:
    """The report's own cells in the equation, with their coefficients; none when it is one of its blocks'."""
    return _terms(chain.form, chain.identity, int(chain.basis == NEXT_YEAR), only_witness=chain.basis == LAST_YEAR)


def other_terms(chain: Chain) -> Mapping[str, int]:
    """The other year's cells in the equation, with their coefficients."""
    return _terms(chain.form, chain.identity, int(chain.basis == LAST_YEAR), only_witness=False)


@cache
def _terms(form: str, identity: str, years_back: int, *, only_witness: bool) -> Mapping[str, int]:
    terms = {
        term.cell: term.coefficient
        for term in load_forms()[form].terms
        if term.identity == identity and term.years_back == years_back and not (only_witness and term.block)
    }
    return MappingProxyType(terms)


def _sql(name: str) -> str:
    return resource("sql", "repairs", f"{name}.sql").read_text(encoding="utf-8")
