"""Every page in a real browser: opened, filtered, linked to, a document checked, a file taken away."""

import json
import time
import zipfile
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import docx
import duckdb
import pypdfium2
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from gouji.parse.reports import parse
from tests.pages.browser import Browser
from tests.pages.conftest import HOSTILE, LONG, UNKNOWN, UNREACHABLE, Site, dashboard

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


def paper(site: Site, kind: str, suffix: str, title_end: str = "") -> Path:
    """A paper of 2025 in the published version."""
    latest = json.loads((site.home / "public" / "latest.json").read_text())
    manifest = json.loads((site.home / "public" / latest["manifest"]).read_text())
    (path,) = (
        one["path"]
        for one in manifest["papers"]
        if one["kind"] == kind
        and one["path"].endswith(suffix)
        and one["report_year"] == 2025
        and one["title"].endswith(title_end)
    )
    return site.home / "public" / latest["version"] / path


@pytest.mark.parametrize("scope", ["全部单位", "部门"])
def test_the_district_s_tables_are_those_of_the_paper(browser: Browser, site: Site, scope: str) -> None:
    browser.open(f"figures?year=2025&scope={scope}")
    browser.until("表四")
    shown = {cell.get_attribute("data-cell"): cell for cell in browser.all("td[data-cell]")}
    texts = {code: browser.driver.execute_script(_OWN_TEXT, cell).replace(",", "") for code, cell in shown.items()}
    for cell, value in figures_of(site, scope):
        assert Decimal(texts.pop(cell)) == value, cell
    assert texts == {}
    assert browser.errors() == []


# What a figure's cell says, without its mark and the note that opens over it.
_OWN_TEXT = "return arguments[0].querySelector('a, .gj-value').firstChild.textContent"


def figures_of(site: Site, scope: str) -> list[tuple[str, Decimal]]:
    """The district's figures as the paper is read by this project's own reader."""
    content = paper(site, "report", ".docx", "汇总表" if scope == "全部单位" else f"（{scope}）").read_bytes()
    (report,) = parse(content)
    return [(cell.cell, cell.value) for cell in report.cells if cell.value is not None]


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


def test_the_ranking_is_compared_in_peer_groups_and_in_groups_of_volume(
    browser: Browser, con: duckdb.DuckDBPyConnection
) -> None:
    browser.open("ranking?year=2025")
    everyone = con.sql("""
        SELECT count(*) FROM rankings JOIN agencies USING (agency_code) WHERE report_year = 2025 AND kind <> 'district'
    """).fetchall()[0][0]
    browser.until(f"{everyone} 个单位。")
    for column, by in (("peer_group", "同类组"), ("volume_group", "申请量相近")):
        groups = con.sql(f"""
            SELECT {column}, count(*) FROM rankings WHERE report_year = 2025 AND {column} IS NOT NULL GROUP BY ALL ORDER BY 2, 1
        """).fetchall()
        next(b for b in browser.all("button") if b.text == by).click()
        browser.wait()
        for group, members in groups:
            next(b for b in browser.all("button") if b.text == group).click()
            browser.until(f"{members} 个单位。")
        address = unquote(browser.driver.current_url)
        assert f"by={by}" in address
    assert browser.errors() == []
    browser.open(address.split("/", 3)[3])  # the view as a link
    browser.until(f"{members} 个单位。")


def test_the_ranking_says_whose_rank_hangs_on_which_weight(browser: Browser, con: duckdb.DuckDBPyConnection) -> None:
    counted = con.sql("""
        SELECT d.title, count(*) FROM rankings k JOIN dimensions d ON d.dimension = k.driver
        WHERE k.report_year = 2025 AND k.rank IS NOT NULL GROUP BY ALL
    """).fetchall()
    assert counted
    browser.open("ranking?year=2025")
    text = browser.until("最能左右名次的权重：")
    for title, agencies in counted:
        assert f"{title}（{agencies} 个单位）" in text


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


def test_papers_tell_their_format_and_come_all_at_once(browser: Browser, site: Site) -> None:
    browser.open("downloads?year=2025")
    browser.until("全部")
    labels = [text.split("\n")[-1] for text in browser.texts('[data-testid="stDownloadButton"] button') if text]
    assert len(labels) == len(set(labels))
    for suffix, word in ((".docx", "Word"), (".html", "网页")):
        size = paper(site, "report", suffix, "汇总表").stat().st_size
        assert f"2025年度汇总表 · {word} · {round(size / 1000)} KB" in labels
    notices = [p for p in paper(site, "workbook", ".xlsx").parent.rglob("*.docx") if p.parent.name == "整改通知"]
    next(b for b in browser.all("button") if f"全部 {len(notices)} 份整改通知" in b.text).click()
    with zipfile.ZipFile(browser.downloaded("整改通知-")) as archive:
        assert sorted(archive.namelist()) == sorted(p.name for p in notices)
        assert archive.testzip() is None
    next(b for b in browser.all("button") if "主要数据表 CSV" in b.text).click()
    with zipfile.ZipFile(browser.downloaded("CSV-")) as archive:
        package = json.loads(archive.read("datapackage.json"))
        assert {r["path"] for r in package["resources"]} | {"datapackage.json"} == set(archive.namelist())
        assert "csv/district_tables.csv" in archive.namelist()


@pytest.mark.parametrize("page", ["ranking?year=2025", "agency?agency={agency}&year=2025"])
def test_a_page_is_printed_whole(browser: Browser, con, page: str) -> None:
    agency = con.sql("""
        SELECT agency_code FROM repairs JOIN agencies USING (agency_code) WHERE class = 'unique' AND report_year = 2025 ORDER BY 1
    """).fetchall()[0][0]
    browser.open(page.format(agency=agency))
    browser.until("名次怎样得来" if page.startswith("ranking") else "所报表格")
    with browser.printed() as document:
        pages = [sheet.get_textpage().get_text_range() for sheet in document]
        reach = max(rights(sheet, "状态" if page.startswith("ranking") else "总计") for sheet in document)
        assert 0.5 * document[0].get_width() < reach < 0.97 * document[0].get_width()
    text = "".join(pages)
    assert "问题清单" not in pages[0]  # neither sidebar nor the bar at the top
    if page.startswith("ranking"):
        (heading,) = (line for line in text.splitlines() if line.startswith("名次 单位"))
        assert heading.split()[-2:] == ["较上年", "状态"]
        last = con.sql("""
            SELECT name FROM rankings JOIN agencies USING (agency_code)
            WHERE report_year = 2025 AND kind <> 'district' AND name NOT LIKE '<%' ORDER BY rank DESC NULLS LAST, agency_code LIMIT 1
        """).fetchall()[0][0]
        assert last in text  # a screen shows fifteen lines, paper all of them
    else:
        assert text.replace("\r", "").replace("\n", "").count("总计") >= 5
        assert "说明" in text


def rights(sheet: pypdfium2.PdfPage, word: str) -> float:
    """Where the rightmost of these words on a sheet ends; 0 where there is none."""
    text = sheet.get_textpage()
    search, ends = text.search(word), [0.0]
    while place := search.get_next():
        ends.append(text.get_charbox(place[0] + place[1] - 1)[2])
    return max(ends)


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
