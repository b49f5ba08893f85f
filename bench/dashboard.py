"""How long a person waits for the dashboard: pages opened and filtered in a real browser, over a published home.

gouji demo nation --agencies 40000 --years 1 && gouji run --inbox nation --home big
python bench/dashboard.py big
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "dashboards")]

from browser import Browser, start_browser  # noqa: E402
from conftest import dashboard  # noqa: E402

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
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder, dashboard(Path(sys.argv[1])) as address:
        driver = start_browser(Path(folder))
        browser = Browser(driver, address, Path(folder))
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
