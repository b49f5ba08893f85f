"""What only the prose tells: kinds, channels, fields, figures, levels and years, parts and wholes. All texts are fictional."""

from decimal import Decimal

import pytest

from gouji.core.model import Fact, Section
from gouji.parse.prose.facts import read_facts
from gouji.parse.prose.statements import read_sentences

TOWN = "云岭县青禾镇人民政府"


def facts(text: str, agency: str = TOWN, year: int = 2025, section: int = 1) -> list[Fact]:
    return read_facts(read_sentences([Section(section, "", text)], agency), agency, year)


def told(text: str, agency: str = TOWN) -> list[str]:
    """Each fact as kind channel field value unit, `-` for what is empty."""
    return [
        " ".join(str(x) if x not in ("", None) else "-" for x in (f.kind, f.channel, f.field, _plain(f), f.unit))
        for f in facts(text, agency)
    ]


def _plain(fact: Fact) -> str:
    return "" if fact.value is None else f"{fact.value:f}".removesuffix(".0")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在镇政府门户网站公开信息八条。", ["disclosed portal - 8 条"]),
        ("微信公众号全年推送动态四十二篇。", ["disclosed wechat news 42 篇"]),
        ("经村务公开栏张贴低保、临时救助名单等信息十六条。", ["disclosed board social_aid 16 条"]),
        ("公开养老服务、安全生产、涉农补贴等信息23条。", ["disclosed - elderly_care+safety+subsidies 23 条"]),
        ("发布安全生产动态5条。", ["disclosed - safety 5 条"]),
        ("发布各类政府信息1.2万余条。", ["disclosed - - 12000 条"]),
        ("全年公开各类政务信息约三百条。", ["disclosed - - 300 条"]),
        ("累计发布信息60至70条。", ["disclosed - - 60 条"]),
        ("公开指南、年报各1条。", ["disclosed - guide 1 条", "disclosed - annual_report 1 条"]),
        ("工作动态12条，公告3条。", ["disclosed - news 12 条", "disclosed - notices 3 条"]),
        ("公众号每日更新，共发布信息90条。", ["disclosed wechat - 90 条"]),
        ("加强网站建设，全年发布信息90条。", ["disclosed - - 90 条"]),
        (
            "在网站公开部门文件5件，其他文件2件。",
            ["disclosed portal policy_documents 5 件", "disclosed portal policy_documents 2 件"],
        ),
        ("订阅号发布信息72条。", ["disclosed wechat - 72 条"]),
        ("发布政策法规解读类信息6条。", ["interpretation - interpretation 6 条"]),
        (
            "公众号关注用户达3.2万人，全年推送信息90条，总阅读量5万次。",
            ["audience wechat - 32000 人", "disclosed wechat - 90 条", "audience wechat - 50000 次"],
        ),
        ("公众号粉丝3200人，主动公开信息90条。", ["audience wechat - 3200 人", "disclosed - - 90 条"]),
        ("现有两名信息公开工作人员。", ["staff - - 2 名"]),
        ("公示行政许可决定7件。", ["disclosed - licensing 7 件"]),
        ("在微博、微信开设“甲”“乙”等6个专栏。", ["platform weibo+wechat - 6 个"]),
        ("答复群众关心问题15条。", ["response - interaction 15 条"]),
        (
            "公开预算信息9条、审计整改30条，合计主动公开政府信息39条。",
            ["disclosed - budget 9 条", "disclosed - audit 30 条", "disclosed - - 39 条"],
        ),
        ("督查6次，整改问题3条。", ["oversight - inspection 6 次", "oversight - inspection 3 条"]),
        ("全年发布政策解读六篇。", ["interpretation - interpretation 6 篇"]),
        (
            "公开预算信息9条、办事指南及政策解读4条。",
            ["disclosed - budget 9 条", "disclosed - services+interpretation 4 条"],
        ),
        ("召开新闻发布会一场。", ["press - - 1 场"]),
        ("未召开新闻发布会。", ["press - - 0 -"]),
        ("开展意见征集3次。", ["consultation - consultation 3 次"]),
        ("办理网民留言14条、来信2封。", ["response - interaction 14 条", "response - interaction 2 封"]),
        ("举办业务培训三次，参训86人次。", ["training - - 3 次", "training_people - - 86 人次"]),
        ("召开政务公开推进会2次。", ["meeting - - 2 次"]),
        ("设立政务公开专区2个。", ["corner - - 2 个"]),
        (
            "专区内配备电脑3台、打印机一台。",
            ["equipment - computer 3 台", "equipment - printer 1 台"],
        ),
        ("发放宣传手册五百余份。", ["leaflets - - 500 份"]),
        ("关停微博账号1个，现有政务新媒体2个。", ["platform_closed weibo - 1 个", "platform new_media - 2 个"]),
        ("微信公众号粉丝3200人。", ["audience wechat - 3200 人"]),
        ("全年发布信息 8。", ["disclosed - - 8 -"]),
        ("通过政府网站公开信息20，微信公众号推送图文共计35。", ["disclosed portal - 20 -", "disclosed wechat - 35 -"]),
        ("2025年主动公开文件数量为0。", ["disclosed - policy_documents 0 -"]),
        ("公开政府信息总数为45；培训3次。", ["disclosed - - 45 -", "training - - 3 次"]),
        ("专职工作人员2名。", ["staff - - 2 名"]),
        ("制定公开工作制度四项。", ["system - - 4 项"]),
        ("开展督查4次，下发通报2期。", ["oversight - inspection 4 次", "oversight - inspection 2 期"]),
        ("保密审查拟公开信息120件。", ["vetting - - 120 件"]),
        ("办理人大建议3件、政协提案2件。", ["proposals - proposals 3 件", "proposals - proposals 2 件"]),
        ("开展政府开放日活动2场。", ["open_day - - 2 场"]),
        (
            "制发行政规范性文件3件，废止1件。",
            ["normative_issued - normative_documents 3 件", "normative_repealed - normative_documents 1 件"],
        ),
    ],
)
def test_counts(text: str, expected: list[str]) -> None:
    assert [line for line in told(text) if not line.endswith(" - -")] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依托便民服务中心设立政务公开专区，配备电脑、打印机和资料架。", ["corner - - - -", "equipment - computer - -", "equipment - printer - -", "equipment - shelf - -"]),
        ("由党建办负责依申请公开的受理。", ["organ - requests - -"]),
        ("成立政务公开工作领导小组。", ["organ - duty - -"]),
        ("修订《青禾镇政府信息公开指南（2026年版）》。", ["guide - guide 2026 版"]),
        ("更新完善了政府信息公开指南。", ["guide - guide - -"]),
        ("严格执行三审三校制度。", ["system - vetting - -"]),
        ("将政务公开纳入年度考核。", ["oversight - appraisal - -"]),
        ("全年未发生责任追究情形。", ["oversight - accountability 0 -"]),
        ("组织干部参加业务培训。", ["training - - - -"]),
        ("通过微信公众号、公示栏及时公开惠农政策。", ["disclosed wechat+board subsidies - -"]),
        ("开通了微信公众号。", ["platform wechat - - -"]),
    ],
)  # fmt: skip
def test_presence_without_a_number(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "我镇通过政府网站、微信公众号、村务公开栏分别公开信息三十二条、二十条和11条。",
            ["disclosed portal - 32 条", "disclosed wechat - 20 条", "disclosed board - 11 条"],
        ),
        (
            "公开机构职能、政策文件、财政预决算信息分别为2条、3条、4条。",
            ["disclosed - institution 2 条", "disclosed - policy_documents 3 条", "disclosed - budget 4 条"],
        ),
        # Not as many names as figures: which is whose cannot be told.
        ("通过网站和公众号分别公开信息2条、3条、4条。", ["unknown - - 2 条", "unknown - - 3 条", "unknown - - 4 条"]),
    ],
)
def test_told_respectively(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_parts_and_their_total() -> None:
    found = facts("主动公开政府信息20条，其中：公开指南2条、政策文件8条、预决算10条。")
    assert [(f.ordinal, f.part_of, f.parts) for f in found] == [(1, None, "add_up"), (2, 1, ""), (3, 1, ""), (4, 1, "")]
    assert facts("公开信息20条，其中网站15条、公众号9条。")[0].parts == "more"
    assert facts("公开信息20条，其中网站5条、公众号9条。")[0].parts == "less"
    assert facts("公开信息20余条，其中网站15条、公众号9条。")[0].parts == "add_up"


def test_an_item_that_is_the_sum_of_the_others_is_an_item() -> None:
    found = facts("重点领域信息48条：网站24条、视频号17条、公开栏7条。")
    assert [(f.part_of, f.parts) for f in found] == [(None, "add_up"), (1, ""), (1, ""), (1, "")]


def test_parts_take_the_channel_and_the_unit_of_their_total() -> None:
    found = facts("通过政府网站公开信息9篇，其中机构职能4、政策文件5篇。")
    assert [(f.channel, f.unit) for f in found] == [("portal", "篇")] * 3


def test_a_total_of_channels_told_in_sentences_of_their_own() -> None:
    found = facts("通过网站公开信息80条。通过公众号公开信息40余条。全年共公开信息120余条。")
    assert [(f.part_of, f.parts) for f in found] == [(3, ""), (3, ""), (None, "add_up")]
    apart = facts("通过网站公开信息80条。通过公众号公开信息40条。全年共公开信息500条。")
    assert [f.part_of for f in apart] == [None, None, None]  # not said to be parts, and they do not come to it


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("全年公开信息127条，比上年增加27条。", (100, 100)),
        ("全年公开信息127条信息（较2024年减少3条）。", (130, 130)),
        ("公开信息120条，同比增长20%。", (99, 101)),  # 120 / 1.21 to 120 / 1.19, as whole figures
        ("公开信息50条，同比下降50%。", (98, 103)),  # 50 / 0.51 = 98.04, 50 / 0.49 = 102.04
        ("公开信息127条，与上年持平。", (127, 127)),
        ("公开信息127条，比上年有所增加。", (0, 127)),
        ("公开信息127条，比去年明显减少。", (127, None)),
        ("公开信息127条，比上年增加近30条。", (0, 127)),  # hedged: the way only
        ("公开信息127条，同比增长1.5倍。", (0, 127)),
        ("公开信息127条，公开率比上年提高20个百分点。", (None, None)),
        ("公开信息127条，阅读量比上年增加9条。", (None, None)),
        ("公开信息127条，比2023年增加27条。", (None, None)),
        ("公开信息127条，与上年基本持平。", (None, None)),
        ("上年公开信息127条，比上年增加27条。", (None, None)),  # another year's
        ("网站、公众号分别公开信息30条、20条，比上年增加5条。", (None, None)),
    ],
)
def test_what_is_said_of_last_year(text: str, last: tuple[int | None, int | None]) -> None:
    assert {(fact.last_lowest, fact.last_highest) for fact in facts(text)} == {last}


def test_last_year_in_so_many_words_is_a_year() -> None:
    assert [(f.scope, f.year) for f in facts("上年公开信息50条。历年公开信息900条。")] == [
        ("other_year", 2024),
        ("other_year", None),
    ]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("2025年，我镇共主动公开政府信息127条。", [True]),
        ("全年通过政府网站公开信息80条，其中预算9条。", [True, False]),
        ("公开信息127条。", [False]),  # not said to be all
        ("全年公开预算信息9条。", [False]),
        ("在优化营商环境方面，全年公开信息9条。", [False]),
        ("（三）政务新媒体。全年共发布信息9条。", [False]),
        ("（一）主动公开。全年共发布信息9条。", [True]),
        ("全年组织业务培训3次。", [True]),
        ("全年组织消防培训3次。", [False]),
    ],
)
def test_what_is_told_as_all_of_the_year(text: str, whole: list[bool]) -> None:
    assert [fact.is_whole for fact in facts(text) if fact.value is not None] == whole


def test_a_guide_s_edition_is_the_latest_named() -> None:
    (fact,) = facts("公开指南由2024年版更新为2026年版。")
    assert fact.value == 2026


def test_hedged_figures() -> None:
    (fact,) = facts("公开信息370余条。")
    assert (fact.value, fact.lowest, fact.highest) == (370, 370, 380)
    (fact,) = facts("公开信息30至40条。")
    assert (fact.lowest, fact.highest) == (30, 40)
    (fact,) = facts("公开信息1.2万条。")
    assert (fact.value, fact.lowest, fact.highest) == (12000, 11500, 12500)


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("去年公开信息50条，今年公开信息60条。", ["other_year", "own"]),
        ("2024年公开信息50条。", ["other_year"]),
        ("公开信息127条，比上年的100条增加27条。", ["own", "other_year"]),
        ("2024年、2025年分别公开信息90条、100条。", ["other_year", "own"]),
        ("近三年累计公开信息300条。", ["other_year"]),
        ("上半年公开信息60条。", ["part_year"]),
        ("全县公开信息5000条，我镇公开信息120条。", ["wider", "own"]),
        ("主动公开信息9条，其中2024年年报1条、预算8条。", ["own", "own", "own"]),
    ],
)
def test_years_and_levels_apart(text: str, scopes: list[str]) -> None:
    assert [f.scope for f in facts(text)] == scopes


def test_a_whole_county_is_the_county_s_own() -> None:
    assert [f.scope for f in facts("全县公开信息5000条。", "云岭县人民政府")] == ["own"]


@pytest.mark.parametrize(
    "text",
    [
        "全年收到政府信息公开申请3件，其中当面提交2件。",
        "行政许可134件，行政处罚8件。",
        "本年度行政复议2件。",
        "下一步，将设立政务公开专区3个。",
        "较上年增加20条。",
        "依据条例公开信息2025，内容见网站。",
        "公开信息1、主动公开情况",
        "依申请公开信息数量为3。",
        "收到申请数量为3。",
        "行政许可处理决定数量为167。",
        "按照文件（国办函12）公开信息。",
        "为群众做成一件实事。",
        "主动公开信息比上年增长15%。",
        "《条例》第20条规定的内容。",
    ],
)
def test_no_facts(text: str) -> None:
    assert told(text) == []


def test_what_cannot_be_placed_is_kept_with_its_words() -> None:
    (fact,) = facts("回收调查表35份。")
    assert (fact.kind, fact.value, fact.label) == ("unknown", Decimal(35), "回收调查表")
    item = facts("公开信息9条，其中飞地动议4条、预算5条。")[1]
    assert (item.kind, item.field, item.value) == ("disclosed", "unknown", 4)


def test_problems_and_plans_tell_no_facts() -> None:
    assert facts("公开信息9条。", section=5) == []


def test_what_is_there_is_told_once() -> None:
    assert told("设有政务公开专区。政务公开专区有专人值守。") == ["corner - - - -"]


CHANNELS = [["渠道", "公开条数"], ["政府网站", "120"], ["微信公众号", "85"], ["合计", "205"]]


def of_table(rows: list[list[str]]) -> list[tuple[str, str, str, object, str, int | None, str]]:
    return [
        (f.kind, f.channel, f.field, f.value, f.unit, f.part_of, f.parts)
        for f in read_facts([], TOWN, 2025, (), [(1, rows)])
    ]


def test_a_table_in_the_prose_by_channel_with_its_total() -> None:
    assert of_table(CHANNELS) == [
        ("disclosed", "portal", "", 120, "条", 3, ""),
        ("disclosed", "wechat", "", 85, "条", 3, ""),
        ("disclosed", "", "", 205, "条", None, "add_up"),
    ]


def test_a_table_of_several_kinds_and_of_fields() -> None:
    rows = [["公开事项", "次数"], ["业务培训", "3"], ["新闻发布会", "2场"], ["政策解读", "9"]]
    assert [(kind, value, unit) for kind, _, _, value, unit, _, _ in of_table(rows)] == [
        ("training", 3, "次"), ("press", 2, "场"), ("interpretation", 9, "次"),
    ]  # fmt: skip
    rows = [["公开类别", "数量（条）"], ["财政预决算", "6"], ["社会救助", "7"]]
    assert [(field, value, unit) for _, _, field, value, unit, _, _ in of_table(rows)] == [
        ("budget", 6, "条"), ("social_aid", 7, "条"),
    ]  # fmt: skip


def test_two_columns_under_channels() -> None:
    rows = [["公开类别", "网站", "公众号"], ["政策文件", "4", "5"], ["通知公告", "6", "7"]]
    assert [(channel, field, value) for _, channel, field, value, *_ in of_table(rows)] == [
        ("portal", "policy_documents", 4), ("portal", "notices", 6), ("wechat", "policy_documents", 5), ("wechat", "notices", 7),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "电话"], ["甲某", "5551234"], ["乙某", "5551235"]],
        [["行政许可公开", "1"], ["行政处罚", "2"]],
        [["公开渠道", "条数"], ["网站", "见附件"]],
        [],
    ],
)
def test_other_tables_are_left_alone(rows: list[list[str]]) -> None:
    assert of_table(rows) == []


def test_a_table_copied_line_by_line() -> None:
    found = facts("公开情况如下。\n渠道 条数\n政府网站 120\n微信公众号 85\n合计 205")
    assert [(f.channel, f.value, f.part_of) for f in found] == [("portal", 120, 3), ("wechat", 85, 3), ("", 205, None)]
    assert facts("网站 120\n微信公众号 85", section=2) == []  # a table of the form
