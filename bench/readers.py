"""Many readers while a run from the page switches versions: errors, waiting times, the server's memory.

    python -m bench.readers [HOME]

Without HOME the demo district is published first, in a folder of its own. A setting is changed, so that the run makes
another version; then a run is started from the page while 200 readers ask for pages at random (same seed), and goes back.
"""

import asyncio
import html
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx

from bench.dashboard import most_memory
from gouji.publish.versions import latest
from tests.pages.conftest import dashboard

READERS = 200
PAUSE_SECONDS = (1.0, 4.0)  # between two pages of one reader
PAGES = ("overview", "intake?to_act_on=", "reminders", "agency", "cases", "findings", "ranking", "figures", "alike",
         "downloads", "runs", "settings")  # fmt: skip
MAX_SECONDS = 300


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            home = Path(sys.argv[1])
        else:
            home = Path(folder) / "home"
            subprocess.run(
                [sys.executable, "-m", "gouji", "run", "--home", str(home)], check=True, stdout=subprocess.DEVNULL
            )
        server = dashboard(home)
        with server as address:
            asyncio.run(measure(home, address))
            print(f"server: {most_memory(server.process.pid) / 1000:.0f} MB at most")
            for child in children(server.process.pid):
                print(f"Prefect's server, while runs are made: {most_memory(child) / 1000:.0f} MB at most")


def children(pid: int) -> list[int]:
    """The processes that it keeps (Linux)."""
    told = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for each in told for child in each.split()]


async def measure(home: Path, address: str) -> None:
    """Print what the readers met."""
    limits = httpx.Limits(max_connections=READERS)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        before = latest(home)
        assert before is not None
        await send(client, "settings", "/settings", contact=f"试 {time.time():.0f}")
        times: list[float] = []
        met: Counter[str] = Counter()
        done = asyncio.Event()
        readers = [asyncio.create_task(read(client, number, times, met, done)) for number in range(READERS)]
        started = time.monotonic()
        assert (await send(client, "runs", "/runs", do="start")).status_code == 303
        while time.monotonic() - started < MAX_SECONDS:
            await asyncio.sleep(0.5)
            now = latest(home)
            if now is not None and now["version"] != before["version"]:
                break
        ran = time.monotonic() - started
        await asyncio.sleep(3)
        while (await send(client, "runs", "/runs", do="restore", version=before["version"])).status_code != 303:
            await asyncio.sleep(1)  # the run has published, and has not ended
        await asyncio.sleep(3)
        done.set()
        await asyncio.gather(*readers)
    said = ", ".join(f"{name}: {number}" for name, number in sorted(met.items()))
    print(f"{READERS} readers, {len(times)} pages, run {ran:.0f} s; {said}")
    print(f"median {1000 * statistics.median(times):.0f} ms, worst {1000 * max(times):.0f} ms")


async def read(
    client: httpx.AsyncClient, seed: int, times: list[float], met: Counter[str], done: asyncio.Event
) -> None:
    """One reader: a page, a pause, another; what was answered, and of which version."""
    chance = random.Random(seed)
    await asyncio.sleep(chance.uniform(0, PAUSE_SECONDS[1]))
    while not done.is_set():
        start = time.perf_counter()
        try:
            answer = await client.get("/" + chance.choice(PAGES))
            met[f"answers {answer.status_code}"] += 1
            if found := re.search(r"<footer>版本 (\S+)", answer.text):
                met[f"of {found[1]}"] += 1
        except httpx.HTTPError as error:
            met[type(error).__name__] += 1
        times.append(time.perf_counter() - start)
        await asyncio.sleep(chance.uniform(*PAUSE_SECONDS))


async def send(client: httpx.AsyncClient, page: str, path: str, **fields: str) -> httpx.Response:
    """Fill in and send a form of a page."""
    text = (await client.get(f"/{page}")).text
    token = re.search(r'name="csrf" value="([^"]+)"', text)
    if token is None:  # a run is at work: its page has no form
        token = re.search(r'name="csrf" value="([^"]+)"', (await client.get("/settings")).text)
    assert token is not None
    seen = {f"seen-{name}": number for name, number in re.findall(r'name="seen-(\w+)" value="(\d+)"', text)}
    return await client.post(path, data={"csrf": html.unescape(token[1]), **seen, **fields})


if __name__ == "__main__":
    main()
