"""Watermarks behind the text: slanted, pale and over other text or rules, or pale and said again and again."""

from collections import Counter
from collections.abc import Mapping
from itertools import chain

from gouji.parse.cells.labels import is_column_label, tables_with_row

from .covered import ground_of
from .drawn_page import DrawnPage
from .ink import WHITE, luminance
from .overprint import Pair, Strings, strings_of
from .text_lines import Glyph, is_wide

MAX_PALE_CONTRAST = 0.45  # in luminance, of a colour with its ground
MAX_PALE_SHARE = 0.5  # of a document's characters: more are no watermark but its text
MIN_COPIES = 3  # of words that are a watermark wherever they stand
MIN_SIZE_RATIO = 1.5  # times the height of the text it lies over, of a watermark that is not pale
MIN_LARGE_OVER = 2  # texts that one which is not pale lies over
MIN_WORDS = 2  # Chinese characters


def without_watermarks(pages: list[DrawnPage], over: list[list[Pair]]) -> None:
    """Leave out watermarks; `over`: of each page the characters over one place."""
    for page in pages:
        if any(glyph.ink.is_slanted for glyph in page.glyphs):
            page.glyphs = [glyph for glyph in page.glyphs if not glyph.ink.is_slanted]
    looked_at = [
        bool(pairs) or any(_may_be_pale(g) for g in page.glyphs) for page, pairs in zip(pages, over, strict=True)
    ]
    if not any(looked_at):
        return
    found = [strings_of(page.glyphs) if look else Strings([], {}) for page, look in zip(pages, looked_at, strict=True)]
    pale = [[_is_pale(page, string) for string in strings.all] for page, strings in zip(pages, found, strict=True)]
    if _is_mostly_pale(found, pale):
        return
    copies = Counter(_text(string) for string in chain.from_iterable(strings.all for strings in found))
    below = [_overlapping(strings, pairs) for strings, pairs in zip(found, over, strict=True)]
    marks = {
        _text(string)
        for page, strings, flags, lying in zip(pages, found, pale, below, strict=True)
        for n, (string, is_pale) in enumerate(zip(strings.all, flags, strict=True))
        if is_pale and (n in lying or _crosses_rule(page, string) or _is_repeated(copies, _text(string)))
    }
    for page, strings, flags, lying in zip(pages, found, pale, below, strict=True):
        texts = [_text(string) for string in strings.all]
        is_mark = [is_pale and text in marks for text, is_pale in zip(texts, flags, strict=True)]
        for n, others in lying.items():
            dark = [strings.all[k] for k in others if not is_mark[k]]
            if len(dark) >= MIN_LARGE_OVER and _is_larger(strings.all[n], dark):
                is_mark[n] = True
        dropped = {
            glyph.order for string, leave_out in zip(strings.all, is_mark, strict=True) if leave_out for glyph in string
        }
        if dropped:
            page.glyphs = [glyph for glyph in page.glyphs if glyph.order not in dropped]


def _is_repeated(copies: Mapping[str, int], text: str) -> bool:
    words = sum(map(is_wide, text)) >= MIN_WORDS
    return copies[text] >= MIN_COPIES and words and not is_column_label(text) and not tables_with_row(text)


def _is_mostly_pale(found: list[Strings], pale: list[list[bool]]) -> bool:
    """Whether the text of a document itself is pale, each string counted once."""
    texts = {
        (_text(string), is_pale)
        for strings, flags in zip(found, pale, strict=True)
        for string, is_pale in zip(strings.all, flags, strict=True)
    }
    return sum(len(text) for text, is_pale in texts if is_pale) > MAX_PALE_SHARE * sum(len(text) for text, _ in texts)


def _may_be_pale(glyph: Glyph) -> bool:
    return glyph.ink.alpha < 1 or luminance(glyph.ink.colour) > 1 - MAX_PALE_CONTRAST


def _is_pale(page: DrawnPage, string: list[Glyph]) -> bool:
    first = string[0]
    if not _may_be_pale(first):
        return False
    ground = ground_of(first, page.covers) if page.covers else WHITE
    return abs(luminance(first.ink.over(ground)) - luminance(ground)) < MAX_PALE_CONTRAST


def _overlapping(strings: Strings, pairs: list[Pair]) -> dict[int, set[int]]:
    """A string -> those that stand over the same place."""
    below: dict[int, set[int]] = {}
    for a, b in ((strings.of.get(p.order), strings.of.get(q.order)) for p, q in pairs):
        if a is not None and b is not None and a != b:
            below.setdefault(a, set()).add(b)
            below.setdefault(b, set()).add(a)
    return below


def _crosses_rule(page: DrawnPage, string: list[Glyph]) -> bool:
    x0, x1, y = string[0].x0 + 1, string[-1].x1 - 1, string[0].middle
    inside = string[0].height / 4
    return any(x0 < rule.at < x1 and rule.start < y < rule.end for rule in page.verticals) or any(
        abs(rule.at - y) < inside and rule.start < x0 and x1 < rule.end for rule in page.horizontals
    )


def _is_larger(string: list[Glyph], others: list[list[Glyph]]) -> bool:
    return all(string[0].height >= MIN_SIZE_RATIO * other[0].height for other in others)


def _text(string: list[Glyph]) -> str:
    return "".join(glyph.text for glyph in string)
