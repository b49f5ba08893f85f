"""The office's year on a small district, driven in a browser from an empty home: files in, two corrected, published, cases
opened and answered, a report that was missing, a second version, what it ticks off, and back to the first."""

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from gouji.core.registry_file import load_registry
from gouji.demo.district import write_district
from gouji.desk.registry_edits import registry_path
from gouji.desk.store import Desk
from gouji.publish.versions import latest
from tests.pages.browser import PATIENCE, Browser
from tests.pages.conftest import dashboard
from tests.standin.prefect_server import start_server

pytestmark = pytest.mark.slow
YEAR = 2025


class Post(NamedTuple):
    """What came by mail: files by what becomes of them, and the agencies they are of."""

    known: list[Path]
    strange: dict[str, str]  # name of the file -> code of the agency that it does not name
    late: Path
    late_agency: str


@pytest.fixture
def post(tmp_path: Path) -> Post:
    folder = tmp_path / "post"
    write_district(folder, agencies=24, years=2, seed=5)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    of = {each["path"]: each for each in truth["documents"]}
    names = {agency.code: agency for agency in load_registry(folder / "registry.csv").agencies}
    pages = [
        path for path, each in sorted(of.items())
        if each["report_year"] == YEAR and "/t2026" in path and path.endswith(".html") and names[each["agency_code"]].kind != "district"
    ]  # fmt: skip
    late, *strange = pages[:3]
    renamed = {}
    for number, path in enumerate(strange, 1):
        agency = names[of[path]["agency_code"]]
        renamed[f"来件{number}.html"] = agency.code
        anonymous((folder / path), agency.name).rename(folder / f"来件{number}.html")
    known = [folder / path for path in sorted(of) if path not in pages[:3]]
    assert len(renamed) == 2
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7 and no more")
    return Post([*known, folder / "坏.pdf"], renamed, folder / late, of[late]["agency_code"])


def anonymous(page: Path, name: str) -> Path:
    """A page in which nobody is named any more."""
    data = page.read_bytes()
    for encoding in ("utf-8", "gb18030"):
        if name.encode(encoding) in data:
            page.write_bytes(data.replace(name.encode(encoding), "来件单位".encode(encoding)))
            return page
    raise AssertionError(page)


def test_the_year(post: Post, tmp_path: Path, driver) -> None:
    start_server()
    home = tmp_path / "home"
    with dashboard(home) as address:
        office = Browser(driver[0], address, driver[1])
        office.screen(1366, 768)
        the_first_visit(office)
        with_a_registry(office, home, post)
        files_come_in(office, post)
        two_are_corrected(office, home, post)
        first = published(office, home)
        the_one_that_is_missing(office, post)
        cases_are_worked(office, post)
        second = the_missing_report_comes(office, home, post)
        assert second != first
        the_second_version_ticks_it_off(office, post)
        and_back(office, home, first)
        every_address_reloads(office, post)
        back_over_ten_steps(office)


def the_first_visit(office: Browser) -> None:
    office.open()
    office.until("还没有发布过任何版本")
    press(office, 'ol.steps a[href="/settings"]')
    office.until("署名")
    fill(office, "issuer", "某区政务公开办")
    press(office, "form.card button.main")
    office.until("已保存 1 项")
    office.open()
    assert office.all('ol.steps a[href="/runs"]')
    quiet(office)


def with_a_registry(office: Browser, home: Path, post: Post) -> None:
    """The list is uploaded, looked at and taken; changes of organs are laid beside it."""
    office.open("registry")
    field = office.driver.find_element("css selector", 'input[type="file"]')
    field.send_keys(str(post.known[0].parents[1] / "registry.csv"))
    press(office, "form[enctype] button")
    office.until("看过再采用")
    press(office, "section.card form button.main")
    office.until("已采用")
    assert registry_path(home).is_file()
    quiet(office)
    for name in ("changes.csv", "机构变更.csv"):
        if (post.known[0].parents[1] / name).is_file():
            shutil.copy(post.known[0].parents[1] / name, home)


def files_come_in(office: Browser, post: Post) -> None:
    strange = [post.late.parents[1] / name for name in post.strange]
    hand_in(office, *post.known, *strange)
    office.until("已收下")
    WebDriverWait(office.driver, PATIENCE).until(lambda _: "正在看新到的文件" not in office.text)
    assert tile(office, "应报单位") == "24"
    assert tile(office, "还没有") == "3"
    assert int(tile(office, "待认")) >= 3
    quiet(office)


def two_are_corrected(office: Browser, home: Path, post: Post) -> None:
    for name, code in post.strange.items():
        office.open(f"intake?text={name}&to_act_on=")
        press(office, "tr[id^=d-] th a")
        office.until("文中机关")
        choose(office, "agency", code)
        fill(office, "published_on", "2026-01-20")
        press(office, "tr.full form button.main")
        office.until("已收。下次发布时按此计入。")
    said = {entry.value["agency"] for entry in Desk(home).entries("intake")}
    assert said == set(post.strange.values())
    office.open("intake")
    assert tile(office, "还没有") == "1"
    quiet(office)


def published(office: Browser, home: Path) -> str:
    office.open("intake")
    before = latest(home)
    press(office, 'form[action^="/runs"] button.main')
    office.until("正在发布")
    WebDriverWait(office.driver, 3 * PATIENCE).until(
        lambda _: "正在发布" not in office.text and "历次运行" in office.text
    )
    office.until("上一次已发布")
    quiet(office)
    version = latest(home)["version"]
    assert before is None or before["version"] != version
    return version


def the_one_that_is_missing(office: Browser, post: Post) -> None:
    office.open(f"overview?year={YEAR}")
    assert tile(office, "缺报") == "1"
    office.open("reminders")
    assert len(office.all(f'a[href*="{post.late_agency}"]')) >= 1
    office.open("downloads")
    office.until("整改通知")
    quiet(office)


def cases_are_worked(office: Browser, post: Post) -> None:
    office.open("cases")
    press(office, "form.card button.main")
    office.driver.switch_to.alert.accept()
    office.until("待发")
    office.open(f"cases?open={post.late_agency}")
    for word in ("已发", "已反馈"):
        (button,) = [each for each in office.all("tr.full button") if f"“{word}”" in each.text and "改为" in each.text]
        office.driver.execute_script("arguments[0].click()", button)
        office.until("已写入台账")
        assert word in office.texts(f"#c-{post.late_agency}")[0]
    quiet(office)


def the_missing_report_comes(office: Browser, home: Path, post: Post) -> str:
    hand_in(office, post.late, post.known[0])
    office.until("与已有的相同，没有再存 1 份")
    WebDriverWait(office.driver, PATIENCE).until(lambda _: "正在看新到的文件" not in office.text)
    assert tile(office, "待发布") == "1"
    return published(office, home)


def the_second_version_ticks_it_off(office: Browser, post: Post) -> None:
    office.open(f"overview?year={YEAR}")
    assert tile(office, "缺报") == "0"
    office.open(f"cases?open={post.late_agency}")
    assert "✓ 已解决" in office.text
    office.open(f"runs?version={latest_version(office)}")
    assert "已解决 " in office.until("与上一版")
    quiet(office)


def and_back(office: Browser, home: Path, first: str) -> None:
    office.open(f"runs?version={first}")
    fill(office, "reason", "试")
    press(office, "tr.full button.danger")
    office.driver.switch_to.alert.accept()
    office.until(f"已恢复 {first}")
    assert latest(home)["version"] == first
    office.open(f"overview?year={YEAR}")
    assert tile(office, "缺报") == "1"
    quiet(office)


def every_address_reloads(office: Browser, post: Post) -> None:
    for page in (
        "overview", "intake?to_act_on=", "reminders", f"agency?agency={post.late_agency}", "cases", "findings?group=agency", "ranking",
        "figures", "alike", "drafts", "runs", "downloads", "settings",
    ):  # fmt: skip
        office.open(page)
        text, where = office.text, office.driver.current_url
        office.driver.refresh()
        office.wait()
        assert (office.text, office.driver.current_url) == (text, where)
        quiet(office)


def back_over_ten_steps(office: Browser) -> None:
    office.open("overview")
    seen = [office.driver.current_url]
    for page in (
        "intake",
        "reminders",
        "agency",
        "cases",
        "findings",
        "ranking",
        "figures",
        "drafts",
        "runs",
        "downloads",
    ):
        # a click as of a hand: of fifty entries of its history Chromium drops first those that no hand made
        office.all(f'nav.pages a[href^="/{page}"]')[0].click()
        seen.append(office.arrived(f"/{page}"))
    for where in reversed(seen[:-1]):
        office.driver.back()
        assert office.arrived(where) == where
    assert len(set(seen)) == 11
    office.until("公布进度")
    quiet(office)


def hand_in(office: Browser, *files: Path) -> None:
    office.open("intake")
    office.all('input[type="file"]')[0].send_keys("\n".join(map(str, files)))
    press(office, "form.drop button.main")


def press(office: Browser, selector: str) -> None:
    office.driver.execute_script("document.querySelector(arguments[0]).click()", selector)
    office.wait_or_alert()


def fill(office: Browser, name: str, value: str) -> None:
    office.driver.execute_script('document.querySelector(`[name="${arguments[0]}"]`).value = arguments[1]', name, value)


choose = fill  # a select takes its value as a field does


def tile(office: Browser, name: str) -> str:
    return dict(text.split("\n")[:2] for text in office.texts(".tile"))[name]


def latest_version(office: Browser) -> str:
    office.open("runs")
    return office.texts("table.list tbody tr th a")[0]


def quiet(office: Browser) -> None:
    """No complaint of the console, no request off this machine, since the last page that was opened."""
    assert office.errors() == []
    assert office.strangers() == []
