"""The same identities in Gouji and in three data validation libraries: time, and what each tells of a broken table.

    .venv-bench/bin/python -m bench.identities [REPORTS]      (make bench; default 5,000)

The libraries get the form's equations of tables 三 and 四 (42 of them) as rules on a wide Polars frame, one column a
cell; Gouji runs its own SQL over its narrow table. Three broken tables are then shown to each: one wrong cell, a
blank, totals left at 0. Prints Markdown tables.
"""

import sys
from collections.abc import Callable
from statistics import median
from typing import Any

import dataframely as dy
import pandera.polars as pa
import pointblank as pb
import polars as pl

from bench.checks import invent, timed
from gouji.check.repair.fill import fill_repairs
from gouji.check.run import build_views, run_checks
from gouji.core.forms import load_forms
from gouji.load.form_tables import load_forms_tables
from gouji.load.warehouse import create_warehouse

FORM = load_forms()["2021"]
CHAINED = {term.identity for term in FORM.terms if term.years_back}
CELLS = [cell.cell for cell in FORM.cells if not cell.optional]
GOOD = {
    "applications.new.natural_person": 36, "applications.new.business": 2, "applications.new.total": 38,
    "applications.granted.natural_person": 30, "applications.granted.business": 2, "applications.granted.total": 32,
    "applications.unavailable_not_held.natural_person": 6, "applications.unavailable_not_held.total": 6,
    "applications.handled_total.natural_person": 36, "applications.handled_total.business": 2,
    "applications.handled_total.total": 38, "disputes.review.upheld": 10, "disputes.review.corrected": 1,
    "disputes.review.total": 11, "disputes.litigation_direct.upheld": 5, "disputes.litigation_direct.total": 5,
}  # fmt: skip
BROKEN: dict[str, dict[str, int | None]] = {
    "办理总计漏计商业企业 2 件": {"applications.handled_total.total": 36},
    "一格空白": {"applications.granted.business": None},
    "表四总计列均为 0": {"disputes.review.total": 0, "disputes.litigation_direct.total": 0},
}


def equations() -> dict[str, pl.Expr]:
    """Identity -> the expression that must be true of a row."""
    sums: dict[str, pl.Expr] = {}
    for term in FORM.terms:
        if term.identity not in CHAINED and term.cell in CELLS:
            part = pl.col(term.cell) * term.coefficient
            sums[term.identity] = sums[term.identity] + part if term.identity in sums else part
    return {identity: expression == 0 for identity, expression in sums.items()}


def with_pandera(frame: pl.DataFrame) -> list[str]:
    checks = [
        pa.Check(lambda data, holds=holds: data.lazyframe.select(holds), name=identity, error=identity)
        for identity, holds in equations().items()
    ]
    try:
        pa.DataFrameSchema(checks=checks).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.head(50).to_dicts()  # the case is the whole row as JSON
        return [f"{row['check']}: {row['failure_case'][:40]}…（{len(row['failure_case'])} 字符）" for row in cases]
    return []


def with_dataframely(frame: pl.DataFrame) -> list[str]:
    columns: dict[str, Any] = {cell: dy.Int64(nullable=True) for cell in CELLS}
    rules = {identity: dy.rule()(lambda _, holds=holds: holds) for identity, holds in equations().items()}
    schema = type("Report", (dy.Schema,), columns | rules)
    _, failures = schema.filter(frame)
    return [f"{rule}: {count}" for rule, count in failures.counts().items()]


def with_pointblank(frame: pl.DataFrame) -> list[str]:
    plan = pb.Validate(frame)
    for identity, holds in equations().items():
        plan = plan.col_vals_expr(expr=holds, brief=identity)
    plan = plan.interrogate()
    return [f"{step.brief}: {step.n_failed}" for step in plan.validation_info if step.n_failed]


def with_gouji(table: dict[str, int | None]) -> list[str]:
    con = create_warehouse()
    load_forms_tables(con)
    con.execute("""
        INSERT INTO agencies BY NAME SELECT '1' AS agency_code, '1' AS district_code, '机关' AS name, name AS full_name,
            '镇' AS kind, '镇乡' AS peer_group, false AS rule_making_power, [] AS former_names, [] AS short_names,
            true AS registered;
        INSERT INTO reports BY NAME SELECT '1' AS report_id, '1' AS document_id, 1 AS ordinal, '1' AS agency_code,
            2023 AS report_year, '2021' AS form, true AS is_current, 'current' AS status, [] AS warnings;
    """)
    con.execute(
        "INSERT INTO cells BY NAME SELECT '1' AS report_id, '1' AS agency_code, 2023 AS report_year, '' AS raw,"
        " unnest(?) AS cell, unnest(?)::INTEGER AS value,"
        " CASE WHEN value IS NULL THEN 'blank' ELSE 'reported' END AS state",
        [list(table), list(table.values())],
    )
    build_views(con)
    run_checks(con)
    fill_repairs(con)
    sql = "SELECT outcome || ' ' || message FROM findings WHERE rule IN (SELECT rule FROM identities) ORDER BY rule"
    told = [row[0] for row in con.execute(sql).fetchall()]
    return told + [
        "→ " + why for (why,) in con.execute("SELECT DISTINCT why FROM repairs ORDER BY candidate").fetchall()
    ]


def measured(reports: int) -> dict[str, float]:
    """Median seconds of three, each judging every identity of every report."""
    con = create_warehouse()
    load_forms_tables(con)
    invent(con, reports)
    build_views(con)
    wanted = " OR ".join(f"starts_with(cell, '{table}.')" for table in ("applications", "disputes"))
    narrow = con.sql(f"SELECT report_id, cell, value::BIGINT AS value FROM cells WHERE {wanted}").pl()
    wide = narrow.pivot("cell", index="report_id").drop("report_id")
    wide = wide.with_columns(pl.lit(None, pl.Int64).alias(cell) for cell in CELLS if cell not in wide.columns)
    rules = "('row_total', 'handled_total', 'balance', 'dispute_total')"
    ways: dict[str, Callable[[], object]] = {
        "gouji": lambda: con.execute(
            f"SELECT rule, outcome, count(*) FROM identity_sums WHERE rule IN {rules} GROUP BY ALL"
        ).fetchall(),
        "dataframely": lambda: with_dataframely(wide),
        "pointblank": lambda: with_pointblank(wide),
        "pandera": lambda: with_pandera(wide),
    }
    print(f"{wide.height:,} reports, {len(equations())} identities\n")
    return {name: median(timed(way) for _ in range(3)) for name, way in ways.items()}


def main(reports: int = 5_000) -> None:
    seconds = measured(reports)
    print("| | seconds | ratio |\n|---|---:|---:|")
    for name, value in seconds.items():
        print(f"| {name} | {value:.2f} | {value / seconds['gouji']:.1f} |")
    tellers = {"pandera": with_pandera, "dataframely": with_dataframely, "pointblank": with_pointblank}
    for name, wrong in BROKEN.items():
        table = dict.fromkeys(CELLS, 0) | GOOD | wrong
        frame = pl.DataFrame({cell: [value] for cell, value in table.items()}, schema=dict.fromkeys(CELLS, pl.Int64))
        print(f"\n**{name}**\n\n| | what it tells |\n|---|---|")
        for teller, tell in tellers.items():
            print(f"| {teller} | {'<br>'.join(tell(frame)) or '（没有 nothing）'} |")
        print(f"| gouji | {'<br>'.join(with_gouji(table))} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
