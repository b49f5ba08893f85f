"""From the proposals of one block to what is proposed: which repairs, in what order, how sure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from .decode import Decoded, Proposal, decode
from .equations import Figures
from .error_kinds import ErrorKind, error_kind_of
from .hypotheses import explain, rearrangements
from .messages import beyond_words, closing_words, last_year_words, proposal_words
from .witnesses import LAST_YEAR, PROSE, Witness, agrees_with, relevant_witnesses

UNIQUE, CANDIDATES, BEYOND_SEARCH = "unique", "candidates", "beyond search"
EITHER = "；表内勾稽成立，也可能是文字写错。"
MAX_LISTED = 10  # repairs listed of one block; how many there are is said too


class Repair(NamedTuple):
    """One repair; `proposal` is empty when no cell of this report is to be changed, or none was found.

    `change` says what to change, `why` that and the reasons.
    """

    proposal: Proposal
    hypothesis: str
    clears: tuple[str, ...]
    why: str
    basis: str = "identities"
    change: str = ""


class Repairs(NamedTuple):
    """The repairs of one block, best first; `total` is how many there are, `common` the cells in all of them."""

    kind: str
    total: int
    listed: list[Repair]
    common: frozenset[int]


class _Weighed(NamedTuple):
    proposal: Proposal
    hypothesis: str
    slips: dict[int, ErrorKind]
    contradicted: tuple[Witness, ...]

    def order(self, figures: Figures) -> tuple[int, int, int, int, list[int]]:
        """Fewest contradictions, fewest cells (a line with one cause counts as two), likeliest slips, least change."""
        one_cause = self.hypothesis.startswith("line")
        filled = sum(not figures.known[cell] for cell in self.proposal)
        cells = len(self.proposal) - filled
        cost = 2 if one_cause or self.hypothesis == "cells_swapped" else sum(s.cost for s in self.slips.values())
        size = sum(abs(new - int(figures.values[cell])) for cell, new in self.proposal.items())
        return len(self.contradicted), min(cells, 2) if one_cause else cells, cost, size, sorted(self.proposal)


def repairs_of(
    figures: Figures, witnesses: list[Witness], single: Sequence[Proposal] = (), *, last_year_wrong: bool = False
) -> Repairs | None:
    """What to tell of one block of one report; None when there is nothing to tell.

    `single`: the one-cell repairs, where they are known already; `last_year_wrong`: last year's block fails too.
    """
    decoded = Decoded(list(single), True, False) if single else decode(figures)
    found = {frozenset(p.items()): _name_of(figures, p) for p in decoded.proposals}
    if decoded.in_error and not any(_changes(figures, dict(p)) < 2 for p in found):
        found |= {frozenset(e.proposal.items()): e.hypothesis for e in explain(figures, witnesses)}
    if not found and not decoded.in_error:
        return _against_witnesses(figures, witnesses, last_year_wrong)
    if not found:
        failing = int(figures.failing().sum())
        return Repairs(BEYOND_SEARCH, 0, [Repair({}, "none", (), beyond_words(figures, failing))], frozenset())
    return _ranked_repairs(figures, found, witnesses, decoded.blanks_as_zero)


def _ranked_repairs(
    figures: Figures, found: dict[frozenset[Any], str], witnesses: list[Witness], blanks_as_zero: bool
) -> Repairs:
    proposals = [dict(key) for key in found]
    telling = relevant_witnesses(figures, proposals, witnesses)
    weighed = []
    for proposal, hypothesis in zip(proposals, found.values(), strict=True):
        slips = {cell: error_kind_of(figures, cell, new) for cell, new in proposal.items()}
        against = tuple(w for w in telling if agrees_with(figures, proposal, w) is False)
        weighed.append(_Weighed(proposal, hypothesis, slips, against))
    weighed.sort(key=lambda repair: repair.order(figures))
    best, *others = weighed
    basis = "identities"
    if others and not best.contradicted and all(other.contradicted for other in others):
        basis = others[0].contradicted[0].basis
        weighed = [best]
    kind = UNIQUE if len(weighed) == 1 else CANDIDATES
    common = frozenset.intersection(*(frozenset(repair.proposal) for repair in weighed))
    listed = [
        _repair(figures, repair, witnesses, basis, blanks_as_zero, kind, len(proposals))
        for repair in weighed[:MAX_LISTED]
    ]
    return Repairs(kind, len(proposals), listed, common)


def _repair(
    figures: Figures,
    weighed: _Weighed,
    witnesses: list[Witness],
    basis: str,
    blanks_as_zero: bool,
    kind: str,
    count: int,
) -> Repair:
    cleared = _cleared(figures, weighed.proposal)
    rules = {figures.block.rules[equation] for equation in cleared}
    for witness in witnesses:
        if (
            witness.rule
            and agrees_with(figures, {}, witness) is False
            and agrees_with(figures, weighed.proposal, witness)
        ):
            rules.add(witness.rule)
    change = proposal_words(figures, weighed.proposal, weighed.slips, weighed.hypothesis)
    one = len(weighed.proposal) == 1 and kind == UNIQUE
    contradicted = [witness.basis for witness in weighed.contradicted]
    closing = closing_words(len(cleared), contradicted, basis, blanks_as_zero, one, count)
    return Repair(weighed.proposal, weighed.hypothesis, tuple(sorted(rules)), change + closing, basis, change)


def in_last_year(found: Repairs, change: str, rules: set[str]) -> Repairs:
    """In place of what was found: the error is in last year's report, where `change` is proposed."""
    clears = tuple(sorted(rules))
    repair = Repair({}, "last_year", clears, last_year_words(change), LAST_YEAR, change)
    return Repairs(UNIQUE, max(found.total, 1), [repair], frozenset())


def _against_witnesses(figures: Figures, witnesses: list[Witness], last_year_wrong: bool) -> Repairs | None:
    """The block's own equations hold, but last year's report or the prose says otherwise: lines in each other's
    place, which arithmetic cannot see, or nothing that can be seen from here."""
    denied = [witness for witness in witnesses if agrees_with(figures, {}, witness) is False]
    denied = [witness for witness in denied if witness.basis in (LAST_YEAR, PROSE)]
    if not denied:
        return None
    fitting = {
        frozenset(e.proposal.items()): e.hypothesis
        for e in rearrangements(figures)
        if all(agrees_with(figures, e.proposal, w) is not False for w in witnesses)
    }
    if fitting:
        ranked = _ranked_repairs(figures, fitting, witnesses, False)
        if all(witness.basis == PROSE for witness in denied):  # which may itself be wrong, or have been misread
            listed = [repair._replace(why=repair.why.removesuffix("。") + EITHER) for repair in ranked.listed]
            ranked = ranked._replace(kind=CANDIDATES, common=frozenset(), listed=listed)
        return ranked._replace(listed=[repair._replace(basis=denied[0].basis) for repair in ranked.listed])
    if all(witness.basis == PROSE for witness in denied):
        return None
    return Repairs(BEYOND_SEARCH, 0, [Repair({}, "chain", (), beyond_words(figures, 0, last_year_wrong))], frozenset())


def _name_of(figures: Figures, proposal: Proposal) -> str:
    """What kind of slip a plain repair undoes."""
    cells = list(proposal)
    if len(cells) == 2 and figures.known[cells].all():
        one, other = cells
        if proposal[one] == figures.values[other] and proposal[other] == figures.values[one]:
            return "cells_swapped"
    kinds = {error_kind_of(figures, cell, new).kind for cell, new in proposal.items() if figures.known[cell] or new}
    return kinds.pop() if len(kinds) == 1 else "blank" if not kinds else "several_slips"


def _changes(figures: Figures, proposal: Proposal) -> int:
    return int(figures.known[list(proposal)].sum())


def _cleared(figures: Figures, proposal: Proposal) -> list[int]:
    """Equations that fail now and do not afterwards, or that can be judged only afterwards."""
    after = figures.with_changes(proposal)
    settled = figures.failing() & ~after.failing()
    judged = figures.open() & ~after.open() & figures.usable & ~after.failing()
    return [int(equation) for equation in (settled | judged).nonzero()[0]]
