"""Every page in a real browser: opened, filtered, linked to, a document checked, a file taken away."""

import time
import zipfile

import duckdb
import pytest
from browser import Browser
from conftest import HOSTILE, Site, dashboard
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

PAGES = {
    "": ["应报单位", "缺报", "全区主要数字"],
    "ranking": ["个单位。勾选一行", "名次怎样得来"],
    "agency": ["所报表格", "原件"],
    "findings": ["条，共", "勾选一行看详情"],
    "figures": ["汇总表", "历年走势", "表三"],
    "alike": ["五字片段"],
    "selfcheck": ["本年报告，可以多份"],
    "downloads": ["公文与工作簿", "清单 manifest.json"],
}


@pytest.fixture
def con(site: Site):
    with duckdb.connect(str((site.home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        yield con


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_a_complaint_and_asks_nobody_else(browser: Browser, page: str) -> None:
    browser.open(page)
    for words in PAGES[page]:
        browser.until(words)
    assert browser.errors() == []
    assert browser.strangers() == []


def test_figures_on_the_overview_are_those_of_the_tables(browser: Browser, con: duckdb.DuckDBPyConnection) -> None:
    browser.open("?year=2025")
    browser.until("应报单位")
    shown = {tile.text.split("\n")[0]: tile.text.split("\n")[1] for tile in browser.all(".gj-tile")}
    statuses = dict(con.sql("SELECT status, count(*) FROM rankings WHERE report_year = 2025 GROUP BY ALL").fetchall())
    assert int(shown["应报单位"]) == sum(statuses.values())
    assert [int(shown[name]) for name in ("按时公布", "迟报", "日期待核", "缺报", "未到期")] == [
        statuses.get(status, 0) for status in ("reported", "late", "unclear", "missing", "not_due")
    ]


def test_the_ranking_is_filtered_by_peer_group(browser: Browser, con: duckdb.DuckDBPyConnection) -> None:
    browser.open("ranking?year=2025")
    group, members = con.sql(
        "SELECT peer_group, count(*) FROM rankings WHERE report_year = 2025 GROUP BY ALL ORDER BY 2 DESC LIMIT 1"
    ).fetchall()[0]
    everyone = con.sql("SELECT count(*) FROM rankings WHERE report_year = 2025").fetchall()[0][0]
    browser.until(f"{everyone} 个单位。")
    next(b for b in browser.all("button") if b.text == group).click()
    browser.until(f"{members} 个单位。")
    assert browser.errors() == []


def test_a_link_to_a_cell_leads_to_its_place_in_the_archived_document(browser: Browser, con) -> None:
    agency, cell, raw = con.sql("""
        SELECT c.agency_code, c.cell, c.raw FROM cells c JOIN reports r USING (report_id)
        WHERE r.is_current AND c.report_year = 2025 AND c.value > 9 AND c.cell LIKE 'applications.%' AND c.agency_code < '990101999'
        ORDER BY c.agency_code, c.cell LIMIT 1
    """).fetchall()[0]
    browser.open(f"agency?agency={agency}&year=2025&cell={cell}")
    browser.until("下载原件")
    assert len(browser.all("td.gj-chosen")) == 1
    (here,) = browser.all("td.gj-here")
    assert here.text == raw.strip()
    assert browser.errors() == []
    assert f"agency={agency}" in browser.driver.current_url


def test_a_figure_is_a_link_to_its_place(browser: Browser, con) -> None:
    agency = con.sql(
        "SELECT agency_code FROM reports WHERE is_current AND report_year = 2025 AND form = '2021' ORDER BY 1"
    ).fetchall()[0][0]
    browser.open(f"agency?agency={agency}&year=2025")
    browser.until("所报表格")
    link = browser.all("table.gj-form td a")[0]
    assert "cell=disclosure." in link.get_attribute("href")
    link.send_keys(Keys.ENTER)  # by keyboard
    browser.wait()
    assert len(browser.all("td.gj-chosen")) == 1


def test_wrong_cells_are_marked_and_say_why(browser: Browser, con) -> None:
    agency, year = con.sql("""
        SELECT agency_code, report_year FROM repairs WHERE class = 'unique' AND cell IS NOT NULL ORDER BY ALL
    """).fetchall()[0]
    browser.open(f"agency?agency={agency}&year={year}")
    browser.until("所报表格")
    assert browser.all("td.gj-wrong, td.gj-suspect")
    assert any("更正建议" in tip.get_attribute("textContent") for tip in browser.all("td .gj-tip"))


def test_a_link_to_a_finding_opens_it_and_the_list_is_searched(browser: Browser, con) -> None:
    finding, message, title = con.sql("""
        SELECT finding_id, message, title FROM findings JOIN rules USING (rule)
        WHERE report_year = 2025 AND outcome = 'fail' ORDER BY findings.points DESC, finding_id LIMIT 1
    """).fetchall()[0]
    browser.open(f"findings?finding={finding}&year=2025")
    text = browser.until(message[:20])
    assert title in text
    total = con.sql("SELECT count(*) FROM findings WHERE report_year = 2025").fetchall()[0][0]
    named = con.sql("""
        SELECT name, count(*) FROM findings JOIN agencies USING (agency_code)
        WHERE report_year = 2025 AND outcome = 'fail' AND name NOT LIKE '<%' GROUP BY ALL ORDER BY 2, 1 LIMIT 1
    """).fetchall()[0]
    field = browser.driver.find_element(By.CSS_SELECTOR, 'input[placeholder="单位名称或说明中的文字"]')
    field.send_keys(named[0], Keys.ENTER)
    expected = con.sql(
        "SELECT count(*) FROM findings JOIN agencies USING (agency_code) WHERE report_year = 2025 AND outcome = 'fail'"
        " AND (contains(name, ?) OR contains(message, ?))",
        params=[named[0], named[0]],
    ).fetchall()[0][0]
    browser.until(f"{expected} 条，共 {total} 条")
    assert browser.errors() == []


def test_a_clerk_s_document_is_answered_and_not_kept(browser: Browser, site: Site, con) -> None:
    source, agency = con.sql("""
        SELECT d.source, f.agency_code FROM findings f JOIN reports r USING (report_id) JOIN documents d USING (document_id)
        WHERE f.outcome = 'fail' AND f.rule IN ('row_total', 'balance', 'handled_total', 'dispute_total') ORDER BY 1 LIMIT 1
    """).fetchall()[0]
    before = sorted(path for path in site.home.rglob("*") if path.is_file())
    browser.open("selfcheck")
    browser.all('input[type="file"]')[0].send_keys(str(site.inbox / source))
    text = browser.until("结论")
    assert "有错误" in text
    assert "〔错误·不符〕" in text
    assert browser.errors() == []
    assert sorted(path for path in site.home.rglob("*") if path.is_file()) == before
    assert agency


def test_files_are_taken_away(browser: Browser) -> None:
    browser.open("downloads")
    browser.until("下载 agencies")
    next(b for b in browser.all("button") if "下载 agencies" in b.text).click()
    with zipfile.ZipFile(browser.downloaded("agencies")) as archive:
        assert archive.namelist() == ["agencies.parquet"]
    browser.open("findings?year=2025")
    browser.until("下载所列")
    next(b for b in browser.all("button") if "下载所列" in b.text).click()
    content = browser.downloaded("问题清单").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "说明" in content.decode("utf-8-sig").splitlines()[0]


def test_a_hostile_report_is_shown_harmlessly(browser: Browser) -> None:
    for page in ("?year=2025", "ranking?year=2025", "findings?year=2025", "alike?year=2025",
                 "agency?agency=990101999000&year=2025", "agency?agency=990101999000&year=2025&cell=disputes.review.total"):  # fmt: skip
        browser.open(page)
        assert browser.errors() == []
        assert browser.strangers() == []
        assert browser.all("img[src*='evil'], img[onerror], a[href*='evil']") == []
        assert (
            browser.driver.execute_script("return [...document.scripts].filter(s => s.text.includes('alert(')).length")
            == 0
        )
        assert "\u202e" not in browser.text
        assert len(browser.driver.page_source) < 5_000_000
    (name,) = [
        field.get_attribute("value") for field in browser.all("input") if "990101999000" in field.get_attribute("value")
    ]
    assert HOSTILE.replace("\u202e", "") in name


def test_on_a_phone_nothing_but_tables_runs_over_the_edge(browser: Browser) -> None:
    browser.driver.set_window_size(500, 844)
    for page in PAGES:
        browser.open(page)
        over = browser.driver.execute_script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert over <= 1, page


def test_the_pages_are_reached_by_keyboard(browser: Browser) -> None:
    browser.open()
    body = browser.driver.switch_to.active_element
    reached = set()
    for _ in range(12):
        body.send_keys(Keys.TAB)
        body = browser.driver.switch_to.active_element
        reached.add(body.text.split("\n")[-1].strip())
    assert {"排名", "单位", "问题清单"} <= reached


def test_before_anything_is_published_it_says_what_to_do(driver, tmp_path) -> None:
    with dashboard(tmp_path) as address:
        browser = Browser(driver[0], address, driver[1])
        browser.open()
        assert "gouji run" in browser.until("还没有发布过任何版本")
        browser.open("selfcheck")
        browser.until("本年报告，可以多份")
        assert browser.errors() == []
    time.sleep(0.1)
