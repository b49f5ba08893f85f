"""Syndrome decoding: every smallest set of cells whose change makes a system of equations hold.

The equations of the form are like the parity checks of a code: which of them fail, and by how much, tells where
the error sits. In each failing equation at least one cell is wrong, so one failing equation is taken, each of its
cells tried in turn, and that cell eliminated from the other equations (one pivot step); what remains is the same
problem with one cell less. All coefficients are 1 or -1, and sums of rows and of columns keep them so.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Change = dict[int, int]  # cell -> what is to be added to it

MAX_CELLS = 3


def minimal_changes(
    matrix: Integers, residual: Integers, accept: Callable[[Change], bool], most: int = MAX_CELLS
) -> list[Change]:
    """All changes of the fewest cells, at most `most`, with matrix @ (figures + change) + constants = 0.

    `matrix` equations x cells, of -1, 0, 1; `residual` what each equation is off by; `accept` the conditions that
    are no equations (not below zero, whole). [] when there is none. Order: as found.
    """
    if not residual.any():
        return []
    for count in range(1, most + 1):
        distinct = {tuple(sorted(change.items())) for change in _changes(matrix, residual, count)}
        accepted = [change for change in map(dict, sorted(distinct)) if accept(change)]
        if accepted:
            return accepted
    return []


def _changes(matrix: Integers, residual: Integers, count: int) -> Iterator[Change]:
    """Every change of exactly `count` cells."""
    if not residual.any():
        return
    sizes = np.where(residual != 0, np.count_nonzero(matrix, axis=1), matrix.shape[1] + 1)
    smallest = int(sizes.argmin())
    if count == 1:
        yield from _single(matrix, residual, smallest)
    elif count == 2:
        yield from _pairs(matrix, residual, smallest)
    else:
        row = matrix[smallest]
        for cell in row.nonzero()[0]:
            share = matrix[:, cell] * row[cell]
            rest = matrix - np.outer(share, row)
            for change in _changes(rest, residual - share * residual[smallest], count - 1):
                own = -row[cell] * (residual[smallest] + sum(row[other] * by for other, by in change.items()))
                if own:
                    yield {int(cell): int(own)} | change


def _single(matrix: Integers, residual: Integers, failing: int) -> Iterator[Change]:
    """Cells that alone explain everything: all their equations are off by one common amount, and no others are."""
    cells = matrix[failing].nonzero()[0]
    by = -residual[failing] * matrix[failing, cells]
    explains = (matrix[:, cells] * by == -residual[:, None]).all(axis=0)
    yield from ({int(cell): int(change)} for cell, change in zip(cells[explains], by[explains], strict=True))


def _pairs(matrix: Integers, residual: Integers, failing: int) -> Iterator[Change]:
    """Every pair of cells at once: for each first cell of the failing equation, all second cells.

    A second cell must explain what is left after the pivot step. Instead of all equations their random
    combination is compared first, for a whole array of pairs (integers wrap around, which does no harm to
    equality); the few pairs that pass are verified.
    """
    row = matrix[failing]
    first = row.nonzero()[0]
    shares = matrix[:, first] * row[first]  # equations x first cells
    left = residual[:, None] - shares * residual[failing]
    first, shares, left = (array[..., left.any(axis=0)] for array in (first, shares, left))
    key = (left != 0).argmax(axis=0)  # an equation still failing, for each first cell
    reduced = matrix[key] - shares[key, range(len(first))][:, None] * row  # first cells x cells
    by = -left[key, range(len(first))][:, None] * reduced
    weights = _WEIGHTS[: len(matrix)]
    combined = weights @ matrix - np.outer(weights @ shares, row)
    for i, second in zip(*((combined * by == -(weights @ left)[:, None]) & (by != 0)).nonzero(), strict=True):
        change = by[i, second]
        if ((matrix[:, second] - shares[:, i] * row[second]) * change == -left[:, i]).all():
            own = -row[first[i]] * (residual[failing] + row[second] * change)
            if own:
                yield {int(first[i]): int(own), int(second): int(change)}


_WEIGHTS = np.random.default_rng(0).integers(1 << 20, 1 << 40, 1000)
