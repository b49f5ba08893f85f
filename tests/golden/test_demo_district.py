"""The demo district, written by code that shares nothing with the reader: every cell of every document."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gouji.collect.companion_files import folder_reader
from gouji.core.forms import load_forms
from gouji.core.model import Report
from gouji.demo.district import write_district
from gouji.parse.reports import parse


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("district")
    write_district(folder, agencies=60, years=3, seed=7)
    return folder, json.loads((folder / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reports(district: tuple[Path, dict[str, Any]]) -> list[tuple[dict[str, Any], Report]]:
    folder, truth = district
    read = []
    for document in truth["documents"]:
        path = folder / document["path"]
        (report,) = parse(path.read_bytes(), document["path"], folder_reader(path))
        read.append((document, report))
    return read


def expected(document: dict[str, Any]) -> Iterator[tuple[str, str, float | None]]:
    """(cell, state, value) of each cell the document prints or ought to print."""
    told = document["cells"]
    undivided = any(".other_undivided." in cell for cell in told)
    form = load_forms()[document["form"]]
    stood_for = {code for table in form.tables for row in table.rows for code in row.instead_of}
    for cell in form.cells:
        if (cell.optional and not undivided) or (cell.row in stood_for and undivided):
            continue
        value = told.get(cell.cell, 0)
        if isinstance(value, str):
            yield cell.cell, value, None
        elif value is None:
            yield cell.cell, "blank", None
        else:
            yield cell.cell, "reported", float(value)


def test_every_cell_is_read_as_it_was_written(reports: list[tuple[dict[str, Any], Report]]) -> None:
    assert len({document["layout"] for document, _ in reports}) >= 10
    for document, report in reports:
        read = [(c.cell, c.state, None if c.value is None else float(c.value)) for c in report.cells]
        assert read == list(expected(document)), document["path"]


def test_form_year_and_date(reports: list[tuple[dict[str, Any], Report]]) -> None:
    for document, report in reports:
        day = report.published_on.isoformat() if report.published_on else None
        assert (report.form, report.report_year, day) == (
            document["form"], document["report_year"], document["published_on"],
        ), document["path"]  # fmt: skip


def test_sections_are_missing_only_where_planted(
    district: tuple[Path, dict[str, Any]], reports: list[tuple[dict[str, Any], Report]]
) -> None:
    planted = {(f["agency_code"], f["report_year"]) for f in district[1]["faults"] if f["fault"] == "section_missing"}
    for document, report in reports:
        complete = [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
        assert complete or (document["agency_code"], document["report_year"]) in planted, document["path"]


def test_agencies_are_named(reports: list[tuple[dict[str, Any], Report]]) -> None:
    assert all(report.agency for _, report in reports)
