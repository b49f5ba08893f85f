"""Every page in a real browser, over a district that was run, with a hostile report in it."""

import re
from decimal import Decimal

import docx
import duckdb
import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.pages.browser import PATIENCE, Browser
from tests.pages.conftest import HOSTILE, LONG, UNKNOWN, UNREACHABLE, Site, dashboard
from tests.pages.published import figures_of, paper

BAD = "990101999000"  # the hostile agency
PAGES = {
    "overview": ["应报单位", "公布进度", "全区主要数字"],
    "agency": ["街道", "部门"],
    f"agency?agency={BAD}&year=2025&cell=disputes.review.total": ["问题", "五、存在的主要问题及改进情况", "下载原件"],
    "findings": ["条，共"],
    "ranking": ["名次怎样得来", "最能左右名次的权重"],
    "figures": ["表三"],
    "alike": ["只列超过门槛的"],
    "drafts": ["本年"],
    "downloads": ["公文与工作簿", "sha256"],
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_a_complaint_asks_nobody_else_and_reloads_the_same(browser: Browser, page: str) -> None:
    browser.open(page)
    for words in PAGES[page]:
        browser.until(words)
    text, address = browser.text, browser.driver.current_url
    browser.driver.refresh()
    browser.wait()
    assert browser.text == text
    assert browser.driver.current_url == address
    assert browser.errors() == []
    assert browser.strangers() == []


def test_back_works_over_ten_steps(browser: Browser, con: duckdb.DuckDBPyConnection) -> None:
    agency, cell = con.sql("""
        SELECT agency_code, cell FROM cells JOIN reports USING (report_id, agency_code)
        WHERE is_current AND cells.report_year = 2025 AND table_index IS NOT NULL AND agency_code < '990101999' ORDER BY ALL
    """).fetchall()[0]
    browser.open("overview?year=2025")
    seen = [browser.driver.current_url]
    for selector in (
        'nav.pages a[href^="/ranking"]', 'a[href*="by=peers"]', 'th a[href*="sort="]', 'nav.pages a[href^="/findings"]',
        ".facets a", 'th a[href*="sort="]', 'td a[href*="open="]', 'nav.pages a[href^="/agency"]', f'a[href*="agency={agency}"]',
        f'td a[href*="cell={cell}"]',
    ):  # fmt: skip
        browser.driver.execute_script("document.querySelector(arguments[0]).click()", selector)
        WebDriverWait(browser.driver, PATIENCE).until(lambda driver: driver.current_url != seen[-1])
        browser.wait()
        seen.append(browser.driver.current_url)
    assert all("year=2025" in address for address in seen)
    for address in reversed(seen[:-1]):
        browser.driver.back()
        WebDriverWait(browser.driver, PATIENCE).until(lambda driver, address=address: driver.current_url == address)
    browser.until("公布进度")
    assert browser.errors() == []


def test_the_hostile_report_is_as_long_as_it_claims(con: duckdb.DuckDBPyConnection) -> None:
    (length,) = con.sql(f"SELECT max(octet_length(encode(text))) FROM sections WHERE agency_code = '{BAD}'").fetchall()[
        0
    ]
    assert length >= LONG
    assert con.sql(f"SELECT status FROM reports WHERE agency_code = '{BAD}'").fetchall() == [("current",)]


def test_a_hostile_report_is_shown_harmlessly(browser: Browser) -> None:
    for page in ("overview?year=2025", "ranking?year=2025", "findings?year=2025", "alike?year=2025",
                 f"agency?agency={BAD}&year=2025", f"agency?agency={BAD}&year=2025&cell=disputes.review.total"):  # fmt: skip
        browser.open(page)
        assert browser.errors() == []
        assert browser.strangers() == []
        assert browser.all("img[src*='evil'], img[onerror], a[href*='evil'], script:not([src])") == []
        assert "\u202e" not in browser.text
        assert len(browser.driver.page_source) < 5_000_000
    assert browser.driver.title.startswith(HOSTILE.replace("\u202e", ""))


def test_on_a_phone_nothing_but_tables_runs_over_the_edge(browser: Browser) -> None:
    browser.screen(390, 844, phone=True)
    for page in PAGES:
        browser.open(page)
        assert browser.driver.execute_script("return window.innerWidth") == 390, page


def test_the_pages_are_reached_by_keyboard(browser: Browser) -> None:
    browser.open("overview")
    body = browser.driver.switch_to.active_element
    reached = set()
    for _ in range(12):
        body.send_keys(Keys.TAB)
        body = browser.driver.switch_to.active_element
        reached.add(body.text.strip())
    assert {"排名", "单位", "问题"} <= reached


def test_the_pages_say_what_the_papers_say(browser: Browser, site: Site, con: duckdb.DuckDBPyConnection) -> None:
    browser.open("overview?year=2025")
    shown = dict(text.split("\n")[:2] for text in browser.texts(".tile"))
    circular = "".join(p.text for p in docx.Document(str(paper(site, "circular", ".docx"))).paragraphs)
    assert f"年度报告的机关{shown['应报单位']}个，" in circular
    theirs = dict(figures_of(site, "全部单位"))
    for row in browser.all("tr[data-cell]"):
        figure = row.find_elements("css selector", "td.number")[0].text.replace(",", "")
        assert Decimal(figure) == theirs[row.get_attribute("data-cell")]
    finding, year = con.sql("""
        SELECT finding_id, report_year FROM findings WHERE rule = 'fee_unit' AND outcome = 'fail' ORDER BY ALL
    """).fetchall()[0]
    browser.open(f"overview?year={year}")
    assert browser.all(f'.doubt a[href*="{finding}"]')


def test_what_matches_nobody_and_what_could_not_be_had_is_listed(browser: Browser) -> None:
    browser.open("overview?year=2025")
    browser.driver.execute_script("document.querySelectorAll('details').forEach(each => { each.open = true })")
    listed = browser.texts(".trouble tr")
    for source, state in (("broken.pdf", "读不出"), ("nobody.html", "机关不明"), (UNREACHABLE, "网址不准访问")):
        line = next(text for text in listed if text.startswith(source))
        assert state in line
        assert len(line) > len(source) + len(state) + 10  # why, and what to do
    assert UNKNOWN in browser.text


def test_a_figure_s_original_is_opened_beside_it(browser: Browser, con: duckdb.DuckDBPyConnection) -> None:
    agency, cell, raw = con.sql("""
        SELECT c.agency_code, c.cell, c.raw FROM cells c JOIN reports r USING (report_id)
        WHERE r.is_current AND c.report_year = 2025 AND c.value > 9 AND c.cell LIKE 'applications.%' AND c.agency_code < '990101999'
        ORDER BY c.agency_code, c.cell LIMIT 1
    """).fetchall()[0]
    browser.open(f"agency?agency={agency}&year=2025&cell={cell}")
    assert len(browser.all("table.form td.chosen")) == 1
    (here,) = browser.all("#source td.here")
    assert here.text == raw.strip()


@pytest.mark.parametrize("page", ["ranking?year=2025", "agency?agency={agency}&year=2025"])
def test_a_page_is_printed_whole(browser: Browser, con: duckdb.DuckDBPyConnection, page: str) -> None:
    (agency,) = con.sql("""
        SELECT agency_code FROM repairs JOIN agencies USING (agency_code) WHERE class = 'unique' AND report_year = 2025 ORDER BY 1
    """).fetchall()[0]
    browser.open(page.format(agency=agency))
    with browser.printed() as document:
        text = "".join(re.sub(r"\s", "", sheet.get_textpage().get_text_range()) for sheet in document)
    assert "送审" not in text  # the navigation
    if page.startswith("ranking"):
        (last,) = con.sql("""
            SELECT name FROM rankings JOIN agencies USING (agency_code)
            WHERE report_year = 2025 AND kind <> 'district' AND name NOT LIKE '<%' ORDER BY rank DESC NULLS LAST, agency_code LIMIT 1
        """).fetchall()[0]
        assert "附件" in text
        assert last in text
    else:
        assert text.count("总计") >= 5


def test_before_anything_is_published_it_says_what_to_do(driver, tmp_path) -> None:
    with dashboard(tmp_path) as address:
        browser = Browser(driver[0], address, driver[1])
        browser.open()
        assert "gouji run" in browser.until("还没有发布过任何版本")
        assert browser.errors() == []
