"""Lines of text -> paragraphs."""

import re
from itertools import pairwise

from .drawn_page import DrawnPage, PageItem
from .text_lines import TextLine

MIN_INDENT_HEIGHTS = 1.2  # of a character's height
MIN_SHORT_LINE_GAP_HEIGHTS = (
    2.0  # of a character's height: a line that ends so far before the margin ends its paragraph
)
MAX_SIZE_RATIO = 1.2  # lines whose characters differ more than this are of different paragraphs
MIN_FULL_LINE_SHARE = 0.6  # of the page's width: what a full line of prose takes at least
MAX_LINE_DISTANCE_RATIO = 1.6  # times the usual distance of lines: a new paragraph
_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]部分|[(（][一二三四五六七八九十]{1,2}[)）]"
)
_SENTENCE_ENDS = "。！？；：!?;:"

# (left, right) edge of the text in points, by the width of the page.
Margins = dict[float, tuple[float, float]]


def paragraphs_of(items: list[PageItem], margins: Margins, headings: set[int]) -> list[str]:
    """Lines joined to paragraphs; `headings`: the ids of lines that are one."""
    lines = [(placed.page, placed.item) for placed in items if isinstance(placed.item, TextLine)]
    gaps = sorted(b.middle - a.middle for (p, a), (q, b) in pairwise(lines) if p is q)
    usual = gaps[len(gaps) // 2] if gaps else 0.0
    paragraphs: list[list[TextLine]] = []
    for k, (page, line) in enumerate(lines):
        if k and id(line) not in headings and not _begins_paragraph(lines[k - 1], (page, line), margins, usual):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [text for group in paragraphs if (text := _joined(group))]


def _begins_paragraph(
    above: tuple[DrawnPage, TextLine], below: tuple[DrawnPage, TextLine], margins: Margins, usual: float
) -> bool:
    """Whether a line begins a paragraph: by its indent, a short line above it, another size, a wide gap, or a number.

    `usual`: the usual distance of two lines, in points.
    """
    (page_above, before), (page, line) = above, below
    size = line.height
    return (
        line.x0 > margins[page.width][0] + MIN_INDENT_HEIGHTS * size
        or before.x1 < margins[page_above.width][1] - MIN_SHORT_LINE_GAP_HEIGHTS * size
        or not 1 / MAX_SIZE_RATIO < size / before.height < MAX_SIZE_RATIO
        or (page is page_above and line.middle - before.middle > MAX_LINE_DISTANCE_RATIO * usual)
        or (_HEADING.match(line.text) is not None and before.text[-1] in _SENTENCE_ENDS)
    )


def margins_of(items: list[PageItem]) -> Margins:
    """The margins of the text on pages of each width, by its longer lines."""
    margins = {}
    for width in {placed.page.width for placed in items}:
        lines = [p.item for p in items if p.page.width == width and isinstance(p.item, TextLine)]
        longest = max((line.x1 - line.x0 for line in lines), default=0.0)
        long = [line for line in lines if line.x1 - line.x0 >= longest / 2]
        left = min((line.x0 for line in long), default=0.0)
        right = max((line.x1 for line in long), default=width)
        if longest <= MIN_FULL_LINE_SHARE * width:  # no line is full: the right margin is taken for as wide as the left
            right = width - left
        margins[width] = left, right
    return margins


def _joined(lines: list[TextLine]) -> str:
    """A paragraph's lines as one; a space only between Latin words."""
    text = ""
    for line in lines:
        more = line.text
        text += f" {more}" if text and text[-1].isascii() and more[0].isascii() and not text.endswith("-") else more
    return text.strip()
