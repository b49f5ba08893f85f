"""What holds for every page: it opens, asks nobody else, shows hostile text harmlessly, on a phone, by keyboard."""

import time

import pytest
from selenium.webdriver.common.keys import Keys

from tests.pages.browser import Browser
from tests.pages.conftest import HOSTILE, LONG, dashboard

PAGES = {
    "": ["应报单位", "缺报", "全区主要数字"],
    "ranking": ["个单位。勾选一行", "名次怎样得来", "最能左右名次的权重"],
    "agency": ["所报表格", "原件"],
    "findings": ["条，共", "勾选一行看详情"],
    "figures": ["汇总表", "历年走势", "表三"],
    "alike": ["五字片段"],
    "selfcheck": ["本年报告，可以多份"],
    "downloads": ["公文与工作簿", "清单 manifest.json"],
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_a_complaint_and_asks_nobody_else(browser: Browser, page: str) -> None:
    browser.open(page)
    for words in PAGES[page]:
        browser.until(words)
    assert browser.errors() == []
    assert browser.strangers() == []


def test_the_hostile_report_is_as_long_as_it_claims(con) -> None:
    (length,) = con.sql("""
        SELECT max(octet_length(encode(text))) FROM sections WHERE agency_code = '990101999000'
    """).fetchall()[0]
    assert length >= LONG
    assert con.sql("SELECT status FROM reports WHERE agency_code = '990101999000'").fetchall() == [("current",)]


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
    browser.screen(390, 844, phone=True)
    for page in PAGES:
        browser.open(page)
        assert browser.driver.execute_script("return window.innerWidth") == 390
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
