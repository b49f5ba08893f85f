"""运行 › 两版之间的变化: what is new, gone or otherwise, one by one; filtered, taken away, harmless."""

import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from gouji.publish.manifest import MANIFEST
from tests.pages.small_home import STREET, TOWN, finding, pages_of, write_home

HOSTILE = "<script>alert(1)</script>=1+1"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The second version has one finding less, one more, one that says another figure, and one figure that moved."""
    figure = {"agency_code": STREET, "report_year": 2025, "report_id": "r2", "previous_report_id": "r1", "cell": "a.b.c",
              "value": 23, "previous_value": 25, "state": "reported", "previous_state": "reported", "previous_version": "v1"}  # fmt: skip
    told = {"form_cells": [{"form": "2021", "cell": "a.b.c", "label": "申请总数"}]}
    before = {"findings": [finding(1), finding(2, reported="10"), finding(4)]}
    after: dict[str, Any] = {
        "findings": [finding(2, reported="12"), finding(3, STREET, message=HOSTILE), finding(4)], "figure_changes": [figure], **told,
    }  # fmt: skip
    for version, previous, tables in (("v1", None, before), ("v2", "v1", after)):
        write_home(tmp_path, tables, version)
        manifest = {"version": version, "previous": previous, "as_of": "2026-02-01", "report_year": 2025, "tables": [],
                    "papers": [], "files": []}  # fmt: skip
        (tmp_path / "public" / version / MANIFEST).write_text(json.dumps(manifest))
        with duckdb.connect(str(tmp_path / "warehouse" / f"{version}.duckdb"), read_only=True) as con:
            for table in ("findings", "figure_changes"):
                (tmp_path / "public" / version / table).mkdir()
                con.table(table).write_parquet(str(tmp_path / "public" / version / table / "all.parquet"))
    return tmp_path


def test_every_change_is_listed_with_what_it_was_and_is(home: Path) -> None:
    pages = pages_of(home)
    assert "/runs/changes?version=v2" in pages.get("/runs?version=v2").text
    text = pages.get("/runs/changes?version=v2").text
    assert "4 条" in text
    assert all(word in text for word in ("新出现", "已解决", "有变", "申请总数", "报告换了新版", "乙街道", "甲镇"))
    assert "第 4 处不符" not in text  # as it was
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text
    only = pages.get("/runs/changes?version=v2&what=figure").text
    assert "1 条，共 4 条" in only
    assert "第 1 处不符" not in only
    assert "没有符合条件" in pages.get("/runs/changes?version=v2&text=无此").text


def test_what_is_listed_is_taken_away_as_text(home: Path) -> None:
    answer = pages_of(home).get("/runs/changes.xlsx?version=v2&change=new")
    [sheet] = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name(sheet).to_python()
    assert rows[1] == ["新出现", "问题", "乙街道", 2025, "行合计", "", "", HOSTILE]
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("version", "told"), [("v1", "这是第一个版本"), ("v9", "已不在"), ("../v1", "已不在"), ("", "已不在")]
)
def test_a_version_without_one_before_it_says_so(home: Path, version: str, told: str) -> None:
    for path in ("/runs/changes", "/runs/changes.xlsx"):
        answer = pages_of(home).get(path, params={"version": version})
        assert answer.status_code == 409
        assert told in answer.text


def test_the_version_before_may_be_gone(home: Path) -> None:
    (home / "public" / "v1" / MANIFEST).unlink()
    assert "已被清理" in pages_of(home).get("/runs/changes?version=v2").text
    assert TOWN not in pages_of(home).get("/runs?version=v2").text
