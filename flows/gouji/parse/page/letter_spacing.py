"""Letter-spaced text -> characters side by side, so that 1 0 3 is read as the one number it is.

How far letters are spaced is told by the Chinese characters of the page; two numbers in one cell stand further apart.
"""

from bisect import bisect_right
from itertools import pairwise

from .text_lines import Glyph, TextLine, is_wide, lines_of

MIN_SPACING_WIDTHS = 0.03  # of a character's width: less is no spacing
MAX_SPACING_WIDTHS = 0.8  # of a character's width
MAX_SPACING_DIFFERENCE_WIDTHS = 0.06  # of a character's width: how much the gaps of evenly spaced letters differ
MIN_EVEN_SHARE = 0.7  # share of the gaps that must be alike: in labels spread over their cells they are not
MIN_GAPS = 10
MIN_LINES = 3  # these gaps are from


def without_spacing(glyphs: list[Glyph]) -> list[Glyph]:
    """The characters of a table or a page, each reaching to the next where only letter-spacing parts them."""
    widths = [glyph.x1 - glyph.x0 for glyph in glyphs if is_wide(glyph.text)]
    if not widths:
        return glyphs
    em = _middle(widths)
    lines = lines_of(glyphs)
    gaps = [_gaps(line, em) for line in lines]
    spacing = _spacing(gaps)
    if spacing is None:
        return glyphs
    reach: dict[int, float] = {}  # order of a character -> where the next one begins
    for line in _spaced(lines, gaps, spacing):
        reach |= {
            a.order: b.x0
            for a, b in pairwise(line.glyphs)
            if 0 < _gap(a, b, em) <= spacing + MAX_SPACING_DIFFERENCE_WIDTHS
        }
    closed: list[Glyph] = []
    skipped = 0
    before: Glyph | None = None
    for glyph in sorted(glyphs, key=lambda g: g.order):
        if before is not None and before.order in reach and glyph.order == before.order + 2:
            skipped += 1  # a space that only the gap suggested
        before = glyph
        closed.append(glyph._replace(x1=reach.get(glyph.order, glyph.x1), order=glyph.order - skipped))
    return closed


def _gap(a: Glyph, b: Glyph, em: float) -> float:
    """From a character to the next; far for two that are not written one after the other."""
    return (b.x0 - a.x1) / em if a.order < b.order <= a.order + 2 else 2 * MAX_SPACING_WIDTHS


def _gaps(line: TextLine, em: float) -> list[float]:
    """Between neighbouring Chinese characters, where they may be one word."""
    gaps = [_gap(a, b, em) for a, b in pairwise(line.glyphs) if is_wide(a.text) and is_wide(b.text)]
    return [gap for gap in gaps if gap <= MAX_SPACING_WIDTHS]


def _spacing(gaps: list[list[float]]) -> float | None:
    """The gap of spaced letters, in widths of one; None where none are, or not evenly."""
    wide = [gap for of_line in gaps for gap in of_line if gap > MIN_SPACING_WIDTHS]
    if len(wide) < MIN_GAPS:
        return None
    spacing = _middle(wide)
    of_lines = [sum(abs(gap - spacing) <= MAX_SPACING_DIFFERENCE_WIDTHS for gap in of_line) for of_line in gaps]
    told = sum(count > 0 for count in of_lines)
    return spacing if told >= MIN_LINES and sum(of_lines) >= max(MIN_GAPS, MIN_EVEN_SHARE * len(wide)) else None


def _spaced(lines: list[TextLine], gaps: list[list[float]], spacing: float) -> list[TextLine]:
    """The lines with spaced letters; a line of figures is as the last line with words above it."""
    telling = [i for i, of_line in enumerate(gaps) if of_line]
    is_spaced = {i: 2 * sum(gap > spacing / 2 for gap in gaps[i]) >= len(gaps[i]) for i in telling}
    return [line for i, line in enumerate(lines) if is_spaced[telling[max(bisect_right(telling, i) - 1, 0)]]]


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
