"""Fills the table `repairs` from the findings of the identities and the figures behind them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import duckdb

from gouji.core.rows import RepairRow
from gouji.load.warehouse import insert_rows

from .equations import Figures
from .inputs import Chain, Fee, Gathered, ReportFigures, chain_witnesses, other_terms
from .messages import fee_words
from .ranking import UNIQUE, Repair, Repairs, in_last_year, repairs_of
from .witnesses import LAST_YEAR, PROSE

# Reports with a finding that a repair may explain.
_TROUBLED = """
CREATE OR REPLACE TEMP TABLE troubled AS
SELECT
    r.rowid AS report_key,
    r.report_id,
    r.agency_code,
    r.report_year,
    r.form,
    bool_or(f.rule IN ('carried_chain', 'statement_mismatch')) AS disagrees
FROM findings f
JOIN reports r ON r.report_id = f.report_id
WHERE r.is_current
  AND f.outcome <> 'explained'
  AND (
      f.rule IN (SELECT rule FROM identities)
      OR len(f.leaves_open) > 0
      OR (f.rule IN ('statement_mismatch', 'fee_unit') AND f.outcome = 'fail')
  )
GROUP BY r.rowid, r.report_id, r.agency_code, r.report_year, r.form
"""


def fill_repairs(con: duckdb.DuckDBPyConnection) -> None:
    """Every repair of every report whose identities do not hold; to be called when `findings` is filled."""
    con.execute("DELETE FROM repairs")
    con.execute(_TROUBLED)
    try:
        rows = list(_rows(Gathered(con)))
    finally:
        con.execute("DROP TABLE temp.troubled")
    if rows:
        insert_rows(con, "repairs", rows)


def _rows(gathered: Gathered) -> Iterator[RepairRow]:
    wrong: set[tuple[str, int, str]] = set()  # (agency, year, block) that fail
    settled: dict[tuple[str, int], _Settled] = {}
    for report, blocks in gathered.in_trouble():  # an agency's years in order
        this, last = (report.agency_code, report.report_year), (report.agency_code, report.report_year - 1)
        chains, stated = gathered.chains[report.key], gathered.stated[report.key]
        corrected = _corrected(chains, settled[last]) if last in settled else None
        witnesses = chain_witnesses(chains) + stated
        numbered = 0
        for block in blocks:
            figures = gathered.figures(report, block, chains)
            if figures.failing().any():
                wrong.add((*this, block.name))
            singles = [{block.place[cell]: new} for cell, new in gathered.singles[report.key, block.name]]
            found = repairs_of(figures, witnesses, singles, last_year_wrong=(*last, block.name) in wrong)
            if found and corrected:
                again = gathered.figures(report, block, corrected.chains)
                if not repairs_of(again, chain_witnesses(corrected.chains) + stated):
                    found = in_last_year(found, corrected.change, corrected.rules)
            if found:
                yield from _table_rows(report, figures, found, numbered)
                numbered += len(found.listed)
                if found.kind == UNIQUE and found.listed[0].proposal:
                    settled.setdefault(this, _Settled({}, [])).add(figures, found.listed[0])
        if fee := gathered.fees.get(report.key):
            yield _fee_row(report, fee, numbered + 1)


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

    chains: list[Chain]
    rules: set[str]
    change: str


def _corrected(chains: list[Chain], settled: _Settled) -> _Corrected | None:
    changed, rules = [], set()
    for chain in chains:
        terms = other_terms(chain) if chain.basis == LAST_YEAR else {}
        by = sum(coefficient * settled.added.get(cell, 0) for cell, coefficient in terms.items())
        if by:
            rules.add(chain.rule)
        changed.append(chain._replace(constant=chain.constant + by))
    return _Corrected(changed, rules, "；".join(settled.changes)) if rules else None


def _table_rows(report: ReportFigures, figures: Figures, found: Repairs, numbered: int) -> Iterator[RepairRow]:
    for number, repair in enumerate(found.listed, numbered + 1):
        shared: RepairRow = {
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
            "cell": None,
            "reported": None,
            "proposed": None,
            "certain": False,
        }
        if not repair.proposal:
            yield shared
        for cell, new in sorted(repair.proposal.items()):
            reported = figures.no_counts.get(cell, Decimal(int(figures.values[cell])) if figures.known[cell] else None)
            yield {
                **shared,
                "cell": figures.block.cells[cell].cell,
                "reported": reported,
                "proposed": Decimal(new),
                "certain": cell in found.common,
            }


def _fee_row(report: ReportFigures, fee: Fee, number: int) -> RepairRow:
    return {
        "report_id": report.report_id,
        "agency_code": report.agency_code,
        "report_year": report.report_year,
        "candidate": number,
        "class": UNIQUE,
        "block": fee.cell.rsplit(".", 1)[0],
        "candidates": 1,
        "hypothesis": "yuan",
        "basis": PROSE,
        "clears": ["fee_unit"],
        "why": fee_words(report.form, fee.cell, fee.reported, fee.proposed),
        "cell": fee.cell,
        "reported": fee.reported,
        "proposed": fee.proposed,
        "certain": True,
    }
