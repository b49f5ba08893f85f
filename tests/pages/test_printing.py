"""Pages on paper."""

import pypdfium2
import pytest

from tests.pages.browser import Browser


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
