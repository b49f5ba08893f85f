"""How long every check, the rollup and the ranking take over 40,000 reports of 200 cells.

    python bench/checks.py [REPORTS]

Invented figures: mostly zeros, one cell in 5,000 wrong, one report in 12 with a quarter of its cells blank.
Prints a Markdown table of seconds.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from flows.check import build_rankings, build_rollups, build_views, run_checks
from flows.load.warehouse import create_warehouse, load_forms_tables

YEARS = 8

REGISTRY = """
INSERT INTO districts
SELECT (500100 + d)::VARCHAR, '第' || d || '区' FROM range(($agencies + 99) // 100) r(d);
INSERT INTO agencies BY NAME
SELECT
    (500100 + a // 100)::VARCHAR || lpad((a % 100)::VARCHAR, 6, '0') AS agency_code,
    (500100 + a // 100)::VARCHAR AS district_code,
    '机关' || a AS name,
    '第' || a || '机关' AS full_name,
    ['镇', '街道', '部门'][1 + a % 3] AS kind,
    ['镇乡', '街道', '部门'][1 + a % 3] AS peer_group,
    false AS rule_making_power,
    [] AS former_names,
    [] AS short_names,
    true AS registered
FROM range($agencies) r(a);
INSERT INTO expected_reports
SELECT agency_code, y, make_date((y + 1)::INTEGER, 1, 31), '登记表默认', true
FROM agencies, range(2026 - $years, 2026) r(y);
INSERT INTO reports BY NAME
SELECT
    left(md5(agency_code || report_year), 16) || '-1' AS report_id,
    md5(agency_code || report_year) AS document_id,
    1 AS ordinal,
    agency_code,
    report_year,
    '2021' AS form,
    '年度报告' AS title,
    '机关' AS agency_printed,
    deadline - (hash(agency_code, report_year) % 20)::INTEGER + 2 AS published_on,
    1 AS version,
    true AS is_current,
    'current' AS status,
    [] AS warnings
FROM expected_reports
WHERE hash(report_year, agency_code) % 50 > 0
ORDER BY agency_code, report_year;
INSERT INTO sections
SELECT report_id, agency_code, report_year, n, '标题', '正文'
FROM reports, range(1, 7) r(n)
WHERE hash(report_id, n) % 100 > 0;
INSERT INTO cells BY NAME
WITH grid AS (
    SELECT
        r.report_id, r.agency_code, r.report_year, f.cell, f.position,
        hash(r.report_id) % 7 AS size,
        hash(r.report_id, f.cell) AS dice,
        f.table_code = 'applications'
            AND f.row_code IN ('new', 'granted', 'handled_total')
            AND f.column_code IN ('natural_person', 'total') AS filled,
        f.cell = 'disclosure.normative_documents.in_force' AS stock
    FROM reports r, form_cells f
    WHERE f.form = '2021' AND NOT f.optional
),
figures AS (
    SELECT
        *,
        CASE WHEN filled THEN size WHEN stock THEN 5 ELSE 0 END + (dice % 5000 = 1)::INTEGER AS figure,
        CASE
            WHEN hash(report_id, 1) % 12 = 0 AND dice % 4 = 0 AND NOT filled THEN 'blank'
            ELSE 'reported'
        END AS state
    FROM grid
)
SELECT
    report_id, agency_code, report_year, cell, state, 1 AS table_index, position // 7 AS row_index,
    position % 7 AS column_index,
    CASE state WHEN 'reported' THEN figure END AS value,
    CASE state WHEN 'reported' THEN figure::VARCHAR ELSE '' END AS raw
FROM figures
ORDER BY agency_code, report_year, position;
"""


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
        for table in ("reports", "cells", "findings", "district_cells", "scores", "rankings"):
            (rows,) = con.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
            print(f"| {table} | {rows:,} |")
        print("\n| check | fail | cannot tell |\n|---|---:|---:|")
        for rule, fail, open_ in con.execute(
            "SELECT rule, count(*) FILTER (outcome = 'fail'), count(*) FILTER (outcome <> 'fail')"
            " FROM findings GROUP BY rule ORDER BY rule"
        ).fetchall():
            print(f"| {rule} | {fail:,} | {open_:,} |")


def invent(con: duckdb.DuckDBPyConnection, reports: int) -> None:
    """Fill registry, reports, sections and cells with about as many reports as asked."""
    for statement in REGISTRY.split(";\n"):
        if statement.strip():
            names = {"agencies": max(1, reports // YEARS), "years": YEARS}
            con.execute(statement, {name: value for name, value in names.items() if f"${name}" in statement})


def timed(step: Callable[[], None]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
