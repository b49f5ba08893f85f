"""How sure a rank is: the ranks an agency takes when the weights of the dimensions are drawn at random.

Weights are drawn around those of scoring.toml, and every draw ranks twice, by the arithmetic and by the geometric
mean of the shares of points kept; what is drawn how often, and why, is in data/policy/ranking.toml. The band is the
5th to the 95th percentile of the ranks; `driver` is the dimension whose weight goes with the rank most closely.
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

# Of every ranked agency: the share of points kept in each dimension, in order of the policy.
_SHARES = """
SELECT a.district_code, s.report_year, s.agency_code, a.peer_group, a.kind = 'district' AS apart,
    list(s.score / s.weight ORDER BY d.rowid)::DOUBLE[] AS shares
FROM scores s
JOIN agencies a ON a.agency_code = s.agency_code
JOIN dimensions d ON d.dimension = s.dimension
GROUP BY ALL
ORDER BY a.district_code, s.report_year, s.agency_code
"""

_UPDATE = """
UPDATE rankings SET
    rank_low = b.rank_low, rank_high = b.rank_high,
    rank_low_in_group = b.rank_low_in_group, rank_high_in_group = b.rank_high_in_group, driver = b.driver
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
        (agency, year, *band[:4], None if band.driver is None else dimensions[band.driver][0])
        for (year, agencies, bands) in _each_district(con, draws)
        for agency, band in zip(agencies, bands, strict=True)
    ]
    names = "agency_code", "report_year", "rank_low", "rank_high", "rank_low_in_group", "rank_high_in_group", "driver"
    types = [pa.string(), *[pa.int32()] * 5, pa.string()]
    columns = zip(*rows, strict=True) if rows else [[] for _ in names]
    con.register(
        "rank_bands", pa.table([pa.array(c, t) for c, t in zip(columns, types, strict=True)], names=list(names))
    )
    con.execute(_UPDATE)
    con.unregister("rank_bands")


def _each_district(con: duckdb.DuckDBPyConnection, draws: Draws) -> Iterator[tuple[int, list[str], list[RankBand]]]:
    """(year, agencies, their bands) of every district and year."""
    rows = con.execute(_SHARES).fetchall()
    for (_, year), members in groupby(rows, key=lambda row: row[:2]):
        _, _, agencies, groups, apart, shares = zip(*members, strict=True)
        yield year, list(agencies), rank_bands(np.array(shares), groups, apart, draws)


def rank_bands(shares: np.ndarray, groups: Sequence[str], apart: Sequence[bool], draws: Draws) -> list[RankBand]:
    """The band of every agency of one district and year.

    `shares`: one row an agency, a column a dimension, 0 to 1 of its points; `groups`: peer groups, ranked each for
    itself; `apart`: ranked in its group only. Agencies with the same shares have the same ranks, so each distinct
    row is ranked once and counts as many times as there are agencies.
    """
    profiles, of_agency = np.unique(shares, axis=0, return_inverse=True)
    of_agency = of_agency.reshape(-1)
    totals = np.round(_totals(profiles, draws), _DECIMALS)
    order = np.argsort(-totals, axis=1, kind="stable")
    ordered = np.take_along_axis(totals, order, axis=1)
    first_of_tie = np.ones_like(order, dtype=bool)
    first_of_tie[:, 1:] = ordered[:, 1:] != ordered[:, :-1]

    def ranks(members: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Ranks of every profile in every draw among these agencies, and their lower and upper percentile."""
        counts = np.bincount(of_agency[members], minlength=len(profiles))[order]
        better = np.cumsum(counts, axis=1, dtype=np.int32) - counts
        place = np.maximum.accumulate(np.where(first_of_tie, better, 0), axis=1) + 1
        found = np.empty_like(place)
        np.put_along_axis(found, order, place, axis=1)
        low, high = np.quantile(found, (draws.low, draws.high), axis=0, method="inverted_cdf")
        return found, low, high

    ranked = ~np.asarray(apart)
    found, low, high = ranks(ranked)
    drivers = _drivers(found, draws.weights)
    names = np.asarray(groups)
    in_group = {name: ranks(names == name)[1:] for name in sorted(set(groups))}
    return [
        RankBand(
            low=int(low[p]) if is_ranked else None,
            high=int(high[p]) if is_ranked else None,
            low_in_group=int(in_group[group][0][p]),
            high_in_group=int(in_group[group][1][p]),
            driver=drivers[p] if is_ranked else None,
        )
        for p, group, is_ranked in zip(of_agency, groups, ranked, strict=True)
    ]


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
