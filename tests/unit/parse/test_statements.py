"""Figures claimed in prose. Precision before recall: what is read must be right."""

import pytest

from flows.model import Section
from flows.parse.statements import read_statements


def found(text: str, section: int = 1) -> list[tuple[str, str, str]]:
    return [(s.kind, str(s.value), s.unit) for s in read_statements([Section(section, "一、总体情况", text)])]


@pytest.mark.parametrize(
    "text",
    [
        "2024年，本镇未收到任何单位和个人递交的政府信息公开申请。", "全年未收到政府信息公开申请。", "本年度没有收到依申请公开件。",
        "本年度收到政府信息公开申请0件。", "全年共受理政府信息公开申请0条。", "今年新收政府信息公开申请0件，上年结转0件。",
        "本年度无依申请公开事项。", "2024年度未接到群众提出的信息公开申请。", "依申请公开工作实行零报告，全年零申请。",
        "年内没有受理公开申请的情况。", "本年未发生依申请公开政府信息的情况。", "我局未接收到信息公开方面的申请公开事项。",
        "本年度依申请公开信息共计0条。", "全年收到申请公开政府信息零件。", "未收到依申请公开事项。", "累计接收依申请公开申请量0件。",
        "2024年度，收到依申请公开0件。", "我办收到依申请公开事宜0件。", "未收到村民申请公开有关的政府信息。",
    ],
)  # fmt: skip
def test_no_requests_in_every_wording(text: str) -> None:
    values = {value for kind, value, _ in found(text) if kind == "requests_received"}
    assert values == {"0"}, found(text)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("全年共收到政府信息公开申请12件，均已答复。", "12", "件"), ("受理政府信息公开申请1,234宗。", "1234", "宗"),
        ("本年度新收政府信息公开申请三件。", "3", "件"), ("共接到依申请公开申请十二件。", "12", "件"),
        ("收到12件政府信息公开申请。", "12", "件"), ("2024年收到政府信息公开申请 5 件。", "5", "件"),
        ("本年受理信息公开申请两件。", "2", "件"), ("收到依申请公开3件。", "3", "件"),
    ],
)  # fmt: skip
def test_requests_received(text: str, value: str, unit: str) -> None:
    assert ("requests_received", value, unit) in found(text)
    assert len([s for s in found(text) if s[0] == "requests_received"]) == 1


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("全年主动公开政府信息120条。", "120", "条"), ("累计主动公开各类信息1.2万条。", "12000.0", "条"),
        ("主动公开政府信息160余条。", "160", "条"), ("主动公开政府信息四十余条。", "40", "条"), ("主动公开信息2万余条。", "20000", "条"),
        ("主动公开政府信息31万条。", "310000", "条"), ("主动公开政府信息一百二十三条。", "123", "条"), ("主动公开政府信息共计1,050条。", "1050", "条"),
    ],
)  # fmt: skip
def test_disclosed(text: str, value: str, unit: str) -> None:
    assert found(text) == [("disclosed", value, unit)]


def test_the_total_is_the_statement_and_not_its_parts() -> None:
    text = "全年主动公开政府信息100条，其中：政策文件10条、预算决算5条、工作动态85条。"
    assert found(text) == [("disclosed", "100", "条")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("本年新收政府信息公开申请7件，上年结转2件，结转下年度继续办理1件。", {"requests_received": "7", "requests_carried_in": "2", "requests_carried_out": "1"}),
        ("收到政府信息公开申请9件（含上年结转2件），已答复8件。", {"requests_received": "9", "requests_carried_in": "2", "requests_handled": "8"}),
        ("全年涉及信息公开的行政复议3件，行政诉讼1件。", {"reviews": "3", "litigation": "1"}),
    ],
)  # fmt: skip
def test_several_in_a_sentence(text: str, wanted: dict[str, str]) -> None:
    assert {kind: value for kind, value, _ in found(text)} == wanted


@pytest.mark.parametrize(
    "text", ["本年度未收取信息处理费。", "2024年没有产生信息处理费。", "本机关收取信息处理费0元。", "信息公开处理费收取情况：0元。", "未向申请人收取任何信息处理费用。"]
)  # fmt: skip
def test_no_fees(text: str) -> None:
    assert [(k, v) for k, v, _ in found(text, 6)] == [("fees_charged", "0")]


def test_fees_in_yuan() -> None:
    assert found("2024年共收取信息处理费1200元。", 6) == [("fees_charged", "1200", "元")]


@pytest.mark.parametrize(
    "text",
    [
        "依照《条例》开展政府信息公开工作。", "建立统一平台，一是加强领导，二是完善制度。", "印发文件3份，召开会议2次。",
        "写明政府信息公开申请的登记、审核、答复流程。", "为做好主动公开工作，开展培训2次。", "国办公开办函〔2021〕30号。",
        "与上年相比增长12.3%。", "设立政府信息公开申请点1个。", "政府信息公开申请渠道畅通，无不畅情况。", "安排1名工作人员受理政府信息公开申请。",
        "对收到的政府信息公开申请，在20个工作日内答复。", "本年度无新增主动公开栏目。",
    ],
)  # fmt: skip
def test_what_is_no_statement(text: str) -> None:
    assert found(text) == []


def test_a_statement_keeps_its_sentence_and_section() -> None:
    (statement,) = read_statements([Section(1, "一", "先进经验。\n全年收到政府信息公开申请4件，均已答复。其他。")])
    assert statement.text == "全年收到政府信息公开申请4件，均已答复"
    assert statement.section == 1


def test_tables_sections_state_nothing_about_requests() -> None:
    assert found("收到政府信息公开申请4件。", 5) == []
