"""One table cell's text -> its figure and state."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import cn2an

from ..model import BLANK, NOT_APPLICABLE, REPORTED, UNREADABLE


class Figure(NamedTuple):
    value: Decimal | None
    state: str
    note: str | None  # what was assumed in reading it, for the report's warnings


_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_WITH_UNIT = re.compile(rf"({_NUMBER.pattern})(万元|亿元|元|件|项|条|个|宗|份|起|次|篇|部|例)")
_WITH_NOTE = re.compile(rf"({_NUMBER.pattern})(?:件|项|条|个|份|宗|起)?[(\[【].*?[)\]】]")
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万]{1,12}")
_NOT_APPLICABLE = {"/", "\\", "-", "--", "---", "—", "——", "–", "―", "无", "不适用", "n/a", "na", "//", "╱", "∕", "|"}
_YUAN = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


@lru_cache(maxsize=65_536)
def read_figure(raw: str, unit: str = "件") -> Figure:
    """Read the text of a cell whose form gives figures in `unit`.

    A number with words around it counts, with a note; 元 in a 万元 cell is converted, with a note. Text that is
    no number is UNREADABLE, never guessed at: "1 2" stays unreadable, for it may be 12 or two figures.
    """
    text = unicodedata.normalize("NFKC", raw).strip()
    compact = _INVISIBLE.sub("", text)
    if not compact:
        return Figure(None, BLANK, None)
    if compact.lower() in _NOT_APPLICABLE:
        return Figure(None, NOT_APPLICABLE, None)
    if compact != text and re.search(r"\d\s+[\d.]|[\d.]\s+\d", text):
        return Figure(None, UNREADABLE, "数字之间有空格，无法确定是一个数还是几个数")
    if _NUMBER.fullmatch(compact):
        return Figure(_decimal(compact), REPORTED, None)
    if match := _WITH_UNIT.fullmatch(compact):
        return _with_unit(_decimal(match[1]), match[2], unit)
    if match := _WITH_NOTE.fullmatch(compact):
        return Figure(_decimal(match[1]), REPORTED, "数字带有文字说明，取其前的数字")
    if _CHINESE.fullmatch(compact):
        try:
            return Figure(Decimal(str(cn2an.cn2an(compact.replace("〇", "零"), "smart"))), REPORTED, "以汉字书写的数字")
        except ValueError:
            pass
    return Figure(None, UNREADABLE, "不是数字")


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _with_unit(number: Decimal, written: str, unit: str) -> Figure:
    if written not in _YUAN:
        return Figure(number, REPORTED, None)
    if unit not in _YUAN:
        return Figure(None, UNREADABLE, f"此格单位为{unit}，却写作{written}")
    if written == unit:
        return Figure(number, REPORTED, None)
    value = number * _YUAN[written] / _YUAN[unit]
    return Figure(value.normalize() + 0, REPORTED, f"以{written}书写，已折算为{unit}")
