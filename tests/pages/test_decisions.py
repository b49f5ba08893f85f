"""单位: what the office decides on a card: a finding waived, an explanation rejected, either taken back; all on record."""

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gouji.desk.accounts import add_user
from gouji.desk.inputs import read_desk
from gouji.desk.store import Desk
from gouji_web.app import create_app
from tests.pages.small_home import OWN, STREET, TOWN, finding, pages_of, write_home

WRONG, EXPLAINED, OTHERS = "aaaa000011112222", "bbbb000011112222", "cccc000011112222"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    fault = {
        "fault_id": "f1", "fault_kind": "wrong_figure", "dimension": "accuracy", "severity": "error", "agency_code": TOWN,
        "report_year": 2025, "outcome": "fail", "title": "应更正 1 处", "cells": [], "findings": 1, "is_charged": True, "points": 4,
    }  # fmt: skip
    said = {"fault_id": "f2", "title": "结转对不上", "outcome": "explained", "explanation": "上年误填", "points": 0}
    findings = [
        finding(1, fault_id="f1") | {"finding_id": WRONG},
        finding(2, fault_id="f2", outcome="explained", explanation_id="e1", points=0) | {"finding_id": EXPLAINED},
        finding(3, agency=STREET) | {"finding_id": OTHERS},
    ]
    home = write_home(tmp_path, {"faults": [fault, fault | said], "findings": findings})
    (home / "warehouse" / "gouji.duckdb").symlink_to("v1.duckdb")
    return home


def shown(pages: TestClient) -> str:
    return pages.get(f"/agency?agency={TOWN}&year=2025").text


def form(text: str, do: str, finding_id: str) -> tuple[str, dict[str, str]]:
    """The address and fields of the form that does `do` to a finding."""
    found = next(
        each
        for each in re.findall(r"<form.*?</form>", text, re.DOTALL)
        if f'value="{do}"' in each and finding_id in each
    )
    address = re.search(r'action="([^"]+)"', found)
    assert address
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', found))
    return html.unescape(address[1]), fields | {"do": do}


def act(pages: TestClient, do: str, finding_id: str, **typed: str):
    address, fields = form(shown(pages), do, finding_id)
    return pages.post(address, data=fields | typed)


def test_a_finding_is_waived_with_a_reason_and_taken_back(home: Path) -> None:
    pages = pages_of(home)
    answer = act(pages, "waive", WRONG, reason="<b>机构合并</b>", until="2199-12-31")
    assert answer.status_code == 200
    assert "豁免：&lt;b&gt;机构合并&lt;/b&gt;（有效至 2199-12-31），下次发布起生效" in answer.text
    (row,) = read_desk(home).waivers
    assert (row["finding_id"], row["agency_code"], row["reason"]) == (WRONG, TOWN, "<b>机构合并</b>")
    assert row["figures"]
    assert "已撤销豁免" in act(pages, "unwaive", WRONG).text
    assert read_desk(home).waivers == []


def test_without_a_reason_or_with_a_day_that_has_passed_nothing_is_written(home: Path) -> None:
    pages = pages_of(home)
    for typed in ({"reason": " "}, {"reason": "甲", "until": "2020-01-01"}, {"reason": "甲", "until": "x"}):
        assert act(pages, "waive", WRONG, **typed).status_code == 409
    assert read_desk(home).waivers == []


def test_an_explanation_is_rejected_with_a_reason_and_taken_back(home: Path) -> None:
    pages = pages_of(home)
    answer = act(pages, "reject", EXPLAINED, reason="没有附依据")
    assert "定为不采纳：没有附依据" in answer.text
    (row,) = read_desk(home).decisions
    assert (row["finding_id"], row["decision"], row["reason"]) == (EXPLAINED, "rejected", "没有附依据")
    act(pages, "clear", EXPLAINED)
    assert read_desk(home).decisions == []
    assert "不采纳这一说明" in shown(pages)


def test_the_second_of_two_who_decide_is_told(home: Path) -> None:
    pages = pages_of(home)
    address, fields = form(shown(pages), "reject", EXPLAINED)
    assert pages.post(address, data=fields | {"reason": "甲"}).status_code == 200
    late = pages.post(address, data=fields | {"reason": "乙"})
    assert late.status_code == 409
    assert [row["reason"] for row in read_desk(home).decisions] == ["甲"]


def test_a_finding_of_another_agency_or_of_none_is_refused(home: Path) -> None:
    pages = pages_of(home)
    address, fields = form(shown(pages), "waive", WRONG)
    for other in (OTHERS, "", "' OR 1=1"):
        answer = pages.post(address, data=fields | {"finding": other, "reason": "甲"})
        assert answer.status_code == 409
        assert "请返回刷新" in answer.text
    assert read_desk(home).waivers == []


def test_who_only_looks_has_no_forms(home: Path) -> None:
    add_user(Desk(home), "root", "查看员", "查看", "correct horse battery")
    pages = TestClient(create_app(home, with_log_in=True), base_url=OWN)
    token = re.search(r'name="csrf" value="([^"]+)"', pages.get("/enter").text)
    assert token
    pages.post("/enter", data={"csrf": token[1], "name": "查看员", "password": "correct horse battery", "next": "/"})
    text = shown(pages)
    assert "应更正 1 处" in text
    assert "/agency/decide" not in text
