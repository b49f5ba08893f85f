"""For users of other tools: CSV of the main tables.

It is UTF-8 with a byte order mark, without which Excel reads Chinese as gibberish; figures are written without
trailing zeros, lists joined by blanks, and text that a spreadsheet would take for a formula gets an apostrophe.
"""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from gouji.load.wide_views import wide_views

from .data_package import table_key
from .parquet import TableEntry
from .quoting import quoted

CSV_TABLES = (
    "districts", "agencies", "rankings", "scores", "findings", "district_reported_sums", "district_balanced_sums", *wide_views(),
)  # fmt: skip


def write_csv(
    con: duckdb.DuckDBPyConnection, folder: Path, tables: Iterable[TableEntry], wanted: Iterable[str] = CSV_TABLES
) -> None:
    """Write the `wanted` tables as csv/<table>.csv below `folder`, from their Parquet files there, all years in one file,
    in order of their keys."""
    (folder / "csv").mkdir(parents=True, exist_ok=True)
    chosen = set(wanted)
    for table in tables:
        if table["name"] in chosen:
            columns = ", ".join(_as_text(column["name"], column["type"]) for column in table["schema"])
            order = ", ".join(table_key(table["name"])) or "ALL"
            files = ", ".join(f"'{quoted(folder.joinpath(*file['path'].split('/')))}'" for file in table["files"])
            frame = con.sql(f"SELECT {columns} FROM read_parquet([{files}]) ORDER BY {order}").pl()
            frame.write_csv(folder / "csv" / f"{table['name']}.csv", include_bom=True, line_terminator="\r\n")


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
