"""总览: who has reported, what was found, the district's figures, and where findings gather."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from gouji.core.resources import resource
from gouji_web import charts
from gouji_web.dataset import dimensions, frame, rows
from gouji_web.district import DoubtfulFigure, Figures, coverage, doubt_words, doubts, figures, finding_link, labels
from gouji_web.filters import header, open_agency
from gouji_web.parts import download, table_of, tiles
from gouji_web.wording import SEVERITY, STATUS, chinese_date, escaped, markdown, number, plain

MAX_AGENCIES = 30  # rows of the heat map: those that lost most
MAX_DOUBTS = 3  # doubtful figures named beside one of the district's
MAX_RULES = 6  # checks listed as the commonest
MAX_TROUBLE = 200  # documents and addresses listed one by one
# How a document or an address can fail, the gravest first.
TROUBLE = {
    "unreadable": "读不出", "unknown_agency": "机关不明", "unknown_year": "年度不明", "year_not_expected": "不在应报年度",
    "failed": "网址未能取得", "refused": "网址不准访问", "gone": "网址不存在或已撤下", "not_listed": "栏目尚未列出",
    "read": "部分未能读", "attached": "附件未能读", "superseded": "已被新版取代", "duplicate": "内容相同", "other": "其他",
}  # fmt: skip
HEADLINE = tomllib.loads((Path(__file__).parents[1] / "figures.toml").read_text(encoding="utf-8"))["headline"]

NOT_COUNTED = resource("sql", "versions", "trouble.sql").read_text(encoding="utf-8")
_TROUBLE = f"""
WITH trouble AS (
{NOT_COUNTED}
),
states AS (
    SELECT unnest({list(TROUBLE)}) AS state, unnest(range({len(TROUBLE)})) AS place
)
SELECT t.source, coalesce(s.state, 'other') AS state, t.problem, coalesce(s.place, {len(TROUBLE)}) AS place,
    list_slice(list_sort(list(DISTINCT a.name) FILTER (a.name IS NOT NULL)), 1, 3) AS agencies, count(DISTINCT a.agency_code) AS number
FROM trouble t
LEFT JOIN agencies a ON a.agency_code = t.agency_code
LEFT JOIN states s ON s.state = t.state
WHERE (NOT t.is_search OR t.report_year = ?)
    AND (a.district_code IS NULL OR a.district_code = ?)
    AND (t.report_year IS NULL OR t.report_year = ? OR t.state IN ('unknown_agency', 'year_not_expected'))
GROUP BY ALL
ORDER BY place, t.source, t.problem
"""


def page() -> None:
    district, year = header("总览")
    _who_has_reported(district, year)
    left, right = st.columns([1, 1], gap="large")
    with left:
        _findings(district, year)
    with right:
        _figures(district, year)
    _heat_map(district, year)
    _trouble(district, year)
    _districts(year)


def _who_has_reported(district: str, year: int) -> None:
    counts = frame(
        """
        SELECT k.peer_group AS "group", count(*) AS n,
            count(*) FILTER (status = 'reported') AS reported, count(*) FILTER (status = 'late') AS late,
            count(*) FILTER (status = 'unclear') AS unclear,
            count(*) FILTER (status = 'missing') AS missing, count(*) FILTER (status = 'not_due') AS not_due
        FROM rankings k JOIN agencies a USING (agency_code)
        WHERE k.district_code = ? AND report_year = ? AND a.kind <> 'district' GROUP BY ALL ORDER BY n DESC, 1
        """,
        district,
        year,
    )
    total = {name: int(counts[name].sum()) for name in ("n", "reported", "late", "unclear", "missing", "not_due")}
    tiles(
        [
            ("应报单位", total["n"], f"{year} 年度，不含区县政府本级", ""),
            ("按时公布", total["reported"], "期限之内", "good"),
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
        WHERE k.district_code = ? AND k.report_year = ? AND a.kind <> 'district' AND k.status IN ('missing', 'late', 'unclear')
        ORDER BY k.status DESC, a.agency_code
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
        _own_report(district, year)


def _own_report(district: str, year: int) -> None:
    """The district government's own report, which is owed too and counted with nobody's."""
    for row in rows(
        """
        SELECT a.agency_code, k.status, e.deadline, r.published_on, count(f.finding_id) AS findings
        FROM rankings k
        JOIN agencies a ON a.agency_code = k.agency_code AND a.kind = 'district'
        JOIN expected_reports e ON e.agency_code = k.agency_code AND e.report_year = k.report_year
        LEFT JOIN reports r ON r.agency_code = k.agency_code AND r.report_year = k.report_year AND r.is_current
        LEFT JOIN findings f ON f.agency_code = k.agency_code AND f.report_year = k.report_year AND f.outcome = 'fail' AND NOT f.waived
        WHERE k.district_code = ? AND k.report_year = ? GROUP BY ALL ORDER BY a.agency_code
        """,
        district,
        year,
    ):  # fmt: skip
        published = f"{chinese_date(row['published_on'])}公布，" if row["published_on"] else ""
        found = f"问题 {row['findings']} 条" if row["findings"] else "没有发现问题"
        st.html(
            f'<div class="gj-own"><b>区县政府本级报告</b>（另计）　{STATUS[row["status"]]}：{published}'
            f"期限 {chinese_date(row['deadline'])}；{found}</div>"
        )
        _links([row | {"name": "打开本级报告"}], year)


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
        WHERE a.district_code = ? AND a.kind <> 'district' AND f.report_year = ? AND f.outcome = 'fail' AND NOT f.waived GROUP BY ALL
        """,
        district,
        year,
    )
    if counts.is_empty():
        st.success("没有发现问题。", icon=":material/check_circle:")
        return
    titles = dimensions()
    shown = counts.with_columns(
        order=pl.col("severity").replace_strict({"error": 0, "warning": 1, "note": 2}),
        severity=pl.col("severity").replace_strict(SEVERITY),
        place=pl.col("dimension").replace_strict({code: place for place, code in enumerate(titles)}),
        dimension=pl.col("dimension").replace_strict(titles),
    ).sort("place")
    st.altair_chart(charts.findings_bar(shown), alt="各维度问题数", width="stretch")
    _commonest(district, year)
    st.page_link(
        st.session_state["pages"]["findings"], label="查看全部问题", icon=":material/arrow_forward:",
        query_params={"district": district, "year": str(year)},
    )  # fmt: skip


def _commonest(district: str, year: int) -> None:
    """The checks that fail in most agencies, each leading to its findings."""
    most = rows(
        """
        SELECT r.title, count(DISTINCT f.agency_code) AS agencies, count(*) AS findings
        FROM findings f JOIN agencies a USING (agency_code) JOIN rules r ON r.rule = f.rule
        WHERE a.district_code = ? AND a.kind <> 'district' AND f.report_year = ? AND f.outcome = 'fail' AND NOT f.waived
            AND f.severity <> 'note'
        GROUP BY r.title ORDER BY agencies DESC, sum(f.points) DESC, r.title LIMIT ?
        """,
        district,
        year,
        MAX_RULES,
    )
    lines = []
    for row in most:
        link = "findings?" + urlencode({"district": district, "year": year, "rule": plain(row["title"])})
        lines.append(
            f'<tr><th><a href="{escaped(link)}" target="_self">{escaped(row["title"])}</a></th>'
            f"<td>{row['agencies']}</td><td>{row['findings']}</td></tr>"
        )
    if lines:
        st.html(
            '<table class="gj-figures"><thead><tr><th>最常见的问题</th><th>单位数</th><th>条数</th></tr></thead>'
            f"<tbody>{''.join(lines)}</tbody></table>"
        )


def _figures(district: str, year: int) -> None:
    st.subheader("全区主要数字", anchor=False)
    found = figures(district, year - 1, year)
    named, doubtful = labels(), {which: doubts(district, which) for which in (year, year - 1)}
    st.html(
        '<table class="gj-figures"><thead><tr><th>项目</th>'
        f"<th>{year} 年度</th><th>{year - 1} 年度</th><th>增减</th></tr></thead><tbody>"
        + "".join(_line(item, year, found, named, doubtful, district) for item in HEADLINE)
        + "</tbody></table>"
    )
    st.caption(coverage(district, year, found.values()) + "空白不作零计。")


def _line(
    item: dict[str, str],
    year: int,
    found: Figures,
    named: dict[str, dict[str, Any]],
    doubtful: dict[int, dict[str, list[DoubtfulFigure]]],
    district: str,
) -> str:
    """A figure with last year's, and below them whose doubtful figures are in them."""
    cell = item["cell"]
    now, before = found.get((cell, year)), found.get((cell, year - 1))
    marks = ""
    for which, words in ((year, "含存疑数字"), (year - 1, "上年含存疑数字")):
        theirs = doubtful[which].get(cell, [])
        links = "、".join(
            f'<a href="{escaped(finding_link(doubt.finding_id, which, district))}" target="_self" title="{escaped(doubt.message, 300)}">'
            f"{escaped(doubt_words(doubt, named, cell))}</a>"
            for doubt in theirs[:MAX_DOUBTS]
        )  # fmt: skip
        if theirs:
            more = f"等 {len(theirs)} 处" if len(theirs) > MAX_DOUBTS else ""
            marks += f'<div class="gj-doubt">△ {words}：{links}{more}</div>'
    title = f"{item['title']}（{named[cell]['unit']}）" if cell in named else item["title"]
    return (
        f'<tr data-cell="{cell}"{" class=gj-open" if marks else ""}><th>{escaped(title)}</th><td>{_value(now)}</td>'
        f"<td>{_value(before)}</td><td>{_change(now, before)}</td></tr>"
        + (f'<tr class="gj-under"><td colspan="4">{marks}</td></tr>' if marks else "")
    )


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
            WHERE a.district_code = ? AND a.kind <> 'district' AND f.report_year = ? AND f.outcome = 'fail'
                AND NOT f.waived AND f.severity <> 'note'
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
    shown = cells.filter(pl.col("agency").is_in(agencies[:MAX_AGENCIES]))
    rules = shown.group_by("title").agg(pl.col("points").sum()).sort("points", descending=True)["title"].to_list()
    note = (
        f"只列失分最多的 {MAX_AGENCIES} 个，共 {len(agencies)} 个单位有扣分的问题；"
        if len(agencies) > MAX_AGENCIES
        else ""
    )
    st.caption(f"{note}格中数字为问题数，颜色为扣分；点一格打开该单位。")
    event = st.altair_chart(
        charts.heat_map(shown, agencies[:MAX_AGENCIES], rules), on_select="rerun", key=f"heat-{district}-{year}", width="content",
        alt="单位与检查的热力图",
    )  # fmt: skip
    picked = (event.get("selection") or {}).get("agency") or []
    if picked:
        open_agency(picked[0]["agency_code"], year)


def _trouble(district: str, year: int) -> None:
    """Documents that do not count and addresses that gave nothing: listed with why and what to do, not lost."""
    found = rows(_TROUBLE, year, district, year)
    if not found:
        return
    counts = Counter(TROUBLE[row["state"]] for row in found)
    told = "，".join(f"{word} {n}" for word, n in counts.most_common())
    with st.expander(f"没有计入的文件与没有取得的网址：{len(found)} 条（{told}）", icon=":material/report:"):
        st.caption("机关或年度不明的文件不分年度全部列出，以免遗漏。重新提供或更正登记后，下次运行即计入。")
        lines = [
            f"<tr><td>{escaped(row['source'], 300)}<br><small>{escaped(_whose(row))}</small></td>"
            f"<td>{TROUBLE[row['state']]}</td><td>{escaped(_reason(row), 600)}</td></tr>"
            for row in found[:MAX_TROUBLE]
        ]
        st.html(
            '<div class="gj-form-box"><table class="gj-list"><thead><tr><th>文件或网址</th><th>情形</th>'
            f"<th>原因与办法</th></tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
        )
        if len(found) > MAX_TROUBLE:
            st.caption(f"只列前 {MAX_TROUBLE} 条，全部见下载的表。")
        download(
            "下载所列",
            pl.DataFrame(
                {
                    "文件或网址": [plain(row["source"]) for row in found],
                    "单位": [plain(_whose(row)) for row in found],
                    "情形": [TROUBLE[row["state"]] for row in found],
                    "原因与办法": [plain(_reason(row)) for row in found],
                }
            ),
            f"未计入-{year}",
        )


def _whose(row: dict[str, Any]) -> str:
    """The agencies that a document or address is for."""
    names = "、".join(row["agencies"] or [])
    return f"{names}等 {row['number']} 个" if row["number"] > len(row["agencies"] or []) else names


def _reason(row: dict[str, Any]) -> str:
    """What is wrong and what to do, without the name of the file, which stands beside it."""
    return str(row["problem"]).removeprefix(f"{row['source']}：")


def _districts(year: int) -> None:
    """Of a city, a province or the nation: its districts one by one."""
    table = frame(
        """
        SELECT d.name AS "区县", count(*) AS "应报", count(*) FILTER (k.status IN ('reported', 'late', 'unclear')) AS "已报",
            count(*) FILTER (k.status = 'late') AS "迟报", count(*) FILTER (k.status = 'missing') AS "缺报",
            coalesce(sum(f.n), 0)::BIGINT AS "扣分的问题", d.district_code AS "代码"
        FROM rankings k
        JOIN districts d USING (district_code)
        JOIN agencies a ON a.agency_code = k.agency_code AND a.kind <> 'district'
        LEFT JOIN (
            SELECT agency_code, count(*) AS n FROM findings WHERE report_year = ? AND points > 0 GROUP BY agency_code
        ) f ON f.agency_code = k.agency_code
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
