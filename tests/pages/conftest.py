"""A small district with one hostile report, published by the flow twice; the dashboard over it; a browser to look with."""

import csv
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from gouji.demo.district import write_district
from tests.conftest import MakeOnce
from tests.pages.browser import PATIENCE, Browser, start_browser
from tests.standin.prefect_server import start_server

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 23)
HOSTILE = "<script>alert(1)</script>=1+1\u202e镇"
LONG = 10_000_000  # bytes of text in the hostile report's section 五
UNKNOWN = "不在登记表中的管理站"
UNREACHABLE = "http://127.0.0.1:9/nb.html"  # in a private network, which the registry does not say: not contacted
HELD_BACK = "report-that-came-later"


class Site(NamedTuple):
    address: str
    home: Path
    inbox: Path


def write_inbox(folder: Path) -> Path:
    """Two years of a demo district; one agency bears a hostile name, and its report hostile text. Beside its reports
    a file that cannot be read, a report of nobody registered, and an address that must not be contacted."""
    write_district(folder, agencies=50, years=2, seed=5)
    with (folder / "registry.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    towns = [row for row in rows if row["kind"] == "镇"]
    hostile = towns[0] | {
        "code": "990101999000",
        "name": HOSTILE,
        "former_names": "恶意镇",
        "short_names": "恶意镇人民政府",
    }
    towns[1]["source"] = UNREACHABLE
    with (folder / "registry.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys([*rows[0], "source"])), restval="")
        writer.writeheader()
        writer.writerows([*rows, hostile])
    (folder / "hostile.html").write_text(hostile_report(), encoding="gb18030")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    title = f"{UNKNOWN}2025年政府信息公开工作年度报告"
    (folder / "nobody.html").write_text(
        hostile_report("").replace("恶意镇人民政府2025年政府信息公开工作年度报告", title), encoding="gb18030"
    )
    return folder


def hostile_report(long: str = "甲" * (LONG // 3 + 1)) -> str:
    """A report of which every text is hostile, and whose figures break an identity. In GB18030 its 10 MB of text are
    few enough bytes for the reader to take them."""
    bad = "&lt;img src=x onerror=alert(2)&gt; =HYPERLINK(&quot;http://evil.example&quot;) ![](http://evil.example/a.png) \u202e倒"
    sections = [
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "政府信息公开行政复议、行政诉讼情况",
        "存在的主要问题及改进情况",
        "其他需要报告的事项",
    ]
    prose = "".join(
        f"<p>{'一二三四五六'[i]}、{name}</p><p>{bad}{long if i == 4 else '甲' * 10}</p>"
        for i, name in enumerate(sections)
    )
    review = "".join(f"<td>{figure}</td>" for figure in ("3", "1", "0", bad, "1", *["0"] * 10))
    table = f"<table><tr><td>行政复议</td><td>行政诉讼</td></tr><tr><td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td></tr><tr>{review}</tr></table>"
    return f"<html><head><meta charset=gb18030><title>恶意镇人民政府2025年政府信息公开工作年度报告</title></head><body><h1>恶意镇人民政府2025年政府信息公开工作年度报告</h1>{prose}{table}</body></html>"


@pytest.fixture(scope="session")
def inbox(home: Path) -> Path:
    return home.with_name("inbox")


@pytest.fixture(scope="session")
def home(make_once: MakeOnce) -> Path:
    return make_once("pages", publish_twice) / "home"


def publish_twice(folder: Path) -> None:
    inbox, home = write_inbox(folder / "inbox"), folder / "home"
    start_server()
    from gouji.flow.annual import run_annual
    from gouji.flow.operator_settings import OperatorSettings

    later = next(file for file in sorted((inbox / "2025").iterdir()) if file.suffix in (".html", ".htm"))
    operator = OperatorSettings(inbox, inbox / "registry.csv", home)
    aside = later.rename(inbox.with_name(HELD_BACK))  # a report that comes after the first version is published
    run_annual(operator, as_of=AS_OF)
    aside.rename(later)
    run_annual(operator, as_of=AS_OF)


@pytest.fixture(scope="session")
def site(home: Path, inbox: Path) -> Iterator[Site]:
    with dashboard(home) as address:
        yield Site(address, home, inbox)


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory):
    downloads = tmp_path_factory.mktemp("downloads")
    driver = start_browser(downloads)
    yield driver, downloads
    driver.quit()


@pytest.fixture
def browser(site: Site, driver) -> Browser:
    browser = Browser(driver[0], site.address, driver[1])
    browser.screen(1366, 768)
    return browser


class dashboard:  # noqa: N801
    """`gouji dashboard` over a home, on a free port of this machine."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.command = [
            sys.executable,
            "-m",
            "gouji",
            "dashboard",
            "--home",
            str(home),
            "--port",
            str(self.port),
        ]

    def __enter__(self) -> str:
        self.process = subprocess.Popen(self.command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{self.port}"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{address}/static/icon.png", timeout=2) as answer:
                    if answer.status == 200:
                        return address
            except OSError:
                time.sleep(0.2)
        raise TimeoutError("the dashboard did not start")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def con(site: Site) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse that what the pages show was published from."""
    with duckdb.connect(str((site.home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        yield con
