"""总览: who has reported, what was found, the district's figures, and where findings gather."""

import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from .. import charts
from ..choose import header, open_agency
from ..dataset import frame, rows
from ..parts import table_of, tiles
from ..words import DIMENSIONS, SEVERITY, markdown, number, plain

MOST_AGENCIES = 30  # rows of the heat map: those that lost most
HEADLINE = tomllib.loads((Path(__file__).parents[1] / "figures.toml").read_text(encoding="utf-8"))["headline"]


def page() -> None:
    district, year = header("总览")
    _who_has_reported(district, year)
    left, right = st.columns([1, 1], gap="large")
    with left:
        _findings(district, year)
    with right:
        _figures(district, year)
    _heat_map(district, year)
    _districts(year)


def _who_has_reported(district: str, year: int) -> None:
    counts = frame(
        """
        SELECT peer_group AS "group", count(*) AS n,
            count(*) FILTER (status = 'reported') AS reported, count(*) FILTER (status = 'late') AS late,
            count(*) FILTER (status = 'unclear') AS unclear,
            count(*) FILTER (status = 'missing') AS missing, count(*) FILTER (status = 'not_due') AS not_due
        FROM rankings WHERE district_code = ? AND report_year = ? GROUP BY ALL ORDER BY n DESC, 1
        """,
        district,
        year,
    )
    total = {name: int(counts[name].sum()) for name in ("n", "reported", "late", "unclear", "missing", "not_due")}
    tiles(
        [
            ("应报单位", total["n"], f"{year} 年度", ""),
            ("按时公布", total["reported"], "", "good"),
            ("迟报", total["late"], "超过期限公布", "warn" if total["late"] else ""),
            ("日期待核", total["unclear"], "已公布，是否按时不明", "warn" if total["unclear"] else ""),
            ("缺报", total["missing"], "期限已过仍未见", "bad" if total["missing"] else ""),
            ("未到期", total["not_due"], "尚可公布", ""),
        ]
    )
    words = {"reported": "按时", "late": "迟报", "unclear": "日期待核", "missing": "缺报", "not_due": "未到期"}
    long = counts.unpivot(list(words), index="group", variable_name="code", value_name="agencies").with_columns(
        status=pl.col("code").replace_strict(words),
        order=pl.col("code").replace_strict({code: place for place, code in enumerate(words)}),
    )
    late = rows(
        """
        SELECT a.agency_code, a.name, k.status FROM rankings k JOIN agencies a USING (agency_code)
        WHERE k.district_code = ? AND k.report_year = ? AND k.status IN ('missing', 'late', 'unclear') ORDER BY k.status DESC, a.agency_code
        """,
        district,
        year,
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.altair_chart(charts.reported_bar(long.filter(pl.col("agencies") > 0)), alt="各组别报送情况", width="stretch")
    with right:
        for status, word in (("missing", "缺报"), ("late", "迟报"), ("unclear", "日期待核")):
            named = [row for row in late if row["status"] == status]
            if named:
                st.markdown(f"**{word}** {len(named)} 个")
                _links(named, year)
        if not late:
            st.success("没有迟报，也没有缺报。", icon=":material/check_circle:")


def _links(agencies: list[dict[str, Any]], year: int, most: int = 12) -> None:
    with st.container(horizontal=True, gap="small"):
        for row in agencies[:most]:
            st.page_link(
                st.session_state["pages"]["agency"],
                label=markdown(row["name"]),
                query_params={"agency": row["agency_code"], "year": str(year)},
            )
        if len(agencies) > most:
            st.caption(f"等 {len(agencies)} 个，全部见“排名”")


def _findings(district: str, year: int) -> None:
    st.subheader("问题", anchor=False)
    counts = frame(
        """
        SELECT f.dimension, f.severity, count(*) AS findings FROM findings f JOIN agencies a USING (agency_code)
        WHERE a.district_code = ? AND f.report_year = ? AND f.outcome = 'fail' AND NOT f.waived GROUP BY ALL
        """,
        district,
        year,
    )
    if counts.is_empty():
        st.success("没有发现问题。", icon=":material/check_circle:")
        return
    shown = counts.with_columns(
        order=pl.col("severity").replace_strict({"error": 0, "warning": 1, "note": 2}),
        severity=pl.col("severity").replace_strict(SEVERITY),
        place=pl.col("dimension").replace_strict({code: place for place, code in enumerate(DIMENSIONS)}),
        dimension=pl.col("dimension").replace_strict(DIMENSIONS),
    ).sort("place")
    st.altair_chart(charts.findings_bar(shown), alt="各维度问题数", width="stretch")
    st.page_link(
        st.session_state["pages"]["findings"], label="查看全部问题", icon=":material/arrow_forward:",
        query_params={"district": district, "year": str(year)},
    )  # fmt: skip


def _figures(district: str, year: int) -> None:
    st.subheader("全区主要数字", anchor=False)
    found = {
        (row["cell"], row["report_year"]): row
        for row in rows(
            "SELECT cell, report_year, value, agencies_read, agencies_expected FROM district_cells"
            " WHERE district_code = ? AND kind = 'all' AND report_year IN (?, ?)",
            district,
            year,
            year - 1,
        )
    }
    units = {r["cell"]: r["unit"] for r in rows("SELECT DISTINCT cell, unit FROM form_cells")}
    table = [
        {
            "项目": f"{item['title']}（{units.get(item['cell'], '')}）",
            f"{year} 年度": _value(found.get((item["cell"], year))),
            f"{year - 1} 年度": _value(found.get((item["cell"], year - 1))),
            "增减": _change(found.get((item["cell"], year)), found.get((item["cell"], year - 1))),
        }
        for item in HEADLINE
    ]
    st.dataframe(pl.DataFrame(table), hide_index=True, height="content", row_height=30)
    coverage = next((row for (_, y), row in found.items() if y == year), None)
    if coverage:
        read, owed = coverage["agencies_read"], coverage["agencies_expected"]
        missing = f"，尚缺 {owed - read} 个，合计不是全区总数" if read < owed else ""
        st.caption(f"为 {owed} 个应报单位中 {read} 个的现行报告之和{missing}；空白不作零计。")


def _value(row: dict[str, Any] | None) -> str:
    return number(row["value"]) if row else "–"


def _change(now: dict[str, Any] | None, before: dict[str, Any] | None) -> str:
    if not now or not before or now["value"] is None or before["value"] is None:
        return ""
    change = now["value"] - before["value"]
    return f"+{number(change)}" if change > 0 else number(change).replace("-", "−")


def _heat_map(district: str, year: int) -> None:
    cells = table_of(
        """
        WITH counted AS (
            SELECT a.agency_code, a.name AS agency, f.rule, r.title, count(*) AS findings, sum(f.points)::DOUBLE AS points
            FROM findings f JOIN agencies a USING (agency_code) JOIN rules r ON r.rule = f.rule
            WHERE a.district_code = ? AND f.report_year = ? AND f.outcome = 'fail' AND NOT f.waived AND f.severity <> 'note'
            GROUP BY ALL
        )
        SELECT *, sum(points) OVER (PARTITION BY agency_code) AS lost FROM counted ORDER BY lost DESC, agency_code, rule
        """,
        district,
        year,
    )
    st.subheader("哪里的问题集中在哪项检查", anchor=False)
    if cells.is_empty():
        st.caption("没有扣分的问题。")
        return
    agencies = cells["agency"].unique(maintain_order=True).to_list()
    shown = cells.filter(pl.col("agency").is_in(agencies[:MOST_AGENCIES]))
    rules = shown.group_by("title").agg(pl.col("points").sum()).sort("points", descending=True)["title"].to_list()
    note = (
        f"只列失分最多的 {MOST_AGENCIES} 个，共 {len(agencies)} 个单位有扣分的问题；"
        if len(agencies) > MOST_AGENCIES
        else ""
    )
    st.caption(f"{note}格中数字为问题数，颜色为扣分；点一格打开该单位。")
    event = st.altair_chart(
        charts.heat_map(shown, agencies[:MOST_AGENCIES], rules), on_select="rerun", key=f"heat-{district}-{year}", width="content",
        alt="单位与检查的热力图",
    )  # fmt: skip
    picked = (event.get("selection") or {}).get("agency") or []
    if picked:
        open_agency(picked[0]["agency_code"], year)


def _districts(year: int) -> None:
    """Of a city, a province or the nation: its districts one by one."""
    table = frame(
        """
        SELECT d.name AS "区县", count(*) AS "应报", count(*) FILTER (k.status IN ('reported', 'late', 'unclear')) AS "已报",
            count(*) FILTER (k.status = 'late') AS "迟报", count(*) FILTER (k.status = 'missing') AS "缺报",
            coalesce(sum(f.n), 0)::BIGINT AS "扣分的问题", d.district_code AS "代码"
        FROM rankings k
        JOIN districts d USING (district_code)
        LEFT JOIN (
            SELECT agency_code, count(*) AS n FROM findings WHERE report_year = ? AND points > 0 GROUP BY agency_code
        ) f USING (agency_code)
        WHERE k.report_year = ? GROUP BY d.name, d.district_code ORDER BY d.district_code
        """,
        year,
        year,
    )
    if table.height < 2:
        return
    st.subheader(f"各区县（{table.height} 个）", anchor=False)
    event = st.dataframe(
        table, hide_index=True, height=320, on_select="rerun", selection_mode="single-row", key="districts"
    )
    if event["selection"]["rows"]:
        code = plain(table["代码"][event["selection"]["rows"][0]])
        st.switch_page(st.session_state["pages"]["overview"], query_params={"district": code, "year": str(year)})
