"""排名: the ranking with its dimensions, bands and movement; a click opens the agency."""

from typing import Any

import polars as pl
import streamlit as st

from .. import charts
from ..choose import header, open_agency
from ..dataset import frame
from ..parts import download, table_of
from ..words import DIMENSIONS, STATUS, movement_words

MOST_BANDS = 60  # agencies in the chart of bands
ALL = "全部"


def page() -> None:
    district, year = header("排名")
    ranked = _ranked(district, year)
    groups = [ALL, *ranked["组别"].unique().sort().to_list()]
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        group = st.segmented_control("组别", groups, default=ALL, key="peer-group", required=True)
    with right:
        part = st.text_input("查找单位", placeholder="输入名称的一部分", live=True).strip()
    shown = ranked if group == ALL else ranked.filter(pl.col("组别") == group)
    if group != ALL:
        within = {"名次": "组内名次", "稳健区间": "组内区间", "rank_low": "group_low", "rank_high": "group_high"}
        shown = shown.with_columns(pl.col(inner).alias(outer) for outer, inner in within.items())
        shown = shown.sort("名次", nulls_last=True, maintain_order=True)
    if part:
        shown = shown.filter(pl.col("单位").str.contains(part, literal=True))
    if shown.is_empty():
        st.info("没有符合条件的单位，请改选组别或查找词。", icon=":material/search_off:")
        return
    _table(shown, year, group)
    _explain()
    _bands(shown)


def _ranked(district: str, year: int) -> pl.DataFrame:
    """One row an agency, with what it kept of each dimension."""
    ranked = table_of(
        """
        SELECT k.rank AS "名次", a.name AS "单位", k.peer_group AS "组别", k.score::DOUBLE AS "得分", k.rank_in_group AS "组内名次",
            CASE WHEN k.rank_low IS NOT NULL THEN format('{}–{}', k.rank_low, k.rank_high) END AS "稳健区间",
            CASE WHEN k.rank_low_in_group IS NOT NULL THEN format('{}–{}', k.rank_low_in_group, k.rank_high_in_group) END AS "组内区间",
            k.movement AS movement, k.status AS status, a.agency_code AS "代码", k.rank_low, k.rank_high,
            k.rank_low_in_group AS group_low, k.rank_high_in_group AS group_high
        FROM rankings k JOIN agencies a USING (agency_code)
        WHERE k.district_code = ? AND k.report_year = ? ORDER BY k.rank NULLS LAST, a.agency_code
        """,
        district,
        year,
    )
    scores = frame(
        """
        PIVOT (SELECT s.agency_code, s.dimension, s.score::DOUBLE AS score FROM scores s JOIN agencies a USING (agency_code)
            WHERE a.district_code = ? AND s.report_year = ?)
        ON dimension IN ('timeliness', 'completeness', 'accuracy', 'originality', 'substance')
        USING any_value(score) GROUP BY agency_code
        """,
        district,
        year,
    ).rename({"agency_code": "代码"} | DIMENSIONS)
    return ranked.join(scores, on="代码", how="left", maintain_order="left").with_columns(
        pl.col("status").replace_strict(STATUS).alias("状态"),
        pl.col("movement").map_elements(movement_words, return_dtype=pl.String, skip_nulls=False).alias("较上年"),
    )


def _table(shown: pl.DataFrame, year: int, group: str) -> None:
    weights = dict(frame("SELECT dimension, weight::DOUBLE FROM dimensions").iter_rows())
    bars: dict[str, Any] = {
        word: st.column_config.ProgressColumn(word, min_value=0, max_value=weights[code], format="%.1f", width=90, help=f"满分 {weights[code]:g}")
        for code, word in DIMENSIONS.items()
    }  # fmt: skip
    event = st.dataframe(
        shown,
        column_order=["名次", "单位", *(["组别"] if group == ALL else []), "得分", *DIMENSIONS.values(), "稳健区间", "较上年", "状态"],
        column_config=bars
        | {
            "名次": st.column_config.NumberColumn(width=60),
            "单位": st.column_config.TextColumn(width=170, pinned=True),
            "得分": st.column_config.ProgressColumn(min_value=0, max_value=100, format="%.1f", width=120, color="#0072b2"),
            "稳健区间": st.column_config.TextColumn(width=90, help="权重随机变动时名次的 5%—95% 区间"),
        },
        hide_index=True,
        height=min(560, 38 + 35 * shown.height),
        on_select="rerun",
        selection_mode="single-row",
        key=f"ranking-{group}",
    )  # fmt: skip
    columns = [
        "名次",
        "单位",
        "组别",
        "得分",
        *DIMENSIONS.values(),
        "稳健区间",
        "组内名次",
        "组内区间",
        "较上年",
        "状态",
        "代码",
    ]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{shown.height} 个单位。勾选一行，打开该单位。")
        download("下载本表", shown.select(columns), f"排名-{year}")
    if event["selection"]["rows"]:
        open_agency(shown["代码"][event["selection"]["rows"][0]], year)


def _explain() -> None:
    with st.expander("名次怎样得来，有多可靠"):
        st.markdown(
            "满分 100，按五个维度扣分，每一分都对应一条可查的问题；同分同名次，缺报得 0 分。"
            "**稳健区间**：五个维度的权重不是唯一合理的选择，把权重随机变动许多次重新排名，"
            "名次有九成落在此区间内。区间很宽时，前后几名之间没有实质差别，不宜据以奖惩。"
        )
        weights = frame(
            'SELECT title AS "维度", weight::DOUBLE AS "满分", reason AS "理由" FROM dimensions ORDER BY weight DESC'
        )
        st.dataframe(weights, hide_index=True, height="content")


def _bands(shown: pl.DataFrame) -> None:
    banded = shown.filter(pl.col("rank_low").is_not_null()).head(MOST_BANDS)
    if banded.is_empty():
        return
    with st.expander(
        f"名次的区间（图）{f'：前 {MOST_BANDS} 个' if shown.height > MOST_BANDS else ''}",
        expanded=shown.height <= MOST_BANDS,
    ):
        low, high = "rank_low", "rank_high"
        chart = banded.select(
            pl.col("单位").alias("agency"), pl.col("名次").alias("rank"), low, high, pl.col("得分").alias("score")
        )
        st.altair_chart(charts.rank_bands(chart), alt="名次的区间", width="stretch")
