"""The warehouse: one new DuckDB file a run, its tables from sql/schema, filled through Arrow.

No PRIMARY KEY (a load takes twice as long, the file is nine times as large: bench/keys.py): keys are verified by
a query after each load, and declared in the data package (publish/data_package.py).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from gouji.core.resources import resource
from gouji.read.staged_tables import STAGED, open_staged

from .wide_views import create_wide_views

# The oldest DuckDB that must be able to open a published file.
STORAGE_VERSION = "v1.5.0"
# Of a run's database, so that a year of a country is done in 4 GiB with the readers and all else; what needs more goes to
# disk. Not all can: over several years of a country it may take half of the machine's memory.
MEMORY_LIMIT = "2GB"
_LARGE_HOME_LIMIT = "50%"
_LARGE_HOME_REPORTS = 60_000
# While much is sorted or grouped once, which is as quick where it goes to disk earlier; what is too much for one, the next.
SORTING_LIMITS = ("1GB", MEMORY_LIMIT, "4GB")
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "storage_compatibility_version": STORAGE_VERSION,
    "memory_limit": MEMORY_LIMIT,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

INTERNAL_TABLES = (
    "prose_sketches",
    "spread_shingles",
)  # of sql/schema, those in the schema `internal`: analysts need not see them

# What identifies a row; tables that are not here have no key (sections and statements may repeat).
KEYS: dict[str, tuple[str, ...]] = {
    "districts": ("district_code",),
    "agencies": ("agency_code",),
    "agency_changes": ("from_code", "to_code", "day"),
    "expected_reports": ("agency_code", "report_year"),
    "documents": ("document_id", "source"),
    "fetches": ("agency_code", "report_year", "address", "role", "number"),
    "reports": ("report_id",),
    "cells": ("report_id", "cell"),
    "forms": ("form",),
    "form_sections": ("form", "section"),
    "form_tables": ("form", "table_code"),
    "form_cells": ("form", "cell"),
    "identities": ("form", "identity", "cell", "years_back"),
    "explanation_kinds": ("kind",),
    "facts": ("report_id", "ordinal"),
    "fact_codes": ("part", "code"),
    "explanation_decisions": ("source",),
    "statement_cells": ("form", "statement_kind", "cell"),
    "wordings": ("kind", "topic", "wording"),
    "dimensions": ("dimension",),
    "rules": ("rule",),
    "rule_versions": ("rule", "district_code", "from_year"),
    "findings": ("finding_id",),
    "faults": ("fault_id",),
    "fault_kinds": ("fault_kind",),
    "finding_changes": ("finding_id",),
    "figure_changes": ("report_id", "cell"),
    "report_changes": ("report_id", "kind", "item"),
    "waivers": ("source",),
    "cases": ("agency_code", "report_year"),
    "case_faults": ("agency_code", "report_year", "fault_id"),
    "desk_decisions": ("kind", "subject"),
    "office_settings": ("setting",),
    "repairs": ("report_id", "candidate", "cell"),
    "similarities": ("report_id", "other_report_id", "kind", "section"),
    "prose_sketches": ("report_id", "section"),
    "spread_shingles": ("shingle",),
    "promises": ("report_id", "ordinal"),
    "promise_matters": ("matter",),
    "thresholds": ("threshold",),
    "cell_bounds": ("report_id", "cell"),
    "district_unknowns": ("district_code", "report_year", "kind", "cell"),
    "district_reported_sums": ("district_code", "report_year", "kind", "cell"),
    "scores": ("agency_code", "report_year", "dimension"),
    "counted_tables": ("agency_code", "report_year", "table_code"),
    "district_balanced_sums": ("district_code", "report_year", "peer_group", "cell"),
    "volume_classes": ("requests_from",),
    "grades": ("grade",),
    "rankings": ("agency_code", "report_year"),
    "runs": ("run_id",),
}

MATCH_COLUMNS = (
    "report_id", "agency_code", "report_year", "version", "is_current", "status", "problem", "published_on", "decided",
)  # fmt: skip

# What readings call otherwise: tables that are joined have telling names.
_COLUMNS = {
    "sections": {"number": "section"},
    "statements": {"kind": "statement_kind", "value": "stated_value"},
}

# Rows of a DuckDB table: dicts or tuples in column order, a Polars frame, or a pyarrow Table.
Rows = Any


def create_warehouse(path: Path | None = None, *, for_reading: bool = True) -> duckdb.DuckDBPyConnection:
    """A new warehouse with every table of sql/schema and the wide views, all empty; None: in memory.

    `for_reading`: with descriptions and wide views, which nobody sees of a warehouse that only serves one check.
    Raises FileExistsError when the file is there already: a warehouse is never rewritten.
    """
    if path is not None:
        if path.exists():
            raise FileExistsError(f"{path} 已存在，请换一个文件名。 The warehouse exists already: choose another name.")
        path.parent.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(":memory:" if path is None else str(path), config=CONFIG)
    con.execute("CREATE SCHEMA internal")
    look_in_internal(con)
    con.begin()  # a commit to disk after each of 500 descriptions takes as long as all else
    for file in sorted(resource("sql", "schema").glob("*.sql")):
        sql = file.read_text(encoding="utf-8")
        con.execute(sql if for_reading else without_descriptions(sql))
    if for_reading:
        create_wide_views(con)
    con.commit()
    return con


def open_warehouse(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A run's own warehouse, for its stages; quick where another connection of this process has it open, in the same
    mode."""
    con = duckdb.connect(str(path), read_only=read_only)
    # not as a configuration, which everyone in this process who opens the file would have to give
    _limit_memory(con)
    look_in_internal(con)
    return con


def _limit_memory(con: duckdb.DuckDBPyConnection) -> None:
    """MEMORY_LIMIT, or more for a home of so many reports."""
    ((reports,),) = con.execute("SELECT count(*) FROM reports").fetchall()
    limit = MEMORY_LIMIT if reports <= _LARGE_HOME_REPORTS else _LARGE_HOME_LIMIT
    con.execute(f"SET memory_limit = '{limit}'")


def within_memory(
    con: duckdb.DuckDBPyConnection, step: Callable[[], object], limits: Sequence[str] = SORTING_LIMITS
) -> None:
    """Do a step that sorts or groups much once: within the first of the limits, as nearly all of it may go to disk; where
    that is not enough, within the next. Raises duckdb.OutOfMemoryException where what DuckDB takes by itself is not."""
    try:
        for limit in limits:
            with suppress(duckdb.OutOfMemoryException):
                con.execute(f"SET memory_limit = '{limit}'")
                step()
                return
        con.execute("RESET memory_limit")  # four fifths of the machine's
        step()
    finally:
        with suppress(duckdb.OutOfMemoryException):  # what it holds now is more: it keeps what it was given
            _limit_memory(con)


def attach(con: duckdb.DuckDBPyConnection, file: Path, name: str) -> None:
    """Another DuckDB file beside the one that is open, to read from, by a name."""
    con.execute(f"ATTACH '{str(file).replace(chr(39), chr(39) * 2)}' AS {name} (READ_ONLY)")


def look_in_internal(con: duckdb.DuckDBPyConnection) -> None:
    """What the checks need stands in a schema of its own, so that analysts list only what is theirs; the stages name it
    as all else, so that a table of the run stands before a view of the same name. A version before 0.2 has none."""
    if con.execute(
        "FROM duckdb_schemas() WHERE schema_name = 'internal' AND database_name = current_database()"
    ).fetchall():
        con.execute("SET search_path = 'main,internal'")


def without_descriptions(sql: str) -> str:
    """The statement of a file of sql/schema, sql/internal or sql/views without the COMMENT ON statements after it."""
    return sql.split("\nCOMMENT ON ", 1)[0]


def load_registry(
    con: duckdb.DuckDBPyConnection, districts: Rows, agencies: Rows, expected: Rows, changes: Rows = ()
) -> None:
    """Fill `districts`, `agencies`, `expected_reports` and `agency_changes`; columns are those of the tables."""
    insert_rows(con, "districts", districts)
    insert_rows(con, "agencies", agencies)
    insert_rows(con, "expected_reports", expected)
    insert_rows(con, "agency_changes", changes)


def load_documents(con: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Fill `documents`."""
    insert_rows(con, "documents", rows)


def load_reports(
    con: duckdb.DuckDBPyConnection,
    staging: Path,
    matches: Rows,
    segments: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Load staged batches: `reports`, `cells`, `sections`, `statements`, `facts`, `explanations` and `unread`, in key order.

    `segments`: the batches and the reports wanted of each (default: all). `matches` has MATCH_COLUMNS, one row for each staged report. Order: agency_code, report_year, version,
    report_id, and in a report the order of the form (cells) or of the document. Raises ValueError when staged
    reports and matches are not one to one, or when two reports of an agency and year are current.
    """
    con.register("staged_matches", _arrow(matches, "matches", _match_schema()))
    con.register("staged_reports", open_staged(staging, "reports", segments).read_all())
    try:
        con.execute(_PLACES)
        _verify_matches(con)
        con.execute(_LOAD_REPORTS)
        _verify_current(con)
        ((places,),) = con.execute("SELECT count(*) FROM staged_places").fetchall()
        limits = SORTING_LIMITS if places <= _LARGE_HOME_REPORTS else (_LARGE_HOME_LIMIT,)
        for table in ("cells", "sections", "statements", "facts", "explanations", "unread"):
            within_memory(con, partial(_load_table, con, table, staging, segments), limits)
        con.execute(_NAME_EXPLANATIONS)
        verify_keys(con, "reports", "cells")
    finally:
        con.execute("DROP TABLE IF EXISTS temp.staged_places")
        for name in ("matches", "reports", "table"):
            con.unregister(f"staged_{name}")


def _load_table(
    con: duckdb.DuckDBPyConnection, table: str, staging: Path, segments: Mapping[str, Collection[str]] | None
) -> None:
    """What staged batches hold of one table, in order of the reports' places."""
    con.register("staged_table", open_staged(staging, table, segments))  # anew: a stream is read once
    named = [name for name in STAGED[table].names if name not in ("report_id", "position")]
    called = _COLUMNS.get(table, {})
    columns = ", ".join(f"s.{name} AS {called.get(name, name)}" for name in named)
    con.execute(f"""
        INSERT INTO {table} BY NAME
        SELECT p.report_id, p.agency_code, p.report_year, {columns}
        FROM staged_table s JOIN staged_places p USING (report_id)
        ORDER BY p.place, s.position
    """)


def staged_reports(staging: Path) -> Any:
    """All staged reports as one pyarrow Table, in order of report_id: what the registry is matched against."""
    return open_staged(staging, "reports").read_all().sort_by("report_id")


def fetch_rows(
    con: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows of a query, {column: value} each; `parameters` by their $names."""
    rows: list[dict[str, Any]] = con.sql(query, params=parameters or {}).to_arrow_table().to_pylist()
    return rows


def insert_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Rows) -> None:
    """Insert rows through Arrow and verify the table's key.

    Rows are dicts or tuples (in column order), a Polars frame or a pyarrow Table, with exactly the table's columns.
    Raises ValueError naming missing and unknown columns, or the keys that stand twice.
    """
    con.register("staged_rows", _arrow(rows, table, table_schema(con, table)))
    try:
        con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM staged_rows")
    finally:
        con.unregister("staged_rows")
    verify_keys(con, table)


def table_schema(con: duckdb.DuckDBPyConnection, table: str) -> Any:
    """The columns of a table as a pyarrow Schema."""
    return con.sql(f"SELECT * FROM {table} LIMIT 0").to_arrow_table().schema


def verify_keys(con: duckdb.DuckDBPyConnection, *tables: str) -> None:
    """Raise ValueError when a key stands twice in one of the tables (default: in any)."""
    problems = []
    for table in tables or KEYS:
        if table not in KEYS:
            continue
        key = ", ".join(KEYS[table])
        distinct = f"SELECT count(*) = count(DISTINCT hash({key})) FROM {table}"
        if con.execute(distinct).fetchall() == [(True,)]:  # twice as fast as grouping, and the usual outcome
            continue
        twice = con.execute(
            f"SELECT {key}, count(*) FROM {table} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 5"
        ).fetchall()
        problems += [f"{table} ({key}) = {row[:-1]} × {row[-1]}" for row in twice]
    if problems:
        raise ValueError(
            "键重复，请去掉重复的行：" + "；".join(problems) + "。 Keys that stand twice: remove the repeats."
        )


def _arrow(rows: Rows, table: str, schema: Any) -> Any:
    """Rows of any accepted kind as a pyarrow Table with exactly the columns of the schema."""
    if hasattr(rows, "to_arrow"):
        rows = rows.to_arrow()
    if isinstance(rows, pa.Table):
        _same_columns(table, schema.names, rows.column_names)
        return rows.select(schema.names)
    rows = list(rows)
    if rows and not isinstance(rows[0], dict):
        rows = [dict(zip(schema.names, row, strict=True)) for row in rows]
    for names in {tuple(row) for row in rows}:
        _same_columns(table, schema.names, names)
    return pa.Table.from_pylist(rows, schema)


def _same_columns(table: str, wanted: Sequence[str], given: Iterable[str]) -> None:
    missing, unknown = sorted(set(wanted) - set(given)), sorted(set(given) - set(wanted))
    if missing or unknown:
        raise ValueError(
            f"{table}：缺少列 {missing}，多出列 {unknown}；应为 {list(wanted)}。"
            f" Missing and unknown columns of {table}."
        )


def _match_schema() -> Any:
    types = [pa.string(), pa.string(), pa.int32(), pa.int32(), pa.bool_(), pa.string(), pa.string()]
    types += [pa.date32(), pa.list_(pa.string())]
    return pa.schema(list(zip(MATCH_COLUMNS, types, strict=True)))


_PLACES = """
CREATE OR REPLACE TEMP TABLE staged_places AS
SELECT report_id, agency_code, report_year,
    row_number() OVER (ORDER BY agency_code NULLS LAST, report_year NULLS LAST, version NULLS LAST, report_id) AS place
FROM staged_matches
"""

_LOAD_REPORTS = """
INSERT INTO reports BY NAME
SELECT s.* EXCLUDE (report_year, published_on), m.* EXCLUDE (report_id)
FROM staged_reports s JOIN staged_matches m USING (report_id) JOIN staged_places p USING (report_id)
ORDER BY p.place
"""


# The words keep their name when the document comes again, so that what the office decided on them holds.
_NAME_EXPLANATIONS = """
UPDATE explanations SET explanation_id = md5(concat_ws('|', coalesce(agency_code, report_id), report_year, kind, text))
"""


def _verify_matches(con: duckdb.DuckDBPyConnection) -> None:
    """Every staged report once and matched once."""
    wrong = con.execute("""
        SELECT report_id, coalesce(s.n, 0), coalesce(m.n, 0)
        FROM (SELECT report_id, count(*) AS n FROM staged_reports GROUP BY ALL) s
        FULL JOIN (SELECT report_id, count(*) AS n FROM staged_matches GROUP BY ALL) m USING (report_id)
        WHERE s.n IS DISTINCT FROM 1 OR m.n IS DISTINCT FROM 1
        ORDER BY report_id LIMIT 5
    """).fetchall()
    if wrong:
        listed = "；".join(f"{report_id}（读出 {read}，匹配 {matched}）" for report_id, read, matched in wrong)
        raise ValueError(
            f"读出的报告与登记匹配不是一一对应：{listed}。 Staged reports and matches are not one to one:"
            " empty the staging folder and read the documents again."
        )


def _verify_current(con: duckdb.DuckDBPyConnection) -> None:
    """At most one current report an agency and year, and none without either."""
    wrong = con.execute("""
        SELECT agency_code, report_year, list(report_id ORDER BY report_id)
        FROM reports WHERE is_current GROUP BY ALL
        HAVING count(*) > 1 OR agency_code IS NULL OR report_year IS NULL
        ORDER BY ALL LIMIT 5
    """).fetchall()
    if wrong:
        raise ValueError(
            f"同一机关同一年度只能有一份现行报告：{wrong}。 Only one report an agency and year may be current."
        )
