"""What kill -9 at random moments leaves of a run, and what an analyst who keeps reading sees meanwhile.

Each moment: a copy of a home with one published version, a run that will publish the next (new and changed reports in
the inbox and on a web site on loopback), killed with all its processes. Then: is what is published whole, and one of
the two versions? Does the next run finish? Are its bytes those of a run that was left alone? All by the flow itself,
on a Prefect server that stays up.

    python -m bench.durability [--moments 2] [--seed 1]
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from gouji.flow.server import prefect_server
from gouji.publish.versions import latest
from tests.standin.district import CRAWL_POLICY, YEAR, column, page, row, title, write_agencies, write_registry
from tests.standin.site import Page, Site

_RUN = """
import json, sys
from datetime import date
from pathlib import Path
from gouji.flow.annual import run_annual
from gouji.flow.operator_settings import OperatorSettings
from gouji.core.crawl_policy import CrawlPolicy
inbox, registry, home, as_of, policy = json.loads(sys.argv[1])
policy["retry_delays"] = tuple(policy["retry_delays"])
operator = OperatorSettings(Path(inbox), Path(registry), Path(home), crawl_policy=CrawlPolicy(**policy))
run_annual(operator, {year}, date.fromisoformat(as_of))
"""

_READ = """
import hashlib, json, sys, time
from pathlib import Path
import duckdb
homes, stop = Path(sys.argv[1]), Path(sys.argv[2])
reads, wrong = 0, []
while not stop.exists():
    for home in sorted(homes.glob("moment-*")):
        try:
            link = home / "warehouse" / "gouji.duckdb"
            with duckdb.connect(str(link.resolve()), read_only=True) as con:
                versions = con.sql("SELECT DISTINCT version FROM runs WHERE state = 'published'").fetchall()
                cells = con.sql("SELECT count(*) FROM cells c JOIN reports r USING (report_id)").fetchall()[0][0]
                owed = con.sql("SELECT count(*) FROM cells").fetchall()[0][0]
            current = json.loads((home / "public" / "latest.json").read_text())
            data = (home / "public" / current["manifest"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == current["manifest_sha256"], "manifest"
            manifest = json.loads(data)
            assert manifest["version"] == current["version"], "version"
            for table in manifest["tables"]:
                if table["name"] in ("reports", "cells", "findings"):
                    files = [str(home / "public" / current["version"] / f["path"]) for f in table["files"]]
                    rows = duckdb.sql(f"SELECT count(*) FROM read_parquet({{files}}, union_by_name = true)").fetchall()[0][0]
                    assert rows == sum(f["rows"] for f in table["files"]), table["name"]
            assert cells == owed, "cells without their report"
            reads += 1
        except FileNotFoundError as error:
            if home.exists():  # else it was cleared away by the bench itself
                wrong.append(repr(error))
        except Exception as error:
            if home.exists():
                wrong.append(repr(error))
    time.sleep(0.02)
print(json.dumps({{"reads": reads, "wrong": wrong[:5], "errors": len(wrong)}}))
"""


class Setting(NamedTuple):
    """The two runs: what each finds in its inbox, and on which day."""

    first: Path
    second: Path
    registry: Path
    base: Path  # home with the first version published


class Outcome(NamedTuple):
    stage: str
    whole: bool  # what was published after the kill
    finished: bool  # the next run
    same: bool  # its bytes


def main() -> None:
    """Measure and print one Markdown table; exit code 1 when anything was lost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--moments", type=int, default=2)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--late", action="store_true", help="only moments of the last third of a run: publishing")
    options.add_argument("--port", type=int, default=4299)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["PREFECT_HOME"] = f"{folder}/prefect"
        with prefect_server(Path(folder), given.port):
            outcomes, reading = measure(Path(folder), given.moments, given.seed, given.late)
    print("| killed in | moments | published stayed whole | next run finished | bytes as undisturbed |")
    print("|---|---:|---:|---:|---:|")
    stages = Counter(outcome.stage for outcome in outcomes)
    for stage in (*stages, "all"):
        of = [outcome for outcome in outcomes if stage in (outcome.stage, "all")]
        print(
            f"| {stage} | {len(of)} | {sum(o.whole for o in of)} | {sum(o.finished for o in of)} | {sum(o.same for o in of)} |"
        )
    print(f"\nread meanwhile: {reading['reads']} times, {reading['errors']} errors {reading['wrong']}")
    sys.exit(reading["errors"] > 0 or not all(all(outcome[1:]) for outcome in outcomes))


def measure(folder: Path, moments: int, seed: int, late: bool = False) -> tuple[list[Outcome], dict[str, Any]]:
    """Kill `moments` runs; needs a Prefect server to be named by PREFECT_API_URL."""
    chance = random.Random(seed)
    with Site() as site:
        setting = prepare(folder, site)
        alone = folder / "alone"
        shutil.copytree(setting.base, alone, symlinks=True)
        began = time.monotonic()
        run = start(setting, alone)
        while run.poll() is None and stage_of(alone, setting.base) == "start":
            time.sleep(0.01)
        at_work = time.monotonic() - began
        finish(run)
        took = time.monotonic() - began
        earliest = took - (took - at_work) / 3 if late else at_work
        expected = published_bytes(alone)
        homes, stop = folder / "homes", folder / "stop"
        homes.mkdir()
        reader = subprocess.Popen(
            [sys.executable, "-c", _READ.format(), str(homes), str(stop)], stdout=subprocess.PIPE, text=True
        )
        outcomes = [
            one_moment(setting, homes / f"moment-{number:03}", chance.uniform(earliest, took), expected)
            for number in range(moments)
        ]
        stop.touch()
        said, _ = reader.communicate(timeout=60)
    return outcomes, json.loads(said)


def prepare(folder: Path, site: Site) -> Setting:
    """A district half of which mails its reports and half of which publishes them; the first version published."""
    agencies = write_agencies(folder / "demo", 16)
    first, second = folder / "first", folder / "second"
    sources: dict[str, str] = {}
    for number, agency in enumerate(agencies):
        if number % 2:
            sources[agency.code] = "收件"
            for inbox in (first, second) if number % 4 == 1 else (second,):
                inbox.mkdir(exist_ok=True)
                (inbox / f"{agency.name}{agency.ending}").write_bytes(agency.report)
        else:
            base, report = f"/{agency.code}/nb/", f"/{agency.code}/nb/1{agency.ending}"
            sources[agency.code] = f"内网 {site.root}{base}"
            site.pages[base] = page(column([row(report, title(agency))]))
            site.pages[report] = Page(agency.report)
    registry = folder / "registry.csv"
    write_registry(registry, folder / "demo" / "registry.csv", sources)
    setting = Setting(first, second, registry, folder / "base")
    finish(start(setting, setting.base, setting.first, "2026-01-20"))
    changed = next(path for path in site.pages if path.endswith(".html"))
    site.pages[changed] = Page(site.pages[changed].body + "<p>更正</p>".encode())
    return setting


def one_moment(setting: Setting, home: Path, after: float, expected: dict[str, str]) -> Outcome:
    shutil.copytree(setting.base, home.with_name(f".{home.name}"), symlinks=True)
    home.with_name(f".{home.name}").rename(home)
    before = str((latest(home) or {})["version"])
    run = start(setting, home)
    time.sleep(after)
    stage = stage_of(home, setting.base)
    if run.poll() is None:
        os.killpg(run.pid, signal.SIGKILL)
    else:
        stage = "ended before"
    run.wait()
    after_kill = str((latest(home) or {})["version"])
    whole = is_whole(home, after_kill) and (after_kill == before or published_bytes(home) == expected)
    finished = start(setting, home).wait() == 0
    same = published_bytes(home) == expected
    outcome = Outcome(stage, whole, finished, same)
    print(f"  {home.name}: {outcome}", file=sys.stderr, flush=True)
    home.rename(home.with_name(f".done-{home.name}"))
    shutil.rmtree(home.with_name(f".done-{home.name}"), ignore_errors=True)
    return outcome


def start(setting: Setting, home: Path, inbox: Path | None = None, as_of: str = "2026-02-01") -> subprocess.Popen:
    arguments = [str(inbox or setting.second), str(setting.registry), str(home), as_of, vars(CRAWL_POLICY)]
    return subprocess.Popen(
        [sys.executable, "-c", _RUN.format(year=YEAR), json.dumps(arguments)],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def finish(run: subprocess.Popen) -> None:
    if run.wait():
        raise RuntimeError("a run that was left alone did not finish")


def stage_of(home: Path, base: Path) -> str:
    """How far a run has come, by what it has left so far beside what `base` has."""
    builds = [path for path in (home / "work").glob("2*") if path.is_dir()]
    if not builds:
        return "start" if len(list((home / "public").glob("2*"))) == 1 else "switch"
    build = builds[-1]
    try:
        if any((build / "public").iterdir()):
            return "publish"
    except FileNotFoundError:  # it has just been moved to its place
        return "switch"
    if (build / "gouji.duckdb").exists():
        return "load, check, rank"
    return "parse" if _files(home / "readings") > _files(base / "readings") else "collect"


def _files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def is_whole(home: Path, version: str) -> bool:
    """Every file of the version is what its manifest says."""
    folder = home / "public" / version
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = [file for table in manifest["tables"] for file in table["files"]] + manifest["files"]
    return all(hashlib.sha256((folder / f["path"]).read_bytes()).hexdigest() == f["sha256"] for f in files)


def published_bytes(home: Path) -> dict[str, str]:
    """sha256 of every file of the current version, by path."""
    folder = home / "public" / str((latest(home) or {})["version"])
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {p.relative_to(home).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


if __name__ == "__main__":
    main()
