"""How long the office's pages take: the time of the server for each, over a published home, and its memory.

    python -m bench.dashboard [HOME]

Without HOME, 40,000 agencies in 400 districts are published first: copies of one demo district, two years, checked and
ranked as in a run.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]

from bench.checks import AS_OF, COPIED, invent, timed  # noqa: E402
from gouji.check.explanations import apply_explanations  # noqa: E402
from gouji.check.faults import fill_faults  # noqa: E402
from gouji.check.promises import fill_promises  # noqa: E402
from gouji.check.repair.fill import fill_repairs  # noqa: E402
from gouji.check.run import (  # noqa: E402
    build_rankings,
    build_rollups,
    build_views,
    charge_points,
    compare_reports,
    run_checks,
)
from gouji.core.settings import Settings  # noqa: E402
from gouji.load.build import Loaded  # noqa: E402
from gouji.load.form_tables import load_forms_tables  # noqa: E402
from gouji.load.warehouse import create_warehouse  # noqa: E402
from gouji.publish.build import build_paths  # noqa: E402
from gouji.publish.release import release  # noqa: E402
from gouji.publish.runs import record_start  # noqa: E402
from gouji.publish.version_name import VersionName  # noqa: E402
from gouji_web.core.versions import Versions  # noqa: E402
from tests.pages.conftest import dashboard  # noqa: E402

TIMES = 9
YEARS = 2
PAGES = {
    "总览": "overview",
    "收件": "intake?to_act_on=",
    "催报": "reminders",
    "单位": "agency",
    "单位，一个": "agency?agency={agency}",
    "单位，一格的原件": "agency/source?report={report}&cell={cell}",
    "整改台账": "cases",
    "问题": "findings",
    "问题，查找": "findings?text=镇",
    "排名": "ranking",
    "排名，同类组": "ranking?by=peers",
    "数据": "figures",
    "雷同": "alike",
    "送审": "drafts",
    "运行": "runs",
    "下载": "downloads",
    "设置": "settings",
}
_A_CELL = """
SELECT c.agency_code AS agency, c.report_id AS report, c.cell FROM cells c JOIN reports r USING (report_id)
WHERE r.is_current AND c.table_index IS NOT NULL AND c.value > 9 ORDER BY c.report_year DESC, c.agency_code, c.cell LIMIT 1
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(sys.argv[1]) if len(sys.argv) > 1 else published_nation(Path(folder) / "nation")
        measure(home)


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
            "invent": lambda: invent(con, agencies * YEARS, YEARS, (*COPIED, "documents", "facts", "explanations")),
            "compare": lambda: (build_views(con), compare_reports(con), fill_promises(con)),
            "check": lambda: run_checks(con),
            "explain": lambda: apply_explanations(con, []),
            "repair": lambda: (fill_repairs(con), fill_faults(con), charge_points(con)),
            "rank": lambda: (build_rollups(con), build_rankings(con)),
        }
        for step, work in steps.items():
            print(f"{step} {timed(work):.1f} s", flush=True)
        reports = con.sql("SELECT count(*) FROM reports").fetchall()[0][0]
    loaded = Loaded(settings.latest_year, reports, reports, build.database, agencies)
    print(f"publish {timed(lambda: release(build, settings, loaded, edition)):.1f} s\n", flush=True)
    return home


def measure(home: Path) -> None:
    """Print a Markdown table of milliseconds: the first time, and the median of the next; then the server's memory."""
    server = dashboard(home)
    with server as address, httpx.Client(base_url=address, timeout=120) as client:
        version = Versions(home).current()
        found = version.row(_A_CELL) if version else None
        print("| page | first, ms | median of the next, ms | KB |\n|---|---:|---:|---:|")
        for name, path in PAGES.items():
            if "{" in path and found is None:
                continue
            times = [timed_get(client, path.format(**(found or {}))) for _ in range(TIMES + 1)]
            (first, size), rest = times[0], [seconds for seconds, _ in times[1:]]
            print(
                f"| {name} | {1000 * first:.0f} | {1000 * statistics.median(rest):.0f} | {size / 1000:.0f} |",
                flush=True,
            )
        print(f"\nserver: {most_memory(server.process.pid) / 1000:.0f} MB at most")


def timed_get(client: httpx.Client, path: str) -> tuple[float, int]:
    """Seconds until the whole answer is there, and its bytes."""
    start = time.perf_counter()
    answer = client.get(f"/{path}")
    answer.raise_for_status()
    return time.perf_counter() - start, len(answer.content)


def most_memory(pid: int) -> int:
    """The most memory that a process has had, in KB (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


if __name__ == "__main__":
    main()
