"""单位: one agency over the years: its score, every point lost, its tables with their marks, its documents."""

from typing import Any

import polars as pl
import streamlit as st

from gouji.check.marks import mark_cells
from gouji.core.forms import load_forms
from gouji_web import charts, source
from gouji_web.dataset import dimensions, frame, rows
from gouji_web.filters import agency as choose_agency
from gouji_web.filters import header
from gouji_web.parts import FINDINGS, findings_frame, for_print, table_of, tiles
from gouji_web.table_html import LEGEND, cell_links, notes_by_cell, table_html
from gouji_web.wording import (
    STATUS,
    band_words,
    change_words,
    chinese_date,
    escaped,
    number,
    plain,
    published_words,
)


def page() -> None:
    district, year = header("单位")
    code = choose_agency(district)
    if code is None:
        st.info("请在上面查找并选择一个单位。", icon=":material/search:")
        return
    ranked = rows("FROM rankings SELECT * WHERE agency_code = ? ORDER BY report_year", code)
    this_year = next((row for row in ranked if row["report_year"] == year), None)
    if this_year is None:
        st.info(f"这个单位 {year} 年度没有应报的报告，请改选年度。", icon=":material/event_busy:")
        return
    expected = rows("FROM expected_reports WHERE agency_code = ? AND report_year = ?", code, year)[0]
    reports = rows(
        "FROM reports WHERE agency_code = ? AND report_year = ? ORDER BY is_current DESC, version DESC", code, year
    )
    _tiles(this_year, expected, reports)
    findings = rows(
        FINDINGS + " AND f.agency_code = ? ORDER BY f.points DESC, f.severity, f.rule", district, year, code
    )
    _findings(findings)
    current = next((report for report in reports if report["is_current"]), None)
    if current is None:
        st.warning("没有收到这个单位该年度的报告。", icon=":material/inbox:")
    else:
        _tables(current, findings, {"agency": code, "year": str(year), "district": district})
    _history(code, ranked)
    _documents(reports)


def _tiles(ranked: dict[str, Any], expected: dict[str, Any], reports: list[dict[str, Any]]) -> None:
    current = next((report for report in reports if report["is_current"]), None)
    days = [r["published_on"] for r in reports if r["published_on"] and r["status"] in ("current", "superseded")]
    published = published_words(current["published_on"] if current else None, min(days, default=None), "日期不明")
    band = band_words(ranked["rank_low"], ranked["rank_high"])
    score = "–" if ranked["score"] is None else f"{ranked['score']:.1f}"
    tone = {"reported": "good", "late": "warn", "unclear": "warn", "missing": "bad"}.get(ranked["status"], "")
    items = [
        ("状态", STATUS[ranked["status"]], f"{published if current else '未收到'}，期限 {chinese_date(expected['deadline'])}", tone),
        ("得分", score, ranked["grade"] or "满分 100", ""),
    ]  # fmt: skip
    if ranked["rank"] is not None:
        items += [
            ("全区名次", f"第 {ranked['rank']} 名", f"{f'稳健区间 {band}，' if band else ''}共 {ranked['agencies']} 个", ""),
            (f"{ranked['peer_group']}组内", f"第 {ranked['rank_in_group']} 名", f"共 {ranked['agencies_in_group']} 个", ""),
        ]  # fmt: skip
    if ranked["score_change"] is not None:
        items.append(("较上年", change_words(ranked["score_change"]), f"上年 {ranked['previous_score']:.1f} 分", ""))
    tiles(items)


def _findings(findings: list[dict[str, Any]]) -> None:
    lost = sum(float(f["points"]) for f in findings)
    st.subheader(f"问题 {len(findings)} 条，扣 {lost:.1f} 分", anchor=False)
    if not findings:
        st.success("没有发现问题。", icon=":material/check_circle:")
        return
    table = findings_frame(findings)
    st.dataframe(
        table,
        column_order=["扣分", "维度", "检查", "程度", "结果", "说明", "涉及的格"],
        column_config={"说明": st.column_config.TextColumn(width="large"), "扣分": st.column_config.NumberColumn(format="%.1f", width=60)},
        hide_index=True,
        height=min(320, 38 + 35 * len(findings)),
    )  # fmt: skip
    for_print(table, {name: name for name in ("扣分", "维度", "检查", "程度", "结果", "说明")})


def _tables(report: dict[str, Any], findings: list[dict[str, Any]], address: dict[str, str]) -> None:
    if report["form"] is None:
        st.warning("这份报告里没有读到表格。", icon=":material/table:")
        source.show(report["report_id"], None)
        return
    form = load_forms()[report["form"]]
    cells = {row["cell"]: row for row in rows("FROM cells WHERE report_id = ?", report["report_id"])}
    repairs = rows("FROM repairs WHERE report_id = ? ORDER BY candidate, cell", report["report_id"])
    marks = mark_cells(findings, repairs, list(cells.values()))
    chosen = st.query_params.get("cell")
    links = cell_links(cells, address)
    st.subheader("所报表格", anchor=False)
    st.html(LEGEND)
    _proposals(repairs)
    left, right = st.columns([8, 5], gap="medium") if chosen in cells else (st.container(), None)
    with left:
        for table in form.tables:
            marked = sum(code.startswith(f"{table.code}.") for code in marks)
            note = f"，{marked} 格有标记" if marked else ""
            st.markdown(f"**表{table.number}　{table.label}**（单位：件{note}）")
            st.html(table_html(table, cells, marks, notes_by_cell(findings), chosen, links))
    with right if right is not None else st.container():
        source.show(report["report_id"], cells.get(chosen or ""))
    if report["warnings"]:
        with st.expander(f"读取时的提示（{len(report['warnings'])} 条）"):
            for warning in report["warnings"]:
                st.html(f'<div class="gj-text">· {escaped(warning, 500)}</div>')


def _proposals(repairs: list[dict[str, Any]]) -> None:
    """The proposals as sentences; none of them changes what was reported."""
    words = {"unique": "唯一的更正", "candidates": "可能的更正之一", "beyond search": "无法推定"}
    sentences = {(row["candidate"], words.get(row["class"], row["class"]), row["why"]): None for row in repairs}
    if not sentences:
        return
    with st.container(border=True):
        st.markdown("**更正建议**（仅供核对，不改动所报数字）")
        for _, word, why in sentences:
            st.html(f'<div class="gj-text">· 〔{word}〕{escaped(why, 600)}</div>')


def _history(code: str, ranked: list[dict[str, Any]]) -> None:
    if len(ranked) < 2:
        return
    st.subheader("历年", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        total = pl.DataFrame(
            [{"year": r["report_year"], "name": "总分", "value": float(r["score"])} for r in ranked if r["score"] is not None],
            schema={"year": pl.Int64, "name": pl.String, "value": pl.Float64},
        )  # fmt: skip
        st.altair_chart(charts.lines(total, "总分", "分"), alt="历年总分", width="stretch")
    with right:
        _dimensions(code, [r["report_year"] for r in ranked])


def _dimensions(code: str, years: list[int]) -> None:
    """What was kept of each dimension, a column a year; less than all of it stands out."""
    weights = dict(frame("SELECT dimension, weight FROM dimensions").iter_rows())
    scores = {
        (r["dimension"], r["report_year"]): r["score"]
        for r in rows("SELECT dimension, report_year, score FROM scores WHERE agency_code = ?", code)
    }
    head = "".join(f"<th>{year} 年度</th>" for year in years)
    lines = []
    for dimension, word in dimensions().items():
        kept = [scores.get((dimension, year)) for year in years]
        cells = "".join(
            f"<td{' class=gj-less' if score is not None and score < weights[dimension] else ''}>{number(score)}</td>"
            for score in kept
        )
        lines.append(f"<tr><th>{word}（满分 {number(weights[dimension])}）</th>{cells}</tr>")
    st.html(
        f'<div class="gj-form-box"><table class="gj-figures"><thead><tr><th>各维度得分</th>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _documents(reports: list[dict[str, Any]]) -> None:
    """All versions received, and what changed between them."""
    if not reports:
        return
    with st.expander(f"收到的版本（{len(reports)} 个）", expanded=len(reports) > 1):
        st.dataframe(
            pl.DataFrame(
                {
                    "版本": [r["version"] for r in reports],
                    "现行": ["是" if r["is_current"] else "否" for r in reports],
                    "公布日期": [chinese_date(r["published_on"]) if r["published_on"] else "不明" for r in reports],
                    "标题": [plain(r["title"], 200) for r in reports],
                    "文中机关": [plain(r["agency_printed"], 100) for r in reports],
                    "说明": [plain(r["problem"], 400) for r in reports],
                }
            ),
            hide_index=True,
            height="content",
        )
        changes = table_of(
            """
            WITH labels AS (SELECT cell, any_value(label) AS label FROM form_cells GROUP BY cell)
            SELECT c.version AS "第几版", coalesce(l.label, c.item) AS "处", c.before AS "原为", c.after AS "现行为"
            FROM report_changes c LEFT JOIN labels l ON l.cell = c.item
            WHERE c.agency_code = ? AND c.report_year = ? ORDER BY c.version, c.kind, c.item
            """,
            reports[0]["agency_code"],
            reports[0]["report_year"],
        )
        if not changes.is_empty():
            st.markdown(f"**现行版本与先前版本相比，{changes.height} 处不同**")
            st.dataframe(changes, hide_index=True, height="content")
