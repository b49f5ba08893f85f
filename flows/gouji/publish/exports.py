"""For users of other tools: CSV of the main tables.

It is UTF-8 with a byte order mark, without which Excel reads Chinese as gibberish; figures are written without
trailing zeros, lists joined by blanks, and text that a spreadsheet would take for a formula gets an apostrophe.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import polars as pl

from gouji.load.wide_views import wide_views

from .data_package import table_key
from .last_version import LastVersion
from .parts import FileEntry, TableEntry
from .quoting import quoted

CSV_TABLES = (
    "districts", "agencies", "rankings", "scores", "findings", "district_reported_sums", "district_balanced_sums", *wide_views(),
)  # fmt: skip
_FILE = "parquet_file_"  # a column of the name of the file that a row stands in


def write_csv(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    tables: Iterable[TableEntry],
    wanted: Iterable[str] = CSV_TABLES,
    last: LastVersion | None = None,
) -> None:
    """Write the `wanted` tables as csv/<table>.csv below `folder`, from their Parquet files there, all years in one file,
    in order of their keys; a table that is divided as csv/<table>/<part>.csv. Files of `last` whose Parquet files are
    the same are taken over."""
    chosen = set(wanted)
    for table in tables:
        if table["name"] in chosen:
            before = csv_parts(last.tables[table["name"]]) if last and table["name"] in last.tables else {}
            anew = {
                path: files
                for path, files in csv_parts(table).items()
                if last is None or files != before.get(path) or not last.link(path, folder)
            }
            if anew:
                _write_csv(con, folder, table, anew)


def csv_parts(table: TableEntry) -> dict[str, list[FileEntry]]:
    """The CSV files of a table, relative to the version's folder, each with the Parquet files whose rows it holds."""
    parts: dict[str, list[FileEntry]] = {}
    is_divided = any("part" in file for file in table["files"])
    for file in table["files"]:
        path = f"csv/{table['name']}/{file.get('part', 'unknown')}.csv" if is_divided else f"csv/{table['name']}.csv"
        parts.setdefault(path, []).append(file)
    return parts


def _write_csv(
    con: duckdb.DuckDBPyConnection, folder: Path, table: TableEntry, parts: Mapping[str, list[FileEntry]]
) -> None:
    """Write the CSV files of a table by one query: to bind the two hundred columns of one takes longer than its rows."""
    columns = ", ".join(_as_text(column["name"], column["type"]) for column in table["schema"])
    order = ", ".join(table_key(table["name"])) or "ALL"
    part_of = {folder.joinpath(*file["path"].split("/")): path for path, files in parts.items() for file in files}
    listed = ", ".join(f"'{quoted(path)}'" for path in part_of)
    frame = con.sql(
        f"SELECT {columns}, {_FILE} FROM read_parquet([{listed}], filename = '{_FILE}') ORDER BY {order}"
    ).pl()
    named = {name: part_of[Path(name)] for name in frame[_FILE].unique()}
    found = frame.with_columns(pl.col(_FILE).replace_strict(named, return_dtype=pl.String)).partition_by(
        _FILE, as_dict=True, maintain_order=True
    )
    for path in parts:
        target = folder.joinpath(*path.split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        rows = found.get((path,), frame.clear()).drop(_FILE)
        rows.write_csv(target, include_bom=True, line_terminator="\r\n")


def _as_text(name: str, kind: str) -> str:
    """SQL that gives a column as it is written to CSV."""
    quoted = f'"{name}"'
    if kind.endswith("[]"):
        return f"array_to_string({quoted}, ' ') AS {quoted}"
    if kind.startswith("DECIMAL"):
        return f"plain_number({quoted}) AS {quoted}" if not kind.endswith(",0)") else quoted
    if kind == "VARCHAR":
        # A signed number stays one; "-1+cmd|…" is a formula to a spreadsheet, in full-width signs to some.
        marked = rf"regexp_replace({quoted}, '^([=@＝＠\t\r]|[+＋－-].)', '''\1')"
        harmless = f"CASE WHEN regexp_full_match({quoted}, '[+-][0-9.,]+%?') THEN {quoted} ELSE {marked} END"
        return f"{harmless} AS {quoted}"
    return quoted
