"""Text from reports on its way to a page."""

from decimal import Decimal

import polars as pl
import pytest

from gouji_web.parts import csv_for_excel
from gouji_web.wording import escaped, markdown, number, plain


def test_marks_that_reorder_or_hide_text_are_taken_out() -> None:
    assert plain("甲\u202e乙\u200b丙\u2066\x00丁\n") == "甲乙丙丁\n"
    assert plain(None) == ""
    assert plain("甲" * 30, 10) == "甲" * 10 + "……（共 30 字，其余从略）"


def test_markup_is_shown_and_not_obeyed() -> None:
    assert escaped('<img src=x onerror="a">&') == "&lt;img src=x onerror=&quot;a&quot;&gt;&amp;"
    assert markdown("![a](http://b) *c* $d$ :e:") == r"\!\[a\]\(http\:\/\/b\) \*c\* \$d\$ \:e\:".replace(r"\/\/", "//")


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


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_excel_would_take_for_a_formula_is_kept_as_text(start: str) -> None:
    table = pl.DataFrame({"说明": [f"{start}1+1", "平常"], "数": [-1, 2]})
    text = csv_for_excel(table).decode("utf-8-sig")
    assert "'" + start in text
    assert "-1" in text.splitlines()[-2] or "-1" in text
    assert csv_for_excel(table).startswith(b"\xef\xbb\xbf")
