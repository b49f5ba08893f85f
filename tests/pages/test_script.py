"""What the script adds, in a browser: the list changes in place, the address follows, back works, nothing complains."""

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from tests.pages.browser import PATIENCE, Browser
from tests.pages.conftest import dashboard
from tests.pages.small_home import TOWN, finding, write_home


@pytest.mark.slow
def test_a_list_is_sorted_and_searched_in_place(tmp_path, driver) -> None:
    findings = [finding(number, TOWN, points=number, message=f"第 {number} 处") for number in range(1, 61)]
    with dashboard(write_home(tmp_path, {"findings": findings})) as address:
        browser = Browser(driver[0], address, driver[1])
        browser.screen(1366, 768)
        browser.driver.get(f"{address}/findings?group=agency")
        browser.driver.execute_script("window.kept = 'the same page'; scrollTo(0, 300)")

        def first_row(expected: str) -> None:
            selector = "table.list tbody tr:not(.group) td.told"
            WebDriverWait(browser.driver, PATIENCE).until(lambda _: browser.texts(selector)[:1] == [expected])

        first_row("第 60 处")
        click(browser, 'th a[href*="sort=-points"]')
        WebDriverWait(browser.driver, PATIENCE).until(lambda driver: "sort=-points" in driver.current_url)
        click(browser, 'th a[href*="sort=points"]')
        first_row("第 1 处")
        assert browser.driver.execute_script("return scrollY") == 300
        browser.driver.find_element("css selector", 'input[name="text"]').send_keys("第 42")
        first_row("第 42 处")
        browser.until("1 条，共 60 条")
        assert "text=" in browser.driver.current_url
        assert "group=agency" in browser.driver.current_url
        browser.driver.back()
        first_row("第 60 处")
        browser.driver.back()
        WebDriverWait(browser.driver, PATIENCE).until(lambda driver: "sort" not in driver.current_url)
        browser.driver.forward()
        WebDriverWait(browser.driver, PATIENCE).until(lambda driver: "sort=-points" in driver.current_url)
        assert browser.driver.execute_script("return window.kept") == "the same page"
        assert browser.driver.execute_script("return document.querySelectorAll('main').length") == 1
        assert browser.errors() == []
        assert browser.strangers() == []


def click(browser: Browser, selector: str) -> None:
    browser.driver.execute_script("document.querySelector(arguments[0]).click()", selector)
