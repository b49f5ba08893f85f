"""Fills the table `repairs` from the findings of the identities and the figures behind them."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import duckdb
import numpy as np

from ...forms import Column, Row, Table, load_forms
from ...load.warehouse import insert_rows
from ...model import NOT_APPLICABLE, REPORTED
from ...resources import resource
from .choose import UNIQUE, Repair, Repairs, in_last_year, repairs_of
from .decode import Proposal
from .equations import Block, Figures, Flags, blocks
from .evidence import LAST_YEAR, NEXT_YEAR, PROSE, Witness, stated_cells

# Reports with a finding that a repair may explain.
_TROUBLED = """
CREATE OR REPLACE TEMP TABLE troubled AS
SELECT DISTINCT r.rowid AS report_key, r.report_id, r.agency_code, r.report_year, r.form
FROM findings f
JOIN reports r ON r.report_id = f.report_id
WHERE r.is_current
  AND (f.rule IN (SELECT rule FROM identities) OR (f.rule = 'statement_mismatch' AND f.outcome = 'fail'))
"""
_CELLS = """
SELECT t.report_key, c.cell, c.value, c.state
FROM cells c JOIN troubled t ON t.report_id = c.report_id
WHERE c.cell IN (SELECT cell FROM identities)
"""
_STATEMENTS = """
SELECT t.report_key, s.kind, any_value(s.value)
FROM statements s JOIN troubled t ON t.report_id = s.report_id
GROUP BY t.report_key, s.kind
HAVING count(DISTINCT s.value) = 1
"""


_Cells = dict[str, tuple[Decimal | None, str]]  # cell -> (value, state)


class _Report(NamedTuple):
    report_id: str
    agency_code: str
    report_year: int
    form: str


class _Chain(NamedTuple):
    """An equation over two years of which the other year's part is known."""

    basis: str
    form: str
    rule: str
    identity: str
    constant: Decimal


def fill_repairs(con: duckdb.DuckDBPyConnection) -> None:
    """Every repair of every report whose identities do not hold; to be called when `findings` is filled."""
    con.execute("DELETE FROM repairs")
    con.execute(_TROUBLED)
    try:
        rows = list(_rows(con))
    finally:
        con.execute("DROP TABLE temp.troubled")
    if rows:
        insert_rows(con, "repairs", rows)


def _rows(con: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    keyed = con.execute("SELECT * FROM troubled ORDER BY agency_code, report_year, report_id").fetchall()
    reports = {key: _Report(*rest) for key, *rest in keyed}
    if not reports:
        return
    cells, chains, stated = _cells(con), _chains(con), _statements(con)
    singles = _singles(con)
    wrong: set[tuple[str, int, str]] = set()  # (agency, year, block) that fail
    settled: dict[tuple[str, int], _Settled] = {}
    for key, report in reports.items():  # an agency's years in order
        numbered = 0
        corrected = _corrected(chains[key], settled.get((report.agency_code, report.report_year - 1)))
        for block in blocks(report.form).values():
            figures = _figures(block, cells[key], chains[key])
            witnesses = [*_chain_witnesses(chains[key]), *stated[key]]
            if figures.failing().any():
                wrong.add((report.agency_code, report.report_year, block.name))
            last_year_wrong = (report.agency_code, report.report_year - 1, block.name) in wrong
            found = repairs_of(figures, witnesses, singles[key, block.name], last_year_wrong=last_year_wrong)
            if found and corrected:
                again = _figures(block, cells[key], corrected.chains)
                if not repairs_of(again, [*_chain_witnesses(corrected.chains), *stated[key]]):
                    found = in_last_year(found, corrected.change, corrected.rules)
            if found:
                yield from _table_rows(report, figures, found, numbered)
                numbered += len(found.listed)
                if found.kind == UNIQUE and found.listed[0].proposal:
                    place = (report.agency_code, report.report_year)
                    settled.setdefault(place, _Settled({}, [])).add(figures, found.listed[0])


class _Settled(NamedTuple):
    """What one report's unique repairs come to: cell -> amount to be added, and the changes in words."""

    added: dict[str, int]
    changes: list[str]

    def add(self, figures: Figures, repair: Repair) -> None:
        for cell, new in repair.proposal.items():
            self.added[figures.block.cells[cell].cell] = new - int(figures.values[cell])
        self.changes.append(repair.change)


class _Corrected(NamedTuple):
    """A report's chains as they would be after last year's unique repairs, and the rules of those that change."""

    chains: list[_Chain]
    rules: set[str]
    change: str


def _corrected(chains: list[_Chain], settled: _Settled | None) -> _Corrected | None:
    if settled is None:
        return None
    changed, rules = [], set()
    for chain in chains:
        by = 0
        if chain.basis == LAST_YEAR:
            terms = [t for t in load_forms()[chain.form].terms if t.identity == chain.identity and t.years_back]
            by = sum(term.coefficient * settled.added.get(term.cell, 0) for term in terms)
        if by:
            rules.add(chain.rule)
        changed.append(chain._replace(constant=chain.constant + by))
    return _Corrected(changed, rules, "；".join(settled.changes)) if rules else None


def _cells(con: duckdb.DuckDBPyConnection) -> dict[int, _Cells]:
    cells: dict[int, _Cells] = defaultdict(dict)
    for key, cell, value, state in con.execute(_CELLS).fetchall():
        cells[key][cell] = (value, state)
    return cells


def _chains(con: duckdb.DuckDBPyConnection) -> dict[int, list[_Chain]]:
    chains = defaultdict(list)
    sql = resource("sql", "repairs", "chains.sql").read_text(encoding="utf-8")
    for key, *rest in con.execute(sql).fetchall():
        chains[key].append(_Chain(*rest))
    return chains


def _singles(con: duckdb.DuckDBPyConnection) -> dict[tuple[int, str], list[Proposal]]:
    """One-cell repairs of blocks without blanks, all in one query."""
    singles = defaultdict(list)
    sql = resource("sql", "repairs", "one_cell.sql").read_text(encoding="utf-8")
    places = {
        (form, name): {cell.cell: i for i, cell in enumerate(block.cells)}
        for form in load_forms()
        for name, block in blocks(form).items()
    }
    for key, form, block, cell, proposed in con.execute(sql).fetchall():
        singles[key, block].append({places[form, block][cell]: int(proposed)})
    return singles


def _statements(con: duckdb.DuckDBPyConnection) -> dict[int, list[Witness]]:
    stated = defaultdict(list)
    for key, kind, value in con.execute(_STATEMENTS).fetchall():
        if kind in stated_cells() and value == int(value):
            cells = dict.fromkeys(stated_cells()[kind], 1)
            stated[key].append(Witness(PROSE, "statement_mismatch", cells, -int(value)))
    return stated


def _chain_witnesses(chains: list[_Chain]) -> Iterator[Witness]:
    """Equations over two years as seen from this report, but for those of its own blocks."""
    for chain in chains:
        terms = [term for term in load_forms()[chain.form].terms if term.identity == chain.identity]
        here = {term.cell: term.coefficient for term in terms if term.years_back == (chain.basis == NEXT_YEAR)}
        if chain.constant == int(chain.constant) and (chain.basis == NEXT_YEAR or terms[0].block is None):
            yield Witness(chain.basis, chain.rule, here, int(chain.constant))


def _empty_totals(block: Block, cells: _Cells) -> Flags:
    """Totals whose column is 0 throughout the table though at least two of its rows have other figures."""

    def reported(table: Table, column: Column, row: Row) -> bool:
        return bool(cells.get(f"{table.code}.{row.code}.{column.code}", (None, ""))[0])

    empty = set()
    for table in block.form.tables:
        for total in (column for column in table.columns if column.total):
            filled = sum(any(reported(table, column, row) for column in table.columns) for row in table.rows)
            if filled > 1 and not any(reported(table, total, row) for row in table.rows):
                empty.add((table.code, total.code))
    return np.array([(cell.table, cell.column) in empty for cell in block.cells])


def _figures(block: Block, cells: _Cells, chains: list[_Chain]) -> Figures:
    known, values, printed = (np.zeros(len(block.cells), kind) for kind in (bool, np.int64, bool))
    no_counts = {}
    for i, cell in enumerate(block.cells):
        value, state = cells.get(cell.cell, (None, None))
        printed[i] = state is not None
        if state == REPORTED and value is not None:
            if value < 0 or value != int(value):
                no_counts[i] = value
            else:
                known[i], values[i] = True, int(value)
        elif state == NOT_APPLICABLE:
            known[i] = True
    constants = np.zeros(len(block.identities), np.int64)
    usable = ~np.array(block.chained)
    for chain in chains:
        if chain.basis == LAST_YEAR and chain.identity in block.identities and chain.constant == int(chain.constant):
            place = block.identities.index(chain.identity)
            constants[place], usable[place] = int(chain.constant), True
    return Figures(block, values, known, printed, constants, usable, no_counts, _empty_totals(block, cells))


def _table_rows(report: _Report, figures: Figures, found: Repairs, numbered: int) -> Iterator[dict[str, Any]]:
    for number, repair in enumerate(found.listed, numbered + 1):
        shared = {
            "report_id": report.report_id,
            "agency_code": report.agency_code,
            "report_year": report.report_year,
            "candidate": number,
            "class": found.kind,
            "block": figures.block.name,
            "candidates": found.total,
            "hypothesis": repair.hypothesis,
            "basis": repair.basis,
            "clears": list(repair.clears),
            "why": repair.why,
        }
        if not repair.proposal:
            yield shared | {"cell": None, "reported": None, "proposed": None, "certain": False}
        for cell, new in sorted(repair.proposal.items()):
            reported = figures.no_counts.get(cell, Decimal(int(figures.values[cell])) if figures.known[cell] else None)
            yield shared | {
                "cell": figures.block.cells[cell].cell,
                "reported": reported,
                "proposed": Decimal(new),
                "certain": cell in found.common,
            }
