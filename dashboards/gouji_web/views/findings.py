"""问题清单: every finding of the district and year, to be filtered, read in full and taken away."""

from typing import Any

import streamlit as st

from gouji_web.dataset import dimensions, frame, rows
from gouji_web.filters import header, open_agency
from gouji_web.parts import FINDINGS, RESOLVED, download, findings_frame, for_print
from gouji_web.wording import OUTCOME, SEVERITY, escaped, markdown, plain

CHANGES = {"new": "新增", "open": "仍在", "resolved": "已解决"}
_COUNTS = """
SELECT c.change, count(*) FROM finding_changes c JOIN agencies a USING (agency_code)
WHERE a.district_code = ? AND c.report_year = ? GROUP BY ALL
"""


def page() -> None:
    district, year = header("问题清单")
    found = rows(FINDINGS + " ORDER BY f.points DESC, f.agency_code, f.rule, f.finding_id", district, year)
    changes = dict(frame("SELECT finding_id, change FROM finding_changes").iter_rows())
    gone = rows(RESOLVED, district, year)
    _since_the_version_before(district, year)
    wanted = st.query_params.get("finding")
    shown = _filtered(found, gone, changes)
    if wanted:
        _linked(next((f for f in found + gone if f["finding_id"] == wanted), None), year)
    if not shown:
        st.info("没有符合条件的问题。" if found else "这个区县该年度没有任何问题。", icon=":material/search_off:")
        return
    table = findings_frame(shown)
    event = st.dataframe(
        table,
        column_order=["单位", "检查", "程度", "结果", "扣分", "说明", "维度"],
        column_config={
            "单位": st.column_config.TextColumn(width=150),
            "检查": st.column_config.TextColumn(width=220),
            "程度": st.column_config.TextColumn(width=60),
            "结果": st.column_config.TextColumn(width=75),
            "扣分": st.column_config.NumberColumn(format="%.1f", width=60),
            "说明": st.column_config.TextColumn(width=600),
            "维度": st.column_config.TextColumn(width=60),
        },
        hide_index=True,
        height=min(430, 38 + 35 * len(shown)),
        on_select="rerun",
        selection_mode="single-row",
        key="findings-table",
    )
    for_print(table, {name: name for name in ("单位", "检查", "程度", "结果", "扣分", "说明")})
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"{len(shown):,} 条，共 {len(found):,} 条。勾选一行看详情；筛选条件在本页网址中，复制网址即可转给他人。"
        )
        download("下载所列", table, f"问题清单-{year}")
    if event["selection"]["rows"]:
        picked = shown[event["selection"]["rows"][0]]
        with st.container(border=True):
            _detail(picked, year)


def _linked(finding: dict[str, Any] | None, year: int) -> None:
    """The finding that the address names."""
    if finding is None:
        st.warning("链接中的问题在这个版本里没有，可能已在更早的版本解决。", icon=":material/link_off:")
        return
    with st.container(border=True):
        _detail(finding, year)


def _filtered(found: list[dict[str, Any]], gone: list[dict[str, Any]], changes: dict[str, str]) -> list[dict[str, Any]]:
    """What the filters leave; each filter is kept in the address."""
    everything = found + gone
    titles = {f["rule"]: plain(f["title"]) for f in everything}
    one, two, three = st.columns([3, 2, 2])
    with one:
        rules = _several("检查", dict(sorted(titles.items())), "rule")
    with two:
        severities = _several("程度", SEVERITY, "severity")
    with three:
        chosen = _several("维度", dimensions(), "dimension")
    four, five, six, seven = st.columns([2, 2, 3, 3])
    with four:
        groups = _several("组别", {f["peer_group"]: plain(f["peer_group"]) for f in everything}, "group")
    with five:
        outcomes = _several("结果", OUTCOME | {"waived": "已豁免"}, "outcome", ["fail"])
    with six:
        which = _several("较上一版", CHANGES, "change")
    with seven:
        part = st.text_input(
            "查找", placeholder="单位名称或说明中的文字", live=True, key="text", bind="query-params"
        ).strip()  # fmt: skip
    shown = found if not which else [f for f in everything if f.get("change", changes.get(f["finding_id"])) in which]
    return [
        f
        for f in shown
        if (not rules or f["rule"] in rules)
        and (not severities or f["severity"] in severities)
        and (not chosen or f["dimension"] in chosen)
        and (not groups or f["peer_group"] in groups)
        and (not outcomes or f["outcome"] in outcomes or ("waived" in outcomes and f["waived"]))
        and (not part or part in f["agency"] or part in f["message"])
    ]


def _several(label: str, options: dict[str, str], key: str, default: list[str] | None = None) -> list[str]:
    return st.multiselect(
        label, list(options), default=default, format_func=lambda code: options.get(code, code), placeholder="全部", key=key,
        bind="query-params",
    )  # fmt: skip


def _since_the_version_before(district: str, year: int) -> None:
    """What came and went, in a line, each a link to the list of it."""
    counts = dict(frame(_COUNTS, district, year).iter_rows())
    if not counts:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("与上一个发布版本相比：")
        for code, word in CHANGES.items():
            st.page_link(
                st.session_state["pages"]["findings"],
                label=f"{word} {counts.get(code, 0)} 条",
                query_params={"district": district, "year": str(year), "change": word},
            )


def _detail(finding: dict[str, Any], year: int) -> None:
    rule = next(
        iter(rows("FROM rules WHERE rule = ?", finding["rule"])), dict.fromkeys(("basis", "why", "not_an_error"))
    )
    gone = finding.get("change") == "resolved"
    st.markdown(f"##### {markdown(finding['agency'])}：{markdown(finding['title'])}{'（已解决）' if gone else ''}")
    lines = [
        ("说明", finding["message"]),
        ("所报", finding["reported"]),
        ("应为", finding["expected"]),
        ("涉及的格", "；".join(finding["places"])),
        (
            "扣分",
            "已解决，不扣分；以上为上一版所述"
            if gone
            else f"{float(finding['points']):.1f}" + ("（已豁免，不计）" if finding["waived"] else ""),
        ),
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
