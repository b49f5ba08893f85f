"""Which facts are parts of which, beyond one sentence, and whether the parts come to their total."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from gouji.core.model import Fact

from .fact_patterns import listed_kind

MIN_PARTS = 2  # of which it can be said whether they add up


def with_totals(facts: Sequence[Fact]) -> list[Fact]:
    """The facts with the total told in another sentence that they add up to, and with what the parts of each come to."""
    linked = [*facts]
    for section in dict.fromkeys(fact.section for fact in facts):
        own = [
            f
            for f in facts
            if f.section == section and f.kind == listed_kind() and f.part_of is None and f.scope == "own" and f.value
        ]
        totals = [f for f in own if not f.channel and not f.field]
        parts = [f for f in own if f.channel and not f.field]
        if len(totals) == 1 and _are_parts(totals[0], parts):
            for part in parts:
                linked[part.ordinal - 1] = part._replace(part_of=totals[0].ordinal)
    by_total: dict[int, list[Fact]] = defaultdict(list)
    for fact in linked:
        if fact.part_of is not None and fact.value is not None:
            by_total[fact.part_of].append(fact)
    return [
        fact._replace(parts=_told(fact, by_total[fact.ordinal])) if len(by_total[fact.ordinal]) >= MIN_PARTS else fact
        for fact in linked
    ]


def _are_parts(total: Fact, parts: Sequence[Fact]) -> bool:
    """Several channels, each once, in the total's unit, that come to it."""
    channels = [part.channel for part in parts]
    return (
        len(parts) >= MIN_PARTS
        and len(set(channels)) == len(channels)
        and all(part.unit == total.unit for part in parts)
        and _told(total, parts) == "add_up"
    )


def _told(total: Fact, parts: Sequence[Fact]) -> str:
    """Whether parts add up to their total, as far as 余, 约 and 万 leave room."""
    least = sum((part.lowest or Decimal(0) for part in parts), Decimal(0))
    most = sum((part.highest or Decimal(0) for part in parts), Decimal(0))
    if most < (total.lowest or 0):
        return "less"
    return "more" if least > (total.highest or 0) else "add_up"
