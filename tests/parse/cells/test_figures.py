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
