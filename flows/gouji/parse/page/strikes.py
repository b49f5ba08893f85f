"""Text that a line is drawn through: what was struck out is not read."""

from collections.abc import Iterator
from typing import NamedTuple

from .drawn_page import DrawnPage
from .ruled_tables import MAX_SNAP_POINTS, RuledLine
from .text_lines import Glyph

STRUCK_ZONE = (0.28, 0.74)  # share of a character's height, from its top, within which a line strikes it out
MIN_STRUCK_WIDTH = 0.6  # share of a character's width
MIN_COVERED_SHARE = 0.6  # share of a line's length that has characters under it, where it is no rule of a table
MAX_ORDER_STEP = 4  # in the content, from a character to the next: with a space or the end of a line between
MAX_OVERSHOOT_HEIGHTS = 4.0  # of a character's height: how far a line goes on beyond what it strikes out


class _Struck(NamedTuple):
    rule: RuledLine
    glyphs: list[Glyph]


def without_struck(page: DrawnPage) -> None:
    """Leave out what is struck out, and the lines that do it."""
    rules = page.horizontals + page.strikes
    if not rules:
        return
    crossed = _near_rules(page.glyphs, rules)
    found = (_Struck(rule, [glyph for glyph in crossed if _goes_through(rule, glyph)]) for rule in rules if crossed)
    struck = [each for each in found if each.glyphs and (each.rule in page.strikes or _is_strike(each, page.verticals))]
    if not struck:
        return
    gone = {glyph.order for found in struck for glyph in found.glyphs}
    lines = {found.rule for found in struck}
    page.glyphs = list(_seen(page.glyphs, gone))
    page.horizontals = [rule for rule in page.horizontals if rule not in lines]


def _seen(glyphs: list[Glyph], gone: set[int]) -> Iterator[Glyph]:
    """The characters left. What takes the place of text struck out over two lines stands where that began."""
    struck: list[Glyph] = []
    last: Glyph | None = None
    start = x = y = 0.0
    for glyph in glyphs:
        if glyph.order in gone:
            goes_on = struck and glyph.order <= struck[-1].order + MAX_ORDER_STEP
            struck, last = [*struck, glyph] if goes_on else [glyph], None
            continue
        if struck and _goes_on(struck[-1], glyph):
            start, x, y = struck[0].x0, struck[0].x0 - glyph.x0, struck[0].top - struck[-1].top
        elif last is not None and y and _begins_line(start, last, glyph):
            x = 0.0
        elif last is None or not _goes_on(last, glyph):
            x = y = 0.0
        struck, last = [], glyph
        yield (
            glyph._replace(x0=glyph.x0 + x, x1=glyph.x1 + x, top=glyph.top + y, bottom=glyph.bottom + y) if y else glyph
        )


def _begins_line(start: float, last: Glyph, glyph: Glyph) -> bool:
    """Whether a character goes on with the one before at the beginning of the next line of its cell."""
    is_next = last.order < glyph.order <= last.order + MAX_ORDER_STEP
    return is_next and abs(glyph.x0 - start) < glyph.height / 4 and glyph.top > last.top + glyph.height / 2


def _goes_on(before: Glyph, glyph: Glyph) -> bool:
    """Whether a character was written right behind another."""
    is_level = abs(glyph.middle - before.middle) < glyph.height / 2
    return glyph.order <= before.order + MAX_ORDER_STEP and is_level and abs(glyph.x0 - before.x1) < glyph.height / 2


def _near_rules(glyphs: list[Glyph], rules: list[RuledLine]) -> list[Glyph]:
    """The characters with a rule at the height of their middle, wherever it goes."""
    ruled = bytearray(int(max(max(rule.at for rule in rules), 0)) + 1)  # by points from the top
    for rule in rules:
        ruled[max(int(rule.at), 0)] = 1
    high, low = STRUCK_ZONE
    return [
        glyph
        for glyph in glyphs
        if 1 in ruled[int(glyph.top + high * glyph.height) : int(glyph.top + low * glyph.height) + 1]
    ]


def _goes_through(rule: RuledLine, glyph: Glyph) -> bool:
    high, low = STRUCK_ZONE
    if not glyph.top + high * glyph.height < rule.at < glyph.top + low * glyph.height:
        return False
    return min(rule.end, glyph.x1) - max(rule.start, glyph.x0) >= MIN_STRUCK_WIDTH * (glyph.x1 - glyph.x0)


def _is_strike(found: _Struck, verticals: list[RuledLine]) -> bool:
    """Whether a line is drawn for the characters under it, and is no rule of a table that text runs into."""
    rule, glyphs = found
    crossed = [v.at for v in verticals if v.start - MAX_SNAP_POINTS <= rule.at <= v.end + MAX_SNAP_POINTS]
    ends_at_rule = [any(abs(at - end) <= MAX_SNAP_POINTS for at in crossed) for end in (rule.start, rule.end)]
    covered = sum(min(rule.end, glyph.x1) - max(rule.start, glyph.x0) for glyph in glyphs)
    if covered >= MIN_COVERED_SHARE * (rule.end - rule.start):
        return not all(ends_at_rule)
    reach = MAX_OVERSHOOT_HEIGHTS * max(glyph.height for glyph in glyphs)
    before, beyond = min(g.x0 for g in glyphs) - rule.start, rule.end - max(g.x1 for g in glyphs)
    return max(before, beyond) <= reach and not any(ends_at_rule)
