"""雷同: pairs of reports that are alike, their passages side by side."""

from typing import Any

import polars as pl
import streamlit as st

from gouji.core.wording import numeral
from gouji_web.dataset import rows
from gouji_web.filters import header
from gouji_web.parts import download
from gouji_web.wording import escaped, plain

KINDS = {"last_year": "与本单位上年", "peer": "与同年其他单位", "tables": "表格数字"}


def page() -> None:
    district, year = header("雷同")
    pairs = rows(
        """
        SELECT s.*, a.name AS agency, b.name AS other_agency, l.label AS section
        FROM similarities s
        JOIN agencies a ON a.agency_code = s.agency_code
        LEFT JOIN agencies b ON b.agency_code = s.other_agency_code
        LEFT JOIN (SELECT report_id, number, min(heading) AS label FROM sections GROUP BY ALL) l
            ON l.report_id = s.report_id AND l.number = s.number
        WHERE a.district_code = ? AND s.report_year = ? ORDER BY s.containment DESC, s.agency_code, s.number
        """,
        district,
        year,
    )
    st.caption(
        "比较各部分文字的五字片段：数字、日期与名称先行遮去，本区普遍使用的模板语句不计。"
        "百分数是本报告这一部分的片段在对方同一部分中出现的比例；雷同与否由检查的门槛判定，见“问题清单”。"
    )
    kinds = st.segmented_control(
        "比较", list(KINDS), selection_mode="multi", default=list(KINDS), format_func=KINDS.__getitem__
    )
    shown = [pair for pair in pairs if pair["kind"] in kinds]
    if not shown:
        st.success("没有需要留意的雷同。", icon=":material/check_circle:")
        return
    table = _table(shown)
    event = st.dataframe(
        table,
        column_config={"相同比例": st.column_config.ProgressColumn(min_value=0, max_value=100, format="%.0f%%", color="#e69f00")},
        hide_index=True,
        height=min(360, 38 + 35 * len(shown)),
        on_select="rerun",
        selection_mode="single-row",
        key="pairs",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{len(shown):,} 对。勾选一行，对照两边的原文。")
        download("下载所列", table, f"雷同-{year}")
    picked = event["selection"]["rows"]
    _side_by_side(shown[picked[0] if picked else 0])


def _table(pairs: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "单位": [plain(p["agency"]) for p in pairs],
            "部分": [_part(p) for p in pairs],
            "与谁相同": [f"{plain(p['other_agency'])} {p['other_report_year']} 年度" for p in pairs],
            "比较": [KINDS[p["kind"]] for p in pairs],
            "相同比例": [round(p["containment"] * 100, 1) for p in pairs],
        }
    )


def _part(pair: dict[str, Any]) -> str:
    """What of the report is alike: a section by its heading, all of the prose, or the tables."""
    if pair["kind"] == "tables":
        return f"表{numeral(pair['number'])}" if pair["number"] else "各表合计"
    return plain(pair["section"], 60) if pair["number"] else "各部分合计"


def _side_by_side(pair: dict[str, Any]) -> None:
    left, right = st.columns(2, gap="medium")
    for side, name, year, passages in (
        (left, pair["agency"], pair["report_year"], pair["passages"]),
        (right, pair["other_agency"], pair["other_report_year"], pair["other_passages"]),
    ):
        with side:
            st.html(f"<b class='gj-name'>{escaped(name)}</b>　{year} 年度")
            for passage in passages or ["（没有可以摘录的文字）"]:
                st.html(f'<div class="gj-passage">{escaped(passage, 2_000)}</div>')
