"""How long a person waits for the dashboard: pages opened and filtered in a real browser, over a published home.

    python -m bench.dashboard [HOME]

Without HOME, 40,000 agencies in 400 districts are published first: copies of one demo district, one year, checked and
ranked as in a run. Needs Chromium and its driver.
"""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

from bench.checks import AS_OF, invent, timed  # noqa: E402
from gouji.check.repair.fill import fill_repairs  # noqa: E402
from gouji.check.run import build_rankings, build_rollups, build_views, compare_reports, run_checks  # noqa: E402
from gouji.core.settings import Settings  # noqa: E402
from gouji.load.build import Loaded  # noqa: E402
from gouji.load.form_tables import load_forms_tables  # noqa: E402
from gouji.load.warehouse import create_warehouse  # noqa: E402
from gouji.publish.build import build_paths  # noqa: E402
from gouji.publish.release import release  # noqa: E402
from gouji.publish.runs import record_start  # noqa: E402
from gouji.publish.version_name import VersionName  # noqa: E402
from tests.pages.browser import Browser, start_browser  # noqa: E402
from tests.pages.conftest import dashboard  # noqa: E402

TIMES = 5
IDLE = "return document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"
PAGES = {
    "总览": "",
    "排名": "ranking",
    "单位": "agency",
    "问题清单": "findings",
    "数据": "figures",
    "雷同": "alike",
    "下载": "downloads",
}


def main() -> None:
    if not shutil.which("chromedriver"):
        print("没有 Chromium 及其 chromedriver，未测。 Not measured: no Chromium with its driver.")
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(sys.argv[1]) if len(sys.argv) > 1 else published_nation(Path(folder) / "nation")
        measure(home, Path(folder))


def published_nation(home: Path, agencies: int = 40_000) -> Path:
    """A home with one version, made from copies of a demo district; says how long each step took."""
    settings = Settings(home / "inbox", home / "registry.csv", home, AS_OF)
    edition = VersionName(f"{AS_OF}-nation", None, False, [], {})
    build = build_paths(home, "nation")
    build.public.mkdir(parents=True)
    record_start(home, "nation", datetime.now(UTC), AS_OF)
    with create_warehouse(build.database) as con:
        load_forms_tables(con)
        steps: dict[str, Callable[[], object]] = {
            "invent": lambda: invent(con, agencies, years=1),
            "compare": lambda: (build_views(con), compare_reports(con)),
            "check": lambda: run_checks(con),
            "repair": lambda: fill_repairs(con),
            "rank": lambda: (build_rollups(con), build_rankings(con)),
        }
        for step, work in steps.items():
            print(f"{step} {timed(work):.1f} s", flush=True)
        reports = con.sql("SELECT count(*) FROM reports").fetchall()[0][0]
    loaded = Loaded(settings.latest_year, reports, reports)
    print(f"publish {timed(lambda: release(build, settings, loaded, edition)):.1f} s\n", flush=True)
    return home


def measure(home: Path, folder: Path) -> None:
    """Print a Markdown table of seconds: the first time, and the median of the next."""
    with dashboard(home) as address:
        driver = start_browser(folder)
        browser = Browser(driver, address, folder)
        print("| what | first, s | median of the next, s |\n|---|---:|---:|")
        for name, path in PAGES.items():
            report(f"open {name}", lambda path=path: opened(browser, path))
        browser.open("ranking")
        groups = [button.text for button in browser.all('[data-testid="stButtonGroup"] button')]
        report("filter 排名 by peer group", lambda: clicked(browser, groups))
        browser.open("findings")
        report("search 问题清单", lambda: typed(browser))
        driver.quit()


def report(what: str, measure: Callable[[], float]) -> None:
    first, *rest = [measure() for _ in range(TIMES + 1)]
    print(f"| {what} | {first:.2f} | {statistics.median(rest):.2f} |", flush=True)


def opened(browser: Browser, path: str) -> float:
    """A new visit, from the address to the last thing drawn."""
    start = time.perf_counter()
    browser.driver.get(f"{browser.address}/{path}")
    return idle(browser, start)


def clicked(browser: Browser, groups: list[str], state: list[int] = [0]) -> float:  # noqa: B006
    state[0] = (state[0] + 1) % len(groups)
    button = next(b for b in browser.all("button") if b.text == groups[state[0]])
    start = time.perf_counter()
    button.click()
    return idle(browser, start)


def typed(browser: Browser, state: list[int] = [0]) -> float:  # noqa: B006
    state[0] += 1
    field = browser.driver.find_element("css selector", 'input[placeholder="单位名称或说明中的文字"]')
    start = time.perf_counter()
    field.send_keys("镇街局委"[state[0] % 4])
    return idle(browser, start)


def idle(browser: Browser, start: float) -> float:
    """Seconds until the page's script has ended and stays so for 0.3 s, which are not counted."""
    quiet = None
    while quiet is None or time.perf_counter() - quiet < 0.3:
        done = browser.driver.execute_script(IDLE) and browser.all("h1")
        quiet = (quiet or time.perf_counter()) if done else None
        time.sleep(0.01)
        if time.perf_counter() - start > 120:
            raise TimeoutError("the page does not come to rest")
    return quiet - start


if __name__ == "__main__":
    main()
