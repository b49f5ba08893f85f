"""datapackage.json holds for every file it names: frictionless reads the rows of each as the package describes them.

The rows come by way of PyArrow: frictionless's own reader of Parquet needs pandas and reads the first file of a table only
(`frictionless validate datapackage.json` passes, too: docs/measured.md).
"""

import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package, Report

from gouji.publish.data_package import ENUMS, codes
from gouji.publish.public_export import export_public
from tests.pipeline.test_exports import folder, package  # noqa: F401 (fixtures)

MAX_ROWS = 100  # of a table that no other refers to: the rest is of the same columns, and verified when it is written


def described_rows(folder, package, wrong: dict[str, Any] | None = None) -> Report:  # noqa: F811
    """What frictionless says of the package with the rows themselves in it; `wrong`: values of the first row of `cells`."""
    asked = {f["reference"]["resource"] for r in package["resources"] for f in r["schema"].get("foreignKeys", [])}
    resources = []
    for given in package["resources"]:
        if given["format"] == "csv":
            resources.append(given)
            continue
        paths = [given["path"]] if isinstance(given["path"], str) else given["path"]
        tables = [pq.read_table(folder / path) for path in paths]
        if given["name"] not in asked:
            tables = [table.slice(0, MAX_ROWS) for table in tables]
        rows = pa.concat_tables(tables).to_pylist()
        if wrong and given["name"] == "cells":
            rows[0] |= wrong
        names = [field["name"] for field in given["schema"]["fields"]]
        data = [names, *([row[name] for name in names] for row in rows)]
        resources.append({"name": given["name"], "data": data, "schema": given["schema"]})
    return Package.from_descriptor(package | {"resources": resources}, basepath=str(folder)).validate()


def test_every_file_is_what_the_package_says(folder, package):  # noqa: F811
    report = described_rows(folder, package)
    assert report.flatten(["name", "type", "fieldName", "message"]) == []
    assert report.valid
    assert len(report.tasks) == len(package["resources"]) > 60


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"state": "guessed"}, "constraint-error"),
        ({"report_id": "0123456789abcdef-9"}, "foreign-key"),
        ({"page": "three"}, "type-error"),
    ],
)
def test_a_wrong_value_is_told(folder, package, wrong, error):  # noqa: F811
    few = package | {"resources": [r for r in package["resources"] if r["name"] in ("cells", "reports", "agencies")]}
    for resource in few["resources"]:
        keys = resource["schema"].get("foreignKeys", [])
        keys = [key for key in keys if key["reference"]["resource"] in ("reports", "agencies")]
        resource["schema"] = resource["schema"] | {"foreignKeys": keys}
    assert error in {kind for (kind,) in described_rows(folder, few, wrong).flatten(["type"])}


def test_it_says_whose_it_is_and_what_its_codes_are(package):  # noqa: F811
    assert package["licenses"][0]["name"]
    assert all(each["title"] for each in (*package["sources"], *package["contributors"]))
    fields = {
        (r["name"].replace("-", "_"), f["name"]): f
        for r in package["resources"]
        if r["format"] == "parquet"
        for f in r["schema"]["fields"]
    }
    for table, columns in ENUMS.items():
        for column in columns:
            assert len(fields[table, column]["constraints"]["enum"]) > 1, (table, column)
    assert fields["cells", "page"]["duckdbType"] == "INTEGER"
    keys = {r["name"]: r["schema"].get("primaryKey") for r in package["resources"]}
    assert keys["cells"] == keys["figures"] == ["report_id", "cell"]
    assert keys["rankings"] == keys["applications"] == ["agency_code", "report_year"]


def test_codes_are_those_that_a_description_lists():
    assert codes("left（等号左）或 right（等号右）/ Side of the equation") == ["left", "right"]
    assert codes("unique 唯一、candidates 有几种改法、beyond search 三格以内无解 / Class") == [
        "unique",
        "candidates",
        "beyond search",
    ]
    assert codes("计入与否：current 现行、year_not_expected 不在应报年度 / Why") == ["current", "year_not_expected"]
    assert codes("机关代码 / Agency") == []


def test_the_public_part_is_a_package_of_its_own(published, tmp_path):
    counts = export_public(published.home, tmp_path / "public")
    package = json.loads((tmp_path / "public" / "datapackage.json").read_text(encoding="utf-8"))  # noqa: F811
    report = described_rows(tmp_path / "public", package)
    assert report.flatten(["name", "type", "fieldName", "message"]) == []
    assert {r["name"].replace("-", "_") for r in package["resources"] if r["format"] == "parquet"} == set(counts)
    assert counts["figures"] > 10_000
    assert not {"findings", "rankings", "cases", "waivers", "office_settings", "runs"} & set(counts)
