"""What a right check of the district's own report must find, worked out from the written figures alone (truth.py)."""

import math
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from gouji.core.forms import FormCell

from .draft import MARKS, Draft
from .form_cells import undivided_cells
from .truth import bounds, cell_findings, finding, identities_of, json_of, prose_findings, stood_for


def district_gaps(government: Draft, agencies: list[Draft]) -> list[dict[str, Any]]:
    """Cells where the district's own report is not the sum of the numbers its agencies' reports say."""
    sums: dict[str, Any] = defaultdict(int)
    for draft in agencies:
        for cell, value in draft.figures.items():
            if value not in MARKS:
                sums[cell] += value
    cells = sorted(cell for cell in government.figures.keys() | sums.keys())
    return [
        {
            "agency_code": government.agency.code,
            "report_year": government.year,
            "cell": cell,
            "district": json_of(government.figures.get(cell, 0)),
            "agencies": json_of(sums[cell]),
        }
        for cell in cells
        if government.figures.get(cell, 0) != sums[cell]
    ]


def district_findings(government: Draft, agencies: list[Draft]) -> list[dict[str, Any]]:
    """What the check of the district's own report against `agencies`, all that owe one, must report."""
    read = [draft for draft in agencies if draft.exists]
    drafts = [government, *read]
    grouped = any(draft.undivided or not undivided_cells(draft.form.code) for draft in drafts)

    def line(cell: FormCell) -> str:
        return cell.row_role if grouped and cell.row_role == "other_handling" else cell.row

    def told(draft: Draft) -> dict[tuple[str, str, str], tuple[Any, Any, list[str]]]:
        """(table, line, column) -> lowest and highest the document may mean, and its cells."""
        unprinted = stood_for(draft.form, draft.figures)
        places: dict[tuple[str, str, str], tuple[Any, Any, list[str]]] = {}
        for cell in draft.form.cells:
            if cell.cell not in unprinted:
                low, high, cells = places.get((cell.table, line(cell), cell.column), (0, 0, []))
                least, most = bounds(draft.figures.get(cell.cell, 0))
                places[cell.table, line(cell), cell.column] = low + least, high + most, [*cells, cell.cell]
        return places

    figures = [told(draft) for draft in read]
    doubts = [_condemned(draft) for draft in read]
    wrong: dict[tuple[str, str], list[str]] = defaultdict(list)
    awaited: dict[tuple[str, str], list[str]] = defaultdict(list)
    is_open = False
    for (table, row, column), (own, most, cells) in told(government).items() if read else ():
        theirs = [known.get((table, row, column), (0, math.inf, [])) for known in figures]
        low = sum(least for least, _, _ in theirs)
        unknown = len(read) < len(agencies) or any(high == math.inf for _, high, _ in theirs)
        if most == math.inf:
            continue
        if own < low or (own != low and not unknown):
            explained = len(cells) == 1 and _explained(
                own, low, unknown, [d[cells[0]] for d in doubts if cells[0] in d]
            )
            (awaited if explained else wrong)[table, row] += cells
        is_open |= own >= low and unknown
    rows = [("fail", sorted(cells)) for cells in wrong.values()]
    rows += [("cannot_tell", sorted(cells)) for cells in awaited.values()]
    rows += [("cannot_tell", [])] * is_open
    return [finding(government, "district_sum", *row) for row in rows]


def _explained(own: Any, low: Any, unknown: bool, doubts: list[list[tuple[Any, Any]]]) -> bool:
    """Whether figures that are wrong by themselves account for the gap: one of them, else all whose right ones are known.

    `doubts`: of each agency that has any at this place, (figure, what it should be or None).
    """

    def accounts(excess: Any, is_open: bool) -> bool:
        return bool(own == low - excess or (is_open and own > low - excess))

    for options in doubts:
        if any(accounts(figure - (right or 0), unknown or right is None) for figure, right in options):
            return True
    definite = [options[0] for options in doubts if len(options) == 1 and options[0][1] is not None]
    return bool(definite) and accounts(sum(figure - right for figure, right in definite), unknown)


def _condemned(draft: Draft) -> dict[str, list[tuple[Any, Any]]]:
    """Cell -> (figure, what it should be or None) of figures that are wrong whatever all others are."""
    found: dict[str, list[tuple[Any, Any]]] = defaultdict(list)
    for rule, _, cells in cell_findings(draft):
        if rule in ("count_domain", "rule_making_power"):
            for cell in cells:
                found[cell].append((draft.figures[cell], 0 if rule == "rule_making_power" else None))
    for rule, cells in prose_findings(draft, None):
        if rule == "fee_unit":
            found[cells[0]].append((draft.figures[cells[0]], Decimal(draft.figures[cells[0]]) / 10000))
    for cell, change in _lone_changes(draft):
        found[cell].append((draft.figures.get(cell, 0), draft.figures.get(cell, 0) + change))
    return found


def _lone_changes(draft: Draft) -> Iterator[tuple[str, Any]]:
    """(cell, amount to add) where a single change makes all equations of a block hold that ask for this year alone."""
    known = identities_of(draft.form.code)
    unprinted = stood_for(draft.form, draft.figures)
    blocks: dict[str, dict[str, Any]] = defaultdict(dict)  # block -> failing identity -> residual, None when open
    equations: dict[str, set[str]] = defaultdict(set)  # cell -> its identities
    for identity, terms in known.terms.items():
        if terms[0].block is None or any(term.years_back for term in terms):
            continue
        values = [(term, draft.figures.get(term.cell, 0)) for term in terms if term.cell not in unprinted]
        for term in terms:
            equations[term.cell].add(identity)
        limits = [sorted(term.coefficient * b if b else 0 for b in bounds(value)) for term, value in values]
        low, high = sum(least for least, _ in limits), sum(most for _, most in limits)
        if low > 0 or high < 0:
            blocks[terms[0].block][identity] = low if low == high else None
    for failing in blocks.values():
        if None in failing.values():
            continue
        changes = {}
        for cell in {term.cell for identity in failing for term in known.terms[identity]}:
            value = draft.figures.get(cell, 0)
            needed = {
                -residual * term.coefficient
                for identity, residual in failing.items()
                for term in known.terms[identity]
                if term.cell == cell
            }
            if equations[cell] == failing.keys() and len(needed) == 1 and cell not in unprinted and value not in MARKS:
                (change,) = needed
                if value + change >= 0:
                    changes[cell] = change
        if len(changes) == 1:
            yield next(iter(changes.items()))
