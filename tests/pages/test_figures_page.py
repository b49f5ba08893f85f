"""数据: sums as the papers have them, trends, one figure of all agencies, two reports side by side."""

import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from gouji.core.forms import load_forms
from tests.pages.conftest import Site
from tests.pages.published import figures_of
from tests.pages.small_home import DISTRICT, STREET, TOWN, finding, pages_of, write_home

NEW = "applications.new.total"
PART = "applications.new.natural_person"
_FIGURE = re.compile(r'<td class="([^"]*)" data-cell="([^"]+)"[^>]*>(?:<a [^>]+>)?<b>([^<]*)')


def report(number: int, agency: str, year: int, **values: int) -> list[dict[str, object]]:
    return [
        {"report_id": f"r{number}", "agency_code": agency, "report_year": year, "cell": cell, "value": value,
         "state": "reported", "raw": str(value)}
        for cell, value in values.items()
    ]  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    placed = [(1, TOWN, 2025), (2, STREET, 2025), (3, TOWN, 2024)]
    reports = [
        {"report_id": f"r{number}", "agency_code": agency, "report_year": year, "form": "2021", "is_current": True}
        for number, agency, year in placed
    ]
    cells = [*report(1, TOWN, 2025, **{NEW: 3, PART: 3}), *report(2, STREET, 2025, **{NEW: 1_200, PART: 1_200}),
             *report(3, TOWN, 2024, **{NEW: 5, PART: 3})]  # fmt: skip
    sums = [
        {"district_code": DISTRICT, "report_year": year, "peer_group": "all", "cell": cell, "balanced_sum": value,
         "agencies_expected": 2, "agencies_counted": counted}
        for year, value, counted in ((2024, 5, 1), (2025, 1_203, 2))
        for cell in (NEW, PART)
    ]  # fmt: skip
    counted = [
        {"report_id": f"r{number}", "agency_code": agency, "report_year": year, "district_code": DISTRICT,
         "table_code": "applications", "peer_group": "镇街", "left_out": None}
        for number, agency, year in placed
    ]  # fmt: skip
    doubt = finding(1, STREET, cells=[PART], report_id="r2", message="比上年多得多")
    tables = {
        "reports": reports,
        "cells": cells,
        "district_balanced_sums": sums,
        "counted_tables": counted,
        "findings": [doubt],
    }
    return pages_of(write_home(tmp_path_factory.mktemp("home"), tables))


def shown(text: str) -> dict[str, tuple[str, str]]:
    """Cell -> (what stands there, its class)."""
    return {cell: (figure.strip(), kind.partition(" ")[0]) for kind, cell, figure in _FIGURE.findall(text)}


def test_a_sum_says_what_is_doubtful_in_it(pages: TestClient) -> None:
    text = pages.get("/figures?year=2025").text
    assert shown(text)[PART] == ("1,203", "suspect")
    assert "乙街道 1,200" in text
    assert "比上年多得多" in text
    assert "应报单位 2 个，计入表三 2 个" in text
    assert shown(text)["disputes.review.total"][1] == "unknown"


def test_trends_say_how_complete_a_year_is(pages: TestClient) -> None:
    text = pages.get("/figures?view=trends").text
    assert re.search(r"2024 年度<br><small>计入 1/2 个 △", text)
    assert re.search(r"2025 年度<br><small>计入 2/2 个</small>", text)
    assert "1,203" in text


def test_one_figure_of_all_agencies_is_a_list(pages: TestClient) -> None:
    text = pages.get(f"/figures?view=agencies&cell={NEW}").text
    assert text.index("乙街道</a>") < text.index("甲镇</a>")
    assert "1,200 件" in text
    rows = CalamineWorkbook.from_filelike(io.BytesIO(pages.get(f"/figures/agencies.xlsx?cell={NEW}").content))
    assert [row[2] for row in rows.get_sheet_by_index(0).to_python()[1:]] == [1200, 3]


def test_two_reports_stand_side_by_side(pages: TestClient) -> None:
    text = pages.get("/figures?view=compare&left=r1&right=r3").text
    assert shown(text)[NEW] == ("3", "suspect")
    assert shown(text)[PART][1] == ""
    assert "甲镇 2025 年度，小字为甲镇 2024 年度" in text
    assert "这个版本里没有" in pages.get("/figures?view=compare&left=r9&right=r1").text


def test_the_tables_are_taken_away_a_sheet_each(pages: TestClient) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(pages.get("/figures.xlsx").content))
    assert book.sheet_names == [f"表{table.number}" for table in load_forms()["2021"].tables]
    rows = {row[6]: row for row in book.get_sheet_by_name("表三").to_python()[1:]}
    assert rows[PART][1] == 1203
    assert "乙街道 1,200" in rows[PART][5]


@pytest.mark.slow
@pytest.mark.parametrize("scope", ["", "部门"])
def test_the_district_s_tables_are_those_of_the_paper(home: Path, scope: str) -> None:
    text = pages_of(home).get("/figures", params={"year": 2025, "scope": scope}).text
    texts = {cell: figure.replace(",", "") for cell, (figure, _) in shown(text).items()}
    for cell, value in figures_of(Site("", home, home), scope or "全部单位"):
        assert Decimal(texts.pop(cell)) == value, cell
    assert texts == {}
