"""gouji export --public: a home in which every text of every table is marked tells what of it goes out."""

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from gouji.check.run import build_views
from gouji.cli.main import cli
from gouji.load.form_tables import load_forms_tables
from gouji.load.warehouse import create_warehouse
from tests.pages.small_home import STREET, TOWN

MARK = re.compile(r"〔([a-z_]+\.[a-z_]+)〕")
# What the law makes public: what the reports say, the forms they are in, who owes one.
GOES_OUT = {
    "agencies": {
        "agency_code",
        "district_code",
        "name",
        "full_name",
        "kind",
        "peer_group",
        "former_names",
        "short_names",
    },
    "agency_changes": {"change", "from_code", "to_code"},
    "districts": {"district_code", "name"},
    "reports": {"report_id", "document_id", "agency_code", "form", "title"},
    "cells": {"cell", "state", "raw"},
    "sections": {"heading", "text"},
    "facts": {"kind", "channel", "field", "unit", "text", "label", "scope", "parts"},
}
FORMS = ("forms", "form_sections", "form_tables", "form_cells", "identities", "fact_codes")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One row in every table, each text marked with where it stood; two reports, of which one has no day of publication."""
    home = tmp_path_factory.mktemp("home")
    database = home / "warehouse" / "v1.duckdb"
    with create_warehouse(database) as con:
        load_forms_tables(con)
        build_views(con)
        tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'").fetchall()
        for (table,) in tables:
            if table not in FORMS:
                con.execute(f'DELETE FROM "{table}"')
                for row in _rows(con, table):
                    con.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(row))})', row)
    (home / "warehouse" / "gouji.duckdb").symlink_to("v1.duckdb")
    return home


def _rows(con: duckdb.DuckDBPyConnection, table: str) -> list[list[Any]]:
    columns = con.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = ? ORDER BY column_index",
        [table],
    ).fetchall()
    common: dict[str, Any] = {"report_year": 2025, "is_current": True, "registered": True}
    if table == "runs":
        common |= {"version": "v1", "as_of": date(2026, 2, 1)}
    if "report_id" not in dict(columns):
        return [[common.get(name, _marked(table, name, kind)) for name, kind in columns]]
    own = [
        {"report_id": "r1", "agency_code": TOWN, "published_on": date(2026, 1, 5), "form": "2021"},
        {"report_id": "r2", "agency_code": STREET, "published_on": None, "form": "2021", "text": "〔not.published〕",
         "title": "〔not.published〕", "raw": "〔not.published〕"},
    ]  # fmt: skip
    if table == "reports":
        own.append(own[0] | {"report_id": "r3", "is_current": False, "title": "〔not.current〕"})
    return [[(common | more).get(name, _marked(table, name, kind)) for name, kind in columns] for more in own]


def _marked(table: str, column: str, kind: str) -> Any:
    if (table, column) == ("agencies", "agency_code"):
        return TOWN
    if (table, column) == ("cells", "cell"):
        return "applications.new.total"
    simple = {"DATE": date(2026, 1, 1), "BOOLEAN": False, "VARCHAR": f"〔{table}.{column}〕"}
    if kind.endswith("[]"):
        return [f"〔{table}.{column}〕"] if kind == "VARCHAR[]" else []
    return datetime(2026, 1, 1) if kind.startswith("TIMESTAMP") else simple.get(kind, 1)


@pytest.fixture(scope="module")
def folder(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "公开数据"
    answer = CliRunner().invoke(cli, ["export", str(folder), "--public", "--licence", "CC-BY-4.0", "--home", str(home)])
    assert answer.exit_code == 0, answer.output
    return folder


def texts(folder: Path) -> dict[str, str]:
    """All that a file says, by its path: of a Parquet file its rows and metadata."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            found[path.name] = json.dumps(table.to_pylist(), ensure_ascii=False, default=str) + str(
                table.schema.metadata
            )
        else:
            found[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8-sig")
    return found


def test_nothing_of_the_office_goes_out(folder: Path) -> None:
    told = {mark for text in texts(folder).values() for mark in MARK.findall(text)}
    allowed = {f"{table}.{column}" for table, columns in GOES_OUT.items() for column in columns}
    assert told - allowed == set()
    assert {"sections.text", "facts.text", "reports.title", "cells.raw", "agencies.full_name"} <= told


def test_it_can_be_hosted_and_cited_as_it_is(folder: Path) -> None:
    found = texts(folder)
    assert {
        "README.md",
        "CITATION.cff",
        "datapackage.json",
        "dcat.jsonld",
        "SHA256SUMS",
        "figures.parquet",
        "csv/applications.csv",
    } <= set(found)
    assert "1 份\n公布日期不明" in found["README.md"]
    assert "CC-BY-4.0" in found["README.md"]
    package = json.loads(found["datapackage.json"])
    assert package["licenses"] == [{"name": "CC-BY-4.0", "title": "CC-BY-4.0"}]
    assert len(found["SHA256SUMS"].splitlines()) == len(found) - 1
    for table in json.loads(found["csv-metadata.json"])["tables"]:
        header, *lines = (folder / table["url"]).read_text(encoding="utf-8-sig").splitlines()
        types = {column["name"]: column["datatype"] for column in table["tableSchema"]["columns"]}
        assert header.split(",") == list(types)
        assert types.get("report_year", "integer") == "integer"
        assert all(len(line.split(",")) >= len(types) for line in lines)
    links = {each["dcat:downloadURL"]["@id"] for each in json.loads(found["dcat.jsonld"])["dcat:distribution"]}
    assert {link for link in links if not (folder / link).is_file()} == set()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [((), "请写 --public"), (("--public",), "已有内容"), (("--public", "--home", "none"), "还没有发布过")],
)
def test_what_is_refused_says_what_to_do(home: Path, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    (tmp_path / "kept.txt").write_text("")
    target = tmp_path / "new" if "none" in arguments else tmp_path
    given = [str(home / "warehouse") if each == "none" else each for each in arguments]  # a home without a version
    answer = CliRunner().invoke(cli, ["export", str(target), "--home", str(home), *given])
    assert (answer.exit_code, words in answer.output) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
