"""From one report's figures to its smallest repairs, blanks as unknown quantities.

What an equation with a single blank says of it is used to eliminate the blank, so that two equations which share
one can contradict each other and a blank can be worked out. An equation that still has blanks is only a bound: it must
not fail after a repair. One that fails whatever its blanks are is met with the smallest change, its blanks at 0; where
several such equations cannot all be met so, some of them are only kept from failing.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np

from .equations import Figures, Flags, fails
from .search import MAX_CELLS, Change, Integers, minimal_changes

_MAX_LOOSE = 3  # failing equations that are only kept from failing
Proposal = dict[int, int]  # cell -> figure it should have


class Decoded(NamedTuple):
    """`proposals`: all smallest repairs; `in_error` is False when blanks are all that is to be filled."""

    proposals: list[Proposal]
    in_error: bool
    blanks_as_zero: bool  # an equation that fails has blanks, which the proposals take for 0


class _Solved(NamedTuple):
    equation: int
    cell: int


def decode(figures: Figures, most: int = MAX_CELLS) -> Decoded:
    """Every smallest repair of one block of one report; none when it takes more than `most` cells."""
    matrix, residual = figures.matrix.copy(), figures.residual()
    if not residual.any():  # blanks can only be 0
        return Decoded([], False, False)
    solved, left = _eliminate_blanks(matrix, residual, figures.unknown)
    judged = np.ones(len(residual), bool)
    judged[[step.equation for step in solved]] = False
    blanks = matrix[:, left]
    bounds = judged & (blanks != 0).any(axis=1)
    failing = fails(residual, blanks)
    exact = judged & (~bounds | failing)
    fills = {s.cell: int(-matrix[s.equation, s.cell] * residual[s.equation]) for s in solved}
    if not residual[exact].any():
        return Decoded([fills] if any(fills.values()) else [], False, False)

    def proposal(change: Change) -> Proposal | None:
        """The cells' new figures and the blanks that follow; None when one is not a whole number from 0 up."""
        by = np.zeros(matrix.shape[1], np.int64)
        by[list(change)] = list(change.values())
        after = residual + matrix @ by
        new = {cell: int(figures.values[cell]) + amount for cell, amount in change.items()}
        new |= {s.cell: int(-matrix[s.equation, s.cell] * after[s.equation]) for s in solved}
        return new if min(new.values()) >= 0 and not fails(after[bounds], blanks[bounds]).any() else None

    columns = figures.known.nonzero()[0]
    proposals: list[Proposal] = []
    for met in _met_with_blanks_at_zero(bounds & failing):
        exact = judged & (~bounds | met)
        changes = minimal_changes(
            matrix[exact][:, columns],
            residual[exact],
            lambda change: proposal({int(columns[cell]): by for cell, by in change.items()}) is not None,
            most,
        )
        found = [proposal({int(columns[cell]): by for cell, by in change.items()}) for change in changes]
        if proposals := [new for new in found if new]:
            break
    return Decoded(proposals, True, bool((bounds & failing).any()))


def _met_with_blanks_at_zero(failing: Flags) -> Iterator[Flags]:
    """Which of the failing equations with blanks hold exactly after a repair: all of them, else all but one, ..."""
    places = failing.nonzero()[0]
    for number in range(len(places), max(len(places) - _MAX_LOOSE, 0) - 1, -1):
        for kept in combinations(places, number):
            met = np.zeros(len(failing), bool)
            met[list(kept)] = True
            yield met


def _eliminate_blanks(matrix: Integers, residual: Integers, unknown: Flags) -> tuple[list[_Solved], Flags]:
    """Pivot out, in place, every blank that is the only one of an equation it can satisfy; and what blanks are left."""
    solved: list[_Solved] = []
    left, free = unknown.copy(), np.ones(len(residual), bool)
    while True:
        blanks = matrix * left
        alone = free & (np.count_nonzero(blanks, axis=1) == 1) & ~fails(residual, blanks)
        if not alone.any():
            return solved, left
        equation = int(alone.argmax())
        cell = int(blanks[equation].nonzero()[0][0])
        share = matrix[:, cell] * matrix[equation, cell]
        share[equation] = 0
        matrix -= np.outer(share, matrix[equation])
        residual -= share * residual[equation]
        left[cell] = free[equation] = False
        solved.append(_Solved(equation, cell))
