"""csv-metadata.json: the CSV files said in CSVW (W3C, "CSV on the Web"), by which a reader knows their types and keys."""

import json
from pathlib import Path
from typing import Any

from .manifest import PACKAGE

# How a type of DuckDB begins -> type of CSVW; what is not here is text.
_TYPES = {"BOOL": "boolean", "DATE": "date", "DECIMAL": "decimal", "DOUBLE": "double", "FLOAT": "double"}
_TYPES |= dict.fromkeys(("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UBIGINT"), "integer")


def write_csvw(folder: Path) -> None:
    """Write csv-metadata.json over the files of `folder`/csv, by what the datapackage.json of `folder` says of them."""
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh"}],
        "dc:title": package["title"],
        "dc:modified": package["created"],
        "dialect": {"encoding": "utf-8", "header": True},
        "tables": [_table(each) for each in package["resources"] if str(each["path"]).startswith("csv/")],
    }
    text = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
    (folder / "csv-metadata.json").write_text(text, encoding="utf-8")


def _table(resource: dict[str, Any]) -> dict[str, Any]:
    schema = resource["schema"]
    columns = [
        {
            "name": field["name"],
            "titles": field["name"],
            "dc:description": field["description"],
            "datatype": _datatype(field["duckdbType"]),
        }
        for field in schema["fields"]
    ]
    key = {"primaryKey": schema["primaryKey"]} if schema.get("primaryKey") else {}
    return {
        "url": resource["path"],
        "dc:description": resource["description"],
        "tableSchema": {"columns": columns} | key,
    }


def _datatype(name: str) -> str:
    is_list = name.endswith("[]")
    found = (told for begin, told in _TYPES.items() if name.startswith(begin) and not is_list)
    return next(found, "string")
