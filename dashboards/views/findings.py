"""问题清单: every finding of the district and year, to be filtered, read in full and taken away."""

from typing import Any

import streamlit as st

from ..choose import header, open_agency
from ..dataset import frame, rows
from ..parts import FINDINGS, download, findings_frame
from ..words import DIMENSIONS, OUTCOME, SEVERITY, escaped, markdown, plain

CHANGES = {"new": "新增", "open": "仍在", "resolved": "已解决"}


def page() -> None:
    district, year = header("问题清单")
    found = rows(FINDINGS + " ORDER BY f.points DESC, f.agency_code, f.rule, f.finding_id", district, year)
    changes = dict(frame("SELECT finding_id, change FROM finding_changes").iter_rows())
    _resolved(district, year)
    wanted = st.query_params.get("finding")
    shown = _filtered(found, changes)
    if wanted and (one := next((f for f in found if f["finding_id"] == wanted), None)):
        with st.container(border=True):
            _detail(one, year)
    if not shown:
        st.info("没有符合条件的问题。" if found else "这个区县该年度没有任何问题。", icon=":material/search_off:")
        return
    table = findings_frame(shown)
    event = st.dataframe(
        table,
        column_order=["单位", "检查", "程度", "结果", "扣分", "说明", "维度"],
        column_config={"说明": st.column_config.TextColumn(width="large"), "扣分": st.column_config.NumberColumn(format="%.1f", width=60)},
        hide_index=True,
        height=430,
        on_select="rerun",
        selection_mode="single-row",
        key="findings-table",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{len(shown):,} 条，共 {len(found):,} 条。勾选一行看详情。")
        download("下载所列", table, f"问题清单-{year}")
    if event["selection"]["rows"]:
        picked = shown[event["selection"]["rows"][0]]
        with st.container(border=True):
            _detail(picked, year)


def _filtered(found: list[dict[str, Any]], changes: dict[str, str]) -> list[dict[str, Any]]:
    titles = {f["rule"]: plain(f["title"]) for f in found}
    one, two, three = st.columns([3, 2, 2])
    with one:
        rules = st.multiselect(
            "检查", sorted(titles), format_func=lambda r: titles[r], placeholder="全部", key="f-rule"
        )
    with two:
        severities = st.multiselect(
            "程度", list(SEVERITY), format_func=SEVERITY.__getitem__, placeholder="全部", key="f-severity"
        )
    with three:
        dimensions = st.multiselect(
            "维度", list(DIMENSIONS), format_func=DIMENSIONS.__getitem__, placeholder="全部", key="f-dimension"
        )
    four, five, six, seven = st.columns([2, 2, 2, 3])
    with four:
        groups = st.multiselect("组别", sorted({f["peer_group"] for f in found}), placeholder="全部", key="f-group")
    with five:
        outcomes = st.multiselect(
            "结果",
            list(OUTCOME),
            default=["fail"],
            format_func=OUTCOME.__getitem__,
            placeholder="全部",
            key="f-outcome",
        )
    with six:
        other = {"waived": "已豁免", "new": "较上一版新增", "open": "上一版已有"}
        which = st.multiselect("其他", list(other), format_func=other.__getitem__, placeholder="全部", key="f-other")
    with seven:
        part = st.text_input("查找", placeholder="单位名称或说明中的文字", live=True, key="f-text").strip()
    return [
        f
        for f in found
        if (not rules or f["rule"] in rules)
        and (not severities or f["severity"] in severities)
        and (not dimensions or f["dimension"] in dimensions)
        and (not groups or f["peer_group"] in groups)
        and (not outcomes or f["outcome"] in outcomes)
        and ("waived" not in which or f["waived"])
        and (not {"new", "open"} & set(which) or changes.get(f["finding_id"]) in which)
        and (not part or part in f["agency"] or part in f["message"])
    ]


def _resolved(district: str, year: int) -> None:
    """What is gone since the version before, in a line."""
    counts = dict(
        frame(
            "SELECT c.change, count(*) FROM finding_changes c JOIN agencies a USING (agency_code)"
            " WHERE a.district_code = ? AND c.report_year = ? GROUP BY ALL",
            district,
            year,
        ).iter_rows()
    )
    if counts:
        words = "，".join(f"{word} {counts.get(code, 0)} 条" for code, word in CHANGES.items())
        st.caption(f"与上一个发布版本相比：{words}。")


def _detail(finding: dict[str, Any], year: int) -> None:
    rule = rows("FROM rules WHERE rule = ?", finding["rule"])[0]
    st.markdown(f"##### {markdown(finding['agency'])}：{markdown(rule['title'])}")
    lines = [
        ("说明", finding["message"]),
        ("所报", finding["reported"]),
        ("应为", finding["expected"]),
        ("涉及的格", "；".join(finding["places"])),
        ("扣分", f"{float(finding['points']):.1f}" + ("（已豁免，不计）" if finding["waived"] else "")),
        ("依据", rule["basis"]),
        ("为什么查", rule["why"]),
        ("不算错的情形", rule["not_an_error"]),
    ]
    st.html(
        "".join(f'<div class="gj-text"><b>{title}</b>　{escaped(text, 2_000)}</div>' for title, text in lines if text)
    )
    _proposal(finding)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("打开该单位", icon=":material/apartment:", key=f"open-{finding['finding_id']}"):
            open_agency(finding["agency_code"], year, **({"cell": finding["cells"][0]} if finding["cells"] else {}))
        st.page_link(
            st.session_state["pages"]["findings"],
            label="本条的链接",
            icon=":material/link:",
            query_params={"finding": finding["finding_id"], "year": str(year)},
        )


def _proposal(finding: dict[str, Any]) -> None:
    if not finding["cells"] or not finding["report_id"]:
        return
    proposals = rows(
        "SELECT DISTINCT candidate, class, why FROM repairs WHERE report_id = ? AND list_contains(clears, ?) ORDER BY candidate LIMIT 5",
        finding["report_id"],
        finding["rule"],
    )
    for proposal in proposals:
        st.html(f'<div class="gj-text"><b>更正建议</b>　{escaped(proposal["why"], 600)}</div>')
