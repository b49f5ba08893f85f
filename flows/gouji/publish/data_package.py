"""datapackage.json (Data Package v2): every published table, Parquet and CSV, with its columns, keys and lists of codes.

Keys are declared here and not in the DuckDB file, where they would make a load twice as slow and the file nine times
as large (bench/keys.py); they are verified after each load (load/warehouse.py).
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gouji.core.digest import file_digest
from gouji.core.resources import resource
from gouji.load.warehouse import KEYS
from gouji.load.wide_views import wide_views

from .manifest import PACKAGE
from .parts import TableEntry, file_key

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# Columns of codes: a description in Chinese lists them, each before its meaning.
ENUMS = {
    "agency_changes": ("change",), "case_faults": ("state",), "cases": ("state",), "cells": ("state",), "cell_bounds": ("reason",),
    "current_reports": ("status",), "desk_decisions": ("state",), "documents": ("document_state",), "explanations": ("state",),
    "facts": ("scope",), "fetches": ("state",), "figures": ("state",), "finding_changes": ("change",), "findings": ("outcome",),
    "form_cells": ("role",), "identities": ("side",), "promises": ("promise_state",), "rankings": ("status",), "repairs": ("class",),
    "report_changes": ("kind",), "reports": ("status",), "rules": ("severity",), "similarities": ("kind", "scope"),
    "statements": ("scope",), "waivers": ("state",),
}  # fmt: skip
# The table that a column refers to wherever it stands.
REFERENCES = {
    "district_code": "districts", "agency_code": "agencies", "form": "forms", "rule": "rules", "fault_kind": "fault_kinds",
    "dimension": "dimensions", "report_id": "reports",
}  # fmt: skip
# Codes that may name what the table has not: an agency of a file or a request that the registry does not know.
_OPEN = {
    ("documents", "agency_code"), ("desk_decisions", "agency_code"), ("waivers", "agency_code"), ("waivers", "rule"),
    ("explanation_decisions", "agency_code"), ("explanation_decisions", "rule"), ("fetches", "document_id"),
    ("finding_changes", "rule"), ("finding_changes", "agency_code"), ("identities", "rule"), ("figure_changes", "report_id"),
}  # fmt: skip


def write_package(folder: Path, tables: Iterable[TableEntry], version: str, as_of: str, **more: Any) -> None:
    """Write datapackage.json below `folder`; `tables` as write_parquet returns them, the CSV files written already.
    `more`: properties of the package in place of those of data/policy/package.toml."""
    entries = {table["name"]: table for table in tables}
    resources = []
    for name, table in sorted(entries.items()):
        resources.append(_parquet(table, entries))
        if _csv_files(folder, name):
            resources.append(_csv(table, entries, folder))
    text = json.dumps(_about() | {"version": version, "created": f"{as_of}T00:00:00+08:00"} | more | {"resources": resources},
                      ensure_ascii=False, indent=1)  # fmt: skip
    (folder / PACKAGE).write_bytes(f"{text}\n".encode())


def codes(description: str) -> list[str]:
    """The codes that the description of a column lists: ``["left", "right"]`` of ``left（等号左）或 right（等号右）/ …``."""
    chinese = description.split(" / ")[0].split("/ ")[0]
    return re.findall(r"(?:^|、|：|或 ?)([a-z][a-z_]*(?: [a-z]+)*)(?= ?[\u4e00-\u9fff（])", chinese)


def table_key(table: str) -> tuple[str, ...]:
    """The key of a table; a view has that of what it is a row of."""
    if table in (*wide_views(), "current_reports"):
        return ("agency_code", "report_year")
    return KEYS["cells"] if table == "figures" else KEYS.get(table, ())


def _about() -> dict[str, Any]:
    about = tomllib.loads(resource("data", "policy", "package.toml").read_text(encoding="utf-8"))
    contributors = [
        {"title": each["title"], "role": each["role"], "roles": [each["role"]]} for each in about["contributors"]
    ]
    return {
        "$schema": _PROFILE,
        "name": "gouji",
        "title": about["title"],
        "description": about["description"],
        "keywords": about["keywords"],
        "licenses": [about["licence"]],
        "sources": about["sources"],
        "contributors": contributors,
    }


def _parquet(table: TableEntry, tables: Mapping[str, TableEntry]) -> dict[str, Any]:
    paths = [file["path"] for file in table["files"]]
    return _resource(table, table["name"], "parquet", "application/vnd.apache.parquet") | {
        "path": paths[0] if len(paths) == 1 else paths,
        "schema": _schema(table, tables, ""),
    }


def _csv(table: TableEntry, tables: Mapping[str, TableEntry], folder: Path) -> dict[str, Any]:
    files = _csv_files(folder, table["name"])
    there = {name: each for name, each in tables.items() if _csv_files(folder, name)}
    resource = _resource(table, f"{table['name']}_csv", "csv", "text/csv") | {
        "path": [path.relative_to(folder).as_posix() for path in files],
        "encoding": "utf-8-sig",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": _schema(table, there, "-csv"),
    }
    if len(files) == 1:
        (path,) = files
        about = {"bytes": path.stat().st_size, "hash": f"sha256:{file_digest(path)}"}
        resource |= {"path": path.relative_to(folder).as_posix()} | about
    return resource


def _csv_files(folder: Path, table: str) -> list[Path]:
    """The CSV files of a table that have been written: one, or one a part."""
    whole = folder / "csv" / f"{table}.csv"
    return [whole] if whole.is_file() else sorted((folder / "csv" / table).glob("*.csv"))


def _resource(table: TableEntry, name: str, form: str, media_type: str) -> dict[str, Any]:
    about = {"title": _title(table["description"]), "description": table["description"]}
    return {"name": name.replace("_", "-"), "type": "table", **about, "format": form, "mediatype": media_type}


def _schema(table: TableEntry, tables: Mapping[str, TableEntry], ending: str) -> dict[str, Any]:
    """Fields, primary key and foreign keys; `ending` of the names of CSV resources, in which a list is one text."""
    name, key = table["name"], table_key(table["name"])
    schema: dict[str, Any] = {"fields": [_field(table, column, ending) for column in table["schema"]]}
    if key and not _may_be_null(name, key):
        schema["primaryKey"] = list(key)
    references = [
        {
            "fields": [column["name"]],
            "reference": {"resource": f"{other}{ending}".replace("_", "-"), "fields": [column["name"]]},
        }
        for column in table["schema"]
        if (other := REFERENCES.get(column["name"]))
        and other in tables
        and _refers(table, column["name"], tables[other])
    ]
    return schema | ({"foreignKeys": references} if references else {})


def _refers(table: TableEntry, column: str, other: TableEntry) -> bool:
    """Of a table in several files readers follow a key from the first to the first: declared where these are of one year
    and part."""
    if table["name"] == other["name"] or (table["name"], column) in _OPEN:
        return False
    first, there = (file_key(each["files"][0]) for each in (table, other))
    return table_key(other["name"]) == (column,) and (len(other["files"]) == 1 or first == there)


def _may_be_null(table: str, key: tuple[str, ...]) -> bool:
    """A key of which a part may be empty is none to those who read a primary key as SQL does."""
    nullable = {"agency_changes": {"from_code", "to_code"}, "rule_versions": {"district_code"}, "repairs": {"cell"}}
    nullable |= {"fetches": {"agency_code", "report_year"}}
    return bool(nullable.get(table, set()) & set(key))


def _field(table: TableEntry, column: Mapping[str, str], ending: str) -> dict[str, Any]:
    name, kind = column["name"], column["type"]
    field: dict[str, Any] = {"name": name, "type": _type(kind, as_text=bool(ending)), "title": _title(column["description"]),
             "description": column["description"], "duckdbType": kind}  # fmt: skip
    if name in ENUMS.get(table["name"], ()):
        field["constraints"] = {"enum": codes(column["description"])}
    return field


def _type(kind: str, as_text: bool) -> str:
    """The Table Schema type of a DuckDB type. Readers of Parquet by way of pandas get lists as arrays of its own and whole
    numbers of columns with blanks as fractions: `any` and `number`; `duckdbType` says what the file holds."""
    if kind.endswith("[]"):
        return "string" if as_text else "any"
    base = kind.partition("(")[0].split()[0]
    names = {"VARCHAR": "string", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "datetime"}
    return names.get(base, "number" if not as_text or base in ("DECIMAL", "DOUBLE", "FLOAT") else "integer")


def _title(description: str) -> str:
    """The Chinese half of a description."""
    return re.split(r"\s*/ (?=[A-Z`])", description, maxsplit=1)[0].strip()
