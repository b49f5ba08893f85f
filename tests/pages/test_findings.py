"""The page of findings: links, search, filters, what was resolved."""

from urllib.parse import unquote

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.pages.browser import Browser
from tests.pages.conftest import HOSTILE


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


def test_filters_stand_in_the_address(browser: Browser, con) -> None:
    where = "report_year = 2025 AND outcome = 'fail' AND severity = 'warning'"
    expected, total = con.sql(
        f"SELECT count(*) FILTER ({where}), count(*) FROM findings WHERE report_year = 2025"
    ).fetchall()[0]
    browser.open("findings?year=2025&severity=警告")
    browser.until(f"{expected} 条，共 {total} 条")
    field = browser.driver.find_element(By.CSS_SELECTOR, 'input[placeholder="单位名称或说明中的文字"]')
    field.send_keys("没有的字样", Keys.ENTER)
    browser.until("没有符合条件的问题")
    address = unquote(browser.driver.current_url)
    assert "severity=警告" in address
    assert "text=没有的字样" in address
    browser.open(f"findings?year=2025&outcome=不符&text={HOSTILE[:8]}")
    assert browser.errors() == []


def test_what_was_resolved_since_the_version_before_is_listed(browser: Browser, con) -> None:
    resolved = con.sql("""
        SELECT message, finding_id FROM finding_changes WHERE change = 'resolved' AND report_year = 2025 ORDER BY rule = 'report_missing' DESC
    """).fetchall()
    assert resolved
    browser.open("findings?year=2025")
    browser.until(f"已解决 {len(resolved)} 条")
    next(a for a in browser.all("a") if a.text.endswith(f"已解决 {len(resolved)} 条")).click()
    browser.until(f"{len(resolved)} 条，共")
    assert "change=已解决" in unquote(browser.driver.current_url)
    message, finding = resolved[0]
    browser.open(f"findings?finding={finding}&year=2025")
    text = browser.until(message[:20])
    assert "（已解决）" in text
    browser.open("findings?finding=0000&year=2025")
    browser.until("这个版本里没有")
    assert browser.errors() == []
