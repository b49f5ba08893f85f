"""January in the office, driven in a browser, from before the deadline until the last late report is in: how many days are
left, who has not reported, what comes in, the line of this year against last year's, who is chased, what is published."""

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn
from selenium.webdriver.support.ui import WebDriverWait

from gouji.core.registry_file import load_registry
from gouji.demo.district import write_district
from gouji.desk.store import Desk
from gouji_web.app import create_app
from gouji_web.core import previews
from gouji_web.pages import intake, overview
from tests.pages.browser import PATIENCE, Browser
from tests.standin.prefect_server import start_server

pytestmark = pytest.mark.slow
EARLY, MIDDLE, AFTER, LAST = date(2026, 1, 12), date(2026, 1, 25), date(2026, 2, 3), date(2026, 2, 6)
DEADLINE = date(2026, 1, 31)


class Reports(NamedTuple):
    """Files by the day on which they were published, those of last year first, and whose report comes late."""

    by_day: dict[Path, date]
    late: Path
    late_name: str
    agencies: int


class Today:
    """The day that the pages believe it is."""

    now = EARLY

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Desk, "today", lambda _: self.now)
        for module, name in ((overview, "_today"), (previews, "today"), (intake, "today")):
            monkeypatch.setattr(module, name, lambda: self.now)


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    folder = tmp_path / "post"
    write_district(folder, agencies=10, years=2, seed=5)
    own = {agency.code: agency for agency in load_registry(folder / "registry.csv").agencies}
    truth = [
        each for each in json.loads((folder / "truth.json").read_text(encoding="utf-8"))["documents"] if each["current"]
    ]
    told = {folder / each["path"]: each for each in truth if own[each["agency_code"]].kind != "district"}
    by_day = {path: date.fromisoformat(each["published_on"]) for path, each in told.items()}
    late = max((path for path in by_day if MIDDLE < by_day[path] <= DEADLINE), key=str)
    return Reports(
        by_day, late, own[told[late]["agency_code"]].name, len({each["agency_code"] for each in told.values()})
    )


def test_january(reports: Reports, tmp_path: Path, driver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    start_server()
    today, home = Today(monkeypatch), tmp_path / "home"
    inbox, registry = home / "inbox", home / "registry.csv"
    inbox.mkdir(parents=True)
    registry.write_bytes((reports.late.parents[1] / "registry.csv").read_bytes())
    with pages_in_this_process(home) as address:
        office = Browser(driver[0], address, driver[1])
        office.screen(1366, 768)
        end = before_the_deadline(office, reports, today, home)
        assert more_come_in(office, reports, today, home) > end  # the line goes on to the right, day by day
        the_deadline_has_passed(office, reports, today)
        the_late_one_comes(office, reports, today)


def before_the_deadline(office: Browser, reports: Reports, today: Today, home: Path) -> float:
    today.now = EARLY
    last_year = [path for path, day in reports.by_day.items() if day.year == 2025]
    hand_in(office, *(path for path, day in reports.by_day.items() if day <= EARLY))
    by_schedule(home, today)
    this_year = sum(day.year == 2026 and day <= EARLY for day in reports.by_day.values())
    office.open("overview")
    assert f"还没有报\n{reports.agencies - this_year}\n2026年1月31日到期，还有 19 天" in office.text
    assert f"本年 {this_year}" in chart(office)
    assert f"上年 {len(last_year)}" in chart(office)
    assert reports.late_name in office.text
    end = ends(office)["this"]
    office.open("reminders")
    assert reports.late_name in office.text
    assert "缺报" not in tile_words(office)
    quiet(office)
    return end


def more_come_in(office: Browser, reports: Reports, today: Today, home: Path) -> float:
    today.now = MIDDLE
    hand_in(office, *(path for path, day in reports.by_day.items() if EARLY < day <= MIDDLE))
    by_schedule(home, today)
    this_year = sum(day.year == 2026 and day <= MIDDLE for day in reports.by_day.values())
    office.open("overview")
    assert f"还没有报\n{reports.agencies - this_year}\n2026年1月31日到期，还有 6 天" in office.text
    assert f"本年 {this_year}" in chart(office)
    quiet(office)
    return ends(office)["this"]


def the_deadline_has_passed(office: Browser, reports: Reports, today: Today) -> None:
    today.now = AFTER
    office.open("overview")
    assert "已过期，请再运行一次" in office.text  # what is published judges by a day before the deadline
    publish(office, today, *(path for path, day in reports.by_day.items() if day > MIDDLE and path != reports.late))
    office.open("overview")
    assert tile(office, "缺报") == "1"
    assert tile(office, "按时公布") == str(reports.agencies - 1)
    office.open("reminders")
    (line,) = [text for text in office.texts("table.list tbody tr") if reports.late_name in text]
    assert re.search(r"\b3\b", line)  # days over
    chased = office.driver.execute_script(
        "return document.querySelector('textarea, [data-copy], .message').textContent"
    )
    assert reports.late_name in chased or reports.late_name in office.text
    assert office.all('a[href*="downloads/paper"]')  # its letter
    quiet(office)


def the_late_one_comes(office: Browser, reports: Reports, today: Today) -> None:
    """It says an earlier day than that on which it appeared: the office enters the day, which counts."""
    today.now = LAST
    hand_in(office, reports.late)
    office.open(f"intake?text={reports.late.name}&to_act_on=")
    press(office, "tr[id^=d-] th a")
    office.until("文中机关")
    office.driver.execute_script("document.querySelector('[name=published_on]').value = '2026-02-05'")
    press(office, "tr.full form button.main")
    office.until("已收。下次发布时按此计入。")
    publish(office, today)
    office.open("overview")
    assert (tile(office, "缺报"), tile(office, "迟报")) == ("0", "1")
    assert f"本年 {reports.agencies}" in chart(office)
    office.open("reminders")
    assert re.search(rf"{reports.late_name}.*\b5\b", office.text, re.DOTALL)
    version = office.texts("footer")[0].split()[1]
    office.open(f"runs/changes?version={version}&change=resolved")
    assert reports.late_name in office.text
    quiet(office)


def by_schedule(home: Path, today: Today) -> None:
    """The daily run of January, over what has been handed in."""
    from gouji.flow.annual import run_annual
    from gouji.flow.operator_settings import OperatorSettings

    run_annual(OperatorSettings(home / "inbox", home / "registry.csv", home), as_of=today.now)


def publish(office: Browser, today: Today, *files: Path) -> None:
    """Hand files in, and press 发布 on a day: the form says which, as it does where a run asked for it."""
    if files:
        hand_in(office, *files)
    office.open("runs")
    office.driver.execute_script(
        "const form = document.querySelector('form.actions'); const day = document.createElement('input');"
        " day.type = 'hidden'; day.name = 'as_of'; day.value = arguments[0]; form.append(day); form.submit()",
        today.now.isoformat(),
    )
    WebDriverWait(office.driver, 3 * PATIENCE).until(
        lambda _: "正在发布" not in office.text and "历次运行" in office.text
    )
    office.until("上一次已发布")
    quiet(office)


def hand_in(office: Browser, *files: Path) -> None:
    office.open("intake")
    office.all('input[type="file"]')[0].send_keys("\n".join(map(str, files)))
    press(office, "form.drop button.main")
    office.until("已收下")
    WebDriverWait(office.driver, PATIENCE).until(lambda _: "正在看新到的文件" not in office.text)


def press(office: Browser, selector: str) -> None:
    office.driver.execute_script("document.querySelector(arguments[0]).click()", selector)
    office.wait()


def tile(office: Browser, name: str) -> str:
    return dict(text.split("\n")[:2] for text in office.texts(".tile"))[name]


def tile_words(office: Browser) -> list[str]:
    return [text.split("\n")[0] for text in office.texts(".tile")]


def chart(office: Browser) -> str:
    return office.driver.execute_script("return document.querySelector('svg.chart').textContent")


def ends(office: Browser) -> dict[str, float]:
    """Where the lines end, from the left."""
    return office.driver.execute_script(
        "return Object.fromEntries([...document.querySelectorAll('svg.chart polyline')].map("
        "line => [line.getAttribute('class'), Number(line.getAttribute('points').split(' ').pop().split(',')[0])]))"
    )


def quiet(office: Browser) -> None:
    assert office.errors() == []
    assert office.strangers() == []


@contextmanager
def pages_in_this_process(home: Path) -> Iterator[str]:
    """The pages, served from a thread: they share this process's idea of what day it is."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(home), log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + PATIENCE
    while not server.started and time.monotonic() < until:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
