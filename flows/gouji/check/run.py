"""Runs the SQL of sql/checks, sql/macros, sql/internal, sql/views, sql/comparisons, sql/rollups and sql/rankings over the loaded tables.

A file of sql/macros, sql/internal (what only the checks need) or sql/views (what is published) is a CREATE OR REPLACE of
the macro or view of its name, with its comments; a file of
the other folders is one plain SELECT, named after the table it fills. Order: `build_views`,
`compare_reports`, `run_checks`, (repairs, faults, waivers), `charge_points`, `build_rollups`, `build_rankings`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb

from gouji.core.resources import resource
from gouji.load.warehouse import insert_rows, without_descriptions

from .rank_bands import fill_bands, ranking_policy
from .rule_versions import fill_rule_versions
from .rules import Rule, RuleError, read_rules, read_scoring
from .similarities import fill_similarities
from .thresholds import load_thresholds

RESULT_COLUMNS = {
    "agency_code": "VARCHAR",
    "report_year": "INTEGER",
    "report_id": "VARCHAR",
    "outcome": "VARCHAR",
    "cells": "VARCHAR[]",
    "reported": "VARCHAR",
    "expected": "VARCHAR",
    "message": "VARCHAR",
}
# Last columns that a check may have: findings of the same cause are one fault; a severity below that of its check;
# the checks that the cells it names leave open, whose own findings then say nothing more.
FURTHER_COLUMNS = {"cause": "VARCHAR", "severity": "VARCHAR", "leaves_open": "VARCHAR[]"}

# Views that several checks read: computed once a run, in temporary tables of the same name, which DuckDB
# finds before the views. Each with the table or view without whose rows it has none: then it is left empty, as finding out
# how to compute a view takes longer than computing it over one report.
SHARED_VIEWS: Mapping[str, str | None] = {
    "last_years": None,
    "current_reports": None,
    "report_forms": None,
    "current_figures": None,
    "figure_jumps": "last_years",
    "report_tables": None,
    "missing_sections": None,
    "suspect_terms": None,
    "broken_identities": None,
    "lineage_findings": "agency_changes",
    "district_sums": "district_sources",
    "explained_gaps": "district_sums",
    "current_prose": None,
    "improvement_prose": None,
    "compared_statements": None,
}

_INSERT_FINDINGS = """
INSERT INTO findings BY NAME
WITH numbered AS (
    SELECT
        *,
        concat_ws(
            '|', rule, agency_code, report_year, array_to_string(list_sort(cells), ','),
            CASE WHEN len(cells) = 0 THEN expected END
        ) AS identifier,
        row_number() OVER (
            PARTITION BY identifier ORDER BY outcome DESC, expected, reported, message
        ) AS ordinal
    FROM found
),
judged AS (
SELECT
    md5(CASE ordinal WHEN 1 THEN identifier ELSE concat(identifier, '#', ordinal) END) AS finding_id,
    n.rule,
    r.dimension,
    CASE
        WHEN 'note' IN (v.severity, n.severity) THEN 'note'
        WHEN 'warning' IN (v.severity, n.severity) THEN 'warning'
        ELSE v.severity
    END AS severity,
    n.agency_code,
    n.report_year,
    n.report_id,
    n.outcome,
    n.cells,
    n.reported,
    n.expected,
    n.message,
    n.cause,
    n.leaves_open,
    NULL AS explanation_id,
    NULL AS fault_id,
    false AS waived,
    0 AS points,
    v.policy_source
FROM numbered n
JOIN rules r ON r.rule = n.rule
JOIN agencies a ON a.agency_code = n.agency_code
JOIN rules_in_force v
    ON v.rule = n.rule AND v.district_code = a.district_code AND n.report_year BETWEEN v.from_year AND v.to_year
WHERE NOT v.on_hold
)
-- a table's blanks are told once, not once for each identity that they leave open
SELECT * FROM judged j
WHERE NOT EXISTS (
    FROM judged b
    WHERE j.outcome = 'cannot_tell' AND b.report_id = j.report_id AND b.finding_id <> j.finding_id
        AND list_contains(b.leaves_open, j.rule) AND list_has_any(b.cells, j.cells)
)
ORDER BY agency_code, report_year, rule, cells, finding_id
"""


def build_views(con: duckdb.DuckDBPyConnection, *, for_reading: bool = True) -> None:
    """Create every macro and view, those that others use first, and the thresholds they judge by.

    `for_reading`: with their descriptions, which a warehouse that only serves one check can do without.
    """
    con.begin()
    load_thresholds(con)
    for folders in (["macros"], ["internal", "views"]):
        for file in in_order_of_use(sorted(f for name in folders for f in resource("sql", name).glob("*.sql"))):
            sql = file.read_text(encoding="utf-8")
            con.execute(sql if for_reading else without_descriptions(sql))
    con.commit()


def compare_reports(con: duckdb.DuckDBPyConnection, processes: int = 1) -> None:
    """What reports have to do with one another, for the checks to judge: `similarities`, `report_changes`; a large home's
    districts spread over so many processes."""
    fill_similarities(con, processes)
    _fill_tables(con, "comparisons")


def run_checks(con: duckdb.DuckDBPyConnection, policies: Iterable[Path] = ()) -> None:
    """Fill `dimensions`, `fault_kinds`, `rules`, `rule_versions` and `findings` from every check; nothing is waived or
    charged yet.

    `policies`: the files of districts' own rules (desk/policy_files.py). Raises RuleError where one is wrong.
    """
    rules = read_rules()
    load_rules(con, rules, policies)
    con.execute("CREATE OR REPLACE TEMP TABLE found (rule VARCHAR, " + _columns(RESULT_COLUMNS | FURTHER_COLUMNS) + ")")
    has_rows = cache(partial(_has_rows, con))
    try:
        for view, needed in SHARED_VIEWS.items():
            if has_rows(needed):
                con.execute(f"CREATE OR REPLACE TEMP TABLE {view} AS FROM {view}")
            else:
                con.execute(f"CREATE OR REPLACE TEMP TABLE {view} ({_columns(_columns_of(con, view))})")
        for rule in rules:
            if not has_rows(rule.needs):
                continue
            con.execute(
                f"INSERT INTO found BY NAME SELECT ? AS rule, * FROM (\n{rule.sql}\n) WHERE outcome <> 'pass'",
                [rule.id],
            )
        con.execute("DELETE FROM findings")
        con.execute(_INSERT_FINDINGS)
    finally:
        for table in ("found", *SHARED_VIEWS):
            con.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _has_rows(con: duckdb.DuckDBPyConnection, relation: str | None) -> bool:
    return relation is None or con.execute(f"SELECT EXISTS (FROM {relation})").fetchall() == [(True,)]


def _columns_of(con: duckdb.DuckDBPyConnection, view: str) -> dict[str, str]:
    """The columns of a view with their types, from the catalogue."""
    query = """
        SELECT column_name, data_type FROM duckdb_columns()
        WHERE table_name = $1 AND database_name <> 'temp' ORDER BY column_index
    """
    return dict(con.execute(query, [view]).fetchall())


def charge_points(con: duckdb.DuckDBPyConnection) -> None:
    """Set what each fault costs, and at which of its findings that stands: once, when findings have been waived."""
    con.execute("CREATE OR REPLACE TEMP TABLE charged AS SELECT * FROM fault_points")
    con.execute("UPDATE findings SET points = 0 WHERE points <> 0")
    con.execute(
        "UPDATE findings SET points = charged.points FROM charged"
        " WHERE charged.finding_id = findings.finding_id AND charged.points > 0"
    )
    con.execute("""
        UPDATE faults SET waived = all_waived, points = coalesce(cost, 0)
        FROM (
            SELECT f.fault_id, bool_and(f.waived) AS all_waived, any_value(c.points) AS cost
            FROM findings f LEFT JOIN charged c ON c.fault_id = f.fault_id
            WHERE f.outcome = 'fail' GROUP BY f.fault_id
        ) n
        WHERE n.fault_id = faults.fault_id
    """)
    con.execute("DROP TABLE charged")


def build_rollups(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the table of every file of sql/rollups, and say how much of the district's figures hangs on each fault."""
    _fill_tables(con, "rollups")
    con.execute("CREATE OR REPLACE TEMP TABLE impacts AS FROM fault_impacts")
    for table, columns in (
        ("faults", ("impact", "impact_cell", "impact_share")),
        ("findings", ("impact", "impact_share")),
    ):
        con.execute(f"UPDATE {table} SET {', '.join(f'{c} = NULL' for c in columns)} WHERE impact IS NOT NULL")
        con.execute(
            f"UPDATE {table} SET {', '.join(f'{c} = i.{c}' for c in columns)}"
            f" FROM impacts i WHERE i.fault_id = {table}.fault_id"
        )
    con.execute("DROP TABLE temp.impacts")


def build_rankings(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the table of every file of sql/rankings, those that others read first, and say how sure each rank is."""
    load_volume_classes(con)
    load_grades(con)
    _fill_tables(con, "rankings")
    fill_bands(con)


def load_rules(con: duckdb.DuckDBPyConnection, rules: list[Rule], policies: Iterable[Path] = ()) -> None:
    """Fill `dimensions`, `fault_kinds`, `rules` and `rule_versions`; RuleError when a policy does not fit the checks."""
    scoring = read_scoring(rules)
    for table in ("dimensions", "fault_kinds", "rules"):
        con.execute(f"DELETE FROM {table}")
    # `about` is for the papers
    insert_rows(con, "dimensions", [_without(each._asdict(), "about") for each in scoring.dimensions])
    kinds = [{"fault_kind": kind.kind} | _without(kind._asdict(), "kind", "rules") for kind in scoring.kinds]
    insert_rows(con, "fault_kinds", kinds)
    told = [
        {"rule": rule.id} | _without(vars(rule), "id", "sql", "needs") | {"fault_kind": scoring.kind_of[rule.id]}
        for rule in rules
    ]
    insert_rows(con, "rules", told)
    fill_rule_versions(con, rules, scoring, policies)


def load_volume_classes(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `volume_classes` from data/policy/ranking.toml."""
    volume = ranking_policy()["volume"]
    bounds = sorted(volume["bounds"])
    con.execute("DELETE FROM volume_classes")
    for lowest, following in zip(bounds, [*bounds[1:], None], strict=True):
        highest = None if following is None else following - 1
        con.execute(
            "INSERT INTO volume_classes VALUES (?, ?, ?, ?)",
            [lowest, highest, volume["smallest_group"], volume["bounds_reason"]],
        )


def load_grades(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `grades` from data/policy/ranking.toml."""
    con.execute("DELETE FROM grades")
    for grade in ranking_policy()["grades"]:
        con.execute(
            "INSERT INTO grades VALUES (?, ?, ?, ?, ?)",
            [grade[name] for name in ("grade", "grade_en", "from", "date", "reason")],
        )


def check_columns(con: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    """RuleError unless a check's SELECT has exactly the columns and types of a finding."""
    found = {name: kind for name, kind, *_ in con.execute(f"DESCRIBE {rule.sql}").fetchall()}
    further = {name: kind for name, kind in FURTHER_COLUMNS.items() if name in found}
    if list(found.items()) != list((RESULT_COLUMNS | further).items()):
        raise RuleError(
            f"sql/checks/{rule.id}.sql：结果列应为 {_columns(RESULT_COLUMNS)}，现为 {_columns(found)}。"
            " The result must have these columns, in this order."
        )


def in_order_of_use(files: list[Path]) -> Iterator[Path]:
    """The files in such an order that each comes after those whose objects it names."""
    texts = {file.stem: set(re.findall(r"\w+", file.read_text(encoding="utf-8"))) for file in files}
    waiting = {file.stem: file for file in files}
    while waiting:
        ready = [name for name in waiting if not (texts[name] & waiting.keys()) - {name}]
        if not ready:
            raise RuleError(f"相互引用，无法排序。 These files name each other: {', '.join(sorted(waiting))}")
        for name in ready:
            yield waiting.pop(name)


def _fill_tables(con: duckdb.DuckDBPyConnection, folder: str) -> None:
    for file in in_order_of_use(sorted(resource("sql", folder).glob("*.sql"))):
        con.execute(f"DELETE FROM {file.stem}")
        con.execute(f"INSERT INTO {file.stem} BY NAME\n{file.read_text(encoding='utf-8')}")


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _columns(columns: dict[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())
