"""One table cell's text -> its figure and state."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from gouji.core.model import BLANK, NOT_APPLICABLE, REPORTED, UNREADABLE
from gouji.parse.document import UNTOLD_SHAPE

from .marks import plain
from .numerals import from_chinese

MAX_LENGTH = 200  # characters of a cell with a figure and the words around it


class Figure(NamedTuple):
    value: Decimal | None
    state: str
    note: str | None  # what was assumed in reading it, for the report's warnings


_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
# Spaces and apostrophes that part thousands and nothing else; a plain space may also part two figures.
_THIN = "\u2007\u2008\u2009\u200a\u202f'\u2018\u2019"
_THINLY_GROUPED = re.compile(rf"(?<![\d.,])[1-9]\d{{0,2}}(?:[{_THIN}]\d{{3}})+(?![\d{_THIN}])")
_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:[ \xa0]\d{3})+(?![\d \xa0])")
_UNIT = "万元|亿元|元|件|项|条|个|宗|份|起|次|篇|部|例"
_LONE_DASH = re.compile(r"[-—–]\s+\d")
_WITH_UNIT = re.compile(rf"({_NUMBER.pattern})(?:({_UNIT})|[(]({_UNIT})[)])")
_WITH_SUM_WORD = re.compile(rf"(?:共计|合计|总计|共|计)({_NUMBER.pattern})({_UNIT})?")
_WITH_NOTE = re.compile(rf"({_NUMBER.pattern})({_UNIT})?[(\[【].*[)\]】]")
_WITH_STAR = re.compile(rf"({_NUMBER.pattern})[*※#]{{1,3}}")
_CHANGE = re.compile(rf"(?:([增↑])|([减↓]))(?:加|长|少)?({_NUMBER.pattern.removeprefix('[+-]?')})({_UNIT})?")
_CHINESE = re.compile(rf"([零〇一二两三四五六七八九十百千万]{{1,12}})({_UNIT})?")
_APART = re.compile(r"[\d.,]\s+[\d.,]")  # 1 2 may be 12 or two figures
_DASHES = str.maketrans("−‐‑‒–—―─ー", "---------")
_NOT_APPLICABLE = re.compile(r"-{1,4}|/{1,2}|\\|╱|∕|\||无|空|不适用|n/?a", re.IGNORECASE)
_REVERSED = re.compile("\u202e[^\u202c]*")  # shown from right to left: ‮47‬ is read 74
_MAX_FIGURE_LENGTH = 60  # characters of a cell that may still be a figure with words around it
_YUAN = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


@lru_cache(maxsize=65_536)
def read_figure(raw: str, unit: str = "件") -> Figure:
    """Read the text of a cell whose form gives figures in `unit`.

    A number with words around it counts, with a note; 元 in a 万元 cell is converted, with a note. Text that is
    no number is UNREADABLE, never guessed at: "1 2" stays unreadable, for it may be 12 or two figures.
    """
    if raw.isascii() and raw.isdigit() and len(raw) <= _MAX_FIGURE_LENGTH:
        return Figure(Decimal(raw), REPORTED, None)
    if (turned := _REVERSED.search(raw)) and not _reads_both_ways(turned[0]):
        return Figure(None, UNREADABLE, "数字带有反向书写的标记，无法确定")
    shown = plain(raw)
    if any(c.isdigit() and not c.isdecimal() for c in shown):
        return Figure(None, UNREADABLE, "数字带有上标或圈码，无法确定")
    grouped = _THINLY_GROUPED.sub(lambda match: re.sub(rf"[{_THIN}]", "", match[0]), shown)
    text = unicodedata.normalize("NFKC", grouped).strip().translate(_DASHES)
    compact = _SPACE.sub("", text)
    if unit in _YUAN:  # as a number format for money shows it
        text, compact = text.replace("¥", "", 1).strip(), compact.replace("¥", "", 1)
    if not compact:
        return Figure(None, BLANK, None)
    if UNTOLD_SHAPE in compact:
        return Figure(None, UNREADABLE, "有图片或图形，读不出是什么")
    if len(compact) > MAX_LENGTH:
        return Figure(None, UNREADABLE, "文字过长，不是数字")
    if _NOT_APPLICABLE.fullmatch(compact):
        return Figure(None, NOT_APPLICABLE, None)
    if len(compact) > _MAX_FIGURE_LENGTH:
        return Figure(None, UNREADABLE, "不是数字")
    if len(compact) < len(text) and _APART.search(text):
        return Figure(None, UNREADABLE, "数字之间有空格，无法确定是一个数还是几个数")
    if _NUMBER.fullmatch(compact):
        return Figure(_decimal(compact), REPORTED, None)
    if match := _WITH_STAR.fullmatch(compact):
        return Figure(_decimal(match[1]), REPORTED, None)
    if match := _WITH_UNIT.fullmatch(compact):
        return _in_unit(_decimal(match[1]), match[2] or match[3], unit)
    if match := _CHANGE.fullmatch(compact):
        number = _decimal(match[3]) * (1 if match[1] else -1)
        return _in_unit(number + 0, match[4], unit, "以增减书写的数字")
    if match := _WITH_SUM_WORD.fullmatch(compact) or _WITH_NOTE.fullmatch(compact):
        return _in_unit(_decimal(match[1]), match[2], unit, "数字带有文字说明，取其前的数字")
    if match := _CHINESE.fullmatch(compact):
        try:
            number = from_chinese(match[1])
        except ValueError:
            return Figure(None, UNREADABLE, "不是数字")
        return _in_unit(number, match[2], unit, "以汉字书写的数字")
    return Figure(None, UNREADABLE, "不是数字")


def grouped_in_one_cell(text: str) -> str:
    """The text of what is surely one cell on one line, with 1 234 written 1234: a space between groups of three digits
    can part nothing but thousands there."""
    return _GROUPED.sub(lambda match: re.sub(r"[ \xa0]", "", match[0]), text)


def _reads_both_ways(text: str) -> bool:
    digits = [c for c in text if not c.isspace() and c.isprintable()]
    return digits == digits[::-1]


def read_recognised(text: str, unit: str) -> Figure:
    """`read_figure` of what was recognised in a picture, where a comma looks like a point: a count has no decimals, so
    a point in front of three digits separates thousands; a dash that stands apart may be what is left of a rule."""
    if _LONE_DASH.match(text.strip()):
        return Figure(None, UNREADABLE, "前面的短横可能是表格线的残余")
    is_count = unit not in _YUAN and _THOUSANDS.fullmatch(text.strip()) is not None
    return read_figure(text.replace(".", ",") if is_count else text, unit)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _in_unit(number: Decimal, written: str | None, unit: str, note: str | None = None) -> Figure:
    """The number, converted from the money unit written behind it to the cell's own."""
    if written is None or written == unit or (written not in _YUAN and unit not in _YUAN):
        return Figure(number, REPORTED, note)
    if written not in _YUAN or unit not in _YUAN:
        return Figure(None, UNREADABLE, f"此格单位为{unit}，却写作{written}")
    value = (number * _YUAN[written] / _YUAN[unit]).normalize() + 0
    return Figure(value, REPORTED, f"以{written}书写，已折算为{unit}")
