"""What is looked at (district, year, agency), kept in the page's address so that a link leads back to it."""

from typing import Any

import streamlit as st

from .dataset import rows
from .wording import plain

MAX_NAMED = 300  # agencies offered at once; a longer list is searched by name


def header(title: str) -> tuple[str, int]:
    """A page's title and, beside it, the district and report year looked at: by default the first and the newest."""
    districts = {
        r["district_code"]: plain(r["name"] or r["district_code"])
        for r in rows("SELECT district_code, name FROM districts ORDER BY district_code")
    }
    years = [r["report_year"] for r in rows("SELECT DISTINCT report_year FROM rankings ORDER BY 1 DESC")]
    heading, left, right = st.columns([5, 3, 2], vertical_alignment="bottom")
    heading.title(title, anchor=False)
    with left:
        district = _select("区县", list(districts), "district", lambda code: districts[code])
    with right:
        year = _select("报告年度", years, "year", lambda y: f"{y} 年度")
    return district, int(year)


def agency(district: str) -> str | None:
    """The agency chosen, by a selector one can type in."""
    named = {
        r["agency_code"]: plain(r["name"])
        for r in rows("SELECT agency_code, name FROM agencies WHERE district_code = ? ORDER BY agency_code", district)
    }
    chosen = st.query_params.get("agency") or st.session_state.get("agency")
    codes = list(named)
    if len(codes) > MAX_NAMED:
        part = st.text_input("查找单位", placeholder="输入名称或代码的一部分", live=True).strip()
        codes = [code for code in codes if part in named[code] or code.startswith(part or "\0")][:MAX_NAMED]
        if chosen in named and chosen not in codes:
            codes.insert(0, chosen)
    choice = _select("单位", codes, "agency", lambda code: f"{named.get(code, code)}（{code}）")
    return None if choice is None else str(choice)


def open_agency(code: str, year: int, **more: Any) -> None:
    """Go to an agency's page."""
    st.session_state["agency"] = code
    st.switch_page(st.session_state["pages"]["agency"], query_params={"agency": code, "year": str(year), **more})


def _select(label: str, options: list[Any], key: str, show: Any) -> Any:
    """A selector bound to the address; a value there that is no option (an old link) falls back to the first."""
    if not options:
        st.selectbox(label, ["—"], disabled=True, key=f"{key}-none")
        return None
    given = st.query_params.get(key)
    known = {str(option): option for option in options}
    if given is not None and given not in known:
        st.warning(f"链接中的{label}“{plain(given, 40)}”在这里没有，请另选。", icon=":material/link_off:")
    if given in known and st.session_state.get(f"{key}-given") != given:
        st.session_state[key] = known[given]  # the address was changed: a link, or the browser's own arrows
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0]
    value = st.selectbox(label, options, key=key, format_func=show, persist_state="session")
    st.query_params[key] = str(value)
    st.session_state[f"{key}-given"] = str(value)
    return value
