"""Sheets that several pages are printed on -> these pages: two side by side, or two rows of two.

A sheet is told by a free strip down its middle with words on both sides that begin as far from the left edge of their
half; prose and tables of a single page go across the middle.
"""

from collections.abc import Iterator
from dataclasses import replace

from .drawn_page import DrawnPage
from .ruled_tables import RuledLine
from .text_lines import Glyph, is_wide

MIN_GUTTER_SHARE = 0.03  # of the sheet's width: the free strip between two pages
MAX_MARGIN_DIFFERENCE_SHARE = 0.03  # of the sheet's width, between the left margins of the halves
MIN_HALF_CHARACTERS = 40  # Chinese characters on each half of a sheet that tells how all of its size are printed
MIN_WORDS_SHARE = 0.25  # share of a half's characters that are Chinese: beside the labels of a table stand figures
MAX_QUARTER_TEXT_POINTS = 7.0  # height of characters that four pages on an upright sheet leave
_SIDE_BY_SIDE = 1.15  # width by height from which a sheet may hold two upright pages


def pages_of_sheets(pages: list[DrawnPage]) -> list[DrawnPage]:
    """Each page by itself, in reading order: left before right, the upper two before the lower two."""
    halved = {_size(page) for page in pages if not page.is_recognised and _is_sheet(page)}
    if not halved:
        return pages
    found: list[DrawnPage] = []
    for page in pages:
        if page.is_recognised or _size(page) not in halved or not _is_free(page):
            found.append(page)
            continue
        rows = [page] if page.width > _SIDE_BY_SIDE * page.height else _cut(page, across=True)
        found += [half for row in rows for half in _cut(row, across=False) if half.glyphs]
    return found


def _size(page: DrawnPage) -> tuple[int, int]:
    return round(page.width), round(page.height)


def _is_free(page: DrawnPage) -> bool:
    """Whether nothing stands in the strip down the middle."""
    middle, reach = page.width / 2, MIN_GUTTER_SHARE * page.width / 2
    return not any(g.x0 < middle + reach and g.x1 > middle - reach for g in page.glyphs) and not any(
        rule.start < middle < rule.end for rule in page.horizontals
    )


def _is_sheet(page: DrawnPage) -> bool:
    if not page.glyphs or not _is_free(page):
        return False
    if page.width <= _SIDE_BY_SIDE * page.height and not _is_in_quarters(page):
        return False
    middle = page.width / 2
    margins = []
    for half in ([g for g in page.glyphs if g.x1 < middle], [g for g in page.glyphs if g.x0 > middle]):
        words = sum(is_wide(glyph.text) for glyph in half)
        if words < max(MIN_HALF_CHARACTERS, MIN_WORDS_SHARE * len(half)):
            return False
        margins.append(_left_edge(half, page) % middle)
    return abs(margins[0] - margins[1]) <= MAX_MARGIN_DIFFERENCE_SHARE * page.width


def _left_edge(half: list[Glyph], page: DrawnPage) -> float:
    """Where text or a table begins on a half of a sheet."""
    left, right = min(glyph.x0 for glyph in half), max(glyph.x1 for glyph in half)
    return min([left, *(r.start for r in page.horizontals if r.end > left and r.start < right)])


def _is_in_quarters(page: DrawnPage) -> bool:
    """Whether an upright sheet has text so small, and nothing across its middle."""
    heights = sorted(glyph.height for glyph in page.glyphs)
    middle, reach = page.height / 2, MIN_GUTTER_SHARE * page.height / 2
    return (
        heights[len(heights) // 2] <= MAX_QUARTER_TEXT_POINTS
        and not any(g.top < middle + reach and g.bottom > middle - reach for g in page.glyphs)
        and not any(rule.start < middle < rule.end for rule in page.verticals)
    )


def _cut(page: DrawnPage, *, across: bool) -> list[DrawnPage]:
    """The two halves of a sheet, cut across or down its middle."""
    middle = (page.height if across else page.width) / 2
    first = replace(page, height=middle) if across else replace(page, width=middle)
    second = replace(first, warnings=[])
    for half, start in ((first, 0.0), (second, middle)):
        left, top = (0.0, start) if across else (start, 0.0)
        half.glyphs = [
            glyph._replace(x0=glyph.x0 - left, x1=glyph.x1 - left, top=glyph.top - top, bottom=glyph.bottom - top)
            for glyph in page.glyphs
            if ((glyph.middle if across else glyph.x0) >= middle) == (start > 0)
        ]
        half.horizontals = list(_rules(page.horizontals, middle, start, along=not across))
        half.verticals = list(_rules(page.verticals, middle, start, along=across))
        half.dots = [(x - left, y - top) for x, y in page.dots if ((y if across else x) >= middle) == (start > 0)]
    return [first, second]


def _rules(rules: list[RuledLine], middle: float, start: float, *, along: bool) -> Iterator[RuledLine]:
    """The rules of the half that begins at `start`; `along`: they go in the direction the sheet is measured in."""
    for rule in rules:
        at = (rule.start + rule.end) / 2 if along else rule.at
        if (at >= middle) == (start > 0):
            yield (
                rule._replace(start=rule.start - start, end=rule.end - start)
                if along
                else rule._replace(at=rule.at - start)
            )
