"""What a figure of prose says of last year's, and whether it is of all that its kind counts."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from .fact_counts import Counted
from .fact_patterns import channels_in, fields_in, generic, listed_kind, whole_words, without_every_channel, word
from .statement_patterns import COUNT

Bounds = tuple[Decimal | None, Decimal | None]
NOTHING_TOLD: Bounds = (None, None)
_WHOLE = 100  # per cent
_MIN_FACTOR = Decimal("0.01")  # less left of last year's is no figure to reckon back from


def last_year_by(counted: Counted, report_year: int | None) -> Bounds:
    """The least and the most that last year's figure was by what stands behind this year's: 127条，比上年增加27条 is 100 to
    100, 比上年有所增加 is 0 to 127. (None, None) where nothing is said; None for most: without a bound."""
    told = word("change").match(counted.after)
    if told is None or report_year is None or (told["year"] and int(told["year"]) != report_year - 1):
        return NOTHING_TOLD
    least, most = counted.found.lowest, counted.found.highest
    if told["same"]:
        return least, most
    if told["number"] and told["unit"] == "个百分点":
        return NOTHING_TOLD
    anything: Bounds = (Decimal(0), most) if told["more"] else (least, None)
    exact = told["number"] and not told["hedge"] and not told["yet"]
    number = Decimal(told["number"].replace(",", "")) if exact else Decimal(0)
    if exact and told["unit"] == counted.found.unit:
        change = number if told["more"] else -number
        return least - change, most - change
    if exact and told["unit"] == "%":
        step = Decimal(10) ** int(number.as_tuple().exponent)  # rounded or cut off
        sign = 1 if told["more"] else -1
        factors = sorted(1 + sign * (number + off) / _WHOLE for off in (-step, step))
        if factors[0] > _MIN_FACTOR:
            return (
                (least / factors[1]).to_integral_value(ROUND_FLOOR),
                (most / factors[0]).to_integral_value(ROUND_CEILING),
            )
    return anything


def year_of(counted: Counted, report_year: int | None) -> int | None:
    """The year a sentence names for a figure; last year where it says 上年."""
    if report_year is not None and word("than_last_year").search(counted.before):
        return report_year - 1
    year, scope = counted.scope
    if year is None and scope == "other" and report_year is not None and word("last_year").search(counted.before):
        return report_year - 1
    return year


def is_whole(counted: Counted, kind: str, topic: str) -> bool:
    """Whether a figure is told as all of its kind that there was in the year, or all through its channel: 全年共公开信息
    127条. `topic`: what was said before it under its heading, which must have named no field and no channel."""
    words = whole_words().get(kind)
    if words is None or counted.is_item or not counted.is_first or not word("all_of_it").search(counted.before):
        return False
    if fields_in(topic, listed_kind()) or channels_in(topic):
        return False
    said = without_every_channel(counted.before + counted.clause.partition(COUNT)[2])
    return not "".join(re.sub(words, "", part) if words else part for part in generic().split(said))
