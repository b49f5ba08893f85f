"""How sure a rank is: the ranks an agency takes when the weights of the dimensions are drawn at random, and when what
cannot be told of it and of the others turns out for the better or for the worse.

Weights are drawn around those of scoring.toml, and every draw ranks twice, by the arithmetic and by the geometric
mean of the shares of points kept; what is drawn how often, and why, is in data/policy/ranking.toml. The better end of
the band is the 5th percentile of the ranks with everything open right here and wrong elsewhere, the worse end the 95th
the other way round; `driver` is the dimension whose weight goes with the rank most closely.
"""

import tomllib
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from gouji.core.resources import resource

# Scores this close are a tie: a rounding error must not decide a rank.
_DECIMALS = 9

# Of every ranked agency: the share of points kept in each dimension, in order of the policy, as it is and at worst.
_SHARES = """
SELECT a.district_code, s.report_year, s.agency_code, a.peer_group, k.request_group, a.kind = 'district' AS apart,
    list(s.score / s.weight ORDER BY d.rowid)::DOUBLE[] AS shares,
    list(s.score_low / s.weight ORDER BY d.rowid)::DOUBLE[] AS worst
FROM scores s
JOIN agencies a ON a.agency_code = s.agency_code
JOIN dimensions d ON d.dimension = s.dimension
JOIN rankings k ON k.agency_code = s.agency_code AND k.report_year = s.report_year
GROUP BY ALL
ORDER BY a.district_code, s.report_year, s.agency_code
"""

_BAND_COLUMNS = (
    "rank_low", "rank_high", "rank_low_in_group", "rank_high_in_group", "rank_low_in_request_group",
    "rank_high_in_request_group", "driver",
)  # fmt: skip
_UPDATE = f"""
UPDATE rankings SET {", ".join(f"{name} = b.{name}" for name in _BAND_COLUMNS)}
FROM rank_bands b
WHERE b.agency_code = rankings.agency_code AND b.report_year = rankings.report_year
"""


class Draws(NamedTuple):
    """Random weights, one row a draw (each sums to 1), and how a draw is turned into a band."""

    weights: np.ndarray
    low: float
    high: float
    floor: float


class RankBand(NamedTuple):
    """Ranks of one agency; None where it is not ranked. `driver` is the number of a dimension."""

    low: int | None
    high: int | None
    low_in_group: int
    high_in_group: int
    low_in_request_group: int | None
    high_in_request_group: int | None
    driver: int | None


def ranking_policy() -> dict[str, Any]:
    """data/policy/ranking.toml as it stands."""
    return tomllib.loads(resource("data", "policy", "ranking.toml").read_text(encoding="utf-8"))


def draw_weights(weights: Sequence[float], policy: dict[str, Any]) -> Draws:
    """Draws around the weights of the dimensions, by section [bands] of the policy; always the same ones."""
    around = np.asarray(weights, dtype=float) / sum(weights)
    drawn = np.random.Generator(np.random.PCG64(policy["seed"])).dirichlet(
        around * policy["concentration"], policy["draws"]
    )
    return Draws(drawn, policy["low"], policy["high"], policy["floor"])


def fill_bands(con: duckdb.DuckDBPyConnection) -> None:
    """Set the columns of `rankings` that say how sure a rank is, from `scores`."""
    dimensions = con.execute("SELECT dimension, weight FROM dimensions ORDER BY rowid").fetchall()
    draws = draw_weights([float(weight) for _, weight in dimensions], ranking_policy()["bands"])
    rows = [
        (agency, year, *band[:-1], None if band.driver is None else dimensions[band.driver][0])
        for (year, agencies, bands) in _each_district(con, draws)
        for agency, band in zip(agencies, bands, strict=True)
    ]
    names = ["agency_code", "report_year", *_BAND_COLUMNS]
    types = [pa.string(), *[pa.int32()] * (len(names) - 2), pa.string()]
    columns = zip(*rows, strict=True) if rows else [[] for _ in names]
    con.register("rank_bands", pa.table([pa.array(c, t) for c, t in zip(columns, types, strict=True)], names=names))
    con.execute(_UPDATE)
    con.unregister("rank_bands")


def _each_district(con: duckdb.DuckDBPyConnection, draws: Draws) -> Iterator[tuple[int, list[str], list[RankBand]]]:
    """(year, agencies, their bands) of every district and year."""
    rows = con.execute(_SHARES).fetchall()
    for (_, year), members in groupby(rows, key=lambda row: row[:2]):
        _, _, agencies, groups, by_requests, apart, shares, worst = zip(*members, strict=True)
        bands = rank_bands(np.array(shares), groups, apart, draws, worst=np.array(worst), by_requests=by_requests)
        yield year, list(agencies), bands


def rank_bands(
    shares: np.ndarray,
    groups: Sequence[str],
    apart: Sequence[bool],
    draws: Draws,
    *,
    worst: np.ndarray | None = None,
    by_requests: Sequence[str | None] | None = None,
) -> list[RankBand]:
    """The band of every agency of one district and year.

    `shares`: one row an agency, a column a dimension, 0 to 1 of its points; `worst`: the same if everything that
    cannot be told were wrong, never above `shares`; `groups`, `by_requests`: peer groups, and those with and without
    requests (None: not known), ranked each for itself; `apart`: ranked in its peer group only.
    """
    cases = _Cases.of(shares, shares if worst is None else worst, draws)
    ranked = ~np.asarray(apart)
    low, high = cases.band(ranked)
    drivers = _drivers(cases.ranks(cases.best[ranked]), draws.weights)
    in_group = cases.bands_by(groups)
    with_requests = cases.bands_by(by_requests or [None] * len(shares))
    return [
        RankBand(
            low=int(low[i]) if ranked[i] else None,
            high=int(high[i]) if ranked[i] else None,
            low_in_group=in_group[i][0],
            high_in_group=in_group[i][1],
            low_in_request_group=with_requests[i][0] if i in with_requests else None,
            high_in_request_group=with_requests[i][1] if i in with_requests else None,
            driver=drivers[cases.best[i]] if ranked[i] else None,
        )
        for i in range(len(shares))
    ]


class _Cases(NamedTuple):
    """All distinct profiles, ordered in every draw; which of them each agency has at best and at worst.

    Agencies with the same shares have the same ranks, so each profile is ranked once and counts as many times as there
    are agencies. `totals`, `order`, `first_of_tie`: one row a draw, a column a profile (or a place).
    """

    best: np.ndarray
    worst: np.ndarray
    totals: np.ndarray
    order: np.ndarray
    first_of_tie: np.ndarray
    draws: Draws

    @classmethod
    def of(cls, shares: np.ndarray, worst: np.ndarray, draws: Draws) -> "_Cases":
        profiles, of_agency = np.unique(np.concatenate([shares, worst]), axis=0, return_inverse=True)
        best, at_worst = of_agency.reshape(2, len(shares))
        totals = np.round(_totals(profiles, draws), _DECIMALS)
        order = np.argsort(-totals, axis=1, kind="stable")
        ordered = np.take_along_axis(totals, order, axis=1)
        first_of_tie = np.ones_like(order, dtype=bool)
        first_of_tie[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
        return cls(best, at_worst, totals, order, first_of_tie, draws)

    def ranks(self, others: np.ndarray) -> np.ndarray:
        """The rank of every profile in every draw among agencies that have these profiles."""
        counts = np.bincount(others, minlength=self.order.shape[1])[self.order]
        better = np.cumsum(counts, axis=1, dtype=np.int32) - counts
        place = np.maximum.accumulate(np.where(self.first_of_tie, better, 0), axis=1) + 1
        found = np.empty_like(place)
        np.put_along_axis(found, self.order, place, axis=1)
        return found

    def band(self, members: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Both ends of the band of every agency among the members; of those that are no members they mean nothing."""
        best, worst = self.best, self.worst
        among_worst = self.ranks(worst[members])
        is_open = (best[members] != worst[members]).any()
        among_best = self.ranks(best[members]) if is_open else among_worst
        low, high = self.draws.low, self.draws.high
        lowest = np.quantile(among_worst, low, axis=0, method="inverted_cdf")[best]
        highest = np.quantile(among_best, high, axis=0, method="inverted_cdf")[worst]
        for i in np.flatnonzero(best != worst):  # its own better case is not ahead of its worse one
            ahead = self.totals[:, best[i]] > self.totals[:, worst[i]]
            highest[i] = np.quantile(among_best[:, worst[i]] - ahead, high, method="inverted_cdf")
        return lowest, highest

    def bands_by(self, groups: Sequence[str | None]) -> dict[int, tuple[int, int]]:
        """By the number of an agency: its band among those of its group; none where the group is None."""
        found: dict[int, tuple[int, int]] = {}
        for name in sorted({group for group in groups if group is not None}):
            members = np.array([group == name for group in groups])
            low, high = self.band(members)
            found |= {int(i): (int(low[i]), int(high[i])) for i in np.flatnonzero(members)}
        return found


def _totals(profiles: np.ndarray, draws: Draws) -> np.ndarray:
    """Totals of every profile, one row a draw: all arithmetic means, then the logarithms of all geometric ones.

    Summed dimension by dimension, not by a matrix product, whose rounding depends on the machine.
    """
    floored = np.log(draws.floor + (1 - draws.floor) * profiles)
    sums = [
        sum(draws.weights[:, d, None] * kept[None, :, d] for d in range(kept.shape[1])) for kept in (profiles, floored)
    ]
    return np.concatenate(sums)


def _drivers(found: np.ndarray, weights: np.ndarray) -> list[int | None]:
    """For every profile the dimension whose weight correlates most with its rank; None when the rank never moves."""
    drawn = np.concatenate([weights, weights])
    centred = drawn - drawn.mean(axis=0)
    ranks = found - found.mean(axis=0)
    spread = centred.std(axis=0)
    together = np.abs(np.einsum("nd,np->pd", centred, ranks)) / spread
    best = np.argmax(np.round(together, 6), axis=1)
    moves = (found != found[:1]).any(axis=0)
    return [int(d) if moved else None for d, moved in zip(best, moves, strict=True)]
