"""Text without a mark on the page: not drawn, in the colour of its ground, or under a box drawn over it later."""

from collections import defaultdict
from collections.abc import Iterable

from .drawn_page import DrawnPage
from .ink import BLACK, PLAIN, WHITE, Colour, Cover, contrast
from .text_lines import FIGURE_CHARACTERS, Glyph

MIN_SEEN_CONTRAST = 0.05  # of a colour with its ground
MIN_LAYER_SHARE = 0.5  # of a page's characters: more are hidden where a scanner's reading lies behind its picture
MAX_TEXTS_TOLD = 3
DOUBTED = "■"  # stands for a figure of which it is not known what is seen
_BAND_POINTS = 24.0  # height of the bands of a page that its boxes are looked up by

Bands = dict[int, list[Cover]]


def is_scanner_layer(page: DrawnPage) -> bool:
    """Whether a page is a picture, with its text hidden in it."""
    return page.has_picture and sum(g.ink.is_hidden for g in page.glyphs) > MIN_LAYER_SHARE * len(page.glyphs)


def without_covered(page: DrawnPage) -> None:
    """Leave the characters that are seen; a warning names the figures that are not."""
    if is_scanner_layer(page):
        return
    if not page.covers and all(glyph.ink is PLAIN for glyph in page.glyphs):
        return
    bands = _bands(page.covers)
    is_seen = [_is_seen(glyph, bands) for glyph in page.glyphs]
    if all(is_seen):
        return
    hidden = [glyph for glyph, seen in zip(page.glyphs, is_seen, strict=True) if not seen]
    page.glyphs = [glyph for glyph, seen in zip(page.glyphs, is_seen, strict=True) if seen]
    if figures := [text for text in texts_of(hidden) if set(text) & FIGURE_CHARACTERS]:
        page.warnings.append(
            f"第{page.number}页有看不见的文字（被遮盖、与底色相同或设为不显示），未采用：{listed(figures)}"
        )


def doubt_under(page: DrawnPage, area: Cover) -> None:
    """Puts DOUBTED in place of the digits that a picture lies over; a warning names them."""
    under = {
        glyph.order: glyph
        for glyph in page.glyphs
        if glyph.ink.at < area.at
        and glyph.text in FIGURE_CHARACTERS
        and area.holds((glyph.x0 + glyph.x1) / 2, glyph.middle)
    }
    if under:
        page.glyphs = [g._replace(text=DOUBTED) if g.order in under else g for g in page.glyphs]
        page.warnings.append(
            f"第{page.number}页有图片盖在数字上，读不出看到的是什么，未采用，请对照原件：{listed(texts_of(under.values()))}"
        )


def _bands(covers: Iterable[Cover]) -> Bands:
    bands: Bands = defaultdict(list)
    for cover in covers:
        for band in range(int(cover.top // _BAND_POINTS), int(cover.bottom // _BAND_POINTS) + 1):
            bands[band].append(cover)
    return bands


def _is_seen(glyph: Glyph, bands: Bands) -> bool:
    ink = glyph.ink
    if ink.is_hidden:
        return False
    x, y, ground, below = (glyph.x0 + glyph.x1) / 2, glyph.middle, WHITE, -1
    for cover in bands.get(int(y // _BAND_POINTS), ()):
        if cover.holds(x, y):
            if cover.at > ink.at:
                return False
            if cover.at > below:
                ground, below = cover.colour, cover.at
    if ground is WHITE and ink.colour == BLACK and ink.alpha == 1:
        return True
    return contrast(ink.over(ground), ground) >= MIN_SEEN_CONTRAST


def ground_of(glyph: Glyph, covers: Iterable[Cover]) -> Colour:
    """The colour that a character stands on."""
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.middle
    here = [cover for cover in covers if cover.at < glyph.ink.at and cover.holds(x, y)]
    return max(here, key=lambda cover: cover.at).colour if here else WHITE


def texts_of(glyphs: Iterable[Glyph]) -> list[str]:
    """The texts of characters that follow each other."""
    texts: list[str] = []
    before: Glyph | None = None
    for glyph in glyphs:
        near = before is not None and abs(glyph.x0 - before.x1) < glyph.height and abs(glyph.top - before.top) < 1
        if near:
            texts[-1] += glyph.text
        else:
            texts.append(glyph.text)
        before = glyph
    return texts


def listed(texts: Iterable[str]) -> str:
    """Some of the texts, for a warning."""
    each = list(dict.fromkeys(texts))
    return "、".join(f"「{text[:20]}」" for text in each[:MAX_TEXTS_TOLD]) + (
        f"等 {len(each)} 处" if len(each) > MAX_TEXTS_TOLD else ""
    )
