"""Intake, explanations, waivers and settings: what is kept, what is refused, and what a run reads of them."""

from datetime import date

import pytest

from gouji.desk.errors import DeskConflict, DeskError
from gouji.desk.events import Change
from gouji.desk.explanations import decide_explanation, find_explanation, forget_explanation, list_explanations
from gouji.desk.inputs import read_desk
from gouji.desk.intake import find_intake, forget_intake, list_intake, send_back, take_in
from gouji.desk.office_settings import answer_day, days_of, list_settings, set_setting, set_settings, setting_kinds
from gouji.desk.ticks import list_ticks, write_ticks
from gouji.desk.waivers import COLUMNS, append_waiver, grant_waiver, read_waivers, revoke_waiver, waiver_files
from tests.desk.desks import TOWN, a_desk

DOCUMENT = "ab" * 32
FINDING = {
    "rule": "balance", "agency_code": TOWN, "report_year": 2025, "cells": ["a.b.c", "a.b.d"],
    "finding_id": "f" * 32, "figures": "123456789abc",
}  # fmt: skip


@pytest.fixture
def desk(tmp_path):
    return a_desk(tmp_path)


def test_a_document_is_taken_sent_back_and_left_to_the_run(desk):
    take_in(desk, "张三", DOCUMENT, agency=" 青石镇 ", report_year=2025, published_on=date(2026, 1, 20))
    assert find_intake(desk, DOCUMENT).row == {
        "decision": "accepted", "agency": "青石镇", "report_year": 2025, "published_on": "2026-01-20", "reason": "",
    }  # fmt: skip
    send_back(desk, "李四", DOCUMENT, "不是年度报告")
    row = find_intake(desk, DOCUMENT).row
    assert (row["decision"], row["reason"], row["agency"]) == ("returned", "不是年度报告", "青石镇")
    assert [each.document for each in list_intake(desk)] == [DOCUMENT]
    forget_intake(desk, "张三", DOCUMENT)
    assert (find_intake(desk, DOCUMENT), list_intake(desk)) == (None, [])
    assert [event.note for event in desk.events("intake")] == ["收", "退回：不是年度报告", "撤销"]


def test_a_day_to_come_no_year_and_no_reason_are_refused(desk):
    for given in ({"published_on": date(2026, 2, 4)}, {"report_year": 25}):
        with pytest.raises(DeskError):
            take_in(desk, "张三", DOCUMENT, **given)
    with pytest.raises(DeskError, match="理由"):
        send_back(desk, "张三", DOCUMENT, " ")
    take_in(desk, "张三", DOCUMENT, report_year=2025, seen=0)
    with pytest.raises(DeskConflict):
        take_in(desk, "李四", DOCUMENT, report_year=2024, seen=0)


def test_an_explanation_is_accepted_rejected_and_taken_back(desk):
    decide_explanation(desk, "张三", TOWN, 2025, "f1", "accepted")
    decide_explanation(desk, "张三", TOWN, 2025, "f2", "rejected", "没有附依据")
    assert [(e.fault_id, e.row["decision"]) for e in list_explanations(desk)] == [
        ("f1", "accepted"),
        ("f2", "rejected"),
    ]
    assert find_explanation(desk, TOWN, 2025, "f2").row["reason"] == "没有附依据"
    forget_explanation(desk, "张三", TOWN, 2025, "f1")
    assert find_explanation(desk, TOWN, 2025, "f1") is None
    for decision, reason in (("rejected", ""), ("perhaps", "x")):
        with pytest.raises(DeskError):
            decide_explanation(desk, "张三", TOWN, 2025, "f1", decision, reason)


def test_a_waiver_of_the_desk_means_what_one_of_a_file_does(desk, tmp_path):
    grant_waiver(desk, "区办 某某", FINDING, "机构合并", date(2026, 12, 31))
    append_waiver(tmp_path, FINDING, "机构合并", "区办 某某", date(2026, 12, 31))
    (of_file,) = [row for row in read_waivers(waiver_files(tmp_path)) if row["source"] == "waivers.csv:2"]
    of_desk = read_desk(tmp_path).waivers[-1]
    assert of_desk == of_file | {"source": f"办公台:{'f' * 32}"}
    assert of_desk["problem"] is None
    assert set(desk.entry("waiver", "f" * 32).value) == set(COLUMNS)
    revoke_waiver(desk, "区办 某某", "f" * 32)
    with pytest.raises(DeskError, match="没有豁免"):
        revoke_waiver(desk, "区办 某某", "f" * 32)
    for reason, until in (("", None), ("因", date(2026, 2, 2))):
        with pytest.raises(DeskError):
            grant_waiver(desk, "某", FINDING, reason, until)


def test_settings_are_kept_as_they_should_be_and_every_wrong_one_is_named(desk):
    set_settings(
        desk,
        "张三",
        {"issuer": " 示例区政务公开办 ", "days_to_correct": "07", "holidays": "2026/2/15至2026/2/17，2026-5-1"},
    )
    values = {setting.kind.code: setting.value for setting in list_settings(desk)}
    assert (values["issuer"], values["days_to_correct"], values["phone"]) == ("示例区政务公开办", "7", None)
    assert values["holidays"].split() == ["2026-02-15", "2026-02-16", "2026-02-17", "2026-05-01"]
    with pytest.raises(DeskError) as refused:
        set_settings(
            desk,
            "张三",
            {
                "days_to_correct": "91",
                "holidays": "二月",
                "workdays": "2026-02-20~2026-02-01",
                "x": "1",
                "phone": "1" * 501,
            },
        )
    assert all(word in str(refused.value) for word in ("1 至 90", "2026-02-16", "起止", "没有「x」", "501"))
    set_setting(desk, "张三", "issuer", "")
    assert next(s for s in list_settings(desk) if s.kind.code == "issuer").value is None
    assert set(setting_kinds()) == set(values)


def test_the_day_to_answer_is_a_day_that_is_worked():
    holidays, workdays = days_of("2026-02-16\n2026-02-17"), days_of("2026-02-14")
    friday = date(2026, 2, 6)
    assert answer_day(friday, 7, frozenset(), frozenset()) == date(2026, 2, 13)
    assert answer_day(friday, 8, holidays, workdays) == date(2026, 2, 14)  # a Saturday that is worked
    assert answer_day(friday, 8, holidays, frozenset()) == date(2026, 2, 18)  # weekend, then two holidays


def test_what_a_run_reads_has_a_digest_of_what_counts_for_it_alone(desk, tmp_path):
    assert read_desk(tmp_path).digest is None
    take_in(desk, "张三", DOCUMENT, report_year=2025)
    decide_explanation(desk, "张三", TOWN, 2025, "f1", "accepted")
    first = read_desk(tmp_path)
    assert first.agencies == [TOWN]
    write_ticks(desk, "v2", {(TOWN, 2025, "f1"): "v2"}, set())
    desk.write("张三", [Change("user", "张三", {"role": "head"})])
    assert read_desk(tmp_path) == first
    take_in(desk, "张三", DOCUMENT, report_year=2024)
    assert read_desk(tmp_path).digest not in (None, first.digest)


def test_ticks_are_written_once_and_taken_away_when_a_fault_is_back(desk):
    key, other = (TOWN, 2025, "f1"), (TOWN, 2024, "f2")
    assert write_ticks(desk, "v2", {key: "v2", other: "v1"}, set()) == 2
    assert write_ticks(desk, "v3", {key: "v2", other: "v1"}, set()) == 0
    assert [(t.fault_id, t.version) for t in list_ticks(desk, TOWN, 2025)] == [("f1", "v2")]
    assert write_ticks(desk, "v4", {other: "v1"}, {key}) == 1
    assert [t.fault_id for t in list_ticks(desk)] == ["f2"]
    assert desk.events("tick")[-1].note == "v4 版又有此问题"
