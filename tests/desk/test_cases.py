"""A case: the steps it may take, taken back, its faults, and two people at once."""

from datetime import date

import pytest

from gouji.desk.cases import (
    case_history,
    case_steps,
    edit_case,
    fault_of,
    find_case,
    list_cases,
    move_case,
    open_case,
    reopen_fault,
    withdraw_step,
)
from gouji.desk.errors import DeskConflict, DeskError
from tests.desk.desks import TOWN, a_desk

FAULTS = {"f1": fault_of("各列之和不等于总计", ["n2", "n1"], ["a.b.c"]), "f2": fault_of("缺少一节", ["n3"], [])}


@pytest.fixture
def desk(tmp_path):
    return a_desk(tmp_path)


def opened(desk):
    return open_case(desk, "张三", TOWN, 2025, FAULTS, "2026-02-01-abc", handler="张三", until=date(2026, 2, 20))


def test_a_case_goes_its_steps_to_the_end(desk):
    opened(desk)
    for word in ("已发", "已反馈", "已改", "销号"):
        move_case(desk, "李四", TOWN, 2025, word)
    case = find_case(desk, TOWN, 2025)
    assert case.row["path"] == list(case_steps())
    assert (case.row["state"], case.row["since"], case.row["until"]) == ("closed", "2026-02-03", "2026-02-20")
    assert [(e.who, e.note) for e in case_history(desk, TOWN, 2025)] == [
        ("张三", "立案"), ("李四", "已发"), ("李四", "已反馈"), ("李四", "已改"), ("李四", "销号"),
    ]  # fmt: skip


def test_a_step_that_cannot_follow_is_refused_and_a_wrong_one_taken_back(desk):
    opened(desk)
    with pytest.raises(DeskError, match="其后只能是 已发、销号"):
        move_case(desk, "张三", TOWN, 2025, "已改")
    with pytest.raises(DeskError, match="没有可撤回的"):
        withdraw_step(desk, "张三", TOWN, 2025)
    move_case(desk, "张三", TOWN, 2025, "sent", note="区办函〔2026〕1号")
    move_case(desk, "张三", TOWN, 2025, "closed")
    assert withdraw_step(desk, "张三", TOWN, 2025).row["state"] == "sent"
    assert withdraw_step(desk, "张三", TOWN, 2025).row["state"] == "to_send"
    assert case_history(desk, TOWN, 2025)[-2].note == "撤回「销号」"


def test_two_people_at_one_case(desk):
    seen = opened(desk).seq
    edit_case(desk, "李四", TOWN, 2025, remark="电话已通知", seen=seen)
    with pytest.raises(DeskConflict, match="李四"):
        move_case(desk, "张三", TOWN, 2025, "已发", seen=seen)
    with pytest.raises(DeskConflict):
        open_case(desk, "张三", TOWN, 2025, FAULTS, None, seen=0)
    assert find_case(desk, TOWN, 2025).row["remark"] == "电话已通知"


def test_a_tick_is_taken_back_and_newer_faults_keep_the_step(desk):
    opened(desk)
    move_case(desk, "张三", TOWN, 2025, "已发")
    assert reopen_fault(desk, "张三", TOWN, 2025, "f1").row["reopened"] == ["f1"]
    with pytest.raises(DeskError, match="没有问题 f9"):
        reopen_fault(desk, "张三", TOWN, 2025, "f9")
    case = open_case(desk, "张三", TOWN, 2025, {"f1": FAULTS["f1"]}, "2026-02-05-abd")
    assert (case.row["state"], list(case.row["faults"]), case.row["reopened"]) == ("sent", ["f1"], ["f1"])
    assert reopen_fault(desk, "张三", TOWN, 2025, "f1", reopened=False).row["reopened"] == []


def test_cases_are_listed_by_agency_and_year(desk):
    for code, year in ((TOWN, 2025), ("990001002000", 2025), (TOWN, 2024)):
        open_case(desk, "张三", code, year, {}, None)
    assert [(c.agency_code, c.report_year) for c in list_cases(desk, 2025)] == [(TOWN, 2025), ("990001002000", 2025)]
    assert len(list_cases(desk)) == 3
    with pytest.raises(DeskError, match="先立案"):
        move_case(desk, "张三", "990001009000", 2025, "已发")
    assert {step.word for step in case_steps().values()} == {"待发", "已发", "已反馈", "已改", "销号"}
    assert all(set(step.next) <= set(case_steps()) for step in case_steps().values())
