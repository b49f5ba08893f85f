"""数据: the district's figures, their course over the years, and how agencies of a group lie. Counts, never rates."""

import tomllib
from pathlib import Path

import polars as pl
import streamlit as st

from flows.forms import form_for_year

from .. import charts
from ..choose import header
from ..dataset import frame, rows
from ..draw import table_html
from ..parts import download, table_of
from ..words import number

KINDS = {"all": "全部单位", "district": "区县政府"}
TRENDS = tomllib.loads((Path(__file__).parents[1] / "figures.toml").read_text(encoding="utf-8"))["trends"]


def page() -> None:
    district, year = header("数据")
    tables, trends, spread = st.tabs(["汇总表", "历年走势", "单位分布"])
    with tables:
        _rollup(district, year)
    with trends:
        _trends(district)
    with spread:
        _spread(district, year)


def _rollup(district: str, year: int) -> None:
    kinds = [r["kind"] for r in rows(
        "SELECT DISTINCT kind FROM district_cells WHERE district_code = ? AND report_year = ? ORDER BY kind = 'all' DESC, kind",
        district, year,
    )]  # fmt: skip
    if not kinds:
        st.info("该年度没有可以汇总的报告。", icon=":material/table_chart:")
        return
    kind = st.segmented_control("范围", kinds, default=kinds[0], format_func=lambda k: KINDS.get(k, k), required=True)
    sums = rows(
        "FROM district_cells WHERE district_code = ? AND report_year = ? AND kind = ?", district, year, kind or kinds[0]
    )
    read, owed = max(r["agencies_read"] for r in sums), max(r["agencies_expected"] for r in sums)
    st.caption(
        f"{owed} 个应报单位中 {read} 个现行报告之和{'' if read == owed else f'，尚缺 {owed - read} 个'}；"
        "不含区县政府本级；空白不作零计，各格报数的单位数见下载的表。"
    )
    cells = {
        r["cell"]: {"value": r["value"], "state": "blank" if r["value"] is None else "reported", "raw": "", "table_index": None}
        for r in sums
    }  # fmt: skip
    for table in form_for_year(year).tables:
        st.markdown(f"**表{table.number}　{table.label}**")
        st.html(table_html(table, cells, {}, {}, None, {}))
    labels = dict(frame("SELECT cell, any_value(label) FROM form_cells GROUP BY cell").iter_rows())
    download(
        "下载汇总",
        pl.DataFrame(
            {
                "格": [labels.get(r["cell"], r["cell"]) for r in sums],
                "合计": [number(r["value"]) for r in sums],
                "报数的单位": [r["agencies_reported"] for r in sums],
                "空白或无法辨认的单位": [r["agencies_blank"] for r in sums],
                "代码": [r["cell"] for r in sums],
            }
        ),
        f"汇总-{year}",
    )


def _trends(district: str) -> None:
    coverage = table_of(
        'SELECT report_year AS "年度", max(agencies_read) AS "已读", max(agencies_expected) AS "应报" FROM district_cells'
        " WHERE district_code = ? AND kind = 'all' GROUP BY ALL ORDER BY 1",
        district,
    )
    if coverage.height < 2:
        st.info("只有一个年度的数据，还看不出走势。", icon=":material/timeline:")
        return
    short = coverage.filter(pl.col("已读") < pl.col("应报"))
    if not short.is_empty():
        years = "、".join(f"{y} 年度 {r}/{n}" for y, r, n in short.iter_rows())
        st.caption(f"各年为已读报告之和，覆盖不全的年度：{years}，与其他年度不可直接相比。")
    labels = {r["cell"]: r for r in rows("SELECT cell, any_value(row_label) AS row_label, any_value(column_label) AS column_label FROM form_cells GROUP BY cell")}  # fmt: skip
    columns = st.columns(2, gap="large")
    for place, trend in enumerate(TRENDS):
        series = frame(
            "SELECT report_year AS year, cell, value::DOUBLE AS value FROM district_cells WHERE district_code = ?"
            " AND kind = 'all' AND list_contains(?, cell) AND value IS NOT NULL ORDER BY report_year",
            district,
            tuple(trend["cells"]),
        )
        rows_differ = len({cell.split(".")[1] for cell in trend["cells"]}) > 1
        names = {c: labels[c]["row_label" if rows_differ else "column_label"] for c in trend["cells"]}
        ordered = series.with_columns(name=pl.col("cell").replace_strict(names), place=pl.col("cell").replace_strict({c: i for i, c in enumerate(trend["cells"])})).sort("place", "year")  # fmt: skip
        with columns[place % 2]:
            st.altair_chart(charts.lines(ordered, trend["title"]), alt=f"历年{trend['title']}", width="stretch")


def _spread(district: str, year: int) -> None:
    labels = {r["cell"]: r for r in rows("SELECT cell, label, unit FROM form_cells WHERE form = ? ORDER BY position", form_for_year(year).code)}  # fmt: skip
    cells = [c for c in labels if c.endswith(".total") or c.startswith("disclosure.")]
    cell = st.selectbox(
        "项目", cells, index=cells.index("applications.new.total"), format_func=lambda c: labels[c]["label"]
    )
    points = table_of(
        """
        SELECT a.name AS agency, a.peer_group AS "group", c.value::DOUBLE AS value
        FROM cells c JOIN reports r USING (report_id) JOIN agencies a ON a.agency_code = c.agency_code
        WHERE r.is_current AND a.district_code = ? AND a.kind <> 'district' AND c.report_year = ? AND c.cell = ? AND c.value IS NOT NULL
        ORDER BY value DESC
        """,
        district,
        year,
        cell,
    )
    if points.is_empty():
        st.info("这一格没有单位报数。", icon=":material/scatter_plot:")
        return
    st.altair_chart(charts.strip(points, "件数", labels[cell]["unit"]), alt="各组单位的分布", width="stretch")
    st.caption("每条细线是一个单位，粗线是组内中位数。数字小的项目只看件数，不算比率。")
    st.dataframe(
        points.rename({"agency": "单位", "group": "组别", "value": labels[cell]["unit"]}), hide_index=True, height=300
    )
