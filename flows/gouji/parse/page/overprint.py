"""Characters over one place: bold print and shadows are read once, two different figures not at all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .covered import DOUBTED, listed
from .drawn_page import DrawnPage
from .text_lines import FIGURE_CHARACTERS, MAX_LINE_OFFSET_HEIGHTS, Glyph

MAX_BOLD_SHIFT_WIDTHS = 0.3  # of a character's width: the same one drawn again so near is bold print
MIN_SHARED_WIDTH = 0.4  # share of the narrower character's width that two over one place have in common
MIN_SHARED_WIDTH_OF_NEXT = 0.6  # the same, of two that follow each other: punctuation is set close
MIN_SHARED_HEIGHT = 0.5  # share of the lower one's height
MAX_GAP_HEIGHTS = 1.0  # of a character's height between two of a string
SQUARE_POINTS = 12.0  # side of the squares of a page that its characters are looked up by
_ROW = 1 << 20  # squares in a row, as they are numbered

Pair = tuple[Glyph, Glyph]


class Strings(NamedTuple):
    """Characters that were written together, and which string each is in, by its order."""

    all: list[list[Glyph]]
    of: dict[int, int]


def overprinted(page: DrawnPage) -> list[Pair]:
    """Pairs of characters over one place; of bold print, the same character drawn twice a hair apart, one is left."""
    kept: list[Glyph] = []
    pairs: list[Pair] = []
    squares: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in page.glyphs:
        _, x0, top, x1, bottom, *_ = glyph
        columns = range(int(x0 // SQUARE_POINTS), int(x1 // SQUARE_POINTS) + 1)
        rows = range(int(top // SQUARE_POINTS), int(bottom // SQUARE_POINTS) + 1)
        held = [squares[_ROW * row + column] for row in rows for column in columns]
        near = [other for square in held for other in square if other[1] < x1 and x0 < other[3]]
        if near:
            over = [other for other in {other.order: other for other in near}.values() if _is_over(other, glyph)]
            if any(_is_bold(other, glyph) for other in over):
                continue
            pairs += [(other, glyph) for other in over if other.text.isalnum() and glyph.text.isalnum()]
        kept.append(glyph)
        for square in held:
            square.append(glyph)
    page.glyphs = kept
    return pairs


def _is_over(a: Glyph, b: Glyph) -> bool:
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    share = MIN_SHARED_WIDTH_OF_NEXT if b.order == a.order + 1 else MIN_SHARED_WIDTH
    high = min(a.bottom, b.bottom) - max(a.top, b.top)
    return wide >= share * min(a.x1 - a.x0, b.x1 - b.x0) and high >= MIN_SHARED_HEIGHT * min(a.height, b.height)


def _is_bold(a: Glyph, b: Glyph) -> bool:
    reach = MAX_BOLD_SHIFT_WIDTHS * (b.x1 - b.x0)
    return a.text == b.text and abs(a.x0 - b.x0) <= reach and abs(a.top - b.top) <= reach


def strings_of(glyphs: Iterable[Glyph]) -> Strings:
    """Characters of one look that follow each other on a line."""
    strings: list[list[Glyph]] = []
    of: dict[int, int] = {}
    for glyph in glyphs:
        if not (strings and _follows(strings[-1][-1], glyph)):
            strings.append([])
        strings[-1].append(glyph)
        of[glyph.order] = len(strings) - 1
    return Strings(strings, of)


def _follows(a: Glyph, b: Glyph) -> bool:
    return (
        (a.ink is b.ink or (a.ink.colour, a.ink.alpha) == (b.ink.colour, b.ink.alpha))
        and abs(a.middle - b.middle) <= MAX_LINE_OFFSET_HEIGHTS * b.height
        and a.x0 + (a.x1 - a.x0) / 2 < b.x0 < a.x1 + MAX_GAP_HEIGHTS * b.height
    )


def without_overprint(page: DrawnPage, pairs: list[Pair]) -> None:
    """Of a text and its shadow the one on top is left; of two different figures DOUBTED, with a warning."""
    if not pairs:
        return
    strings = strings_of(page.glyphs)
    pairs = [pair for pair in pairs if all(glyph.order in strings.of for glyph in pair)]
    dropped: set[int] = set()  # orders of characters
    for a, b in sorted({_both(strings, pair) for pair in pairs}):
        if _text(strings.all[a]) == _text(strings.all[b]):
            under = min(a, b, key=lambda n: (strings.all[n][0].ink.at, n))
            dropped |= {glyph.order for glyph in strings.all[under]}
    told: list[str] = []
    doubted: list[Glyph] = []
    for pair in pairs:
        if any(glyph.order in dropped for glyph in pair) or not _are_figures(pair):
            continue
        runs = [list(_figure(strings.all[strings.of[glyph.order]], glyph)) for glyph in pair]
        told.append("／".join(_text(run) for run in runs))
        both = [glyph for run in runs for glyph in run]
        dropped |= {glyph.order for glyph in both}
        doubted.append(
            both[0]._replace(
                text=DOUBTED,
                x0=min(g.x0 for g in both),
                x1=max(g.x1 for g in both),
            )
        )
    page.glyphs = [glyph for glyph in page.glyphs if glyph.order not in dropped] + doubted
    if told:
        page.warnings.append(
            f"第{page.number}页同一处叠印着不同的数字，分不清以哪个为准，未采用，请对照原件：{listed(told)}"
        )


def _both(strings: Strings, pair: Pair) -> tuple[int, int]:
    a, b = (strings.of[glyph.order] for glyph in pair)
    return min(a, b), max(a, b)


def _are_figures(pair: Pair) -> bool:
    return all(glyph.text in FIGURE_CHARACTERS for glyph in pair)


def _figure(string: list[Glyph], glyph: Glyph) -> Iterator[Glyph]:
    """The figure of a string that a character belongs to."""
    at = string.index(glyph)
    start = at
    while start and string[start - 1].text in FIGURE_CHARACTERS:
        start -= 1
    for each in string[start:]:
        if each.text not in FIGURE_CHARACTERS:
            return
        yield each


def _text(glyphs: list[Glyph]) -> str:
    return "".join(glyph.text for glyph in glyphs)
