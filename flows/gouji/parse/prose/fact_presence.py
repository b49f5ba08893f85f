"""Facts without a number: that there is a corner, a guide of some edition, someone who handles requests."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from gouji.core.model import Fact

from .fact_patterns import (
    Presence,
    channels_in,
    fields_in,
    fixed_field,
    has_trait,
    listed_kind,
    presences,
    presences_by_word,
    word,
)
from .outlines import YEAR, Outline, plain_text, spelled
from .statement_patterns import COUNT
from .statements import Told

_CLAUSE_END = re.compile("[,;。:]")
MAX_NAME = 40  # characters of what is called
_SEGMENT = re.compile("[^。;]+")
_SEGMENT_END = re.compile("[。;]")
_EDITION_YEAR = re.compile(r"(20\d\d)(?=年?(?:版|修订))")


class _Seen(NamedTuple):
    """A wording found: where in the outline, what it calls the thing, its channels and fields."""

    presence: int
    start: int
    end: int
    name: str
    channel: str
    fields: tuple[str, ...]


def present_in(told: Told, counted: Sequence[Fact], so_far: Sequence[Fact], before: int) -> list[Fact]:
    """What a sentence says there is. What it also counts is not told twice, and what a sentence before told of (the same
    kind, channel, field and name) is left out."""
    seen = told.seen
    if seen is None:
        seen = Outline(plain_text(told.plain), [], [])  # without a figure there is no count and no year to mark
    found = _found(seen.text)
    if not found:
        return []
    facts: list[Fact] = []
    known = {(f.kind, f.channel, f.field, f.label) for f in so_far if f.value is None or not f.value}
    numbered = {(f.kind, f.channel) for f in counted}
    kinds = {f.kind for f in counted}
    for each in found:
        presence = presences()[each.presence]
        if presence.kind == listed_kind() and COUNT in _CLAUSE_END.split(seen.text[each.end :])[0]:
            continue
        if presence.by_channel and not each.channel:
            continue
        same = (presence.kind, each.channel) in numbered if presence.by_channel else presence.kind in kinds
        if same and not presence.by_field:
            continue
        label = spelled(seen, each.start, each.end) if not each.name else each.name
        for field in each.fields or ("",):
            fact = _fact(told, seen, presence, each, label, field)
            if (fact.kind, fact.channel, fact.field, fact.label) not in known:
                known.add((fact.kind, fact.channel, fact.field, fact.label))
                facts.append(fact._replace(ordinal=before + len(facts) + 1))
    return facts


def _fact(told: Told, seen: Outline, presence: Presence, each: _Seen, label: str, field: str) -> Fact:
    value = None if presence.value is None else Decimal(presence.value)
    unit = ""
    if presence.edition and (edition := _edition(told, seen, presence.edition, each)):
        value, unit = Decimal(edition), "版"
    return Fact(
        kind=presence.kind,
        channel=each.channel,
        field=field or fixed_field(presence.kind),
        value=value,
        unit=unit,
        section=told.section,
        text=told.text,
        label=label.strip("“”\"'‘’《》、,的了")[:MAX_NAME],
        lowest=value,
        highest=value,
    )


def _edition(told: Told, seen: Outline, expression: re.Pattern[str], each: _Seen) -> int | None:
    """The year a guide bears as its edition; the latest of several: 由2024年版更新为2026年版."""
    end = _SEGMENT_END.search(seen.text, each.start)
    named = expression.finditer(seen.text, each.start, end.start() if end else len(seen.text))
    if places := [match.start() + match[0].index(YEAR) for match in named]:
        return max(seen.years[seen.text.count(YEAR, 0, place)] for place in places)
    found = _EDITION_YEAR.search(told.plain.replace("（", "(").replace("）", ")"))
    return int(found[1]) if found else None


@lru_cache(maxsize=4096)  # agencies of a district share many a sentence
def _found(text: str) -> tuple[_Seen, ...]:
    """What the wordings find in an outline, the first of each kind and stretch."""
    plans = word("plan")
    found: list[_Seen] = []
    for segment in _SEGMENT.finditer(text):
        if plans.search(segment[0]):
            continue
        taken: set[tuple[str, int]] = set()
        told_to = -1  # where what is told by its channel ends
        stands = segment[0]
        numbers = {number for each, numbers in presences_by_word() if each in stands for number in numbers}
        for number in sorted(numbers):
            presence = presences()[number]
            if presence.unless and presence.unless.search(segment[0]):
                continue
            for match in presence.expression.finditer(text, segment.start(), segment.end()):
                key = (presence.kind, match.start())
                if presence.kind == listed_kind() and match.start() < told_to:
                    continue  # 通过公众号及时公开…: told by its channel already
                if key in taken or (presence.kind, -1) in taken:
                    continue
                taken.add((presence.kind, -1) if presence.value is not None else key)
                behind = (
                    "" if presence.kind != listed_kind() else _CLAUSE_END.split(text[match.end() : segment.end()])[0]
                )
                named = list(_named(number, presence, match, behind))
                found += named
                if named and named[0].channel and presence.by_channel:
                    told_to = max(told_to, match.end())
    return tuple(found)


def _named(number: int, presence: Presence, match: re.Match[str], behind: str) -> Iterator[_Seen]:
    groups = match.groupdict()
    name = next((value for value in groups.values() if value), "")
    words = name if presence.kind == listed_kind() else match[0]
    channel = "+".join(channels_in(words)) if has_trait(presence.kind, "by_channel") else ""
    fields: tuple[str, ...] = ()
    if presence.items:
        fields = fields_in(name, presence.kind)
        if not fields:
            return
    elif presence.by_field:
        named = fields_in(words, presence.kind)
        fields = ("+".join(named),) if named else ()
        if not fields and presence.kind == listed_kind():
            return
    elif behind and channel:
        fields = ("+".join(fields_in(behind, presence.kind)),)
    yield _Seen(number, match.start(), match.end(), "" if COUNT in name or YEAR in name else name, channel, fields)
