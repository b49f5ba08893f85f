"""The page of ranks: groups and weights."""

from urllib.parse import unquote

import duckdb

from tests.pages.browser import Browser


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
