"""Counts in prose: a number with its counter, and the whole numbers it may stand for."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from gouji.parse.cells.numerals import from_chinese

COUNTERS = "人次|件次|场次|件|条|宗|起|份|次|篇|项|个|例|期|场|元|则|部|批|封|幅|组|人"
NUMERALS = "零〇一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟"
# What may follow 个 and is no document and no request.
_NO_THINGS = r"工作日|自然日|月|小时|季度|百分点|方面|领域|环节|步骤|部门|单位|乡镇|镇|街道|社区|村|科室|专栏|栏目|板块|平台|渠道|账号|窗口|网点|小组|[、和至到~-]\d{1,2}个?工作日"
_COUNT = re.compile(
    rf"(?=[\d{NUMERALS}约将接近超逾多不至])"  # what one begins with: at most places this is all that is tried
    r"(?P<hedge>(?<![节违签公契])约|将近|接近|近|超过|超|逾|多达|不少于|至少)?"
    # Not from within a number, and no endless one: the tail of a long run of digits is tried once, not at each digit.
    rf"(?:(?<!\d)(?<!\d,)(?P<arabic>\d[\d,]{{0,30}}(?:\.\d{{1,9}})?)|(?<![第每任某{NUMERALS}])(?P<chinese>[{NUMERALS}]{{1,9}}))"
    r"(?P<more>余|多)?(?P<scale>[百千]?万|亿|千|百)?(?P<yet>余|多)?"
    rf"(?P<counter>{COUNTERS})(?P<after>余|多)?(?![性分门]|(?<=个)(?:{_NO_THINGS}))"
)
# A number whose counter was left out, as it stands in lists: 机构职能15、政策文件3条
_BARE = re.compile(r"(?<=[\u4e00-\u9fff])(?<![年月第至到为])(?P<arabic>\d{1,6})(?=[、,;)])")
# A difference is no count, and 没有一件 none.
_CHANGE = re.compile(
    r"(?:增加|增长|上升|提高|减少|下降|降低|多|少|增|减|升|降)了?(?:公开|发布|收到?|受理|办结|办理|答复)?(?:申请|信息)?$"
)
_NONE = re.compile(r"(?:没有|没|无|未)(?:曾|有|收到|接到|受理|出现|发生|产生|过)*$")
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}


class Count(NamedTuple):
    """A number of things in a text, from `start` to `end`; `lowest` to `highest` is what it may mean (余, 约, 万)."""

    start: int
    end: int
    value: Decimal
    lowest: Decimal
    highest: Decimal
    unit: str


def find_counts(text: str) -> Iterator[Count]:
    """Counts in order; of a text without spaces, with half-width digits."""
    matches = [*_COUNT.finditer(text), *_BARE.finditer(text)]
    end = 0
    for match in sorted(matches, key=lambda match: match.start()):
        if match.start() < end or _CHANGE.search(text, max(0, match.start() - 8), match.start()):
            continue
        count = _count(match)
        if count is not None and not (
            count.value == 1 and _NONE.search(text, max(0, match.start() - 8), match.start())
        ):
            end = match.end()
            yield count


def _count(match: re.Match[str]) -> Count | None:
    found = match.groupdict()
    more = any(found.get(name) for name in ("more", "yet", "after"))
    meant = _meant(found["arabic"], found.get("chinese"), found.get("scale") or "", found.get("hedge") or "", more)
    return Count(match.start(), match.end(), *meant, found.get("counter") or "") if meant else None


@lru_cache(maxsize=16_384)
def _meant(
    arabic: str | None, chinese: str | None, scale: str, hedge: str, more: bool
) -> tuple[Decimal, Decimal, Decimal] | None:
    """(value, lowest, highest); None for what is no number."""
    number = _number(arabic or chinese or "", arabic=bool(arabic))
    return None if number is None else (number * _SCALES[scale], *_range(number, _SCALES[scale], hedge, more))


def _number(written: str, *, arabic: bool) -> Decimal | None:
    if arabic:
        return Decimal(written.replace(",", ""))
    try:
        return from_chinese(written)
    except ValueError:
        return None


def _range(number: Decimal, times: int, hedge: str, more: bool) -> tuple[Decimal, Decimal]:
    """What a hedged or rounded number may mean: 370余 is 370 to 380, 近300 is 200 to 300, 1.2万 is 11,500 to 12,500."""
    value = number * times
    step = max(_last_place(number) * times, Decimal(10))
    if more or hedge in ("超过", "超", "逾", "多达", "不少于", "至少"):
        return value, value + step
    if hedge in ("将近", "接近", "近"):
        return value - step, value
    if hedge:
        return value - step, value + step
    if times > 1:
        half = _last_place(number) * times / 2
        return value - half, value + half
    return value, value


def _last_place(number: Decimal) -> Decimal:
    """The place of the last digit that is not a trailing zero: 10 for 370, 0.1 for 1.2."""
    exponent = number.normalize().as_tuple().exponent
    return Decimal(10) ** int(exponent)
