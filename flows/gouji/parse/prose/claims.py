"""What the patterns of data/forms/statements.toml find in an outline: which count, or which wording without one, says what."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from gouji.parse.trace import FiredPattern

from .outlines import YEAR, Outline, spelled
from .statement_patterns import COUNT, Pattern, named_disputes, statement_patterns, told_together, unnamed_kind
from .subtotals import run_on_items

_DENIES = re.compile("未|没有|无|零|0")  # what a sentence that says “none” without a count holds
ONE_BY_ONE = re.compile("(□(?:[、,和及]{1,2}□)+)[^,;。◇]{0,6}分别")  # years named together, their figures behind


class Claim(NamedTuple):
    """What a pattern found in an outline: a count (by its number) or a wording without one (None)."""

    place: int
    kind: str
    number: int | None  # of the count
    value: Decimal
    unit: str


def claims_of(seen: Outline, context: str) -> list[Claim]:
    """Patterns in order; a count is claimed once, and a wording without a count only where nothing else is claimed."""
    places = {place: i for i, place in enumerate(seen.places(COUNT))}
    claimed: dict[int, Claim] = {}
    spans: list[tuple[int, int]] = []
    told: list[Claim] = []
    for pattern, matches in _matches(seen.text):
        if pattern.needs and not pattern.needs.search(context):
            continue
        for match in matches:
            if pattern.value is not None:
                if not any(match.start() < end and start < match.end() for start, end in spans):
                    spans.append(match.span())
                    value = Decimal(pattern.value)
                    told += [Claim(match.start(), kind, None, value, pattern.unit) for kind in pattern.kinds]
                continue
            at = match.start(match.lastindex or 0)
            count = seen.counts[places[at]]
            kind = _of_dispute(seen.text, at, pattern.kinds[0])
            if places[at] not in claimed and count.unit in pattern.units:
                claimed[places[at]] = Claim(at, kind, places[at], count.value, count.unit or "件")
                spans.append((at, at + 1))
    return [*told, *(claim for claim in claimed.values() if claim.kind)]


def one_by_one(seen: Outline, claims: list[Claim]) -> list[Claim]:
    """2023年、2024年分别收到申请9件、11件: claims for the figures behind the first, as many as there are years."""
    numbers = {claim.number: claim for claim in claims}
    places = seen.places(COUNT)
    more = []
    for match in ONE_BY_ONE.finditer(seen.text):
        first = next((i for i, place in enumerate(places) if place > match.end()), None)
        if first is None or first not in numbers:
            continue
        for i in range(first + 1, min(first + match[1].count(YEAR), len(places))):
            if i in numbers or not re.fullmatch("[、,和及]{1,2}", seen.text[places[i - 1] + 1 : places[i]]):
                break
            count = seen.counts[i]
            more.append(Claim(places[i], numbers[first].kind, i, count.value, count.unit or "件"))
    return more


def run_on(seen: Outline, claims: list[Claim]) -> list[Claim]:
    """公开预算信息2条、执法信息3条: claims for what is listed behind a figure of what was disclosed, without a total."""
    kinds = {claim.number: claim.kind for claim in claims if claim.number is not None}
    units = [count.unit for count in seen.counts]
    places = seen.places(COUNT)
    return [
        Claim(places[i], unnamed_kind(), i, seen.counts[i].value, seen.counts[i].unit or "件")
        for i in run_on_items(seen.text, [kinds.get(i) for i in range(len(units))], units)
    ]


def unnamed(seen: Outline, kinds: dict[int, str], parts: dict[int, int]) -> list[Claim]:
    """Claims for the members of lists that no pattern named: of the kind of their total."""
    places = seen.places(COUNT)
    named = dict(kinds)
    for i in (*parts.values(), *parts):
        named.setdefault(i, named.get(parts.get(i, i)) or unnamed_kind())
    return [
        Claim(places[i], kind, i, seen.counts[i].value, seen.counts[i].unit)
        for i, kind in named.items()
        if i not in kinds
    ]


def fired_patterns(seen: Outline, context: str, claims: list[Claim]) -> list[FiredPattern]:
    """For the trace: the patterns that stand in a sentence, the words they stand on, and why one made no claim."""
    made = {(claim.place, claim.kind) for claim in claims}
    told = []
    for pattern, matches in _matches(seen.text):
        for match in matches:
            at = match.start() if pattern.value is not None else match.start(match.lastindex or 0)
            kind = _of_dispute(seen.text, at, pattern.kinds[0])
            why_not = ""
            if pattern.needs and not pattern.needs.search(context):
                why_not = "前文没有所需的词 words it needs are not in the text before"
            elif (at, kind) not in made:
                why_not = "此数已归别的句式或单位不合 the count is another pattern's, or its unit is not fit"
            told.append(FiredPattern(pattern.kinds, spelled(seen, *match.span()), pattern.expression.pattern, why_not))
            made.discard((at, kind))
    return told


@lru_cache(maxsize=4096)  # agencies of a district share many a sentence
def _matches(text: str) -> tuple[tuple[Pattern, tuple[re.Match[str], ...]], ...]:
    """Where the patterns stand in an outline, whatever was said before it."""
    counts, denies = COUNT in text, _DENIES.search(text) is not None
    found = []
    for pattern in statement_patterns():
        if counts if pattern.value is None else denies:
            matches = tuple(pattern.expression.finditer(text))
            if matches and not (pattern.unless and pattern.unless.search(text)):
                found.append((pattern, matches))
    return tuple(found)


def _of_dispute(text: str, at: int, kind: str) -> str:
    """*_upheld is of the review or the suit named last before it; of neither where both were just counted."""
    if not kind.startswith("*"):
        return kind
    before = text[max(0, at - 80) : at]
    if told_together().search(before):
        return ""
    # Where none is named, the last of the file: max() gives the first of equals.
    named = max(reversed(list(named_disputes().items())), key=lambda dispute: before.rfind(dispute[1]))
    return kind.replace("*", named[0])
