"""One cause behind many wrong cells: a line left out, shifted, swapped with another or not taken from last year, several
separate slips.

Each function proposes figures for one block of one report; only those with which every equation holds are kept.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np

from .decode import Proposal
from .equations import EquationBlock, Figures, fails
from .search import Integers
from .witnesses import LAST_YEAR, Witness


class Explained(NamedTuple):
    hypothesis: str
    proposal: Proposal


def explain(figures: Figures, witnesses: Sequence[Witness] = ()) -> list[Explained]:
    """Every hypothesis after which no equation of the block fails, each proposal once."""
    kept: dict[frozenset[tuple[int, int]], Explained] = {}
    for found in (
        *_not_carried(figures, witnesses),
        *_lines_left_out(figures),
        *_totals_worked_out_anew(figures),
        *_moved(figures),
        *_separate_slips(figures),
    ):
        key = frozenset(found.proposal.items())
        if found.proposal and key not in kept and clears(figures, found.proposal):
            kept[key] = found
    return list(kept.values())


def rearrangements(figures: Figures) -> list[Explained]:
    """Two rows or two columns in each other's place, where the equations hold as well either way."""
    return [e for e in _moved(figures, swaps_only=True) if e.proposal and clears(figures, e.proposal)]


def clears(figures: Figures, proposal: Proposal) -> bool:
    """Whether no equation fails with these figures, and none is negative."""
    return min(proposal.values()) >= 0 and not figures.with_changes(proposal).failing().any()


def _not_carried(figures: Figures, witnesses: Sequence[Witness]) -> Iterator[Explained]:
    """A line that should be what last year's report carried out and was taken from elsewhere, such as the year before
    last: each of its cells as last year's report says."""
    said = {
        figures.block.place[cell]: -witness.constant * coefficient
        for witness in witnesses
        if witness.basis == LAST_YEAR and len(witness.cells) == 1
        for cell, coefficient in witness.cells.items()
        if cell in figures.block.place and abs(coefficient) == 1
    }
    for line in figures.block.lines:
        proposal = {cell: said[cell] for cell in map(int, line) if cell in said and said[cell] != figures.values[cell]}
        if len(proposal) > 1 and figures.printed[list(proposal)].all():
            yield Explained("line_not_carried", proposal)


def _totals_worked_out_anew(figures: Figures) -> Iterator[Explained]:
    """A row or column of totals that was copied from elsewhere or left as it was: each the sum of its own parts."""
    for line in figures.block.lines:
        proposal: Proposal = {}
        for cell in line[figures.printed[line]]:
            total = _sum_of_parts(figures, int(cell), line)
            if total is not None and (total != figures.values[cell] or not figures.known[cell]):
                proposal[int(cell)] = total
        if len(proposal) > 1:
            yield Explained("line_of_totals", proposal)


def _sum_of_parts(figures: Figures, total: int, line: Integers) -> int | None:
    """What the cell's parts outside of its line come to, where all of them are known."""
    for equation in figures.block.totals_of[total]:
        parts = np.flatnonzero(figures.matrix[equation] < 0)
        if len(parts) > 1 and figures.known[parts].all() and not np.isin(parts, line).any():
            return int(-(figures.matrix[equation, parts] * figures.values[parts]).sum())
    return None


def _lines_left_out(figures: Figures) -> Iterator[Explained]:
    """A row or column that is all 0 or blank and should hold what the equations across it are off by."""
    matrix, residual = figures.matrix, figures.residual()
    for line in figures.block.lines:
        line = line[figures.printed[line]]
        if figures.values[line].any() or len(line) < 2:
            continue
        across = (np.count_nonzero(matrix[:, line], axis=1) == 1) & (residual != 0)
        proposal: Proposal = {}
        for cell in line:
            amounts = {int(amount) for amount in -(matrix[:, cell] * residual)[across & (matrix[:, cell] != 0)]}
            if len(amounts) == 1:
                proposal[int(cell)] = amounts.pop()
        if len(proposal) > 1:
            yield Explained("line_left_out", proposal)


def _moved(figures: Figures, *, swaps_only: bool = False) -> Iterator[Explained]:
    """A line shifted by one place, lines each in its neighbour's place, two lines swapped: all tried at once as an array
    of whole tables."""
    arrangements, places = _arrangements(figures.block, figures.printed.tobytes())
    if swaps_only:
        swaps = [i for i, each in enumerate(arrangements) if each.name == "lines_swapped"]
        arrangements, places = tuple(arrangements[i] for i in swaps), places[swaps]
    if not arrangements:
        return
    values = np.where(figures.known, figures.values, 0)
    tables = np.append(values, 0)[places]
    figure = tables.astype(float)  # exact: figures stay far below 2**53
    residuals = (figure @ figures.matrix.T.astype(float) + figures.constants * figures.usable).T
    blanks = figures.matrix[:, figures.unknown]
    failing = (
        [fails(residuals[:, i], blanks).any() for i in range(len(tables))] if blanks.size else residuals.any(axis=0)
    )
    for i in np.flatnonzero(~np.asarray(failing)):
        if not values[arrangements[i].covered].any():
            changed = (tables[i] != figures.values).nonzero()[0]
            yield Explained(arrangements[i].name, {int(cell): int(tables[i][cell]) for cell in changed})


class _Arrangement(NamedTuple):
    name: str
    covered: Integers  # cells that others are put over and that must be empty, so that nothing is lost by it


@lru_cache(maxsize=16)  # some MB each; most reports print every cell
def _arrangements(block: EquationBlock, printed: bytes) -> tuple[tuple[_Arrangement, ...], Integers]:
    """Each with the place from which each cell of the table would have its figure; behind the last is a 0."""
    is_printed = np.frombuffer(printed, bool)
    nothing = len(is_printed)
    arrangements: list[_Arrangement] = []
    places: list[Integers] = []

    def add(name: str, cells: Integers, content: Integers, covered: Integers | None = None) -> None:
        new = np.arange(nothing)
        new[cells] = content
        arrangements.append(_Arrangement(name, np.array([], int) if covered is None else covered))
        places.append(new)

    for line in block.lines:
        line = line[is_printed[line]]
        # up to the last place or to the one before it (the total), from every place on
        for stop in (len(line), len(line) - 1):
            for start in range(stop - 1):
                span = line[start:stop]
                add("line_shifted", span, np.append(span[1:], nothing))
                add("line_shifted", span, np.append(nothing, span[:-1]))
    for side in block.rows_and_columns:
        together = [cells for line in side if len(cells := line[is_printed[line]])]  # as the report has them
        for start, stop in combinations(range(len(together) + 1), 2):
            group = together[start:stop]
            if len(group) > 1 and len({len(line) for line in group}) == 1:
                empty = np.full_like(group[0], nothing)
                add("lines_shifted", np.concatenate(group), np.concatenate([*group[1:], empty]), group[0])
                add("lines_shifted", np.concatenate(group), np.concatenate([empty, *group[:-1]]), group[-1])
    for one, other in block.pairs_of_lines:
        if is_printed[one].all() and is_printed[other].all():
            add("lines_swapped", np.append(one, other), np.append(other, one))
    return tuple(arrangements), np.array(places)


def _separate_slips(figures: Figures) -> Iterator[Explained]:
    """Cells each of which explains all its own equations: too many for the search, yet each plain by itself."""
    matrix = figures.matrix * figures.known
    proposal: Proposal = {}
    now = figures
    while now.failing().any():
        residual = np.where(now.failing(), now.residual(), 0)
        counts = np.count_nonzero(matrix, axis=0)
        by = -matrix * residual[:, None]
        plain = (np.count_nonzero(by, axis=0) == counts) & (counts > 1)
        plain &= np.array([len(set(column[column != 0])) == 1 for column in by.T])
        new = now.values + by.sum(axis=0) // np.maximum(counts, 1)
        cells = [int(cell) for cell in (plain & (new >= 0)).nonzero()[0] if cell not in proposal]
        if not cells:
            return
        best = max(cells, key=lambda cell: counts[cell])
        proposal[best] = int(new[best])
        now = now.with_changes({best: int(new[best])})
    if len(proposal) > 1:
        yield Explained("separate_slips", proposal)
