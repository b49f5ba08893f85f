"""Every way of writing a figure in a cell that rules.md lists, and what it must become."""

from decimal import Decimal

import pytest

from gouji.core.model import BLANK, NOT_APPLICABLE, REPORTED, UNREADABLE
from gouji.parse.cells.figures import read_figure


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0", "0"),
        (" 0", "0"),
        ("0\xa0", "0"),
        ("\u30000\u3000", "0"),
        ("\n  12\n ", "12"),
        ("007", "7"),
        ("+19", "19"),
        ("-3", "-3"),
        ("－3", "-3"),
        ("−3", "-3"),
        ("4068.208", "4068.208"),
        ("1,234", "1234"),
        ("1，234", "1234"),
        ("12,345,678.5", "12345678.5"),
        ("１２３", "123"),
        ("３．５", "3.5"),
        ("\u200b5\ufeff", "5"),
        ("0件", "0"),
        ("12 件", "12"),
        ("7项", "7"),
        ("3宗", "3"),
        ("0.00", "0"),
    ],
)
def test_number(raw: str, value: str) -> None:
    figure = read_figure(raw)
    assert (figure.value, figure.state, figure.note) == (Decimal(value), REPORTED, None)


@pytest.mark.parametrize(
    "form",
    [
        "`{}`", "**{}**", "*{}*", "***{}***", "_{}_", "__{}__", "{}*", "{}\\*", "${}$", "$${}$$", r"\({}\)", r"$\mathbf{{{}}}$",
        "<u>{}</u>", "<b>{}</b>", "<span style='color:red'>{}</span>", "~~9~~ {}", "<s>9</s>{}", "<del>9</del> {}", "=={}==",
        "{}[^1]", "{}[^注]", "{}<sup>1</sup>", "{}^1^", "[{}](#a)", "[{}](https://example.org/a)", "&nbsp;{}", "{}&#160;",
        "\u202d{}\u202c", "\u200e{}", "{}\u200f", "\u2066{}\u2069", "\u202a{}\u202c", "\u202b{}\u202c", "{}\ufe0f", "\u00ad{}",
        "\u2060{}", "{}\u061c", "{}（件）", "{}<br>",
    ],
)  # fmt: skip
def test_marks_around_a_figure_are_none_of_it(form: str) -> None:
    assert read_figure(form.format("47")) == (Decimal(47), REPORTED, None)


@pytest.mark.parametrize("raw", ["4\u00ad7", "4\u200b7", "4\u20607", "4\ufeff7", "&#52;7", "\u202e4\u202c7"])
def test_marks_in_a_figure_are_none_of_it(raw: str) -> None:
    assert read_figure(raw)[:2] == (Decimal(47), REPORTED)


def test_a_figure_turned_round_is_not_read_as_it_is_stored() -> None:
    assert read_figure("\u202e47\u202c").state == UNREADABLE
    assert read_figure("\u202e44\u202c").value == 44


@pytest.mark.parametrize(
    "raw", ["1,234", "1，234", "1'234", "1’234", "1\u2009234", "1\u202f234", "$1,234$", "**1,234**"]
)
def test_thousands(raw: str) -> None:
    assert read_figure(raw) == (Decimal(1234), REPORTED, None)


@pytest.mark.parametrize("raw", ["1 234", "1\n234", "1<br>234", "1\u20092345", "12'3", "1\xa0234"])
def test_what_may_be_two_figures_is_none(raw: str) -> None:
    assert read_figure(raw).state == UNREADABLE


@pytest.mark.parametrize(
    ("raw", "value"),
    [("增2", 2), ("减4", -4), ("增加2件", 2), ("减少4件", -4), ("增0", 0), ("减0", 0), ("↑2", 2), ("↓4", -4), ("+2", 2), ("-4", -4)],
)  # fmt: skip
def test_a_change_in_words(raw: str, value: int) -> None:
    assert read_figure(raw)[:2] == (value, REPORTED)


@pytest.mark.parametrize(
    "raw", ["NaN", "nan", "None", "null", "<NA>", "&nbsp;", "&nbsp;&nbsp;", "~~9~~", "<br>", "\u202d\u202c"]
)
def test_an_empty_cell_in_other_notations_is_blank(raw: str) -> None:
    assert read_figure(raw) == (None, BLANK, None)


@pytest.mark.parametrize("raw", ["空", "\\-", "&mdash;", "**无**", "`/`", "\\|"])
def test_not_applicable_in_other_notations(raw: str) -> None:
    assert read_figure(raw)[:2] == (None, NOT_APPLICABLE)


@pytest.mark.parametrize("raw", ["约12", "≥3", "4**7**", "**5** **7**", "#N/A", "增2减4", "增减", "~47~", "2,\u00ad34"])
def test_what_is_no_plain_number_stays_unreadable(raw: str) -> None:
    assert read_figure(raw).state == UNREADABLE


@pytest.mark.parametrize(
    "raw", ["", " ", "\xa0", "\u3000", "\n\t ", "\u200b", "\ufeff", "&nbsp;".replace("&nbsp;", "\xa0\xa0")]
)
def test_blank_is_never_a_zero(raw: str) -> None:
    assert read_figure(raw) == (None, BLANK, None)


@pytest.mark.parametrize(
    "raw", ["/", "-", "--", "—", "——", "－", "／", "\\", "无", " 无 ", "不适用", "N/A", "―", "−", "－－", "----"]
)
def test_not_applicable(raw: str) -> None:
    assert read_figure(raw)[:2] == (None, NOT_APPLICABLE)


@pytest.mark.parametrize(
    "raw",
    [
        "见附件",
        "详见附表",
        "1 2",
        "1\n2",
        "12 3",
        "1, 234",
        "1.2.3",
        "1,23",
        "1，2，3",
        "12/3",
        "约",
        "0/0",
        "第3项",
        "3-5",
        "A",
        "O",
        "○",
        "１ ２",
        "0 0 0",
        "10%",
        "1e3",
        "5件3",
        "20多",
        "…",
        "*",
        "、",
        "1 ,234",
        "数量",
        "5①",
        "5²",
        "②",
        "½",
    ],
)
def test_text_that_is_no_single_number_is_unreadable_with_a_note(raw: str) -> None:
    figure = read_figure(raw)
    assert (figure.value, figure.state) == (None, UNREADABLE)
    assert figure.note


@pytest.mark.parametrize(
    ("raw", "unit", "value"),
    [
        ("共47件", "件", "47"), ("合计 47", "件", "47"), ("共3.5万元", "万元", "3.5"),
        ("22（其中修订16件）", "件", "22"), ("22(其中修订16件)", "件", "22"), ("22件（其中修订16件）", "件", "22"),
        ("0（无）", "件", "0"), ("251000元", "万元", "25.1"), ("25.1万元", "万元", "25.1"), ("0元", "万元", "0"),
        ("3.5万元", "万元", "3.5"), ("1亿元", "万元", "10000"), ("100元", "万元", "0.01"), ("12,000元", "万元", "1.2"),
        ("三", "件", "3"), ("十二", "件", "12"), ("〇", "件", "0"), ("两件", "件", "2"),
    ],
)  # fmt: skip
def test_number_with_words_counts(raw: str, unit: str, value: str) -> None:
    figure = read_figure(raw, unit)
    assert (figure.value, figure.state) == (Decimal(value), REPORTED)


@pytest.mark.parametrize(
    ("raw", "unit"), [("251000元", "万元"), ("22（其中修订16件）", "件"), ("三", "件"), ("1亿元", "万元")]
)
def test_what_was_assumed_is_noted(raw: str, unit: str) -> None:
    assert read_figure(raw, unit).note


def test_money_in_a_count_is_no_count() -> None:
    assert read_figure("300元").state == UNREADABLE


@pytest.mark.parametrize(("raw", "value"), [("¥25.10", "25.1"), ("￥ 1,234.00", "1234"), ("¥-3", "-3"), ("¥0.00", "0")])
def test_the_sign_of_money(raw: str, value: str) -> None:
    assert read_figure(raw, "万元").value == Decimal(value)
    assert read_figure(raw).state == UNREADABLE
    assert read_figure("¥ -", "万元").state == NOT_APPLICABLE


def test_count_in_a_money_cell_is_no_money() -> None:
    figure = read_figure("5件", "万元")
    assert figure.state == UNREADABLE
    assert figure.note


def test_conversion_is_exact() -> None:
    assert read_figure("1元", "万元").value == Decimal("0.0001")
    assert str(read_figure("250000元", "万元").value) == "25"


def test_long_digits_stay_exact() -> None:
    assert read_figure("12345678901234567890").value == Decimal("12345678901234567890")


@pytest.mark.parametrize("raw", ["9" * 5000, "（" * 3000, "1(" + "x" * 10_000, "," * 10_000, "1," * 10_000])
def test_hostile_text_is_quick_and_never_crashes(raw: str) -> None:
    assert read_figure(raw).state in (UNREADABLE, REPORTED, NOT_APPLICABLE)
