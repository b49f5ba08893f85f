"""Characters placed on a page -> lines of text and the text of cells.

Lengths are in points (1/72 inch) on the page as it is read, from its upper left corner, y downwards.
"""

from collections.abc import Iterable
from typing import NamedTuple

from .ink import PLAIN, Ink

MIN_SPACE_HEIGHTS = 0.25  # of a character's height: a gap wider than this parts two figures or words
MAX_DIGIT_GAP_HEIGHTS = 0.2  # of a character's height: digits nearer than this are one number
MAX_LINE_OFFSET_HEIGHTS = 0.35  # of a character's height between the middles of two characters of a line
MAX_QUOTE_OFFSET_HEIGHTS = 0.8  # of a character's height
QUOTES = frozenset("“”‘’\"'")
FIGURE_CHARACTERS = frozenset("0123456789.,+-０１２３４５６７８９．，")


class Glyph(NamedTuple):
    """A character and its box; `order`: its place in the content, spaces counted; `confidence` (0-1): how sure it
    is where it was recognised in a picture; `ink`: how it is drawn."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    order: int
    confidence: float | None = None
    ink: Ink = PLAIN

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


class TextLine(NamedTuple):
    """Characters on one line, from left to right."""

    glyphs: list[Glyph]

    @property
    def text(self) -> str:
        return compose(self.glyphs)

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x1

    @property
    def top(self) -> float:
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        return max(glyph.bottom for glyph in self.glyphs)

    @property
    def middle(self) -> float:
        return sum(glyph.middle for glyph in self.glyphs) / len(self.glyphs)

    @property
    def height(self) -> float:
        """Of its characters, the middle one in size."""
        return sorted(glyph.height for glyph in self.glyphs)[len(self.glyphs) // 2]


def lines_of(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """Lines from top to bottom."""
    glyphs = list(glyphs)
    if glyphs and all(
        glyph[2] == glyphs[0][2] and glyph[4] == glyphs[0][4] for glyph in glyphs
    ):  # as high as each other
        return [TextLine(sorted(glyphs, key=lambda g: g.x0))]
    lines: list[list[Glyph]] = []
    middle = height = 0.0
    line: list[Glyph] = []
    for glyph in sorted(glyphs, key=_by_place):
        _, _, top, _, bottom, *_ = glyph
        its_middle, its_height = (top + bottom) / 2, bottom - top
        if line and its_middle - middle <= MAX_LINE_OFFSET_HEIGHTS * min(height, its_height):
            middle += (its_middle - middle) / (len(line) + 1)
            line.append(glyph)
            height = max(height, its_height)
        else:
            line = [glyph]
            lines.append(line)
            middle, height = its_middle, its_height
    return [TextLine(sorted(line, key=lambda g: g.x0)) for line in _with_quotes(lines)]


def _by_place(glyph: Glyph) -> tuple[float, float]:
    _, x0, top, _, bottom, *_ = glyph
    return (top + bottom) / 2, x0


def _with_quotes(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Lines that are quotation marks only (of another font, set higher) put to the line they belong to."""
    marks = [line for line in lines if all(glyph.text in QUOTES for glyph in line)]
    rest = [line for line in lines if line not in marks]
    for mark in marks:
        near = [
            line for line in rest if abs(line[0].middle - mark[0].middle) < MAX_QUOTE_OFFSET_HEIGHTS * line[0].height
        ]
        if near:
            min(near, key=lambda line: abs(line[0].middle - mark[0].middle)).extend(mark)
        else:
            rest.append(mark)
    return sorted(rest, key=lambda line: line[0].middle) if marks else lines


def is_ideograph(char: str) -> bool:
    """Whether it is a Chinese character that stands for no figure."""
    return "\u4e00" <= char <= "\u9fff" and char != "无"


def is_wide(char: str) -> bool:
    """Whether it is written without spaces: Chinese, but no full-width digit."""
    return char >= "\u2e80" and char not in FIGURE_CHARACTERS


def compose(glyphs: list[Glyph]) -> str:
    """The text of a line; a space stands only between words or figures, never beside a Chinese character."""
    text = []
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None and not is_wide(glyph.text) and not is_wide(before.text) and _is_spaced(before, glyph):
            text.append(" ")
        text.append(glyph.text)
        before = glyph
    return "".join(text)


def _is_spaced(a: Glyph, b: Glyph) -> bool:
    gap = b.x0 - a.x1
    if a.text in FIGURE_CHARACTERS and b.text in FIGURE_CHARACTERS:
        return gap > MAX_DIGIT_GAP_HEIGHTS * a.height or (
            b.order != a.order + 1 and gap > MAX_DIGIT_GAP_HEIGHTS / 2 * a.height
        )
    return gap > MIN_SPACE_HEIGHTS * a.height or b.order == a.order + 2


def cell_text(glyphs: list[Glyph]) -> str:
    """The text of a cell: broken labels joined, figures on different lines parted by a space."""
    lines = lines_of(glyphs)
    if len(lines) > 2 and all(len(line.glyphs) == 1 for line in lines):  # one character a line: as it was written
        lines = [TextLine([glyph]) for glyph in sorted(glyphs, key=lambda g: g.order)]
    text = ""
    for line in lines:
        more = line.text
        parted = text and not is_wide(text[-1]) and not is_wide(more[0])
        text += f" {more}" if parted else more
    return text


def runs_of(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Numbers whole, all else character by character."""
    runs: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.order):
        if runs and glyph.text in FIGURE_CHARACTERS and runs[-1][-1].text in FIGURE_CHARACTERS:
            last = runs[-1][-1]
            near = abs(glyph.x0 - last.x1) <= MAX_DIGIT_GAP_HEIGHTS * glyph.height
            if (
                near
                and glyph.order == last.order + 1
                and abs(glyph.middle - last.middle) <= MAX_LINE_OFFSET_HEIGHTS * glyph.height
            ):
                runs[-1].append(glyph)
                continue
        runs.append([glyph])
    return runs
