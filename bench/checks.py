"""How long every check, the rollup and the ranking take over 40,000 reports of 200 cells.

    python -m bench.checks [REPORTS]

A demo district (100 agencies, 4 years, with its planted faults, its prose and the statements in it) is read and loaded
as in a run, then copied as often as needed, each copy a district of its own. Prints Markdown tables.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import duckdb

from gouji.check.run import build_rankings, build_rollups, build_views, run_checks
from gouji.collect.inbox import archive_batch
from gouji.collect.inbox_files import find_files
from gouji.core.registry_file import load_registry
from gouji.core.settings import Settings
from gouji.demo.district import write_district
from gouji.load.build import fill_warehouse
from gouji.load.form_tables import load_forms_tables
from gouji.load.warehouse import create_warehouse
from gouji.read.stage import merge, stage_documents

AS_OF = date(2026, 11, 23)
AGENCIES, YEARS = 100, 4
COPIED = ("districts", "agencies", "expected_reports", "reports", "sections", "statements", "unread", "cells")
OWN = {
    "district_code",
    "agency_code",
    "report_id",
    "document_id",
    "explanation_id",
}  # what tells one copy's rows from another's


def main(reports: int = 40_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        con = create_warehouse(Path(folder) / "bench.duckdb")
        load_forms_tables(con)
        seconds = {"invent the data": timed(lambda: invent(con, reports))}
        seconds["views"] = timed(lambda: build_views(con))
        seconds["checks, findings, points"] = timed(lambda: run_checks(con))
        seconds["rollup"] = timed(lambda: build_rollups(con))
        seconds["ranking"] = timed(lambda: build_rankings(con))
        print("| step | seconds |\n|---|---:|")
        for step, elapsed in seconds.items():
            print(f"| {step} | {elapsed:.1f} |")
        print("\n| table | rows |\n|---|---:|")
        for table in ("reports", "cells", "findings", "district_reported_sums", "statements", "scores", "rankings"):
            (rows,) = con.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
            print(f"| {table} | {rows:,} |")
        print("\n| check | fail | cannot tell |\n|---|---:|---:|")
        for rule, fail, open_ in con.execute(
            "SELECT rule, count(*) FILTER (outcome = 'fail'), count(*) FILTER (outcome <> 'fail')"
            " FROM findings GROUP BY rule ORDER BY rule"
        ).fetchall():
            print(f"| {rule} | {fail:,} | {open_:,} |")


def invent(con: duckdb.DuckDBPyConnection, reports: int, years: int = YEARS, tables: Sequence[str] = COPIED) -> None:
    """Fill registry, reports, sections, statements and cells, or the `tables` named, with about as many reports as asked."""
    with tempfile.TemporaryDirectory() as folder:
        inbox, home = Path(folder, "inbox"), Path(folder, "home")
        home.mkdir()
        write_district(inbox, AGENCIES, years)
        con.execute(f"ATTACH '{district(inbox, home)}' AS district (READ_ONLY)")
        for table in tables:
            columns = [name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall()]
            told = ", ".join(f"printf('%04d-', copy) || {name} AS {name}" if name in OWN else name for name in columns)
            order = "copy, row" if table != "cells" else "copy, agency_code, report_year, row"
            con.execute(
                f"INSERT INTO {table} BY NAME SELECT {told}"
                f" FROM (SELECT *, rowid AS row FROM district.{table}) CROSS JOIN range($copies) r(copy)"
                f" ORDER BY {order}",
                {"copies": max(1, round(reports / (AGENCIES * years)))},
            )
        con.execute("DETACH district")


def district(inbox: Path, home: Path) -> Path:
    """A folder of documents with its registry.csv, read and loaded as in a run; the warehouse, not yet checked."""
    settings = Settings(inbox, inbox / "registry.csv", home, as_of=AS_OF)
    documents = archive_batch(find_files(inbox), inbox, home)
    staged = merge(documents, list(stage_documents(home, home / "staged", documents)))
    database = home / "district.duckdb"
    fill_warehouse(database, home / "staged", staged, [], load_registry(settings.registry), settings)
    return database


def timed(step: Callable[[], None]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
