"""From the command to the first archived document: on a fresh home, on a used one, and with a server that is there already.

    python -m bench.startup [--times 3] [--python OTHER/bin/python]

Fresh: no home and no PREFECT_HOME, as on the first day. Used: both from the run before, with one report more. Served: beside
`gouji serve` on that home. Seconds, the median, and how many loops of 10 million additions that is: the loop says how
slow the machine is at that moment.
"""

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gouji.demo.district import write_district

PATIENCE = 300  # seconds


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--python", default=sys.executable, help="of another environment")
    options.add_argument("--cases", nargs="+", default=["fresh", "used", "served"])
    args = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="gouji-bench-"))
    try:
        write_district(folder / "inbox", agencies=5, years=1, seed=5, pages=True)
        print(
            "| home | to the first archived document, s | loops | whole run, s | loops | one loop, s |\n|---|---:|---:|---:|---:|---:|"
        )
        for case in args.cases:
            measure(case, folder, args.python, args.times)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(case: str, folder: Path, python: str, times: int) -> None:
    """A line of the table."""
    if case == "served":
        with subprocess.Popen(
            command(python, folder, "serve", "--port", str(free_port())), env=environment(folder)
        ) as server:
            until = time.monotonic() + PATIENCE
            while not (folder / "home" / "work" / "server.json").exists() and time.monotonic() < until:
                time.sleep(0.2)
            time.sleep(10)  # until what was missed has been run and the schedule waits
            line(case, [once(python, folder) for _ in range(times)])
            server.send_signal(signal.SIGINT)
        return
    found = []
    for _ in range(times):
        if case == "fresh":
            for name in ("home", "prefect"):
                shutil.rmtree(folder / name, ignore_errors=True)
        found.append(once(python, folder))
    line(case, found)


def once(python: str, folder: Path) -> tuple[float, float, float]:
    """(seconds to the first archived document, seconds of the run, seconds of a loop)."""
    page = next((folder / "inbox").rglob("*.html"))
    page.write_bytes(page.read_bytes() + f"<!-- {time.time_ns()} -->".encode())
    log = folder / "home" / "archive" / "log.jsonl"
    before, loop = (log.stat().st_size if log.exists() else 0), loop_seconds()
    started, first = time.monotonic(), None
    with subprocess.Popen(command(python, folder, "run"), env=environment(folder), stdout=subprocess.DEVNULL) as run:
        while run.poll() is None:
            if first is None and log.exists() and log.stat().st_size > before:
                first = time.monotonic() - started
            time.sleep(0.01)
    if run.returncode or first is None:
        raise SystemExit(f"gouji run ended with {run.returncode}")
    return first, time.monotonic() - started, (loop + loop_seconds()) / 2


def line(case: str, found: list[tuple[float, float, float]]) -> None:
    first, whole = (statistics.median(each[i] for each in found) for i in (0, 1))
    loops = [statistics.median(each[i] / each[2] for each in found) for i in (0, 1)]
    one = statistics.median(each[2] for each in found)
    print(f"| {case} | {first:.1f} | {loops[0]:.0f} | {whole:.1f} | {loops[1]:.0f} | {one:.2f} |", flush=True)


def command(python: str, folder: Path, what: str, *more: str) -> list[str]:
    places = ["--inbox", folder / "inbox", "--registry", folder / "inbox" / "registry.csv", "--home", folder / "home"]
    return [python, "-m", "gouji", what, *map(str, places), *more]


def environment(folder: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "GOUJI_"))}
    return own | {"PREFECT_HOME": str(folder / "prefect")}


def loop_seconds() -> float:
    started, total = time.perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return time.perf_counter() - started


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
