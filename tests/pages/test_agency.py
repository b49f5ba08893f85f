"""The page of an agency: its tables, its document, its wrong cells."""

from selenium.webdriver.common.keys import Keys

from tests.pages.browser import Browser


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
