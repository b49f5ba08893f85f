"""For users of other tools: CSV of the main tables, and datapackage.json (Data Package v2), which describes every
published table, Parquet and CSV, with its columns and keys.

CSV is UTF-8 with a byte order mark, without which Excel reads Chinese as gibberish; figures are written without
trailing zeros, lists joined by blanks, and text that a spreadsheet would take for a formula gets an apostrophe.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from gouji.core.digest import file_digest
from gouji.load.warehouse import KEYS
from gouji.load.wide_views import wide_views

from .manifest import PACKAGE
from .parquet import TableEntry
from .quoting import quoted

CSV_TABLES = (
    "districts", "agencies", "rankings", "scores", "findings", "district_reported_sums", "district_balanced_sums", *wide_views(),
)  # fmt: skip
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

# Table -> (columns, table they refer to).
_REFERENCES = {
    "agencies": [(("district_code",), "districts")],
    "rankings": [(("agency_code",), "agencies")],
    "scores": [(("agency_code",), "agencies")],
    "findings": [(("agency_code",), "agencies")],
}


def write_csv(con: duckdb.DuckDBPyConnection, folder: Path, tables: Iterable[TableEntry]) -> None:
    """Write the main tables as csv/<table>.csv below `folder`, from their Parquet files there, all years in one file,
    in order of their keys."""
    (folder / "csv").mkdir(parents=True, exist_ok=True)
    for table in tables:
        if table["name"] in CSV_TABLES:
            columns = ", ".join(_as_text(column["name"], column["type"]) for column in table["schema"])
            order = ", ".join(_key(table["name"])) or "ALL"
            files = ", ".join(f"'{quoted(folder.joinpath(*file['path'].split('/')))}'" for file in table["files"])
            frame = con.sql(f"SELECT {columns} FROM read_parquet([{files}]) ORDER BY {order}").pl()
            frame.write_csv(folder / "csv" / f"{table['name']}.csv", include_bom=True, line_terminator="\r\n")


def write_package(folder: Path, tables: Iterable[TableEntry], version: str, as_of: str) -> None:
    """Write datapackage.json below `folder`; `tables` as write_parquet returns them, the CSV files written already."""
    resources = []
    for table in sorted(tables, key=lambda table: table["name"]):
        resources.append(_parquet(table))
        if table["name"] in CSV_TABLES:
            resources.append(_csv(table, folder / "csv" / f"{table['name']}.csv"))
    package = {
        "$schema": _PROFILE,
        "name": "gouji",
        "title": "勾稽：政府信息公开工作年度报告数据",
        "description": "各机关政府信息公开工作年度报告的数字、检查、汇总与排名 / Figures, checks, sums and ranks of the yearly"
        " reports on government information disclosure",
        "version": version,
        "created": f"{as_of}T00:00:00+08:00",
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    (folder / PACKAGE).write_bytes(text.encode("utf-8"))


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


def _parquet(table: TableEntry) -> dict[str, Any]:
    paths = [file["path"] for file in table["files"]]
    return {
        "name": table["name"].replace("_", "-"),
        "title": _title(table["description"]),
        "description": table["description"],
        "path": paths[0] if len(paths) == 1 else paths,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": _schema(table, as_text=False),
    }


def _csv(table: TableEntry, path: Path) -> dict[str, Any]:
    return {
        "name": f"{table['name'].replace('_', '-')}-csv",
        "title": _title(table["description"]),
        "description": table["description"],
        "path": f"csv/{path.name}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{file_digest(path)}",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": _schema(table, as_text=True),
    }


def _schema(table: TableEntry, as_text: bool) -> dict[str, Any]:
    """Fields, primary key and foreign keys; `as_text`: of the CSV, in which a list is one text."""
    ending = "-csv" if as_text else ""
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": column["name"],
                "type": "string" if as_text and column["type"].endswith("[]") else _type(column["type"]),
                "title": _title(column["description"]),
                "description": column["description"],
            }
            for column in table["schema"]
        ]
    }
    if key := _key(table["name"]):
        schema["primaryKey"] = list(key)
    if references := _REFERENCES.get(table["name"]):
        schema["foreignKeys"] = [
            {"fields": list(columns), "reference": {"resource": f"{other}{ending}", "fields": list(columns)}}
            for columns, other in references
        ]
    return schema


def _key(table: str) -> tuple[str, ...]:
    """The key of a table; a view has that of what it is a row of."""
    if table in (*wide_views(), "current_reports"):
        return ("agency_code", "report_year")
    return KEYS["cells"] if table == "figures" else KEYS.get(table, ())


def _type(kind: str) -> str:
    """The Table Schema type of a DuckDB type."""
    if kind.endswith("[]"):
        return "array"
    base = re.match(r"\w+", kind)[0]  # type: ignore[index]
    names = {"VARCHAR": "string", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "datetime"}
    return names.get(base, "number" if base in ("DECIMAL", "DOUBLE", "FLOAT") else "integer")


def _title(description: str) -> str:
    """The Chinese half of a description."""
    return re.split(r"\s*/ (?=[A-Z`])", description, maxsplit=1)[0].strip()
