"""排名: the ranking with its dimensions, bands and change of score; a click opens the agency."""

from typing import Any, NamedTuple

import polars as pl
import streamlit as st

from gouji_web import charts
from gouji_web.dataset import dimensions, frame, quoted
from gouji_web.filters import header, open_agency
from gouji_web.parts import download, for_print, table_of
from gouji_web.wording import STATUS, change_words

MAX_BANDS = 60  # agencies in the chart of bands
PRINTED = {"requests": "申请（件）", "左右名次": "左右名次的权重", "全区区间": "稳健区间", "组内区间": "稳健区间"}
UNMOVED = "均不影响"  # no weight moves this rank
BY = {"all": "全区", "peers": "同类组", "volume": "申请量相近"}


class Ranks(NamedTuple):
    """Columns of `_ranked` that a comparison shows as rank, band and the band's ends; None where it has no band."""

    group: str | None
    rank: str
    band: str | None
    low: str | None
    high: str | None


RANKS = {
    "all": Ranks(None, "全区名次", "全区区间", "rank_low", "rank_high"),
    "peers": Ranks("组别", "组内名次", "组内区间", "group_low", "group_high"),
    "volume": Ranks("申请量组", "量组名次", None, None, None),
}


def page() -> None:
    district, year = header("排名")
    everyone = _ranked(district, year)
    left, middle, right = st.columns([3, 5, 3], vertical_alignment="bottom")
    with left:
        by = st.segmented_control(
            "比较范围", list(BY), default="all", format_func=BY.__getitem__, key="by", required=True, bind="query-params"
        )  # fmt: skip
    ranks = RANKS[by]
    with middle:
        shown, group = _members(everyone, by)
    with right:
        part = st.text_input(
            "查找单位", placeholder="输入名称的一部分", live=True, key="named", bind="query-params"
        ).strip()
    shown = shown.with_columns(pl.col(ranks.rank).alias("名次")).sort("名次", nulls_last=True, maintain_order=True)
    if part:
        shown = shown.filter(pl.col("单位").str.contains(part, literal=True))
    if shown.is_empty():
        st.info("没有符合条件的单位，请改选组别或查找词。", icon=":material/search_off:")
        return
    _table(shown, year, by, group)
    _explain(shown, by)
    _bands(shown, ranks)


def _members(everyone: pl.DataFrame, by: str) -> tuple[pl.DataFrame, str]:
    """Those compared: all agencies, or one group of them. The district government is compared in its own group only."""
    column = RANKS[by].group
    if column is None:
        return everyone.filter(pl.col("kind") != "district"), ""
    placed = everyone.filter(pl.col(column).is_not_null())
    order = "requests" if by == "volume" else column
    groups = placed.group_by(column).agg(pl.col(order).min().alias("place")).sort("place")[column].to_list()
    if not groups:
        return placed, ""
    words = "本年新收加上年结转的申请" if by == "volume" else "镇乡、街道、部门各自比较"
    group = st.segmented_control(
        f"组（{words}）", groups, default=groups[0], key=f"group-{by}", required=True, bind="query-params"
    )
    return placed.filter(pl.col(column) == group), str(group)


def _ranked(district: str, year: int) -> pl.DataFrame:
    """One row an agency, with what it kept of each dimension."""
    ranked = table_of(
        """
        SELECT k.rank AS "全区名次", a.name AS "单位", k.peer_group AS "组别", k.score::DOUBLE AS "得分",
            k.rank_in_group AS "组内名次", k.volume_group AS "申请量组", k.requests, k.rank_in_volume_group AS "量组名次",
            CASE WHEN k.rank_low IS NOT NULL THEN format('{}–{}', k.rank_low, k.rank_high) END AS "全区区间",
            CASE WHEN k.rank_low_in_group IS NOT NULL THEN format('{}–{}', k.rank_low_in_group, k.rank_high_in_group) END AS "组内区间",
            k.score_change::DOUBLE AS score_change, k.status AS status, a.agency_code AS "代码", a.kind, k.rank_low, k.rank_high,
            k.rank_low_in_group AS group_low, k.rank_high_in_group AS group_high, k.driver
        FROM rankings k JOIN agencies a USING (agency_code)
        WHERE k.district_code = ? AND k.report_year = ? ORDER BY k.rank NULLS LAST, a.agency_code
        """,
        district,
        year,
    )
    titles = dimensions()
    scores = frame(
        f"""
        PIVOT (SELECT s.agency_code, s.dimension, s.score::DOUBLE AS score FROM scores s JOIN agencies a USING (agency_code)
            WHERE a.district_code = ? AND s.report_year = ?)
        ON dimension IN ({", ".join(map(quoted, titles))})
        USING any_value(score) GROUP BY agency_code
        """,
        district,
        year,
    ).rename({"agency_code": "代码"} | titles)
    driver = pl.col("driver").replace_strict(titles, default=None, return_dtype=pl.String)
    return ranked.join(scores, on="代码", how="left", maintain_order="left").with_columns(
        pl.col("status").replace_strict(STATUS).alias("状态"),
        pl.col("score_change").map_elements(change_words, return_dtype=pl.String, skip_nulls=False).alias("较上年"),
        pl.when(pl.col("全区名次").is_null()).then(pl.lit("")).otherwise(driver.fill_null(UNMOVED)).alias("左右名次"),
    )


def _table(shown: pl.DataFrame, year: int, by: str, group: str) -> None:
    ranks = RANKS[by]
    weights = dict(frame("SELECT dimension, weight::DOUBLE FROM dimensions").iter_rows())
    bars: dict[str, Any] = {
        word: st.column_config.ProgressColumn(word, min_value=0, max_value=weights[code], format="%.1f", width=90, help=f"满分 {weights[code]:g}")
        for code, word in dimensions().items()
    }  # fmt: skip
    printed = [
        "名次", "单位", *(["组别"] if by != "peers" else []), *(["requests"] if by == "volume" else []), "得分",
        *dimensions().values(), *([ranks.band] if ranks.band else []), "左右名次", "较上年", "状态",
    ]  # fmt: skip
    event = st.dataframe(
        shown,
        column_order=printed,
        column_config=bars
        | {
            "名次": st.column_config.NumberColumn(width=55),
            "单位": st.column_config.TextColumn(width=150, pinned=True),
            "组别": st.column_config.TextColumn(width=65),
            "requests": st.column_config.NumberColumn("申请（件）", width=80, help="本年新收加上年结转；本年未报的取此前最近一年"),
            "得分": st.column_config.ProgressColumn(min_value=0, max_value=100, format="%.1f", width=110, color="#0072b2"),
            "全区区间": st.column_config.TextColumn("稳健区间", width=80, help="权重随机变动时名次的 5%—95% 区间"),
            "组内区间": st.column_config.TextColumn("稳健区间", width=80, help="权重随机变动时组内名次的 5%—95% 区间"),
            "左右名次": st.column_config.TextColumn("左右名次的权重", width=115, help="哪个维度的权重最能左右其全区名次；权重怎样变动名次都不变的为“均不影响”"),
            "较上年": st.column_config.TextColumn(width=65, help="总分较上年增减"),
            "状态": st.column_config.TextColumn(width=60),
        },
        hide_index=True,
        height=min(560, 38 + 35 * shown.height),
        on_select="rerun",
        selection_mode="single-row",
        key=f"ranking-{by}-{group}",
    )  # fmt: skip
    for_print(shown, {name: PRINTED.get(name, name) for name in printed})
    columns = [
        "全区名次", "单位", "组别", "得分", *dimensions().values(), "全区区间", "左右名次", "组内名次", "组内区间",
        pl.col("requests").alias("申请量"), "申请量组", pl.col("量组名次").alias("申请量组内名次"), "较上年", "状态", "代码",
    ]  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{shown.height} 个单位。勾选一行，打开该单位。")
        download("下载本表", shown.select(columns), f"排名-{year}")
    if event["selection"]["rows"]:
        open_agency(shown["代码"][event["selection"]["rows"][0]], year)


def _explain(shown: pl.DataFrame, by: str) -> None:
    st.caption(_driven(shown))
    if by == "volume":
        st.caption("申请量相近的单位之间只比名次，不另算稳健区间；各组的划分与理由见数据表 volume_classes。")
    with st.expander("名次怎样得来，有多可靠"):
        st.markdown(
            "满分 100，按五个维度扣分，每一分都对应一条可查的问题；同分同名次，缺报得 0 分。"
            "**稳健区间**：五个维度的权重不是唯一合理的选择，把权重随机变动许多次重新排名，"
            "名次有九成落在此区间内。区间很宽时，前后几名之间没有实质差别，不宜据以奖惩。"
            "**左右名次的权重**：权重变动时，哪个维度的权重与该单位的名次关系最密切；"
            "若写“准确”，则准确一项定得重些或轻些，最会改变这个单位的名次。"
        )
        weights = frame(
            'SELECT title AS "维度", weight::DOUBLE AS "满分", reason AS "理由" FROM dimensions ORDER BY weight DESC'
        )
        st.dataframe(weights, hide_index=True, height="content")


def _driven(shown: pl.DataFrame) -> str:
    """Which weight decides whose rank, in a sentence."""
    counts = dict(shown.filter(pl.col("左右名次") != "")["左右名次"].value_counts().iter_rows())
    still = counts.pop(UNMOVED, 0)
    moved = "、".join(f"{word}（{n} 个单位）" for word, n in sorted(counts.items(), key=lambda item: -item[1]))
    words = f"最能左右名次的权重：{moved}。" if moved else ""
    return words + (f"{still} 个单位的名次不受权重影响。" if still else "")


def _bands(shown: pl.DataFrame, ranks: Ranks) -> None:
    if ranks.low is None or ranks.high is None:
        return
    banded = shown.filter(pl.col(ranks.low).is_not_null()).head(MAX_BANDS)
    if banded.is_empty():
        return
    with st.expander(
        f"名次的区间（图）{f'：前 {MAX_BANDS} 个' if shown.height > MAX_BANDS else ''}",
        expanded=shown.height <= MAX_BANDS,
    ):
        chart = banded.select(
            pl.col("单位").alias("agency"),
            pl.col("名次").alias("rank"),
            pl.col(ranks.low).alias("rank_low"),
            pl.col(ranks.high).alias("rank_high"),
            pl.col("得分").alias("score"),
        )
        st.altair_chart(charts.rank_bands(chart), alt="名次的区间", width="stretch")
