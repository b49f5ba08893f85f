"""Text from reports on its way to a page."""

from decimal import Decimal

import pytest

from gouji_web.wording import basis, chinese, number, plain


def test_marks_that_reorder_or_hide_text_are_taken_out() -> None:
    assert plain("甲\u202e乙\u200b丙\u2066\x00丁\n") == "甲乙丙丁\n"
    assert plain(None) == ""
    assert plain("甲" * 30, 10) == "甲" * 10 + "……（共 30 字，其余从略）"


def test_a_text_in_both_languages_is_shown_in_chinese() -> None:
    both = "空白不作零计；另见 cell_blank。 A blank is no zero; see 表三. 机构合并的除外。"
    assert chinese(both) == "空白不作零计；另见 cell_blank。机构合并的除外。"
    assert chinese("中断：请重新运行 / interrupted: run again") == "中断：请重新运行"
    assert chinese("甲 / 乙") == "甲 / 乙"
    assert basis("国办公开办函〔2021〕30号[V]；评分办法[V in practice]") == "国办公开办函〔2021〕30号；评分办法"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (Decimal("12345.000000"), "12,345"),
        (Decimal("25.100000"), "25.1"),
        (0, "0"),
        (Decimal("100"), "100"),
    ],
)
def test_numbers_as_an_office_writes_them(value: object, text: str) -> None:
    assert number(value) == text
