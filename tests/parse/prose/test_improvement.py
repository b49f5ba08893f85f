"""The section on problems cut into problems and measures, however a report lists them."""

from pathlib import Path

import pytest

from gouji.core.forms import sections_with
from gouji.parse.prose.improvement import DONE, MEASURE, PROBLEM, read_improvement
from gouji.parse.reports import parse

REPORTS = Path(__file__).parents[4] / "shared" / "reports"


def read(text: str) -> list[tuple[str, str]]:
    return [(item.kind, item.text) for item in read_improvement(text)]


@pytest.mark.parametrize(
    "text",
    [
        "（一）存在的问题\n一是栏目更新滞后。二是队伍流动大。\n（二）改进措施\n一是每周核对栏目。二是每季度培训一次。",
        "（一）主要问题：1.栏目更新滞后；2.队伍流动大。（二）下步打算：1.每周核对栏目；2.每季度培训一次。",
        "（一）问题。\n一是栏目更新滞后。二是队伍流动大。\n（二）改进。\n一是每周核对栏目。二是每季度培训一次。",
        "1.存在问题\n（1）栏目更新滞后。\n（2）队伍流动大。\n2.改进措施\n（1）每周核对栏目。\n（2）每季度培训一次。",
        "对照要求，我镇还有以下不足：①栏目更新滞后；②队伍流动大。下一步，我镇将从两方面改进：①每周核对栏目；②每季度培训一次。",
        "工作中主要存在栏目更新滞后、队伍流动大，业务不够熟悉等问题。对此，我局将着手：一、每周核对栏目。二、每季度培训一次。",
        "首先，栏目更新滞后。其次，队伍流动大，缺少专人。下一步，一要每周核对栏目，二要每季度培训一次。",
        "2025年公开工作有进步，但仍存在一些差距。如栏目更新滞后、队伍流动过于频繁等。今后，我街道将：第一，每周核对栏目；第二，每季度培训一次。",
    ],
    ids=[
        "headings",
        "on one line",
        "bare headings",
        "numbers in numbers",
        "circled",
        "no list of problems",
        "first",
        "as",
    ],
)
def test_problems_and_measures_are_told_apart(text: str) -> None:
    found = read(text)
    assert [kind for kind, _ in found] == [PROBLEM, PROBLEM, MEASURE, MEASURE]
    starts = ("栏目更新滞后", "队伍流动", "每周核对栏目", "每季度培训一次")
    assert all(words.startswith(start) for (_, words), start in zip(found, starts, strict=True))


def test_an_item_keeps_all_that_stands_in_it_and_its_place() -> None:
    text = "主要问题：一是渠道不多。微信推送较少，村民不便查看。（1）无视频。二是解读不足。\n改进措施：一是做好推送。每周三次；周末加推。\n配上语音。二是多做图解。"
    items = read_improvement(text)
    assert [i.text for i in items] == [
        "渠道不多。微信推送较少，村民不便查看。（1）无视频",
        "解读不足",
        "做好推送。每周三次；周末加推。\n配上语音",
        "多做图解",
    ]
    assert all(text[i.start :].startswith(i.text) for i in items)
    assert [i.ordinal for i in items] == [1, 2, 1, 2]


@pytest.mark.parametrize(
    "text",
    [
        "一是栏目更新不及时，少有核对。下一步，将按月核对栏目。二是解读形式单一。今后将多用图解。",
        "（一）栏目更新不及时，少有核对。改进措施：按月核对栏目。\n（二）解读形式单一。改进措施：多用图解。",
        "栏目更新不及时，少有核对，下一步按月核对栏目。\n解读形式单一，今后将多用图解。",
        "针对栏目更新不及时，少有核对的问题，按月核对栏目。针对解读形式单一的问题，多用图解。",
    ],
)
def test_a_problem_and_what_is_done_about_it_may_stand_in_one_item(text: str) -> None:
    items = read_improvement(text)
    assert [(i.kind, i.ordinal) for i in items] == [(PROBLEM, 1), (MEASURE, 1), (PROBLEM, 2), (MEASURE, 2)]
    assert items[0].together == items[1].together != items[2].together == items[3].together
    assert None not in {i.together for i in items}
    assert [i.text for i in items[::2]] == ["栏目更新不及时，少有核对", "解读形式单一"]


def test_what_is_done_already_is_no_promise() -> None:
    text = (
        "针对上年答复文书不规范的问题，今年已修订文书样式。\n目前的不足：一是解读不够通俗。\n下一步打算：一是推行图解。"
    )
    assert read(text) == [
        (PROBLEM, "上年答复文书不规范"),
        (DONE, "今年已修订文书样式"),
        (PROBLEM, "解读不够通俗"),
        (MEASURE, "推行图解"),
    ]


@pytest.mark.parametrize(
    "text", ["", "无。", "暂无", "本年度不存在问题。", "公开工作总体良好，群众满意。", "五、见附件"]
)
def test_where_nothing_is_named_nothing_is_found(text: str) -> None:
    assert read(text) == []


def test_that_there_are_problems_is_no_problem() -> None:
    assert read("工作取得一定成效，但仍存在一些薄弱环节。") == []


@pytest.mark.skipif(not REPORTS.is_dir(), reason="real reports lie beside the repository")
def test_the_three_problems_and_measures_of_a_real_township() -> None:
    (report,) = parse((REPORTS / "henghe_2025.txt").read_bytes())
    (text,) = (s.text for s in report.sections if s.number in sections_with("problems"))
    items = read_improvement(text)
    assert [(i.kind, i.ordinal) for i in items] == [(k, n) for k in (PROBLEM, MEASURE) for n in (1, 2, 3)]
    assert [i.text[2:4] for i in items] == ["渠道", "基础", "专业", "多元", "规范", "业务"]
