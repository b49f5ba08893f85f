"""Small marks above or below the line, such as the number of a note: no digits of the figure they stand beside."""

from itertools import pairwise

from .text_lines import Glyph

MAX_MARK_SIZE = 0.8  # times the height of the character before it
MIN_RAISE_HEIGHTS = 0.15  # of the height of the character before it: how far its lower edge is raised
MIN_DROP_HEIGHTS = 0.1  # the same, lowered
MAX_MARK_GAP_HEIGHTS = 0.5  # of the height of the character before it
_MARKS = frozenset("0123456789*＊[]［］()（）①②③④⑤⑥⑦⑧⑨⑩注")


def without_raised(glyphs: list[Glyph]) -> list[Glyph]:
    """The characters without raised marks behind others."""
    raised: dict[int, Glyph] = {}  # order of a mark -> the character it stands beside
    for before, glyph in pairwise(glyphs):
        beside = raised.get(before.order, before)
        if glyph.height <= MAX_MARK_SIZE * beside.height and glyph.text in _MARKS and _is_beside(before, beside, glyph):
            raised[glyph.order] = beside
    return [glyph for glyph in glyphs if glyph.order not in raised] if raised else glyphs


def _is_beside(before: Glyph, beside: Glyph, glyph: Glyph) -> bool:
    reach = MAX_MARK_GAP_HEIGHTS * beside.height
    raise_, drop = MIN_RAISE_HEIGHTS * beside.height, MIN_DROP_HEIGHTS * beside.height
    is_next = -reach / 2 <= glyph.x0 - before.x1 <= reach
    is_level = beside.top - beside.height / 2 <= glyph.middle <= beside.bottom + beside.height / 2
    return is_next and is_level and not (beside.bottom - raise_ <= glyph.bottom <= beside.bottom + drop)
