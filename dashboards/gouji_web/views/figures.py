"""数据: the district's figures, their course over the years, and how agencies of a group lie. Counts, never rates."""

import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from gouji.check.marks import SUSPECT, Mark, mark_cells
from gouji.core.form_layout import PLAIN
from gouji.core.forms import cells_with, form_for_year, load_forms
from gouji_web import charts
from gouji_web.dataset import frame, rows
from gouji_web.district import (
    ALL,
    DoubtfulFigure,
    coverage,
    doubt_words,
    doubts,
    figures,
    finding_link,
    labels,
    wording,
)
from gouji_web.filters import header
from gouji_web.parts import download, table_of
from gouji_web.table_html import LEGEND, cell_links, notes_by_cell, table_html
from gouji_web.wording import escaped, number

MAX_DOUBTS = 50  # listed one by one
OWN = "own"  # the district government's own report, never added to the others
TRENDS = tomllib.loads((Path(__file__).parents[1] / "figures.toml").read_text(encoding="utf-8"))["trends"]


def page() -> None:
    district, year = header("数据")
    tables, trends, spread = st.tabs(["汇总表", "历年走势", "单位分布"])
    with tables:
        _tables(district, year)
    with trends:
        _trends(district)
    with spread:
        _spread(district, year)


def _tables(district: str, year: int) -> None:
    groups = [r["peer_group"] for r in rows(
        "SELECT DISTINCT peer_group FROM district_tables WHERE district_code = ? AND report_year = ?"
        " ORDER BY peer_group = 'all' DESC, peer_group",
        district, year,
    )]  # fmt: skip
    own = rows(
        "SELECT r.report_id, r.form, r.agency_code, a.name FROM reports r JOIN agencies a USING (agency_code)"
        " WHERE a.kind = 'district' AND a.district_code = ? AND r.report_year = ? AND r.is_current AND r.form IS NOT NULL",
        district,
        year,
    )
    names = {ALL: "全部单位", OWN: "区县政府自报"}
    offered = [*groups, *([OWN] if own else [])]
    if not offered:
        st.info("该年度没有可以汇总的报告。", icon=":material/table_chart:")
        return
    scope = st.segmented_control(
        "范围", offered, default=offered[0], format_func=lambda g: names.get(g, g), required=True, key="scope", bind="query-params"
    )  # fmt: skip
    if scope == OWN:
        _own(own[0], district, year)
    else:
        _rollup(district, year, scope)


def _rollup(district: str, year: int, group: str) -> None:
    """The district's tables as its papers have them, figures that hold a doubtful one marked."""
    found = figures(district, year, year, group)
    st.caption(coverage(district, year, found.values(), group) + "不含区县政府本级；空白不作零计。")
    doubtful = doubts(district, year, group)
    named = labels()
    values = {cell: row["value"] for (cell, _), row in found.items()}
    cells = {
        cell: {"value": value, "state": "blank" if value is None else "reported", "raw": "", "table_index": None}
        for cell, value in values.items()
    }
    marks = {cell: Mark(SUSPECT, ()) for cell in doubtful if cell in cells}
    notes = {
        cell: [f"含存疑数字：{doubt_words(d, named, cell)}。{d.message}" for d in doubtful[cell]] for cell in marks
    }
    links = {cell: finding_link(doubtful[cell][0].finding_id, year, district) for cell in marks}
    _doubtful(doubtful, named, district, year)
    form = form_for_year(year)
    for table in form.tables:
        st.markdown(f"**表{table.number}　{table.label}**")
        printed = wording(form, values) if table.layout == "rows" else PLAIN
        st.html(table_html(table, cells, marks, notes, None, links, printed))
    counts = {r["cell"]: r for r in rows(
        "SELECT cell, sum(agencies_reported) AS reported, sum(agencies_blank) AS blank FROM district_cells c"
        " WHERE district_code = ? AND report_year = ? AND kind IN (SELECT kind FROM agencies WHERE kind <> 'district'"
        " AND ? IN ('all', peer_group)) GROUP BY cell",
        district, year, group,
    )}  # fmt: skip
    download(
        "下载汇总",
        pl.DataFrame(
            {
                "格": [named[cell]["label"] for cell in values],
                "合计": [number(value) for value in values.values()],
                "计入的单位": [row["agencies_counted"] for row in found.values()],
                "报数的单位": [counts[cell]["reported"] if cell in counts else None for cell in values],
                "空白或无法辨认的单位": [counts[cell]["blank"] if cell in counts else None for cell in values],
                "存疑": ["；".join(doubt_words(d, named, cell) for d in doubtful.get(cell, ())) for cell in values],
                "代码": list(values),
            }
        ),
        f"汇总-{year}",
    )


def _doubtful(
    doubtful: dict[str, list[DoubtfulFigure]], named: dict[str, dict[str, Any]], district: str, year: int
) -> None:
    """The findings whose figures are in the sums, each once, with its link."""
    once = {doubt.finding_id: doubt for found in doubtful.values() for doubt in found}
    if not once:
        return
    with st.expander(f"△ 合计中含 {len(once)} 处存疑的数字，更正以前不宜直接引用"):
        lines = [
            f'<a href="{escaped(finding_link(doubt.finding_id, year, district))}" target="_self">'
            f"{escaped(doubt_words(doubt, named))}</a>　{escaped(doubt.message, 300)}"
            for doubt in list(once.values())[:MAX_DOUBTS]
        ]
        st.html("".join(f'<div class="gj-text">· {line}</div>' for line in lines))
        if len(once) > MAX_DOUBTS:
            st.caption(f"只列前 {MAX_DOUBTS} 处，全部见“问题清单”。")


def _own(report: dict[str, Any], district: str, year: int) -> None:
    """What the district government itself reports, with what its findings mark."""
    st.caption(
        "区县政府本级的年度报告自己所报的数字，不与各单位相加；与各单位之和不符等问题以标记指出，点一格看原件出处。"
    )
    cells = {row["cell"]: row for row in rows("FROM cells WHERE report_id = ?", report["report_id"])}
    findings = rows("FROM findings WHERE report_id = ? ORDER BY points DESC, rule", report["report_id"])
    repairs = rows("FROM repairs WHERE report_id = ? ORDER BY candidate, cell", report["report_id"])
    marks = mark_cells(findings, repairs, list(cells.values()))
    links = cell_links(cells, {"agency": report["agency_code"], "year": str(year), "district": district}, "agency")
    st.html(LEGEND)
    for table in load_forms()[report["form"]].tables:
        st.markdown(f"**表{table.number}　{table.label}**")
        st.html(table_html(table, cells, marks, notes_by_cell(findings), None, links))


def _trends(district: str) -> None:
    covered = table_of(
        'SELECT report_year AS "年度", min(agencies_counted) AS "计入", max(agencies_expected) AS "应报" FROM district_tables'
        " WHERE district_code = ? AND peer_group = 'all' GROUP BY ALL ORDER BY 1",
        district,
    )
    if covered.height < 2:
        st.info("只有一个年度的数据，还看不出走势。", icon=":material/timeline:")
        return
    short = covered.filter(pl.col("计入") < pl.col("应报"))
    if not short.is_empty():
        years = "、".join(f"{y} 年度 {r}/{n}" for y, r, n in short.iter_rows())
        st.caption(f"各年为计入的表之和，与汇总表公文一致。计入不全的年度：{years}（个单位），与其他年度不可直接相比。")
    labels = {r["cell"]: r for r in rows("SELECT cell, any_value(row_label) AS row_label, any_value(column_label) AS column_label FROM form_cells GROUP BY cell")}  # fmt: skip
    years_doubted = {year: doubts(district, year) for year in covered["年度"]}
    columns = st.columns(2, gap="large")
    for place, trend in enumerate(TRENDS):
        series = frame(
            "SELECT report_year AS year, cell, value::DOUBLE AS value FROM district_tables WHERE district_code = ?"
            " AND peer_group = 'all' AND list_contains(?, cell) AND value IS NOT NULL ORDER BY report_year",
            district,
            tuple(trend["cells"]),
        )
        rows_differ = len({cell.split(".")[1] for cell in trend["cells"]}) > 1
        names = {c: labels[c]["row_label" if rows_differ else "column_label"] for c in trend["cells"]}
        ordered = series.with_columns(name=pl.col("cell").replace_strict(names), place=pl.col("cell").replace_strict({c: i for i, c in enumerate(trend["cells"])})).sort("place", "year")  # fmt: skip
        with columns[place % 2]:
            st.altair_chart(charts.lines(ordered, trend["title"]), alt=f"历年{trend['title']}", width="stretch")
            _doubtful_years(years_doubted, trend["cells"])


def _doubtful_years(doubted: dict[int, dict[str, list[DoubtfulFigure]]], cells: list[str]) -> None:
    """Under a chart: the years of which a point holds a doubtful figure."""
    told = {
        year: list(dict.fromkeys(doubt.agency for cell in cells for doubt in found.get(cell, ())))
        for year, found in doubted.items()
    }
    words = [
        f"{year} 年度（{'、'.join(names[:3])}{'等' if len(names) > 3 else ''}）"
        for year, names in told.items()
        if names
    ]
    if words:
        st.html(f'<small class="gj-doubt">△ 含存疑数字：{escaped("；".join(words))}，详见各年汇总表。</small>')


def _spread(district: str, year: int) -> None:
    form = form_for_year(year)
    labels = {r["cell"]: r for r in rows("SELECT cell, label, unit FROM form_cells WHERE form = ? ORDER BY position", form.code)}  # fmt: skip
    cells = [c.cell for c in form.cells if c.whole and not c.optional]
    cell = st.selectbox(
        "项目", cells, index=cells.index(cells_with(form, "received")[0]), format_func=lambda c: labels[c]["label"]
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
