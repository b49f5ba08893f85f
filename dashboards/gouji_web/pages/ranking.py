"""排名: who stands where, by how much, and for which faults; to be printed as the annex of a circular."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gouji_web.core.dimensions import Dimension, dimensions_of
from gouji_web.core.files import XLSX, attachment, workbook
from gouji_web.core.listing import Column, Listing, Row, make_listing
from gouji_web.core.rendering import render
from gouji_web.core.selection import Looked, Selection
from gouji_web.wording import STATUS, band_words, change_words

router = APIRouter()

MOST = 0.5  # of the agencies on one place: then the ranking tells few of them apart
UNMOVED = "均不影响"  # no weight moves this rank


class Comparison(NamedTuple):
    """Among whom agencies are compared: the columns of `rankings` with group, rank and the ends of its band."""

    title: str
    group: str | None
    rank: str
    low: str | None
    high: str | None


BY = {
    "all": Comparison("全区", None, "rank", "rank_low", "rank_high"),
    "peers": Comparison("同类组", "peer_group", "rank_in_group", "rank_low_in_group", "rank_high_in_group"),
    "requests": Comparison(
        "有无申请", "request_group", "rank_in_request_group", "rank_low_in_request_group", "rank_high_in_request_group"
    ),
    "volume": Comparison("申请量相近", "volume_group", "rank_in_volume_group", None, None),
}
_RANKED = """
SELECT k.*, a.name AS agency, a.kind, coalesce(f.faults, []) AS faults
FROM rankings k
JOIN agencies a USING (agency_code)
LEFT JOIN (
    SELECT agency_code, list({'kind': coalesce(k.title, f.title), 'title': f.title, 'points': f.points, 'id': f.fault_id}
        ORDER BY f.points DESC, f.fault_id) AS faults
    FROM faults f LEFT JOIN fault_kinds k USING (fault_kind)
    WHERE f.report_year = ? AND f.points > 0 GROUP BY agency_code
) f USING (agency_code)
WHERE k.district_code = ? AND k.report_year = ? ORDER BY k.rank NULLS LAST, a.agency_code
"""
_SCORES = """
SELECT s.agency_code, s.dimension, s.score FROM scores s JOIN agencies a USING (agency_code)
WHERE a.district_code = ? AND s.report_year = ?
"""


@router.get("/ranking")
def ranking(request: Request, selection: Looked, by: str = "all", group: str = "") -> HTMLResponse:
    """The agencies of the district, or those of one group."""
    by = by if by in BY else "all"
    everyone = _ranked(selection, by)
    groups = _groups(everyone, by)
    group = group if group in groups else next(iter(groups), "")
    members = _members(everyone, by, group)
    listing = _listing(request, members, by)
    ranked = [row for row in members if row["place"] is not None]
    return render(
        request,
        "ranking.html",
        listing=listing,
        by=by,
        comparisons=BY,
        groups=groups,
        group=group,
        tie=_tie(ranked),
        last=max((row["place_high"] or row["place"] for row in ranked), default=1),
        has_band=BY[by].low is not None,
        has_requests=by in ("requests", "volume"),
        driven=_driven(ranked),
        dimensions=dimensions_of(selection.version),
    )


@router.get("/ranking.xlsx")
def as_workbook(request: Request, selection: Looked, by: str = "all", group: str = "") -> Response:
    """What the same address lists, with the score of every dimension, as a workbook."""
    by = by if by in BY else "all"
    everyone = _ranked(selection, by)
    groups = _groups(everyone, by)
    listing = _listing(request, _members(everyone, by, group if group in groups else next(iter(groups), "")), by)
    dimensions = dimensions_of(selection.version)
    scores = {
        (r["agency_code"], r["dimension"]): r["score"]
        for r in selection.rows(_SCORES, selection.district, selection.year)
    }
    rows = [
        dict(row) | {d.code: scores.get((row["agency_code"], d.code)) for d in dimensions} for row in listing.matching
    ]
    return attachment(workbook({"排名": (_in_workbook(dimensions), rows)}), f"排名-{selection.year}.xlsx", XLSX)


def _ranked(selection: Selection, by: str) -> list[dict[str, Any]]:
    """All agencies with their place among those compared."""
    comparison = BY[by]
    titles = {dimension.code: dimension.title for dimension in dimensions_of(selection.version)}
    found = []
    for row in selection.rows(_RANKED, selection.year, selection.district, selection.year):
        low = row[comparison.low] if comparison.low else None
        high = row[comparison.high] if comparison.high else None
        found.append(
            row
            | {
                "place": row[comparison.rank],
                "place_low": low,
                "place_high": high,
                "band": band_words(low, high),
                "change": change_words(row["score_change"]),
                "lost": sum(float(fault["points"]) for fault in row["faults"]),
                "why": "；".join(f"{fault['title']}（扣 {float(fault['points']):.1f} 分）" for fault in row["faults"]),
                "driver_word": "" if row["rank"] is None else titles.get(row["driver"], UNMOVED),
                "state": STATUS[row["status"]],
            }
        )
    return sorted(found, key=lambda row: (row["place"] is None, row["place"] or 0))


def _groups(everyone: list[dict[str, Any]], by: str) -> dict[str, int]:
    """Groups with how many agencies each has, in their order; none where all are compared."""
    column = BY[by].group
    if column is None:
        return {}
    order = "agency_code" if by == "peers" else "requests"
    placed = sorted(
        (row for row in everyone if row[column] is not None), key=lambda row: (row[order] is None, row[order])
    )
    return dict(Counter(row[column] for row in placed))


def _members(everyone: list[dict[str, Any]], by: str, group: str) -> list[dict[str, Any]]:
    """Those compared: all but the district government, which is compared within its own group only."""
    column = BY[by].group
    return [row for row in everyone if (row["kind"] != "district" if column is None else row[column] == group)]


def _columns(by: str) -> list[Column]:
    return [
        Column("place", "名次", "number"),
        Column("agency", "单位"),
        *([Column("peer_group", "组别")] if by != "peers" else []),
        *([Column("requests", "申请（件）", "number")] if by in ("requests", "volume") else []),
        Column("score", "得分", "number"),
        Column("grade", "等次", by=None),
        Column("why", "扣分的问题", by="lost"),
        *([Column("band", "稳健区间", by="place_high")] if BY[by].low else []),
        Column("change", "较上年", by=None),
        Column("state", "状态"),
    ]


def _listing(request: Request, members: list[dict[str, Any]], by: str) -> Listing:
    return make_listing(request, members, _columns(by), searched=("agency", "why"))


def _in_workbook(dimensions: list[Dimension]) -> list[Column]:
    return [
        Column("place", "名次", "number"), Column("agency", "单位"), Column("peer_group", "组别"), Column("score", "得分", "number"),
        *(Column(each.code, each.title, "number") for each in dimensions), Column("grade", "等次"), Column("why", "扣分的问题"),
        Column("band", "稳健区间"), Column("driver_word", "左右名次的权重"), Column("rank_in_group", "组内名次", "number"),
        Column("requests", "申请量", "number"), Column("volume_group", "申请量组"), Column("change", "较上年"),
        Column("state", "状态"), Column("agency_code", "代码"),
    ]  # fmt: skip


def _tie(ranked: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The place that most of them share, where there is one: its number, score and agencies."""
    places = Counter(row["place"] for row in ranked)
    if not places:
        return None
    place, count = places.most_common(1)[0]
    if count <= max(1, MOST * len(ranked)):
        return None
    return {
        "place": place,
        "count": count,
        "of": len(ranked),
        "score": next(r["score"] for r in ranked if r["place"] == place),
    }


def _driven(ranked: Sequence[Row]) -> str:
    """Which weight decides whose rank, in a sentence."""
    counts = Counter(row["driver_word"] for row in ranked)
    still = counts.pop(UNMOVED, 0)
    moved = "、".join(f"{word}（{n} 个单位）" for word, n in counts.most_common() if word)
    return (f"最能左右名次的权重：{moved}。" if moved else "") + (
        f"{still} 个单位的名次不受权重影响。" if still else ""
    )
