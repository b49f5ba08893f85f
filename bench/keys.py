"""What keys declared in DuckDB would cost: the load of `cells` and `reports` without, with primary, and with foreign keys.

``python -m bench.keys [--times 30] DATABASE``: a published gouji.duckdb, its reports taken so many times; ratios to the load
without keys, of one run each after the other.
"""

import argparse
import tempfile
import time
from pathlib import Path

import duckdb

ROUNDS = 3
COPIES = {
    "reports": "SELECT r.* REPLACE (r.report_id || '-' || i AS report_id) FROM given.reports r, range({}) t(i)",
    "cells": "SELECT c.* REPLACE (c.report_id || '-' || i AS report_id) FROM given.cells c, range({}) t(i)",
}
KEYS = {
    "none": ("", ""),
    "primary": (", PRIMARY KEY (report_id)", ", PRIMARY KEY (report_id, cell)"),
    "foreign": (
        ", PRIMARY KEY (report_id)",
        ", PRIMARY KEY (report_id, cell), FOREIGN KEY (report_id) REFERENCES reports (report_id)",
    ),
}


def load(database: Path, path: Path, keys: tuple[str, str], times: int) -> tuple[float, int]:
    """(seconds, bytes) of loading both tables into a new file."""
    with duckdb.connect(str(path)) as con:
        con.execute(f"ATTACH '{database.resolve()}' AS given (READ_ONLY)")
        for (table, rows), key in zip(COPIES.items(), keys, strict=True):
            columns = con.execute(f"DESCRIBE given.{table}").fetchall()
            con.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {kind}' for name, kind, *_ in columns)}{key})")
            con.execute(f"CREATE TEMP TABLE new_{table} AS {rows.format(times)}")
        start = time.perf_counter()
        for table in COPIES:
            con.execute(f"INSERT INTO {table} FROM new_{table}")
        con.execute("CHECKPOINT")
        seconds = time.perf_counter() - start
    return seconds, path.stat().st_size


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path, nargs="?", default=Path("data/warehouse/gouji.duckdb"))
    parser.add_argument("--times", type=int, default=30)
    options = parser.parse_args()
    if not options.database.exists():
        print("no published version: run gouji run first, or name a database")
        return 0
    print("| keys | load, of that without | size, of that without |\n|---|---:|---:|")
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            found = {n: load(options.database, Path(folder, f"{n}.duckdb"), k, options.times) for n, k in KEYS.items()}
        for name, (seconds, size) in found.items():
            print(f"| {name} | {seconds / found['none'][0]:.1f} | {size / found['none'][1]:.1f} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
