"""A headless Chromium that reports what it logged and which addresses it asked for."""

import base64
import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.expected_conditions import alert_is_present
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 60  # seconds: these tests run on slow, shared machines
LOCAL = {"127.0.0.1", "localhost", ""}
_WHOLE = "return document.readyState === 'complete' && !document.querySelector('[data-include] > a')"


def start_browser(downloads: Path) -> webdriver.Chrome:
    """Skips, saying what to install, where there is no Chromium with its driver."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("needs Chromium and chromedriver: make system, or install them by hand")
    options = Options()
    options.binary_location = chromium
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--window-size=1366,768",
        "--lang=zh-CN",
    ):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(driver))


class Browser:
    """The pages of one dashboard."""

    def __init__(self, driver: webdriver.Chrome, address: str, downloads: Path) -> None:
        self.driver, self.address, self.downloads = driver, address, downloads

    def open(self, path: str = "") -> None:
        self.driver.get_log("browser"), self.driver.get_log("performance")
        self.driver.get(f"{self.address}/{path}")
        self.wait()

    def screen(self, width: int, height: int, *, phone: bool = False) -> None:
        """The size of the screen as the page sees it, also one narrower than a window may be."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 2 if phone else 1, "mobile": phone}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def printed(self) -> pypdfium2.PdfDocument:
        """The page as its PDF."""
        answer = self.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True})
        return pypdfium2.PdfDocument(base64.b64decode(answer["data"]))

    def wait(self) -> None:
        """Until the page is whole, with the parts that its script fetches."""
        WebDriverWait(self.driver, PATIENCE).until(lambda driver: driver.execute_script(_WHOLE))

    def arrived(self, address: str) -> str:
        """The address, once the page of it is whole: both asked of one document, since a browser that is on its way
        may still answer for the one it leaves."""
        whole = f"{_WHOLE} && location.href.includes(arguments[0]) ? location.href : ''"
        try:
            return WebDriverWait(self.driver, PATIENCE).until(lambda driver: driver.execute_script(whole, address))
        except TimeoutException as error:
            raise AssertionError(f"not at {address} but {self.driver.current_url}") from error

    def wait_or_alert(self) -> None:
        """`wait`, or until the page asks for a yes."""
        WebDriverWait(self.driver, PATIENCE).until(
            lambda driver: alert_is_present()(driver) or driver.execute_script(_WHOLE)
        )

    def until(self, words: str) -> str:
        """The page's text, once it has these words."""
        WebDriverWait(self.driver, PATIENCE).until(lambda _: words in self.text, f"no “{words}” in: {self.text}")
        return self.text

    @property
    def text(self) -> str:
        return self.driver.execute_script("return document.body.innerText")

    def all(self, selector: str) -> list:
        return self.driver.find_elements("css selector", selector)

    def texts(self, selector: str) -> list[str]:
        """What the elements say, all at one moment: one asked after the other, a page may be drawn anew between."""
        return self.driver.execute_script(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText.trim())", selector
        )

    def errors(self) -> list[str]:
        """What the console complains of."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]

    def strangers(self) -> list[str]:
        """Addresses asked for that are not on this machine."""
        asked = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                asked.append(message["params"]["request"]["url"])
            elif message["method"] == "Network.webSocketCreated":
                asked.append(message["params"]["url"])
        assert asked, "the log of requests is empty"
        return [
            url for url in asked if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).hostname not in LOCAL
        ]

    def downloaded(self, name_part: str) -> Path:
        """The file once it is whole."""

        def found(_: object) -> Path | None:
            return next(
                (p for p in self.downloads.iterdir() if name_part in p.name and p.suffix != ".crdownload"), None
            )

        return WebDriverWait(self.driver, PATIENCE).until(found)
