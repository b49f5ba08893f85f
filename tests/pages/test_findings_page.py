"""问题: the list of findings, by its addresses alone."""

import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from tests.pages.small_home import STREET, TOWN, finding, pages_of, write_home

HOSTILE = "<script>alert(1)</script>\u202e倒写"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    findings = [
        finding(1, points=6),
        finding(2, STREET, points=8, message=HOSTILE),
        finding(3, rule="filler", severity="note", points=0),
        finding(4, outcome="cannot_tell", points=0),
        finding(5, STREET, waived=True, points=0),
        finding(6, report_year=2024),
    ]
    gone = {"change": "resolved", "finding_id": "f9", "rule": "row_total", "agency_code": TOWN, "report_year": 2025, "message": "已经改好"}  # fmt: skip
    home = write_home(tmp_path_factory.mktemp("home"), {"findings": findings, "finding_changes": [gone]})
    return pages_of(home)


def order(text: str) -> list[str]:
    """Ids of the rows shown, in their order."""
    return [part.split('"', 1)[0] for part in text.split('<tr id="f-')[1:]]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["f2", "f1", "f5", "f3"]),  # what fails, dearest first; a waived one fails no more
        ("?state=", ["f2", "f1", "f3", "f4", "f5", "f9"]),
        ("?state=waived", ["f5"]),
        ("?state=cannot_tell&state=waived", ["f4", "f5"]),
        ("?change=resolved&state=", ["f9"]),
        ("?severity=note", ["f3"]),
        ("?text=第+1+处", ["f1"]),
        ("?sort=points", ["f3", "f1", "f2"]),
        ("?sort=agency", ["f1", "f3", "f2"]),  # by pinyin: jia before yi
        ("?group=agency", ["f2", "f1", "f3"]),
        ("?year=2024", ["f6"]),
    ],
)
def test_every_state_is_an_address(pages: TestClient, query: str, shown: list[str]) -> None:
    answer = pages.get(f"/findings{query}")
    assert answer.status_code == 200
    expected = [each for each in shown if each != "f5" or "waived" in query or query == "?state="]
    assert order(answer.text) == expected


def test_a_finding_is_read_in_full_at_its_address(pages: TestClient) -> None:
    text = pages.get("/findings?open=f1").text
    assert "依据甲" in text
    assert "为何甲" in text
    apart = pages.get("/findings?open=f4").text  # the filters leave it out
    assert "第 4 处不符" in apart
    assert "这个版本里没有" in pages.get("/findings?open=f0").text


def test_text_of_reports_is_shown_and_not_obeyed(pages: TestClient) -> None:
    text = pages.get("/findings").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;倒写" in text


def test_links_keep_what_is_looked_at(pages: TestClient) -> None:
    text = pages.get("/findings?year=2024&severity=error").text
    assert 'href="/findings?year=2024&amp;severity=error&amp;sort=-points"' in text
    assert '<a href="/findings?year=2024" aria-current="page">问题</a>' in text
    assert "没有" in pages.get("/findings?year=1999").text


def test_counts_stand_beside_filters_that_can_be_taken_out(pages: TestClient) -> None:
    text = pages.get("/findings?severity=error").text
    assert "2 条，共 6 条" in text
    assert "<span>提示</span> <b>1</b>" in text
    assert 'href="/findings?severity="' in text


def test_the_list_is_taken_away_as_it_stands(pages: TestClient) -> None:
    assert 'href="/findings.xlsx?severity=error"' in pages.get("/findings?severity=error").text
    answer = pages.get("/findings.xlsx?severity=error")
    assert "attachment" in answer.headers["content-disposition"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name("问题").to_python()
    assert sheet[0][:5] == ["单位", "检查", "程度", "扣分", "说明"]
    assert [row[3] for row in sheet[1:]] == [8, 6]
    assert sheet[1][4] == "<script>alert(1)</script>倒写"


def test_the_next_version_is_shown_without_a_restart(tmp_path: Path) -> None:
    home = write_home(tmp_path / "home", {"findings": [finding(1)]})
    pages = pages_of(home)
    assert order(pages.get("/findings").text) == ["f1"]
    write_home(home, {"findings": [finding(1), finding(2)]}, "v2")
    text = pages.get("/findings").text
    assert order(text) == ["f1", "f2"]
    assert "版本 v2" in text
