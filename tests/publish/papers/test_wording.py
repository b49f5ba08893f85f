"""What the papers say in cases that the small district does not have: its rows, changed by hand."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from gouji.publish.papers.blocks import (
    AnnexMark,
    AttachmentList,
    Block,
    PaperHeading,
    PaperTable,
    Paragraph,
    Signature,
    Title,
)
from gouji.publish.papers.checklist import checklist_of
from gouji.publish.papers.circular import circular
from gouji.publish.papers.contents import Office, papers_policy, read_office
from gouji.publish.papers.district_report import district_report
from gouji.publish.papers.fault_words import faults_in_words, merged
from gouji.publish.papers.notice import notice_of
from gouji.publish.papers.page_fit import letter_page, settled
from tests.publish.papers.small_district import ARCHIVES, AS_OF, DISTRICT, OTHER_TOWN, PARKS, STREET, TOWN, YEAR


@pytest.fixture(scope="module")
def office(made) -> Office:
    with made.tables() as con:
        return read_office(con, DISTRICT, YEAR, AS_OF)


def words_of(blocks: list[Block]) -> str:
    parts = [block.text for block in blocks if isinstance(block, Title | PaperHeading | Paragraph)]
    parts += [f"附件：{'；'.join(block.titles)}" for block in blocks if isinstance(block, AttachmentList)]
    return "\n".join(
        parts + [entry.text for block in blocks if isinstance(block, PaperTable) for row in block.rows for entry in row]
    )


def finding(agency: str, rule: str, **more: Any) -> dict[str, Any]:
    row = {
        "agency_code": agency, "report_id": agency, "rule": rule, "dimension": "accuracy", "severity": "error",
        "outcome": "fail", "waived": False, "cells": [], "reported": None, "expected": None, "message": f"{rule}。",
        "basis": "条例", "points": 1, "fault_id": rule, "fault": rule, "title": rule, "dimension_title": "准确",
        "policy_source": None,
    }  # fmt: skip
    return row | more


def agency(office: Office, code: str, **more: Any) -> dict[str, Any]:
    return next(row for row in office.agencies if row["agency_code"] == code) | more


LATE = {"dimension": "timeliness", "message": "迟报"}


def letter(office: Office, row: dict[str, Any], *findings: dict[str, Any]) -> str:
    notice = notice_of(replace(office, findings=list(findings)), row)
    assert notice
    return words_of(notice[1])


def test_who_was_only_late_is_asked_why_and_not_to_publish_again(office):
    row = agency(office, STREET, status="late", days_late=5, first_published_on=date(2026, 2, 5))
    text = letter(office, row, finding(STREET, "report_late", **LATE))
    assert "迟报原因的通知" in text
    assert re.search(r"应于2026年1月31日前公布（.+），实际于2026年2月5日公布，迟报5天", text)
    assert "请自印发之日起10日内（末日遇休息日顺延）将迟报原因" in text
    assert "不必重新公布" in text
    assert "附件：整改情况反馈表" in text
    assert "重新公布更正后的报告" not in text
    doubtful = letter(
        office, row, finding(STREET, "report_late", **LATE), finding(STREET, "unusual_change", severity="note")
    )
    assert "另有下列事项需要核实" in doubtful
    assert "不必重新公布" not in doubtful
    assert "unusual_change。（依据：条例）" in doubtful


def test_who_was_late_and_wrong_is_asked_for_both(office):
    row = agency(office, STREET, status="late", days_late=5, first_published_on=date(2026, 2, 5))
    text = letter(office, row, finding(STREET, "report_late", **LATE), finding(STREET, "row_total"))
    assert "关于更正2025年度" in text
    assert "重新公布更正后的报告" in text
    assert text.count("特此通知。") == 1
    assert "迟报5天，请在反馈时一并说明原因" in text


def test_a_missing_date_and_a_missing_report_are_asked_for(office):
    row = agency(office, STREET, published_on=None, first_published_on=None, days_late=None)
    unknown = finding(STREET, "report_late", outcome="cannot_tell", **LATE)
    text = letter(office, row, finding(STREET, "date_unknown", dimension="timeliness", severity="warning"), unknown)
    assert "标明公布日期" in text
    text = letter(office, agency(office, PARKS), finding(PARKS, "report_missing", **LATE))
    assert "请自印发之日起10日内（末日遇休息日顺延）编制并公布" in text
    signed = replace(office, settings={"signed_on": "2026-02-10"})
    assert "请于2026年2月20日前编制并公布" in letter(
        signed, agency(office, PARKS), finding(PARKS, "report_missing", **LATE)
    )
    assert "更正后的报告" not in text
    assert "扣分" not in text


def test_the_office_sends_no_order_to_its_own_government(office):
    own = agency(office, TOWN, kind="district", name="试纸区", full_name="示例省云汀市试纸区人民政府")
    said = finding(
        TOWN, "district_sum", reported="8", expected="13", cells=["applications.new.total"],
        message="表三：本级 8、合计 13。可能：示例省云汀市试纸区秋水镇人民政府的数字恰为所差，是否漏计。",
    )  # fmt: skip
    with_names = [agency(office, OTHER_TOWN, full_name="示例省云汀市试纸区秋水镇人民政府"), agency(office, ARCHIVES)]
    found = checklist_of(replace(office, findings=[said], agencies=with_names), own)
    assert found
    text = words_of(found[1])
    assert "核对单" in found[0]
    assert "内部核对使用" in text
    assert "由本级报告编制人员说明差额来源" in text
    assert "秋水镇" in [
        entry.text for block in found[1] if isinstance(block, PaperTable) for row in block.rows for entry in row
    ]
    for order in ("整改", "第四十七条", "特此通知", "扣分"):
        assert order not in text


def january(office: Office, **status: str) -> str:
    """The circular when those named have the status and nobody else has published, before the deadline."""
    waiting = {"status": "not_due", "report_id": None, "days_late": None, "rank": None}
    rows = [
        row | (waiting if row["agency_code"] not in status else {"status": status[row["agency_code"]]})
        for row in office.agencies
    ]
    return words_of(circular(replace(office, agencies=rows, findings=[])))


def test_before_the_deadline_nobody_is_missing_and_nothing_was_found_where_nothing_is_there(office):
    text = january(office)
    assert "机关5个，截至2026年2月10日已公布0个；期限未到、尚未公布5个。" in text
    for words in ("逾期未公布", "按时", "未发现问题", "稳健区间"):
        assert words not in text
    text = january(office, **{TOWN: "reported"})
    assert "已公布1个，其中按时1个、迟报0个；期限未到、尚未公布4个。" in text
    assert "未发现问题" in text


def test_an_unknown_date_is_not_in_time(office):
    rows = [
        row | ({"days_late": None, "status": "unclear"} if row["agency_code"] == TOWN else {})
        for row in office.agencies
    ]
    text = words_of(circular(replace(office, agencies=rows)))
    assert "已公布4个，其中按时3个、迟报0个、公布日期待核、尚不能认定是否按时1个；逾期未公布1个（园林局）。" in text


def test_common_faults_are_those_of_several_agencies_and_read_as_faults(office):
    one = finding(TOWN, "count_domain", fault="件数填了负数", title="件数为非负整数")
    assert "其中较多的是" not in words_of(circular(replace(office, findings=[one])))
    text = words_of(circular(replace(office, findings=[one, one | {"agency_code": STREET}])))
    assert "发现问题2处，涉及2个机关，其中较多的是：件数填了负数（2个机关）。" in text
    late = finding(TOWN, "report_late", **LATE)
    assert "未发现问题" in words_of(circular(replace(office, findings=[late])))  # told as 迟报, not as a wrong figure


@pytest.mark.parametrize(("name", "level"), [("示例省试纸县", "县"), ("示例省试纸自治县", "县"), ("示例省试纸市", "市"),
                                             ("示例区试纸旗", "旗"), ("示例省云汀市试纸区", "区"), ("990199", "区")])  # fmt: skip
def test_a_county_is_not_called_a_district(office, name, level):
    named = replace(office, district=name)
    text = words_of(circular(named))
    assert f"{level}级各部门：" in text
    assert f"全{level}应编制公布" in text
    assert f"全{level}行政机关" in words_of(district_report(named))


def test_nothing_for_readers_is_a_word_of_the_program(office):
    policy = papers_policy()

    def texts(value: Any) -> list[str]:
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        return (
            [value]
            if isinstance(value, str)
            else [t for part in parts if not isinstance(part, int | date) for t in texts(part)]
        )

    for section in ("report", "notice", "checklist", "circular"):
        spoken = {
            key: value for key, value in policy[section].items() if not key.endswith("_reason") and key != "prose"
        }
        if section == "circular":
            spoken["good_examples"] = {k: v for k, v in spoken["good_examples"].items() if not k.endswith("_reason")}
        for text in texts(spoken):
            assert not re.search(r"[a-z_]{3,}|数据库|登记表", re.sub(r"\{\w+\}", "", text)), text
    for row in office.agencies:
        assert not re.search(r"登记表|[a-z]", row["deadline_basis"])


def test_what_is_lacking_is_listed_once_with_its_ground(office):
    lacking = [
        finding(STREET, "aspect_missing", fault_id=name, severity="warning", message=f"第一部分中未见“{name}”的内容；请补写一段。")
        for name in ("政府信息管理", "监督保障", "平台建设")
    ]  # fmt: skip
    other = finding(STREET, "row_total", message="表三第一行总计不符。")
    row = agency(office, STREET, published_on=None)
    text = letter(office, row, *lacking, other)
    assert "1．第一部分中未见“政府信息管理”“监督保障”“平台建设”的内容；请补写一段。（依据：条例）" in text
    assert "2．表三第一行总计不符。（依据：条例）" in text
    assert text.count("请补写一段") == 1
    assert merged([]) == []


def test_a_ground_in_both_languages_is_told_in_chinese(office):
    both = finding(STREET, "row_total", law="读取的限度，不是要求。 What cannot be read is no demand. ")
    [fault] = faults_in_words(office, agency(office, STREET), [both])
    assert fault.basis == "读取的限度，不是要求。"


def test_a_letter_that_is_a_little_long_is_set_closer_rather_than_signed_on_a_page_of_its_own():
    def letter_of(lines: int) -> list[Block]:
        signed = Signature(("示例区人民政府办公室", "2026年2月10日"))
        return [Title("关于某事的通知"), *[Paragraph("文" * 26)] * lines, Paragraph("特此通知。"), signed]

    assert [letter_page(letter_of(lines)).line for lines in (12, 16, 17, 18, 20, 21)] == [28, 28, 27, 25, 23, 28]
    ordered = [Title("关于某事的通知"), *[Paragraph("文" * 26)] * 12, Paragraph("文" * 240, keep=True)]
    ordered += [Paragraph("特此通知。", keep=True), Signature(("示例区人民政府办公室", "2026年2月10日"))]
    assert [block.keep for block in settled(ordered) if isinstance(block, Paragraph)][-2:] == [False, True]
    ordered[1:1] = [Paragraph("文" * 26)] * 2  # the page is full enough without it
    assert [block.keep for block in settled(ordered) if isinstance(block, Paragraph)][-2:] == [True, True]
    annexed = [*letter_of(12), AnnexMark("附件"), Title("表"), *[Paragraph("文" * 26)] * 9]
    assert letter_page(annexed).line == 28  # of the annexes each has its own page


def test_what_could_not_be_read_is_no_word_to_the_agency(office):
    """Findings of the reader, and those that hang on cells it could not read, are for the office alone."""
    row = agency(office, TOWN)
    lost, seen = "applications.new.total", "applications.new.natural_person"
    place = dict.fromkeys(("page", "table_index", "row_index", "column_index", "attachment"))
    cells = [
        {"cell": lost, "state": "unreadable", "raw": "1 2", "value": None} | place,
        {"cell": seen, "state": "reported", "raw": "3", "value": 3} | place,
    ]
    blurred = replace(office, cells={row["report_id"]: cells}, repairs={}, unread={})
    told = finding(TOWN, "not_read", outcome="cannot_tell", severity="note", cells=[lost])
    unsure = finding(TOWN, "balance", outcome="cannot_tell", cells=[lost, seen])
    assert notice_of(replace(blurred, findings=[told, unsure]), row) is None
    wrong = finding(TOWN, "count_domain", message="件数填了负数。", cells=[seen])
    text = letter(blurred, row, told, unsure, wrong)
    assert "件数填了负数" in text
    assert "not_read" not in text
    assert "balance" not in text
    unread = [{"place": "图片未读", "table_code": None, "section": None}]
    missing = [cells[0] | {"state": "absent", "raw": ""}, cells[1]]
    unsent = replace(blurred, cells={row["report_id"]: missing}, unread={row["report_id"]: unread})
    assert notice_of(replace(unsent, findings=[unsure]), row) is None
