"""Pictures of all pages: at 1366 and 1920 pixels, on a phone (390), and printed, to be looked at.

    python -m bench.screenshots OUT [HOME]

HOME is a home with a published version (default: data, after `make run`). One file a page and size; of a print its first
sheets below each other.
"""

import sys
from pathlib import Path
from urllib.parse import urlencode

import pypdfium2
from PIL import Image

from gouji_web.core.versions import VersionReader, Versions
from gouji_web.page_list import PAGES
from tests.pages.browser import Browser, start_browser
from tests.pages.conftest import dashboard

SIZES = {"1366": (1366, 768), "1920": (1920, 1080), "390": (390, 844)}
MAX_HEIGHT = 4_000  # pixels of a picture
MAX_SHEETS = 3
PRINT_SCALE = 1.2  # of 72 dots an inch
# An agency with a repair, a cell of it, a finding, a case: what pages show when something is open.
_WORST = """
SELECT f.agency_code AS agency, f.report_year AS year, f.finding_id AS finding, f.cells[1] AS cell FROM findings f
JOIN repairs r ON r.agency_code = f.agency_code AND r.report_year = f.report_year AND r.class = 'unique'
WHERE f.outcome = 'fail' AND len(f.cells) > 0 ORDER BY f.report_year DESC, f.impact_share DESC NULLS LAST, f.finding_id LIMIT 1
"""


def main() -> None:
    out, home = Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "data")
    version = Versions(home).current()
    if version is None:
        sys.exit(f"{home}: nothing is published; make run, or name a home")
    out.mkdir(parents=True, exist_ok=True)
    driver = start_browser(out)
    try:
        with dashboard(home) as address:
            for name, path in states(version).items():
                take(Browser(driver, address, out), name, path)
                print(name, flush=True)
    finally:
        driver.quit()


def states(version: VersionReader) -> dict[str, str]:
    """What is taken, by name: every page, and those that open something once more with it open."""
    found = {page.path: page.path for page in PAGES}
    worst = version.row(_WORST)
    if worst:
        agency = {"agency": worst["agency"], "year": worst["year"]}
        found |= {
            "agency-one": f"agency?{urlencode(agency)}",
            "agency-cell": f"agency?{urlencode(agency | {'cell': worst['cell']})}",
            "findings-open": f"findings?{urlencode({'open': worst['finding'], 'year': worst['year']})}",
            "cases-open": f"cases?{urlencode({'open': worst['agency'], 'year': worst['year']})}",
        }
    return found


def take(browser: Browser, name: str, path: str) -> None:
    """One page at every size and printed."""
    for size, (width, height) in SIZES.items():
        phone = size == "390"
        browser.screen(width, height, phone=phone)
        browser.open(path)
        whole = browser.driver.execute_script("return document.documentElement.scrollHeight")
        browser.screen(width, min(max(whole, height), MAX_HEIGHT), phone=phone)
        browser.driver.save_screenshot(str(browser.downloads / f"{name}-{size}.png"))
    browser.screen(*SIZES["1366"])
    browser.open(path)
    with browser.printed() as document:
        sheets(document).save(browser.downloads / f"{name}-print.png")


def sheets(document: pypdfium2.PdfDocument) -> Image.Image:
    """The first sheets of a document below each other."""
    pages = [document[number].render(scale=PRINT_SCALE).to_pil() for number in range(min(len(document), MAX_SHEETS))]
    picture = Image.new("RGB", (max(page.width for page in pages), sum(page.height + 8 for page in pages)), "#888")
    top = 0
    for page in pages:
        picture.paste(page, (0, top))
        top += page.height + 8
    return picture


if __name__ == "__main__":
    main()
