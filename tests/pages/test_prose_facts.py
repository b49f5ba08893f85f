"""Facts on the pages: what one report tells on 单位, agencies side by side on 数据."""

import io
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from tests.pages.small_home import BASE, DISTRICT, STREET, TOWN, pages_of, write_home


def fact(ordinal: int, report: str, agency: str, **more: Any) -> dict[str, Any]:
    return {
        "report_id": report, "agency_code": agency, "report_year": 2025, "kind": "disclosed", "unit": "条", "section": 1,
        "text": f"原话{report}{ordinal}", "scope": "own", "ordinal": ordinal, **more,
    }  # fmt: skip


FACTS = [
    fact(1, "r1", TOWN, channel="portal", value=1108, parts="add_up"),
    fact(2, "r1", TOWN, channel="portal", field="guide", value=1108, part_of=1),
    fact(3, "r1", TOWN, channel="wechat", field="news"),
    fact(4, "r1", TOWN, kind="guide", field="guide", value=2026, unit="版"),
    fact(5, "r1", TOWN, kind="corner", unit=""),
    fact(6, "r1", TOWN, kind="unknown", value=7),
    fact(10, "r1", TOWN, kind="oversight", field="accountability", value=0, unit=""),
    fact(8, "r1", TOWN, kind="oversight", field="inspection", value=3, unit="次"),
    fact(9, "r1", TOWN, kind="oversight", field="inspection", value=2, unit="期"),
    fact(7, "r1", TOWN, channel="portal", value=9999, scope="wider"),
    fact(1, "r2", STREET, channel="portal+board", value=30),
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    agencies = (("r1", TOWN), ("r2", STREET))
    reports = [
        {"report_id": r, "agency_code": a, "report_year": 2025, "is_current": True, "status": "current", "version": 1,
         "form": "2021"}
        for r, a in agencies
    ]  # fmt: skip
    expected = [{"agency_code": a, "report_year": 2025, "deadline": "2026-01-31", "is_due": True} for _, a in agencies]
    folder: Path = tmp_path_factory.mktemp("home")
    return pages_of(write_home(folder, {"reports": reports, "expected_reports": expected, "facts": FACTS}))


def test_a_report_s_facts_stand_with_their_words_and_what_they_add_up_to(pages: TestClient) -> None:
    answer = pages.get("/agency", params={"agency": TOWN, "year": 2025})
    assert answer.status_code == 200
    section = answer.text.split('<section id="facts">')[1].split("</section>")[0]
    for words in (
        "1,108 条",
        "政府网站",
        "公开指南",
        "2026 年版",
        "公开专区",
        "未归类",
        "其他层级",
        "分项之和相符",
        "原话r11",
    ):
        assert words in section
    assert section.count("└") == 1


def test_a_report_without_facts_has_no_such_section(pages: TestClient) -> None:
    assert '<section id="facts">' not in pages.get("/agency", params={"agency": TOWN, "year": 2024}).text


def test_agencies_stand_side_by_side_by_channel(pages: TestClient) -> None:
    text = pages.get("/figures", params={"view": "facts", "year": 2025}).text
    rows = {row.split("</a>")[0].rpartition(">")[2]: row for row in text.split("<tr>") if "#facts" in row}
    assert ">1,108<" in rows["甲镇"]
    assert ">有<" in rows["甲镇"]
    assert rows["乙街道"].count(">合 30<") == 2
    assert "共 2 份报告" in text
    assert "9,999" not in text  # another level's


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ("field", "公开指南"),
        ("kind", "公开专区"),
        ("field", ">1,108<"),
        ("kind", "监督考核：督促检查"),
        ("kind", "3次、2期"),
        ("kind", "2026 年版"),
        ("nonsense", "政府网站"),
    ],
)
def test_the_other_sides(pages: TestClient, side: str, words: str) -> None:
    answer = pages.get("/figures", params={"view": "facts", "side": side, "year": 2025})
    assert answer.status_code == 200
    assert words in answer.text


def test_the_workbook_has_a_sheet_for_each_side(pages: TestClient) -> None:
    answer = pages.get("/figures/facts.xlsx", params={"year": 2025})
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["按渠道", "按领域", "按种类", "写到最多的与独有的"]
    head, *rows = book.get_sheet_by_index(0).to_python()
    assert head[0] == "单位"
    assert dict(zip(head, rows[0], strict=True))["政府网站"] == 1108


def test_what_is_only_called_other_comes_last(tmp_path: Path) -> None:
    told = [fact(1, "r1", TOWN, field="other", value=4), fact(1, "r2", STREET, field="other", value=5)]
    facts = [*told, fact(2, "r1", TOWN, field="budget", value=6)]
    reports = [
        {"report_id": r, "agency_code": a, "report_year": 2025, "is_current": True, "status": "current", "version": 1}
        for r, a in (("r1", TOWN), ("r2", STREET))
    ]
    expected = [
        {"agency_code": a, "report_year": 2025, "deadline": "2026-01-31", "is_due": True} for a in (TOWN, STREET)
    ]
    pages = pages_of(write_home(tmp_path, {"reports": reports, "expected_reports": expected, "facts": facts}))
    text = pages.get("/figures", params={"view": "facts", "side": "field", "year": 2025}).text
    head = text.split("<thead>")[1].split("</thead>")[0]
    assert head.index("预决算") < head.index("其他")


def test_a_year_without_facts_says_so(pages: TestClient) -> None:
    assert "没有读到可以比较的事实" in pages.get("/figures", params={"view": "facts", "year": 2024}).text


def test_what_is_told_most_and_what_by_one_alone(tmp_path: Path) -> None:
    third = "990199103000"
    agencies = (("r1", TOWN), ("r2", STREET), ("r3", third))
    reports = [
        {"report_id": r, "agency_code": a, "report_year": 2025, "is_current": True, "status": "current", "version": 1,
         "form": "2021"}
        for r, a in agencies
    ]  # fmt: skip
    expected = [{"agency_code": a, "report_year": 2025, "deadline": "2026-01-31", "is_due": True} for _, a in agencies]
    facts = [
        fact(1, "r1", TOWN, channel="portal", value=1108),
        fact(2, "r1", TOWN, kind="press", value=0, unit="场"),  # there was none: told by nobody
        fact(1, "r2", STREET, channel="portal", value=30),
        fact(2, "r2", STREET, kind="open_day", value=2, unit="场", text="请居民来看了两场"),
        fact(3, "r2", STREET, field="other", value=4),
    ]
    offices = [*BASE["agencies"], {"agency_code": third, "district_code": DISTRICT, "name": "丙局", "kind": "部门"}]
    tables = {"agencies": offices, "reports": reports, "expected_reports": expected, "facts": facts}
    pages = pages_of(write_home(tmp_path, tables))
    text = pages.get("/figures", params={"view": "facts", "side": "matters", "year": 2025}).text
    together, alone = text.split("只有一个单位写到的")
    (portal,) = [row for row in together.split("<tr>") if "政府网站" in row]
    assert ">2<" in portal
    assert ">1,138<" in portal
    assert "政府开放活动" not in together
    assert "请居民来看了两场" in alone
    assert "乙街道" in alone
    assert "新闻发布" not in text
    book = CalamineWorkbook.from_filelike(io.BytesIO(pages.get("/figures/facts.xlsx", params={"year": 2025}).content))
    head, first, *_ = book.get_sheet_by_name("写到最多的与独有的").to_python()
    assert dict(zip(head, first, strict=True)) | {"原句": ""} == {
        "类": "公开渠道", "事项": "政府网站", "写到的单位": 2, "写出数字的单位": 2, "合计": 1138,
        "只有一个单位写到的": "", "原句": "",
    }  # fmt: skip


def test_of_two_reports_nothing_is_said_to_be_told_by_one_alone(pages: TestClient) -> None:
    assert "只有一个单位写到的" not in pages.get("/figures", params={"view": "facts", "side": "matters"}).text
