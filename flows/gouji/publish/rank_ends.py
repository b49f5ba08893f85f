"""Who may be named as first or last: only where the rank is sure, and nobody where most share one rank."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from gouji.check.rank_bands import ranking_policy

Row = Mapping[str, Any]  # of `rankings`
REQUEST_GROUPS = ("有申请", "没有申请")  # values of rankings.request_group, in the order in which they are told
Scope = Literal["", "_in_request_group"]  # the columns of a comparison end so: the district, or its request group


class RankEnds(NamedTuple):
    """`tied`: who shares the first rank, where that is most of them; `first`, `last`: whose whole band is at that end."""

    tied: list[Row]
    first: list[Row]
    last: list[Row]


def rank_ends(ranked: Sequence[Row], scope: Scope = "") -> RankEnds:
    """Of agencies that are compared with one another, by data/policy/ranking.toml; none where they are too few."""
    policy, fewest = ranking_policy()["ends"], ranking_policy()["volume"]["smallest_group"]
    if len(ranked) < fewest:
        return RankEnds([], [], [])
    rows = sorted(ranked, key=lambda row: row[f"rank{scope}"])
    top = [row for row in rows if row[f"rank{scope}"] == 1]
    tied = top if len(top) > policy["tied"] * len(rows) else []
    within = max(1, int(policy["share"] * len(rows)))
    sure = [row for row in rows if not tied or row[f"rank{scope}"] > 1]
    first = [] if tied else [row for row in sure if row[f"rank_high{scope}"] <= within]
    last = [row for row in sure if row[f"rank_low{scope}"] > max(1, len(rows) - within)]
    return RankEnds(tied, first, last)


def by_request_group(ranked: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Agencies with requests and those without, each in the order of their ranks; groups that are empty left out."""
    grouped = [
        (
            group,
            sorted(
                (row for row in ranked if row["request_group"] == group),
                key=lambda row: (row["rank_in_request_group"], row["agency_code"]),
            ),
        )
        for group in REQUEST_GROUPS
    ]
    return [(group, rows) for group, rows in grouped if rows]
