"""Fills the table `repairs` from the findings of the identities and the figures behind them."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import duckdb
import numpy as np

from ...forms import load_forms
from ...load.warehouse import insert_rows
from ...model import NOT_APPLICABLE, REPORTED
from ...resources import resource
from .choose import BEYOND, Repairs, repairs_of
from .decode import Proposal
from .equations import Block, Figures, blocks
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
    every = {
        (key, block.name): _figures(block, cells[key], chains[key])
        for key, report in reports.items()
        for block in blocks(report.form).values()
    }
    wrong = {
        (reports[key].agency_code, reports[key].report_year, name)
        for (key, name), figures in every.items()
        if figures.failing().any()
    }
    for key, report in reports.items():
        witnesses = [*_chain_witnesses(chains[key]), *stated[key]]
        numbered = 0
        for block in blocks(report.form).values():
            last_year = (report.agency_code, report.report_year - 1, block.name)
            found = repairs_of(
                every[key, block.name], witnesses, singles[key, block.name], last_year_wrong=last_year in wrong
            )
            if found:
                yield from _table_rows(report, every[key, block.name], found, numbered)
                numbered += len(found.listed)


def _cells(con: duckdb.DuckDBPyConnection) -> dict[int, dict[str, tuple[Decimal | None, str]]]:
    cells: dict[int, dict[str, tuple[Decimal | None, str]]] = defaultdict(dict)
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


def _figures(block: Block, cells: dict[str, tuple[Decimal | None, str]], chains: list[_Chain]) -> Figures:
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
    return Figures(block, values, known, printed, constants, usable, no_counts)


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
        if found.kind == BEYOND:
            yield shared | {"cell": None, "reported": None, "proposed": None, "certain": False}
        for cell, new in sorted(repair.proposal.items()):
            reported = figures.no_counts.get(cell, Decimal(int(figures.values[cell])) if figures.known[cell] else None)
            yield shared | {
                "cell": figures.block.cells[cell].cell,
                "reported": reported,
                "proposed": Decimal(new),
                "certain": cell in found.common,
            }
