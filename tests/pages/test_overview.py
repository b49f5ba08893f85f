"""The first page: tiles, headline figures, what is in doubt, what was left out."""

from decimal import Decimal

import docx
import duckdb
from selenium.webdriver.common.by import By

from tests.pages.browser import Browser
from tests.pages.conftest import UNKNOWN, UNREACHABLE, Site
from tests.pages.published import figures_of, paper


def test_the_tiles_count_as_the_circular_does_and_show_the_district_s_own_report_apart(
    browser: Browser, site: Site, con: duckdb.DuckDBPyConnection
) -> None:
    browser.open("?year=2025")
    browser.until("应报单位")
    shown = dict(text.split("\n")[:2] for text in browser.texts(".gj-tile"))
    statuses = dict(
        con.sql("""
        SELECT status, count(*) FROM rankings JOIN agencies USING (agency_code)
        WHERE report_year = 2025 AND kind <> 'district' GROUP BY ALL
    """).fetchall()
    )
    assert int(shown["应报单位"]) == sum(statuses.values())
    assert [int(shown[name]) for name in ("按时公布", "迟报", "日期待核", "缺报", "未到期")] == [
        statuses.get(status, 0) for status in ("reported", "late", "unclear", "missing", "not_due")
    ]
    circular = "".join(p.text for p in docx.Document(str(paper(site, "circular", ".docx"))).paragraphs)
    assert f"年度报告的机关{shown['应报单位']}个，" in circular
    assert f"应报单位 {shown['应报单位']} 个" in browser.text
    (own,) = browser.all(".gj-own")
    assert "区县政府本级报告（另计）" in own.text


def test_the_headline_figures_are_those_of_the_paper(browser: Browser, site: Site) -> None:
    browser.open("?year=2025")
    browser.until("全区主要数字")
    theirs = dict(figures_of(site, "全部单位"))
    for row in browser.all("table.gj-figures tr[data-cell]"):
        shown = row.find_elements(By.TAG_NAME, "td")[0].text.replace(",", "")
        assert Decimal(shown) == theirs[row.get_attribute("data-cell")]
    assert browser.errors() == []


def test_a_district_figure_says_whose_doubtful_figure_it_holds(browser: Browser, con) -> None:
    name, finding, year = con.sql("""
        SELECT name, finding_id, report_year FROM findings JOIN agencies USING (agency_code)
        WHERE rule = 'fee_unit' AND outcome = 'fail' ORDER BY ALL
    """).fetchall()[0]
    browser.open(f"?year={year}")
    browser.until("全区主要数字")
    (mark,) = (m for m in browser.all(".gj-doubt") if name in m.text and not m.text.startswith("△ 上年"))
    assert mark.text.startswith("△ 含存疑数字：")
    link = next(a for a in mark.find_elements(By.TAG_NAME, "a") if name in a.text)
    assert finding in link.get_attribute("href")
    link.click()
    browser.until("收费金额的单位弄错")
    assert finding in browser.driver.current_url
    browser.open(f"figures?year={year}")
    browser.until("处存疑的数字")
    (cell,) = browser.all('td[data-cell="disclosure.fees.amount"]')
    assert "gj-suspect" in cell.get_attribute("class")
    assert name in cell.find_element(By.CLASS_NAME, "gj-tip").get_attribute("textContent")


def test_what_matches_nobody_and_what_could_not_be_had_is_listed(browser: Browser) -> None:
    browser.open("?year=2025")
    browser.until("没有计入的文件与没有取得的网址")
    next(s for s in browser.all("summary") if "没有计入的文件" in s.text).click()
    listed = browser.until("原因与办法")
    for source, state in (("broken.pdf", "读不出"), ("nobody.html", "机关不明"), (UNREACHABLE, "网址不准访问")):
        line = next(text for text in browser.texts("table.gj-list tr") if text.startswith(source))
        assert state in line
        assert len(line) > len(source) + len(state) + 10  # why, and what to do
    assert UNKNOWN in listed
    assert browser.errors() == []
