"""Printed labels -> rows and columns of the forms."""

import pytest

from gouji.core.characters import fold
from gouji.core.forms import load_forms
from gouji.parse.cells.labels import (
    CERTAIN,
    match_column,
    match_rows,
    normalise,
    strip_numbering,
    tables_with_row,
    tells_forms_apart,
)

FORMS = ("2019", "2021")


@pytest.mark.parametrize("code", FORMS)
def test_every_statutory_label_means_its_own_row_first(code: str) -> None:
    for table in load_forms()[code].tables:
        for row in table.rows:
            for label in (row.label, *row.aliases):
                best = [m.row for m in match_rows(code, table.code, label) if m.score == 1.0]
                assert row.code in best, label


@pytest.mark.parametrize("code", FORMS)
def test_an_exact_label_is_ambiguous_only_where_the_form_is(code: str) -> None:
    """Within a table no two rows share a name (the undivided row excepted): aliases must not create doubt."""
    for table in load_forms()[code].tables:
        owner: dict[str, str] = {}
        for row in table.rows:
            for label in (row.label, *row.aliases):
                assert owner.setdefault(normalise(label), row.code) == row.code, label


@pytest.mark.parametrize(
    ("label", "row"),
    [
        ("规 章", "regulations"), ("规\n章", "regulations"), ("规范性文件", "normative_documents"),
        ("行政规范性\n文件", "normative_documents"), ("行政许可", "licensing"), ("行政強制", "coercion"),
        ("行政事业性收费（万元）", "fees"), ("行政處罰", "penalties"),
    ],
)  # fmt: skip
def test_disclosure_labels(label: str, row: str) -> None:
    assert match_rows("2021", "disclosure", label)[0].row == row


@pytest.mark.parametrize(
    ("label", "row"),
    [
        ("一、本年新收政府信息公开申请数量", "new"), ("本年新收政府信息公开申请数量", "new"),
        ("一、本年新收政府信息\n公开申请数量", "new"), ("二、上年结转政府信息公开申请数量", "carried_in"),
        ("(一)予以公开", "granted"), ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "granted_partial"),
        ("2.部分公开", "granted_partial"), ("2.其他法律行政止公开", "denied_prohibited_by_law"),
        ("3.危及\"三安全一稳定\"", "denied_security_stability"), ("1、属于国家秘密", "denied_state_secret"),
        ("1.屬於國家秘密", "denied_state_secret"), ("1.逾期不补正", "other_not_corrected"),
        ("2.逾期不缴费", "other_fee_unpaid"), ("(七) 总 计", "handled_total"), ("四、结转下年度继续办理", "carried_out"),
        ("四、結轉下年度繼續辦理", "carried_out"), ("5.要求行政机关确认或重新出具已获取信息", "rejected_reissue"),
        ("1 .信访举报投诉类申请", "rejected_petition"), ("(1)信访举报投诉类申请", "rejected_petition"),
        ("2. 没有现成信息需要\xa0另行制作", "unavailable_needs_creation"),
    ],
)  # fmt: skip
def test_application_labels(label: str, row: str) -> None:
    assert match_rows("2021", "applications", label)[0].row == row


@pytest.mark.parametrize(
    ("table", "label", "column"),
    [
        ("disclosure", "现行有效件", "in_force"), ("disclosure", "本年(2023)制发件数", "issued"),
        ("disclosure", "本年（2023年）废止件数", "repealed"), ("disclosure", "本年收费金额\n（单位：万元）", "amount"),
        ("applications", "商业\n企业", "business"), ("applications", "商業企業", "business"),
        ("applications", "总\xa0计", "total"), ("disputes", "结果\n维持", "upheld"), ("disputes", "結果糾正", "corrected"),
    ],
)  # fmt: skip
def test_column_labels(table: str, label: str, column: str) -> None:
    assert match_column("2021", table, label) == column


@pytest.mark.parametrize(
    "label", ["", "备注", "申请人情况", "信息内容", "第二十条第（五）项", "单位：件", "填报人", "2024"]
)
def test_what_is_no_row_label(label: str) -> None:
    assert not tables_with_row(label)
    assert not [m for t in load_forms()["2021"].tables for m in match_rows("2021", t.code, label) if m.score == 1]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("三、（七）总计", "总计"), ("1.属于国家秘密", "属于国家秘密"), ("（六）其他处理", "其他处理"), ("3.5万元", "3.5万元"),
        ("一、 总体情况", "总体情况"), ("①其他", "其他"), ("第一部分、总体情况", "总体情况"), ("一是", "一是"),
        ("三类内部事务信息", "三类内部事务信息"), ("一般", "一般"),
    ],
)  # fmt: skip
def test_numbering_is_stripped_and_nothing_else(text: str, bare: str) -> None:
    assert strip_numbering(fold(text)) == bare


def test_form_is_known_by_its_own_labels() -> None:
    assert tells_forms_apart("本年制发件数")
    assert tells_forms_apart("本年新制作数量")
    assert not tells_forms_apart("总计")


def test_traditional_pairs_match_in_length() -> None:
    import tomllib

    from gouji.core.resources import resource

    data = tomllib.loads(resource("data", "forms", "characters.toml").read_text(encoding="utf-8"))
    assert len(data["traditional"]) == len(data["simplified"])


@pytest.mark.parametrize(
    ("traditional", "simple"),
    [
        ("行政許可", "行政许可"), ("行政處罰", "行政处罚"), ("行政強制", "行政强制"), ("行政規範性文件", "行政规范性文件"),
        ("行政複議", "行政复议"), ("行政復議", "行政复议"), ("結果維持", "结果维持"), ("後續", "后续"), ("爲", "为"), ("規\u00ad章", "规章"),
    ],
)  # fmt: skip
def test_traditional_and_invisible_characters_in_a_label(traditional: str, simple: str) -> None:
    assert normalise(traditional) == normalise(simple)


@pytest.mark.parametrize("text", ["乾县", "著作", "复议", "只有"])
def test_characters_of_simplified_text_stay(text: str) -> None:
    assert fold(text) == text


@pytest.mark.parametrize(
    ("label", "row"),
    [
        ("规草", "regulations"),
        ("二、上年结转政府信息公升甲请数量", "carried_in"),
        ("3.补止后甲请内容仍不明确", "unavailable_still_unclear"),
        ("四、结转卜年度继续办理", "carried_out"),
    ],
)
def test_characters_that_scans_confuse_are_one_in_labels(label: str, row: str) -> None:
    assert row in {
        match.row
        for table in load_forms()["2021"].tables
        for match in match_rows("2021", table.code, label)
        if match.score == CERTAIN
    }


def test_lookalikes_match_in_length_and_no_character_stands_for_itself() -> None:
    import tomllib

    from gouji.core.resources import resource

    data = tomllib.loads(resource("data", "forms", "characters.toml").read_text(encoding="utf-8"))
    assert len(data["misread"]) == len(data["printed"]) == len(set(data["misread"]))
    assert not set(data["misread"]) & set(data["printed"])
