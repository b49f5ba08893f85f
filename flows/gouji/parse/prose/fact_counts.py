"""The counts of a sentence as facts see them: each with the words before and behind it, lists told 分别 and 各 taken apart."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from gouji.parse.cells.numerals import from_chinese

from .counts import NUMERALS, Count
from .fact_patterns import word
from .outlines import YEAR, outline
from .scopes import when_told
from .statement_patterns import COUNT
from .statements import Told

MIN_YEAR, MAX_YEAR = 1990, 2100  # of editions
MAX_BEFORE = 120  # characters before a count in which its channel may be named
MAX_AFTER = 60  # characters behind it in which it may be compared with last year's
# Things that only facts count; the reader of statements leaves them in the text.
_THINGS = "平方米|台|处|名|家|本|册|张|套|块|户|轮|间|版(?![本面式权块])|个(?=[^,;。]{0,4}(?:专栏|栏目|板块|平台|账号|窗口|网点|专区))"
_MORE = re.compile(
    rf"(?:(?<![\d.,{NUMERALS}第年月])(?P<arabic>\d[\d,]{{0,12}})|(?<![第每某任{NUMERALS}\d])(?P<chinese>[{NUMERALS}]{{1,6}}))"
    rf"(?P<more>余|多)?(?P<wan>万)?(?P<unit>{_THINGS})"
    # 发布信息8, 公开文件数量为0: a number at the end of its clause whose counter was left out; not 公开信息2025
    r"|(?<=[\u4e00-\u9fff:])(?P<bare>\d{1,6})(?=[,;。)]|$)"
)
# 两名, 信息8: told in words that state no figure of a table
_MAY_COUNT = re.compile(rf"[\d{NUMERALS}余多万](?:{_THINGS})|[\u4e00-\u9fff:]\d{{1,6}}(?:[,;。)]|$)")
_FROM = re.compile(r"(?<![\d.])(\d[\d,]{0,8})(?:余|多)?(?:至|到|~|-|—){1,2}$")  # 30至40条
_RESPECTIVELY = re.compile(rf"分别[^。;{COUNT}]{{0,16}}?({COUNT}(?:[、,和及与]{{1,3}}{COUNT})+)")
_AND = re.compile("、|以及|和|及|与")
_STOP = re.compile("[。;]")
_CLAUSE = re.compile("[,:()]")
_BEHIND = re.compile(f"[^。;{COUNT}]*")
_EACH = re.compile("(?:各|均为|都是)(?:有|为|发布|公开)?$")


class Counted(NamedTuple):
    """A count and where it stands: `clause` holds it as ◇ between the words of its clause; `before`: the text back to the
    count or full stop before, `after`: the text up to the next, with years as written; `own`: what tells of it alone (a
    list item's words); `number` among the counts of the outline, None for what only facts count; `is_first`: of its
    sentence."""

    found: Count
    number: int | None
    clause: str
    before: str
    own: str
    scope: tuple[int | None, str]
    is_item: bool
    after: str = ""
    is_first: bool = False


def counted_in(told: Told) -> Iterator[Counted]:
    """The counts of a sentence in order of place."""
    more = _MAY_COUNT.search(told.plain if told.seen is None else told.seen.text)
    if more and told.seen is None:
        told = told._replace(seen=outline(told.plain))
    seen = told.seen
    if seen is None or not (more or seen.counts):
        return
    text, counts = seen.text, [(i, count) for i, count in enumerate(seen.counts)]
    numbered: list[tuple[int | None, Count]] = [*counts]
    if more:
        text, numbered = _with_more(text, seen.counts)
    places = [match.start() for match in re.finditer(COUNT, text)]
    apart = _told_apart(text)
    for nth, (place, (number, count)) in enumerate(zip(places, numbered, strict=True)):
        start = max(places[nth - 1] + 1 if nth else 0, _last(text, place))
        before = text[max(start, place - MAX_BEFORE) : place]
        follows = re.split(f"[,;。:、…{COUNT}]", text[place + 1 : place + 40])[0]
        if ranged := _FROM.search(before):
            least = Decimal(ranged[1].replace(",", ""))
            if least < count.value:
                count = count._replace(value=least, lowest=least)
                before = before[: ranged.start()]
        if before.endswith("第"):
            continue
        clause = _CLAUSE.split(before)[-1]
        told_of = told.times.get(number) if number is not None else None
        scope = told_of or _when(told, number)
        item = bool(nth) and places[nth - 1] + 1 == start and bool(count.unit or number is not None)
        if number is None:
            scope = (None, "year")
        after = _after(text, place, seen.years)
        made = Counted(
            count, number, f"{clause}{COUNT}{follows}", before, clause or before, scope, item, after, nth == 0
        )
        if place in apart:
            made = made._replace(after="")
            yield made._replace(**apart[place]._asdict()) if apart[place].own else made._replace(clause=COUNT, own="")
        elif _EACH.search(clause) and (names := _AND.split(_EACH.sub("", clause)))[1:]:
            verb = _verb(clause)
            each = made._replace(is_item=True, after="")
            yield from (each._replace(clause=f"{verb}{name}{COUNT}{follows}", own=name) for name in names)
        else:
            yield made


def without_counter(before: str, number: Decimal, after: str) -> bool:
    """Whether a number between these words counts what was disclosed although it has no counter: 全年发布信息8。 Not where
    it may be a year or the number of a list (公开信息2025，公开信息1、)."""
    ends = after[:1] in ("", *",;。)") and not MIN_YEAR <= number <= MAX_YEAR
    return ends and word("without_counter").search(before[-40:]) is not None


class _Apart(NamedTuple):
    clause: str
    before: str
    own: str
    is_item: bool


def _told_apart(text: str) -> dict[int, _Apart]:
    """网站、公众号分别公开信息30条、20条: the name that each of these counts is of; no name where they are not as many."""
    found: dict[int, _Apart] = {}
    for match in _RESPECTIVELY.finditer(text):
        head = re.split(f"[。;:{COUNT}]", text[: match.start()])[-1]
        clauses = head.rstrip(",").split(",")
        names = _AND.split(clauses[-1])
        places = [match.start(1) + i for i, c in enumerate(match[1]) if c == COUNT]
        middle = text[match.start() + 2 : match.start(1)]
        if YEAR in clauses[-1] and clauses[-1].count(YEAR) > 1:
            continue
        verb = _verb(head)
        for i, place in enumerate(places):
            name = names[i] if len(names) == len(places) else ""
            found[place] = _Apart(f"{verb}{name}{middle}{COUNT}", f"{name}{middle}", name and name + middle, bool(name))
    return found


def _verb(text: str) -> str:
    """The last word in a text that says what was done, for the names that share it."""
    words = re.findall("主动公开|公开|发布|更新|推送|举办|开展|召开|组织|收到|配备|设置|发放", text)
    return str(words[-1]) if words else ""


def _with_more(text: str, counts: list[Count]) -> tuple[str, list[tuple[int | None, Count]]]:
    """The outline with the things that only facts count marked, too, and all counts with their numbers."""
    pieces: list[str] = []
    numbered: list[tuple[int | None, Count]] = []
    end = 0
    for match in re.finditer(f"{COUNT}|{_MORE.pattern}", text):
        if match[0] == COUNT:
            number = sum(1 for each, _ in numbered if each is not None)
            numbered.append((number, counts[number]))
        elif (count := _count(match)) is not None and (
            count.unit or without_counter(text[: match.start()], count.value, text[match.end() :])
        ):
            numbered.append((None, count))
        else:
            continue
        pieces += (text[end : match.start()], COUNT)
        end = match.end()
    return "".join([*pieces, text[end:]]), numbered


def _count(match: re.Match[str]) -> Count | None:
    if match["bare"]:
        value = Decimal(match["bare"])
        return Count(match.start(), match.end(), value, value, value, "")
    try:
        value = Decimal(match["arabic"].replace(",", "")) if match["arabic"] else from_chinese(match["chinese"])
    except ValueError:
        return None
    if match["unit"] == "版" and MIN_YEAR <= value <= MAX_YEAR:
        return None  # 2026版
    value *= 10**4 if match["wan"] else 1
    highest = value + 10 if match["more"] else value
    return Count(match.start(), match.end(), value, value, highest, match["unit"])


def _after(text: str, place: int, years: Sequence[int]) -> str:
    """The text between a count and the next one or the end of the sentence, with its years written out."""
    behind = _BEHIND.match(text, place + 1, place + 1 + MAX_AFTER)
    first, *more = (behind[0] if behind else "").split(YEAR)
    if not more:
        return first
    nth = text.count(YEAR, 0, place)
    return first + "".join(f"{years[nth + i]}年{piece}" for i, piece in enumerate(more))


def _last(text: str, place: int) -> int:
    """Behind the full stop or semicolon before a place."""
    ends = [match.end() for match in _STOP.finditer(text, 0, place)]
    return ends[-1] if ends else 0


def _when(told: Told, number: int | None) -> tuple[int | None, str]:
    if number is None or told.seen is None:
        return None, "year"
    return when_told(told.seen, told.seen.places(COUNT)[number])
