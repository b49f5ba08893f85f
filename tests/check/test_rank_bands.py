"""Bands of ranks: what must hold for any scores."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.check.rank_bands import draw_weights, rank_bands, ranking_policy

POLICY = ranking_policy()["bands"]
DRAWS = draw_weights([25, 25, 30, 10, 10], POLICY)
_SHARE = st.sampled_from([0, 0.2, 0.5, 0.8, 0.96, 1])


def bands(shares, groups=None):
    count = len(shares)
    return rank_bands(np.array(shares, dtype=float), groups or ["镇乡"] * count, [False] * count, DRAWS)


def test_drawn_weights_are_around_those_of_the_policy_and_always_the_same():
    assert DRAWS.weights.shape == (POLICY["draws"], 5)
    assert np.allclose(DRAWS.weights.sum(axis=1), 1)
    assert np.allclose(DRAWS.weights.mean(axis=0), [0.25, 0.25, 0.3, 0.1, 0.1], atol=0.01)
    # "between about half and twice its value": nine tenths of the draws of a weight of a quarter.
    low, high = np.quantile(DRAWS.weights[:, 0], (0.05, 0.95))
    assert 0.1 < low < 0.15
    assert 0.35 < high < 0.45
    assert np.array_equal(DRAWS.weights, draw_weights([25, 25, 30, 10, 10], POLICY).weights)


def test_two_that_lose_the_same_in_equal_dimensions_may_both_be_first():
    first, second = bands([[0.5, 1, 1, 1, 1], [1, 0.5, 1, 1, 1]])
    assert first[:2] == second[:2] == (1, 2)
    assert {first.driver, second.driver} <= {0, 1}


def test_the_district_itself_is_ranked_apart():
    found = rank_bands(np.array([[1.0] * 5, [0.5] * 5]), ["区县政府", "镇乡"], [True, False], DRAWS)
    assert found[0] == (None, None, 1, 1, None, None, None)
    assert found[1] == (1, 1, 1, 1, None, None, None)


def test_a_band_covers_what_cannot_be_told_of_it_and_of_the_others():
    """Alone in the lead, unless what is open turns out wrong; the second gains where it does, and loses nothing."""
    shares = np.array([[1.0] * 5, [1, 1, 0.9, 1, 1], [1, 1, 0.5, 1, 1]])
    worst = shares.copy()
    worst[0, 2] = 0.8
    first, second, third = rank_bands(shares, ["镇乡"] * 3, [False] * 3, DRAWS, worst=worst, by_requests=["有申请"] * 3)
    assert (first.low, first.high) == (1, 2)
    assert (second.low, second.high) == (1, 2)
    assert (third.low, third.high) == (3, 3)
    assert (first.low_in_request_group, first.high_in_request_group) == (1, 2)
    assert (first.low_in_group, first.high_in_group) == (1, 2)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(*[st.tuples(_SHARE, _SHARE)] * 5), min_size=1, max_size=6))
def test_open_questions_only_widen_a_band_and_agree_with_every_case_tried_one_by_one(rows):
    shares = np.array([[max(pair) for pair in row] for row in rows], dtype=float)
    worst = np.array([[min(pair) for pair in row] for row in rows], dtype=float)
    count = len(rows)
    groups, apart = ["镇乡"] * count, [False] * count
    found = rank_bands(shares, groups, apart, DRAWS, worst=worst)
    for i, (band, sure) in enumerate(zip(found, bands(shares), strict=True)):
        assert band.low <= sure.low
        assert sure.high <= band.high
        mine = np.arange(count)[:, None] == i
        at_best, at_worst = bands(np.where(mine, shares, worst)), bands(np.where(mine, worst, shares))
        assert (band.low, band.high) == (at_best[i].low, at_worst[i].high)


@given(st.lists(st.lists(_SHARE, min_size=5, max_size=5), min_size=1, max_size=12))
def test_whatever_the_scores(shares):
    missing, faultless = [0] * 5, [1] * 5
    everyone = [*shares, missing, faultless]
    found = bands(everyone, [str(i % 2) for i in range(len(everyone))])
    for band in found:
        assert 1 <= band.low <= band.high <= len(everyone)
        assert band.low_in_group <= band.low
    same = sum(all(kept == 0 for kept in row) for row in everyone)
    assert found[-2][:2] == (len(everyone) - same + 1,) * 2  # last in every draw, with those who kept nothing
    assert found[-1][:2] == (1, 1)
    for row, band in zip(everyone, found, strict=True):
        for other, others in zip(everyone, found, strict=True):
            if all(a >= b for a, b in zip(row, other, strict=True)):  # better in everything: never behind
                assert band.low <= others.low
                assert band.high <= others.high


def test_many_districts_are_ranked_one_after_another_each_by_itself():  # how fast: bench/checks.py
    rng = np.random.default_rng(1)
    for _ in range(40):
        shares = rng.choice([0, 0.2, 0.8, 0.9, 1], (100, 5), p=[0.02, 0.1, 0.1, 0.1, 0.68])
        groups = [str(i % 3) for i in range(100)]
        found = bands(shares, groups)
        assert len(found) == 100
        assert found == bands(shares, groups)
