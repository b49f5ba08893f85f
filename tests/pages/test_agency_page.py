"""单位: an agency's faults, its report with marks, the place in the original, by addresses alone."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gouji_web.core.passages import Part, parted, quotations
from tests.pages.small_home import STREET, TOWN, finding, pages_of, write_home

FIRST, SECOND = "applications.new.natural_person", "applications.new.total"
_LABELS = "".join(f"<td>{label}</td>" for label in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 3)
PAGE = f"""<html><body><h1>甲镇</h1><table><tr><td>行政复议</td><td>行政诉讼</td></tr><tr>{_LABELS}</tr>
<tr><td>2</td><td>9</td>{"<td>0</td>" * 13}</tr></table></body></html>"""


def report(report_id: str, year: int, version: int = 1, **more: object) -> dict[str, object]:
    return {"report_id": report_id, "document_id": f"d-{report_id}", "agency_code": TOWN, "report_year": year, "form": "2021",
            "title": f"甲镇{year}年年度报告", "version": version, "is_current": True, "status": "current", **more}  # fmt: skip


def cell(report_id: str, code: str, value: int, column: int | None = None) -> dict[str, object]:
    place = {} if column is None else {"table_index": 1, "row_index": 2, "column_index": column}
    return {"report_id": report_id, "agency_code": TOWN, "report_year": 2025, "cell": code, "value": value, "state": "reported",
            "raw": str(value), **place}  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    fault = {
        "fault_id": "f1", "fault_kind": "wrong_figure", "dimension": "accuracy", "severity": "error", "agency_code": TOWN,
        "report_year": 2025, "report_id": "r25", "outcome": "fail", "title": "应更正 1 处：总计列现为 9，应为 7", "cells": [SECOND],
        "findings": 2, "is_charged": True, "points": 4,
    }  # fmt: skip
    told = finding(2, fault_id="f1", report_id="r25", message="第一部分称“新收申请 7 件”，表三为 9", points=0)
    home = write_home(
        tmp_path_factory.mktemp("home"),
        {
            "fault_kinds": [{"fault_kind": "wrong_figure", "title": "数字有误", "points": 4, "least": 2}],
            "faults": [fault, fault | {"fault_id": "f3", "title": "空白太多", "outcome": "cannot_tell", "points": 0},
                       fault | {"fault_id": "f4", "title": "结转对不上", "outcome": "explained", "explanation": "别处已更正", "points": 0}],
            "findings": [
                finding(1, fault_id="f1", report_id="r25", cells=[FIRST, SECOND], message="六项之和 7，总计 9"),
                told,
                finding(3, fault_id="f3", report_id="r25", outcome="cannot_tell", points=0),
                finding(4, fault_id="f4", report_id="r25", outcome="explained", points=0),
            ],
            "repairs": [
                {"report_id": "r25", "agency_code": TOWN, "report_year": 2025, "candidate": 1, "class": "unique", "cell": SECOND,
                 "reported": 9, "proposed": 7, "clears": ["row_total"], "why": "总计列应为 7"}
            ],
            "reports": [report("r25", 2025), report("r24", 2024), report("r25a", 2025, 0, is_current=False, status="superseded")],
            "cells": [cell("r25", FIRST, 2, 2), cell("r25", SECOND, 9, 3), cell("r24", SECOND, 5)],
            "sections": [
                {"report_id": "r25", "agency_code": TOWN, "report_year": 2025, "section": 1, "heading": "一、总体情况",
                 "text": "全年新收\n申请 7 件。<b>其余</b>从略。"}
            ],
            "documents": [{"document_id": "d-r25", "source": "2025/甲镇.html", "media_type": "text/html", "archive_path": "archive/a.html"}],
            "report_changes": [{"agency_code": TOWN, "report_year": 2025, "version": 0, "item": SECOND, "before": "8", "after": "9"}],
        },
    )  # fmt: skip
    (home / "archive").mkdir()
    (home / "archive" / "a.html").write_text(PAGE, encoding="utf-8")
    return pages_of(home)


def test_a_fault_says_what_to_correct_with_its_findings_beneath(pages: TestClient) -> None:
    text = pages.get(f"/agency?agency={TOWN}").text
    assert "应更正 1 处，扣 4.0 分" in text
    first = text.index("应更正 1 处：总计列现为 9，应为 7")
    assert first < text.index("〔唯一的更正〕总计列应为 7") < text.index("六项之和 7，总计 9") < text.index("依据甲")
    assert text.index("另有 2 处不扣分") < text.index("空白太多")
    assert "报告自己的说明</b>：“别处已更正”" in text.split("结转对不上")[1]


def test_the_report_has_marks_last_year_and_the_repair_in_its_cells(pages: TestClient) -> None:
    text = pages.get(f"/agency?agency={TOWN}").text
    (marked,) = [part for part in text.split("<td") if f'data-cell="{SECOND}"' in part]
    assert 'class="wrong' in marked
    assert "<em>应为 7</em>" in marked
    assert "<small>5</small>" in marked
    assert "<mark>新收\n申请 7 件</mark>" in text
    assert "&lt;b&gt;其余" in text
    assert text.count("报告中没有读到这一部分") == 5


def test_a_figure_is_a_link_to_its_place_in_the_original(pages: TestClient) -> None:
    assert f'href="/agency?agency={TOWN}&amp;cell={SECOND}"' in pages.get(f"/agency?agency={TOWN}").text
    opened = pages.get(f"/agency?agency={TOWN}&cell={SECOND}").text
    source = f"/agency/source?report=r25&cell={SECOND}"
    assert source.replace("&", "&amp;") in opened
    place = pages.get(source).text
    assert "第 1 张表，第 2 行第 3 列" in place
    assert '<td class="here">9</td>' in place
    assert pages.get("/agency/source?report=r25&cell=none").status_code == 404
    assert pages.get("/agency/picture?report=r25").status_code == 404


def test_the_original_is_given_only_as_it_was_archived(pages: TestClient) -> None:
    answer = pages.get("/agency/original?report=r25")
    assert answer.status_code == 409  # its name is not the sha256 of its bytes
    assert pages.get("/agency/original?report=../../etc/passwd").status_code == 404


def test_versions_and_changes_are_listed(pages: TestClient) -> None:
    text = pages.get(f"/agency?agency={TOWN}").text
    assert "收到的版本 <small>2 个</small>" in text
    assert "1 处不同" in text


def test_without_a_report_or_an_agency_the_page_says_so(pages: TestClient) -> None:
    assert "没有收到这个单位该年度的报告" in pages.get(f"/agency?agency={STREET}").text
    choice = pages.get("/agency").text
    assert "甲镇" in choice
    assert "在这个版本里没有" in pages.get("/agency?agency=1").text


def test_passages_are_found_across_line_ends() -> None:
    assert parted("甲 乙\n丙丁乙丙", ["乙丙"]) == [Part("甲 ", False), Part("乙\n丙", True), Part("丁", False), Part("乙丙", True)]  # fmt: skip
    assert parted("", ["甲"]) == []
    assert quotations("称“……全年新收七件”，又称“总计”") == ["全年新收七件"]


def test_no_page_draws_the_files_of_a_stranger_itself() -> None:
    text = (Path(__file__).parents[2] / "dashboards" / "gouji_web" / "core" / "originals.py").read_text()
    assert "read_document" not in text
