"""The page of figures: the tables of the district."""

from decimal import Decimal

import pytest

from tests.pages.browser import Browser
from tests.pages.conftest import Site
from tests.pages.published import figures_of

# What a figure's cell says, without its mark and the note that opens over it.
_OWN_TEXT = "return arguments[0].querySelector('a, .gj-value').firstChild.textContent"


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
