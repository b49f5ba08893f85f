"""What is published for other tools: CSV and the data package, on the demo district; papers in the manifest."""

import csv
import json
from pathlib import Path

import duckdb
import pytest

from gouji.check.new_warehouse import new_warehouse
from gouji.core.digest import file_digest
from gouji.publish.exports import write_csv
from gouji.publish.parquet import write_parquet


@pytest.fixture(scope="module")
def folder(published) -> Path:
    public = published.home / "public"
    return public / json.loads((public / "latest.json").read_text())["version"]


@pytest.fixture(scope="module")
def package(folder):
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def read_csv(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # without it Excel shows gibberish
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_package_describes_every_published_table(folder, package):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert package["version"] == manifest["version"] == folder.name
    for table in manifest["tables"]:
        resource = resources[table["name"].replace("_", "-")]
        paths = [resource["path"]] if isinstance(resource["path"], str) else resource["path"]
        assert paths == [file["path"] for file in table["files"]]
        assert [field["name"] for field in resource["schema"]["fields"]] == [c["name"] for c in table["schema"]]
        assert all(field["title"] and field["description"] for field in resource["schema"]["fields"])


def test_csv_files_are_what_the_package_says(folder, package):
    files = [resource for resource in package["resources"] if resource["format"] == "csv"]
    contents = {resource["name"]: read_csv(folder / resource["path"]) for resource in files}
    assert {"rankings-csv", "findings-csv", "applications-csv", "district-balanced-sums-csv"} <= set(contents)
    for resource in files:
        rows, path = contents[resource["name"]], folder / resource["path"]
        assert resource["hash"] == f"sha256:{file_digest(path)}"
        assert list(rows[0]) == [field["name"] for field in resource["schema"]["fields"]]
        key = resource["schema"]["primaryKey"]
        assert len({tuple(row[name] for name in key) for row in rows}) == len(rows)
        for reference in resource["schema"].get("foreignKeys", []):
            (name,) = reference["fields"]
            assert {row[name] for row in rows} <= {row[name] for row in contents[reference["reference"]["resource"]]}


def test_csv_and_parquet_hold_the_same_figures(folder):
    with duckdb.connect() as con:
        for table in ("rankings", "district_balanced_sums", "applications", "scores"):
            columns = "EXCLUDE (agency_name)" if table == "applications" else ""
            differences = con.execute(f"""
                WITH a AS (SELECT * {columns} FROM read_parquet('{folder}/{table}/*.parquet')),
                     b AS (SELECT * {columns} FROM read_csv('{folder}/csv/{table}.csv', all_varchar = true))
                SELECT count(*) FROM (
                    SELECT COLUMNS(*)::VARCHAR.regexp_replace('(\\.\\d*?)0+$', '\\1').rtrim('.') FROM a
                    EXCEPT SELECT COLUMNS(*)::VARCHAR.rtrim('.') FROM b
                )
            """).fetchall()[0][0]
            assert differences == 0, table


def test_text_that_a_spreadsheet_would_run_is_made_harmless(tmp_path):
    hostile = [
        "=1+1",
        "@x",
        "+cmd|' /C calc'!A0",
        "-1+cmd|' /C calc'!A0",
        "＝1",
        "-a",
        "-5",
        "+19",
        "-1,234.5",
        "-",
        "好",
    ]
    con = new_warehouse()
    for number, name in enumerate(hostile):
        con.execute("INSERT INTO districts VALUES (?, ?)", [f"{number:02}", name])
    write_csv(con, tmp_path, write_parquet(con, tmp_path))
    names = [row["name"] for row in read_csv(tmp_path / "csv" / "districts.csv")]
    assert names[:6] == [f"'{text}" for text in hostile[:6]]
    assert names[6:] == hostile[6:]


def test_the_manifest_lists_every_paper(folder, district):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    papers = manifest["papers"]
    assert {path.relative_to(folder).as_posix() for path in (folder / "papers").rglob("*") if path.is_file()} == {
        paper["path"] for paper in papers
    }
    for paper in papers:
        path = folder / paper["path"]
        assert (paper["bytes"], paper["sha256"]) == (path.stat().st_size, file_digest(path))
        assert paper["title"]
        assert paper["kind"] in ("report", "own_report", "circular", "notice", "reminder", "checklist", "workbook")
    assert {file["path"] for file in manifest["files"]}.isdisjoint(paper["path"] for paper in papers)
    year = district.truth["years"][-1]
    asked = {  # of what the report itself explains, and of what could not be read, no agency is asked
        finding["agency_code"]
        for finding in district.truth["findings"]
        if finding["report_year"] == year and finding["outcome"] == "fail"
    }
    with (district.inbox / "registry.csv").open(encoding="utf-8", newline="") as file:
        own = {row["code"] for row in csv.DictReader(file) if row["kind"] == "district"}
    assert own & asked
    to_whom = {kind: {p["agency_code"] for p in papers if p["kind"] == kind} for kind in ("notice", "checklist")}
    assert to_whom == {"notice": asked - own, "checklist": own & asked}  # no office orders its own government
