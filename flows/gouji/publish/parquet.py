"""Tables, wide views and the views of PUBLISHED_VIEWS -> Parquet by PyArrow, which alone keeps the descriptions of columns.

Layout: ``<table>.parquet``, or for a table with report_year ``<table>/<year>.parquet``; rows whose year is unknown
are in ``<table>/unknown.parquet``, and a table without any row has that one file, empty. ``read_parquet
('<table>/*.parquet')`` therefore always finds the table. Same tables, same bytes, with any number of threads.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from gouji.core.digest import file_digest
from gouji.core.errors import NotPublished
from gouji.load.wide_views import wide_views

from .quoting import quoted

# Rows a row group: the cells of 500 reports.
ROW_GROUP = 100_000
# The record of runs holds times of day, which differ from run to run.
NOT_PUBLISHED = ("runs",)
# Views of sql/views that analysts read. `figures` is as long as `cells`: it is read as it is and never kept whole.
PUBLISHED_VIEWS = ("condemned_figures", "current_reports", "fact_coverage", "fact_matters", "figures")
# Their rows are in the order of the form or the document already: within a report the order they stand in.
IN_REPORTS = ("cells", "sections", "statements", "facts", "explanations", "unread")
IN_ORDER = ("fact_codes", "forms", "form_sections", "form_tables", "form_cells", "identities")
ORDER = {
    "districts": "district_code",
    "agencies": "district_code, agency_code",
    "agency_changes": "day, from_code, to_code",
    "expected_reports": "agency_code, report_year",
    "documents": "document_id, source",
    "fetches": "agency_code, report_year, address, role, number",
    "dimensions": "dimension",
    "rules": "rule",
    "rule_versions": "district_code NULLS FIRST, rule, from_year",
    "finding_changes": "agency_code, report_year, rule, finding_id",
    "figure_changes": "agency_code, report_year, cell",
    "findings": "agency_code, report_year, rule, finding_id",
    "faults": "agency_code, report_year, fault_id",
    "reports": "agency_code NULLS LAST, report_year NULLS LAST, version NULLS LAST, report_id",
    "report_changes": "agency_code, report_year, version, report_id, kind, item",
    "repairs": "agency_code, report_year, report_id, candidate, cell",
    "similarities": "agency_code, report_year, report_id, kind, other_report_id, section",
    "promises": "agency_code, report_year, report_id, ordinal",
    "promise_matters": "position",
    "thresholds": "threshold",
    "waivers": "source",
    "cases": "agency_code, report_year",
    "case_faults": "agency_code, report_year, fault_id",
    "desk_decisions": "kind, subject",
    "office_settings": "setting",
    "explanation_decisions": "source",
    "volume_classes": "requests_from",
    "grades": "score_from",
    "fact_coverage": "district_code, report_year, kind",
    "fact_matters": "agency_code, report_year, part, code",
    "current_reports": "agency_code, report_year",
    "condemned_figures": "agency_code, report_year, report_id, cell, why",
    "figures": "agency_code, report_year, report_id, position, cell",
    "cell_bounds": "agency_code, report_year, report_id, cell",
    "district_unknowns": "district_code, report_year, kind, cell",
    "counted_tables": "agency_code, report_year, table_code",
    "district_balanced_sums": "district_code, report_year, peer_group, cell",
    "scores": "agency_code, report_year, dimension",
    "rankings": "district_code, report_year, agency_code",
}

_PLACES = f"""
CREATE OR REPLACE TEMP TABLE report_places AS
SELECT report_id, row_number() OVER (ORDER BY {ORDER["reports"]}) AS place FROM reports
"""

TableEntry = dict[str, Any]


def write_parquet(con: duckdb.DuckDBPyConnection, folder: Path, verify: bool = True) -> list[TableEntry]:
    """Write every table but NOT_PUBLISHED, the wide views and PUBLISHED_VIEWS below `folder`; returns their manifest entries.

    TableEntry: {name, description, files: [{path, report_year, rows, bytes, sha256}], schema: [{name, type,
    description}]}, by name; `path` is relative to `folder` with "/"; `report_year` is null for unknown years and
    left out for tables without one. The files are read back and compared unless `verify` is off; raises
    NotPublished when they differ.
    """
    con.execute(_PLACES)
    entries = []
    for name in published_tables(con):
        source = _source(con, name)
        try:
            entry = _write_table(con, name, source, folder)
            if verify:
                _verify_table(con, entry, source, folder)
        finally:
            con.execute(f'DROP TABLE IF EXISTS temp."wide_{name}"')
        entries.append(entry)
    return entries


def verify_parquet(con: duckdb.DuckDBPyConnection, folder: Path, entries: list[TableEntry]) -> None:
    """Read every file back with DuckDB and compare rows, a checksum of their content, types and descriptions.

    Raises NotPublished naming the first file that differs from its table.
    """
    for entry in entries:
        source = _source(con, entry["name"])
        try:
            _verify_table(con, entry, source, folder)
        finally:
            con.execute(f'DROP TABLE IF EXISTS temp."wide_{entry["name"]}"')


def verify_files(folder: Path, entries: list[TableEntry]) -> None:
    """Compare size and sha256 of every file with its entry (no database needed); raises NotPublished."""
    for entry in entries:
        for file in entry["files"]:
            path = folder.joinpath(*file["path"].split("/"))
            if not path.is_file():
                raise _damaged(path, "文件不存在 / missing")
            if path.stat().st_size != file["bytes"] or file_digest(path) != file["sha256"]:
                raise _damaged(path, "与清单中的 sha256 不符 / not the bytes of the manifest")


def published_tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Every base table but NOT_PUBLISHED, the wide views and PUBLISHED_VIEWS, by name."""
    rows = con.execute("""
        SELECT table_name FROM duckdb_tables()
        WHERE NOT internal AND NOT temporary AND database_name = current_database() AND schema_name = 'main'
    """).fetchall()
    return sorted({name for (name,) in rows if name not in NOT_PUBLISHED} | {*wide_views(), *PUBLISHED_VIEWS})


def _source(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """What to select from; a view that costs to work out is worked out once."""
    if name == "figures" or name not in (*wide_views(), *PUBLISHED_VIEWS):
        return f'main."{name}"'
    con.execute(f'CREATE OR REPLACE TEMP TABLE "wide_{name}" AS FROM main."{name}"')
    return f'temp."wide_{name}"'


def _write_table(con: duckdb.DuckDBPyConnection, name: str, source: str, folder: Path) -> TableEntry:
    comment, columns = described(con, name)
    descriptions = {column["name"]: column["description"] for column in columns}
    if name in IN_REPORTS:
        query = f"SELECT t.* FROM {source} AS t JOIN report_places USING (report_id) WHERE {{}} ORDER BY place, t.rowid"
    else:
        query = f"FROM {source} WHERE {{}} ORDER BY {'rowid' if name in IN_ORDER else ORDER.get(name, 'ALL')}"
    files = []
    for part, condition in _parts(con, name, source, "report_year" in descriptions):
        path = folder.joinpath(*part["path"].split("/"))
        rows = write_file(con, query.format(condition), path, name, comment, descriptions)
        files.append(part | {"rows": rows, "bytes": path.stat().st_size, "sha256": file_digest(path)})
    return {
        "name": name,
        "description": comment,
        "files": files,
        "schema": columns,
    }


def _parts(con: duckdb.DuckDBPyConnection, name: str, source: str, by_year: bool) -> Iterator[tuple[TableEntry, str]]:
    """(path and year of a file, condition of its rows)."""
    if not by_year:
        yield {"path": f"{name}.parquet"}, "true"
        return
    years = [year for (year,) in con.execute(f"SELECT DISTINCT report_year FROM {source} ORDER BY ALL").fetchall()]
    for year in years or [None]:
        file = "unknown" if year is None else year
        condition = "report_year IS NULL" if year is None else f"report_year = {year}"
        yield {"path": f"{name}/{file}.parquet", "report_year": year}, condition


def write_file(
    con: duckdb.DuckDBPyConnection,
    query: str,
    path: Path,
    name: str,
    comment: str,
    descriptions: dict[str, str],
) -> int:
    """Stream the query into one file of fixed row groups; returns its number of rows."""
    reader = con.sql(query).to_arrow_reader(ROW_GROUP)
    fields = [field.with_metadata({"description": descriptions[field.name]}) for field in reader.schema]
    schema = pa.schema(fields, metadata={"table": name, "description": comment})
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    with pq.ParquetWriter(
        path, schema, compression="zstd", compression_level=3, version="2.6", write_page_checksum=True
    ) as writer:
        for table in _even(reader, schema):
            writer.write_table(table, row_group_size=ROW_GROUP)
            rows += table.num_rows
    return rows


def _even(reader: Any, schema: Any) -> Iterator[Any]:
    """Tables of exactly ROW_GROUP rows and one chunk a column (the last shorter): where DuckDB cut its batches
    must not show in the bytes."""
    waiting: list[Any] = []
    rows = 0
    for batch in reader:
        waiting.append(batch)
        rows += batch.num_rows
        while rows >= ROW_GROUP:
            table = pa.Table.from_batches(waiting, reader.schema)
            yield table.slice(0, ROW_GROUP).combine_chunks().cast(schema)
            waiting = table.slice(ROW_GROUP).to_batches()
            rows -= ROW_GROUP
    if rows:
        yield pa.Table.from_batches(waiting, reader.schema).combine_chunks().cast(schema)


def described(con: duckdb.DuckDBPyConnection, name: str) -> tuple[str, list[dict[str, str]]]:
    """The description of a table or view, and its columns {name, type, description} in order."""
    columns = con.execute(
        """
        SELECT column_name, data_type, coalesce(comment, '') FROM duckdb_columns()
        WHERE database_name = current_database() AND schema_name = 'main' AND table_name = ? ORDER BY column_index
        """,
        [name],
    ).fetchall()
    return _table_comment(con, name), [{"name": c, "type": kind, "description": text} for c, kind, text in columns]


def _table_comment(con: duckdb.DuckDBPyConnection, name: str) -> str:
    rows = con.execute(
        """
        SELECT comment FROM duckdb_tables() WHERE database_name = current_database() AND table_name = $1
        UNION ALL
        SELECT comment FROM duckdb_views() WHERE database_name = current_database() AND view_name = $1
        """,
        [name],
    ).fetchall()
    return next((comment for (comment,) in rows if comment), "")


def _verify_table(con: duckdb.DuckDBPyConnection, entry: TableEntry, source: str, folder: Path) -> None:
    wanted = [(column["name"], column["type"]) for column in entry["schema"]]
    checksum = "count(*), sum(hash({}))".format(", ".join(f'"{name}"' for name, _ in wanted))
    by_year = "report_year" in entry["files"][0]
    query = f"SELECT {'report_year' if by_year else 'NULL'}, {checksum} FROM {source} GROUP BY 1"
    expected = {year: (rows, content) for year, rows, content in con.execute(query).fetchall()}
    for file in entry["files"]:
        path = folder.joinpath(*file["path"].split("/"))
        try:
            kept = pq.read_schema(path)
            # A folder's own name may hold characters that DuckDB would read as a pattern.
            found = con.sql(f"FROM read_parquet('{quoted(path)}')")
            types = list(zip(found.columns, map(str, found.types), strict=True))
            read = con.execute(f"SELECT {checksum} FROM read_parquet('{quoted(path)}')").fetchall()[0]
        except (duckdb.Error, OSError, pa.ArrowInvalid) as error:
            raise _damaged(path, str(error)) from error
        year = file.get("report_year")
        if read != expected.pop(year, (0, None)) or read[0] != file["rows"]:
            raise _damaged(path, "行数或内容与数据库不符 / rows or content differ from the table")
        if types != wanted:
            raise _damaged(path, f"列与数据库不符 / columns differ: {sorted(set(types) ^ set(wanted))}")
        described = [(kept.field(name).metadata or {}).get(b"description", b"").decode() for name, _ in wanted]
        if described != [column["description"] for column in entry["schema"]]:
            raise _damaged(path, "列说明缺失 / descriptions of columns are lost")
    if expected:
        raise NotPublished(
            f"{entry['name']} 缺少年度 {sorted(map(str, expected))} 的文件，请重新运行。 Years without a file: run again."
        )


def _damaged(path: Path, what: str) -> NotPublished:
    return NotPublished(
        f"{path} 有误：{what}。已发布的版本未受影响，请检查磁盘后重新运行 gouji run。"
        " The written file is wrong; the published version is untouched: check the disk and run again."
    )
