"""The clerk's page: a document is checked and not kept."""

from tests.pages.browser import Browser
from tests.pages.conftest import Site


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
