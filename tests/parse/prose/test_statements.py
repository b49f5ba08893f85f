"""Figures claimed in prose. Precision before recall: what is read must be right."""

import pytest

from gouji.core.model import Section
from gouji.parse.prose.statements import read_statements


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
        "未收到任何公民、法人或者其他组织的信息公开申请。", "本年受理依申请公开0条。", "新收0件，上年结转0件，均为依申请公开事项。",
        "本年度新收、结转政府信息公开申请均为0。", "政府信息公开申请量为零。", "未曾接到依申请公开来信。", "年内无人提出过公开申请，依申请公开零受理。",
        "没有收到要求公开政府信息的申请。", "我镇暂未受理过信息公开申请。", "未收到公眾政府信息公開申請。",
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
        ("本年受理信息公开申请两件。", "2", "件"), ("收到依申请公开3件。", "3", "件"), ("共收到33次政府信息公开申请。", "33", "次"),
        ("受理29宗信息公开申请。", "29", "宗"), ("接收到申请书55份，均已答复。", "55", "份"), ("线上线下共收到政府信息公开申请6件。", "6", "件"),
        ("收到政府信息公开申请二十一起。", "21", "起"), ("依申请公开信息共计7条。", "7", "条"), ("收到 政府信息公开申请 １２ 件。", "12", "件"),
        ("（二）依申请公开情况。2024年共收到9件，较上年增加4件。", "9", "件"),
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


def parts(text: str) -> dict[str, list[str]]:
    """Each total and the parts that are linked to it."""
    statements = read_statements([Section(1, "", text)])
    values = {s.ordinal: f"{s.value:f}" for s in statements}
    linked: dict[str, list[str]] = {}
    for s in statements:
        if s.part_of is not None:
            linked.setdefault(values[s.part_of], []).append(f"{s.value:f}")
    return linked


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("全年主动公开政府信息100条，其中：政策文件10条、预算决算5条、工作动态85条。", {"100": ["10", "5", "85"]}),
        ("全年主动公开政府信息100条。其中，政策文件10条；预算决算5条；工作动态85条。", {"100": ["10", "5", "85"]}),
        ("主动公开工作情况15条，履职依据2条，机关简介3条，合计20条。", {"20": ["15", "2", "3"]}),
        ("公开政策文件3条、应急预警4条，合计主动公开政府信息7条。", {"7": ["3", "4"]}),
        ("主动公开信息161条（其中链接114条、文字信息47条），领导信息13条。", {"161": ["114", "47"]}),
        ("公开政府信息90条，其中网站60条（公示20条、动态40条），公众号30条。", {"90": ["60", "30"], "60": ["20", "40"]}),
        ("公开政府信息30条，其中指南、年报各1条，动态28条。", {"30": ["1", "1", "28"]}),
        ("公开政府信息30条，包括机构职能12，政策文件18条。", {"30": ["12", "18"]}),
        ("公开政府信息8条：指南2条、文件6条。", {"8": ["2", "6"]}),
        ("主动公开政府信息二十条，其中动态十五条、公告五条。", {"20": ["15", "5"]}),
        ("收到政府信息公开申请5件，其中网上申请4件、书面申请1件。", {"5": ["4", "1"]}),
        ("依法办结申请4件，其中予以公开的2件，部分公开的1件，其他处理的1件。", {"4": ["2", "1", "1"]}),
        ("收到政府信息公开申请16件，包括自然人申请15件（市级转办1件），法人申请1件。", {"16": ["15", "1"]}),
        ("主动公开信息40条，其中动态40条，培训干部3次。", {"40": ["40"]}),
        ("收到申请公开信息36件（含上年结转2件），办结36件。", {}),
        ("收到政府信息公开申请12件，其中10件已办结，结转下年度2件。", {}),
        ("主动公开信息40条。收到政府信息公开申请3件。", {}),
    ],
)  # fmt: skip
def test_parts_know_their_total(text: str, wanted: dict[str, list[str]]) -> None:
    assert parts(text) == wanted


@pytest.mark.parametrize(
    ("text", "lowest", "highest"),
    [
        ("主动公开政府信息370余条。", "370", "380"), ("主动公开政府信息300多条。", "300", "400"), ("主动公开政府信息近500条。", "400", "500"),
        ("主动公开政府信息约120条。", "110", "130"), ("主动公开政府信息四十余条。", "40", "50"), ("主动公开信息2万余条。", "20000", "30000"),
        ("主动公开信息1.2万条。", "11500", "12500"), ("主动公开政府信息120条。", "120", "120"), ("主动公开政府信息超过80条。", "80", "90"),
    ],
)  # fmt: skip
def test_what_a_hedged_figure_may_mean(text: str, lowest: str, highest: str) -> None:
    (statement,) = read_statements([Section(1, "", text)])
    assert (int(statement.lowest), int(statement.highest)) == (int(lowest), int(highest))


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("收到线上信息公开申请65件，办结62件，收到线下信息公开申请9件。", ["part", "part", "part"]),
        ("上半年收到政府信息公开申请2件。", ["part"]), ("未收到书面申请，依申请公开渠道畅通。", ["part"]), ("去年收到政府信息公开申请2件。", ["other"]),
        ("收到公民、法人和其他组织提出的政府信息公开申请4件。", ["year"]), ("较上年增加3件，共收到政府信息公开申请4件。", ["year"]),
    ],
)  # fmt: skip
def test_scope(text: str, scopes: list[str]) -> None:
    assert [s.scope for s in read_statements([Section(1, "", text)])] == scopes


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2023年，我镇收到政府信息公开申请2件。", 2023), ("根据《信息公开指南》（2022年版），收到政府信息公开申请2件。", None),
        ("2023年情况如下：今年收到政府信息公开申请2件。", None), ("收到政府信息公开申请2件。", None), ("2022年收到依申请公开信息1件，2023年收到依申请公开信息3件。", 2022),
    ],
)  # fmt: skip
def test_the_year_a_sentence_names(text: str, year: int | None) -> None:
    assert read_statements([Section(1, "", text)])[0].year == year


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("本年新收政府信息公开申请7件，上年结转2件，结转下年度继续办理1件。", {"requests_received": "7", "requests_carried_in": "2", "requests_carried_out": "1"}),
        ("收到政府信息公开申请9件（含上年结转2件），已答复8件。", {"requests_received": "9", "requests_carried_in": "2", "requests_handled": "8"}),
        ("全年涉及信息公开的行政复议3件，行政诉讼1件。", {"reviews": "3", "litigation": "1"}),
        ("未发生因政府信息公开被申请行政复议、提起行政诉讼的情况。", {"reviews": "0", "litigation": "0"}),
        ("行政复议、行政诉讼均为0。", {"reviews": "0", "litigation": "0"}),
        ("行政复议案件2件和行政诉讼案件7件。其中，行政复议结果维持2件。", {"reviews": "2", "litigation": "7", "reviews_upheld": "2"}),
        ("行政复议10件，结果维持2件，结果纠错2件，尚未审结6件。", {"reviews": "10", "reviews_upheld": "2", "reviews_corrected": "2", "reviews_pending": "6"}),
        ("制发行政规范性文件17件，废止30件，现行有效4件。", {"documents_issued": "17", "documents_repealed": "30", "documents_in_force": "4"}),
        ("现行有效的政府规章173件、行政规范性文件867件。", {"documents_in_force": "867"}),
        ("本年没有制发行政规范性文件。", {"documents_issued": "0"}),
        ("组织信息公开培训4次，培训120人次。", {"training_sessions": "4", "training_people": "120"}),
        ("新收政府信息依申请公开2件，上年无结转，已办理2件，无结转下年度。", {"requests_received": "2", "requests_carried_in": "0", "requests_handled": "2", "requests_carried_out": "0"}),
        ("受理申请16件，上年结转1件，共办结16件，结转至2024年办理1件，属于依申请公开。", {"requests_received": "16", "requests_carried_in": "1", "requests_handled": "16", "requests_carried_out": "1"}),
        ("答复申请7件，予以公开及部分公开5件，不予公开2件。", {"requests_handled": "7", "denied": "2"}),
        ("受理政府信息公开申请5件，同意公开3件，部分公开0件、不予公开2件。", {"requests_received": "5", "granted": "3", "granted_partial": "0", "denied": "2"}),
    ],
)  # fmt: skip
def test_several_in_a_sentence(text: str, wanted: dict[str, str]) -> None:
    assert {kind: value for kind, value, _ in found(text)} == wanted


@pytest.mark.parametrize(
    "text", ["全年未因信息公开收取任何费用。", "2024年政府信息公开未收费。", "信息处理费收取情况：无。", "本年度未收取信息处理费。", "2024年没有产生信息处理费。", "本机关收取信息处理费0元。", "信息公开处理费收取情况：0元。", "未向申请人收取任何信息处理费用。"]
)  # fmt: skip
def test_no_fees(text: str) -> None:
    assert [(k, v) for k, v, _ in found(text, 6)] == [("fees_charged", "0")]


def test_fees_in_yuan() -> None:
    assert found("2024年共收取信息处理费1200元。", 6) == [("fees_charged", "1200", "元")]
    assert found("全年信息处理费0.12万元。", 6) == [("fees_charged", "1200.00", "元")]
    assert found("行政事业性收费2277820元。", 1) == [("administrative_fees", "2277820", "元")]


@pytest.mark.parametrize(
    "text",
    [
        "依照《条例》开展政府信息公开工作。", "建立统一平台，一是加强领导，二是完善制度。", "印发文件3份，召开会议2次。",
        "写明政府信息公开申请的登记、审核、答复流程。", "一件事一次办，第一条措施落实到位。", "较上年减少13件，同比下降两成。", "办理人大建议和政协提案答复。", "国办公开办函〔2021〕30号。",
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
