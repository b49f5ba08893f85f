"""The whole run at several sizes: seconds by stage, seconds a report, memory of all its processes together.

    python -m bench.run [--agencies 50 1000] [--years 1] [--mixed] [--keep DIR]

Inboxes come from the demo writer before the clock starts: web pages or (--mixed) all the formats that offices send
(40,000 agencies: some minutes, and 3 GB under --keep or a temporary folder, twice that for the archive). Each size is run three times on one home: the second time
one report has changed, the third time fifty, each of another district (where there are as many). Beside them stands how long a loop of 10 million
additions took just before: by it runs at other times and on other machines are compared.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import timeit
from pathlib import Path
from typing import Any

from gouji.demo.district import write_district

STAGES = ("collect", "read", "load", "check", "rank", "compare", "summarise", "publish", "report")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--agencies", type=int, nargs="+", default=[50, 1_000])
    options.add_argument("--years", type=int, default=1)
    options.add_argument("--mixed", action="store_true")
    options.add_argument("--keep", type=Path, default=None)
    args = options.parse_args()
    folder = args.keep or Path(tempfile.mkdtemp(prefix="gouji-bench-"))
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before the first run\n")
    print(
        "| agencies | documents | MB | what | "
        + " | ".join(STAGES)
        + " | work s | loop s | ms a document | peak MB (PSS) |"
    )
    print("|" + "---:|" * (len(STAGES) + 8))
    try:
        for agencies in args.agencies:
            inbox = folder / f"inbox-{agencies}-{args.years}{'-mixed' if args.mixed else ''}"
            if not inbox.exists():
                write_district(inbox, agencies, args.years, pages=not args.mixed)
            home = folder / f"home-{agencies}"
            shutil.rmtree(home, ignore_errors=True)
            size = sum(path.stat().st_size for path in inbox.rglob("*") if path.is_file()) / 1e6
            print(row(agencies, size, "all", loop(), *run(inbox, home)), flush=True)
            for wanted in (1, 50):
                changed = change(inbox, wanted)
                print(row(agencies, size, f"{changed} changed", loop(), *run(inbox, home)), flush=True)
            shutil.rmtree(home)
    finally:
        if args.keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def run(inbox: Path, home: Path) -> tuple[dict[str, Any], float]:
    """(summary of `gouji run`, peak bytes of it and all its descendants)."""
    command = [sys.executable, "-m", "gouji", "run", "--inbox", str(inbox), "--home", str(home), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        peak = [0]
        watch = threading.Thread(target=_watch, args=(process, peak), daemon=True)
        watch.start()
        assert process.stdout is not None
        (summary,) = json.loads(process.stdout.read())
    watch.join()
    return summary, peak[0]


def row(agencies: int, size: float, what: str, loop: float, summary: dict[str, Any], peak: float) -> str:
    seconds = summary["seconds"]
    stages = " | ".join(f"{seconds['stages'].get(stage, 0):.1f}" for stage in STAGES)
    each = 1000 * seconds["work"] / summary["documents"]
    return (
        f"| {agencies:,} | {summary['documents']:,} | {size:,.0f} | {what} | {stages} | {seconds['work']:.1f}"
        f" | {loop:.2f} | {each:.2f} | {peak / 1e6:,.0f} |"
    )


def change(inbox: Path, wanted: int) -> int:
    """One page in each of so many districts, or of all, says something more; its figures stay. Returns how many."""
    first = {page.parent: page for page in sorted(inbox.rglob("*.html"), reverse=True)}
    pages = [first[folder] for folder in sorted(first)][:wanted]
    for page in pages:
        page.write_bytes(page.read_bytes() + f"<!-- {time.time_ns()} -->".encode())
    return len(pages)


def loop() -> float:
    """Seconds of 10 million additions."""
    return timeit.timeit("x = 0\nfor i in range(10_000_000): x += 1", number=1)


def _watch(process: subprocess.Popen[bytes], peak: list[int]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(_share(pid) for pid in _family(process.pid)))
        time.sleep(0.5)


def _family(root: int) -> list[int]:
    """A process and its descendants."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    family = [root]
    for pid in family:
        family += [child for child, parent in parents.items() if parent == pid]
    return family


def _share(pid: int) -> int:
    """Bytes of memory of a process, shared pages divided among those that share them."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


if __name__ == "__main__":
    main()
