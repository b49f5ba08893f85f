"""The search against brute force, and what must be true of whatever it finds."""

from itertools import combinations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.check.repair.decode import decode
from gouji.check.repair.search import minimal_changes
from tests.check.repair.true_tables import BLOCK, PRINTED, figures_of, true_table

CELLS = np.flatnonzero(PRINTED)
PAIRS = np.array(list(combinations(CELLS.tolist(), 2)))
PAIR_COLUMNS = (BLOCK.matrix * PRINTED)[:, PAIRS].transpose(1, 0, 2).astype(float)  # (pairs, equations, 2)
LEAST_SQUARES = np.linalg.pinv(PAIR_COLUMNS)  # (pairs, 2, equations): a residual -> what each of two cells is off by


def small_system(rows: int, columns: int) -> np.ndarray:
    """Row and column totals of a small table with a total row and a total column, as the form has them."""
    size = (rows + 1) * (columns + 1)
    grid = np.arange(size).reshape(rows + 1, columns + 1)
    equations = []
    for line in (*grid, *grid.T):
        equation = np.zeros(size, np.int64)
        equation[line[:-1]], equation[line[-1]] = -1, 1
        equations.append(equation)
    return np.array(equations)


def by_brute_force(matrix: np.ndarray, figures: np.ndarray, most: int, largest: int) -> list[dict[int, int]]:
    """Every smallest change to figures between 0 and `largest`, by trying them all."""
    for count in range(1, most + 1):
        found = []
        for cells in combinations(range(len(figures)), count):
            for values in product(range(largest + 1), repeat=count):
                new = figures.copy()
                new[list(cells)] = values
                if (new[list(cells)] != figures[list(cells)]).all() and not (matrix @ new).any():
                    found.append({cell: int(new[cell] - figures[cell]) for cell in cells})
        if found:
            return found
    return []


@given(st.lists(st.integers(0, 2), min_size=9, max_size=9))
@settings(max_examples=40, deadline=None)
def test_the_list_is_complete_on_small_tables(figures: list[int]) -> None:
    matrix, values = small_system(2, 2), np.array(figures)
    changes = minimal_changes(
        matrix, matrix @ values, lambda change: all(0 <= values[cell] + by <= 8 for cell, by in change.items()), 2
    )
    expected = by_brute_force(matrix, values, 2, 8)
    key = lambda change: sorted(change.items())  # noqa: E731
    if (matrix @ values).any():
        assert sorted(changes, key=key) == sorted(expected, key=key)
    else:
        assert changes == []


@given(st.integers(0, 10_000), st.data())
@settings(max_examples=60, deadline=None)
def test_every_repair_of_a_real_table_clears_all_and_is_minimal(seed: int, data: st.DataObject) -> None:
    true = true_table(seed)
    cells = data.draw(st.lists(st.sampled_from(CELLS.tolist()), min_size=1, max_size=3, unique=True))
    wrong = true.copy()
    for cell in cells:
        wrong[cell] = data.draw(st.integers(0, 12).filter(lambda value, cell=cell: value != true[cell]))
    figures = figures_of(wrong)
    decoded = decode(figures)
    if not figures.residual().any():  # the errors cancel each other out
        assert decoded.proposals == []
        return
    assert decoded.proposals
    sizes = {len(proposal) for proposal in decoded.proposals}
    assert len(sizes) == 1
    assert sizes.pop() <= len(cells)
    assert len({frozenset(p.items()) for p in decoded.proposals}) == len(decoded.proposals)
    for proposal in decoded.proposals:
        assert not figures.with_changes(proposal).residual().any()
        assert all(new >= 0 and new != wrong[cell] for cell, new in proposal.items())
    truth = {cell: int(true[cell]) for cell in cells}
    if len(decoded.proposals[0]) == len(cells):
        assert truth in decoded.proposals


@given(st.integers(0, 10_000), st.sampled_from(CELLS.tolist()), st.integers(0, 50))
@settings(max_examples=60, deadline=None)
def test_one_wrong_cell_is_always_found_and_nothing_else_fits(seed: int, cell: int, figure: int) -> None:
    true = true_table(seed)
    wrong = true.copy()
    wrong[cell] = figure
    expected = [] if figure == true[cell] else [{cell: int(true[cell])}]
    assert decode(figures_of(wrong)).proposals == expected


@given(st.integers(0, 10_000), st.lists(st.sampled_from(CELLS.tolist()), min_size=2, max_size=2, unique=True))
@settings(max_examples=25, deadline=None)
def test_pairs_are_complete(seed: int, cells: list[int]) -> None:
    """All pairs that clear everything, by least squares over every pair of cells."""
    wrong = true_table(seed)
    wrong[cells] += [2, 5]
    figures = figures_of(wrong)
    found = decode(figures).proposals
    residual = figures.residual()
    by = -(LEAST_SQUARES @ residual).round().astype(int)
    new = wrong[PAIRS] + by
    balanced = (np.einsum("pek,pk->pe", PAIR_COLUMNS, by) == -residual).all(axis=1)
    fits = by.all(axis=1) & balanced & (new >= 0).all(axis=1)
    expected = [dict(zip(*both, strict=True)) for both in zip(PAIRS[fits].tolist(), new[fits].tolist(), strict=True)]
    if found and len(found[0]) == 2:
        assert sorted(map(sorted, (p.items() for p in found))) == sorted(map(sorted, (p.items() for p in expected)))
    else:
        assert len(found) == 1


@given(st.integers(0, 10_000), st.lists(st.sampled_from(CELLS.tolist()), min_size=1, max_size=12, unique=True))
@settings(max_examples=60, deadline=None)
def test_a_blank_is_told_only_as_what_it_was(seed: int, blanks: list[int]) -> None:
    """Blanks in a table that is right: whatever is proposed for them is the true figure, and no figure is changed."""
    true = true_table(seed)
    decoded = decode(figures_of(true, tuple(blanks)))
    assert not decoded.in_error
    for proposal in decoded.proposals:
        assert proposal.keys() <= set(blanks)
        assert all(true[cell] == new for cell, new in proposal.items())


def test_two_equations_that_cannot_both_be_met_with_their_blanks_at_zero_are_repaired_all_the_same() -> None:
    """A wrong total of rows whose blanks hide different amounts: found by chance, kept."""
    true = true_table(8)
    wrong = true.copy()
    wrong[149] += 2
    figures = figures_of(wrong, (0, 31, 1, 2, 3, 150, 34, 4, 142, 143, 5, 6, 7, 8, 10))
    decoded = decode(figures)
    assert decoded.blanks_as_zero
    assert 149 in {cell for proposal in decoded.proposals for cell in proposal}
    assert not any(figures.with_changes(proposal).failing().any() for proposal in decoded.proposals)


@given(st.integers(0, 10_000), st.data())
@settings(max_examples=60, deadline=None)
def test_an_error_among_blanks(seed: int, data: st.DataObject) -> None:
    """Whatever is proposed, no equation fails afterwards, and blanks are never taken for 0 where it matters."""
    true = true_table(seed)
    blanks = data.draw(st.lists(st.sampled_from(CELLS.tolist()), max_size=25, unique=True))
    cell = data.draw(st.sampled_from([c for c in CELLS.tolist() if c not in blanks]))
    wrong = true.copy()
    wrong[cell] += data.draw(st.integers(1, 9))
    figures = figures_of(wrong, tuple(blanks))
    decoded = decode(figures)
    if figures.failing().any():
        assert decoded.in_error
        assert decoded.proposals
    for proposal in decoded.proposals:
        assert not figures.with_changes(proposal).failing().any()
        if not decoded.in_error:
            assert proposal.keys() <= set(blanks)
