"""The drawn page as a witness: which characters leave a mark on it.

Asked only about text that a picture, a see-through box, a note or a cut may cover, or that may be switched off: the page
is drawn with this text and without it, and where no point differs the text is not seen.
"""

import ctypes
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as raw  # type: ignore[import-untyped]

from gouji.parse.page.text_lines import Glyph

from .pdf_text import PageText

DRAWN_DPI = 100.0
MAX_DRAWN_PIXELS = 4_000_000
MIN_MARK_LEVELS = 12  # of 255 levels of grey: a point that differs less bears no mark
MAX_ROUNDS = 3  # texts over one place are left out one after the other
_SQUARE_PIXELS = 8

PixelBox = tuple[int, int, int, int]


class _Drawing(NamedTuple):
    """Grey levels of a drawn page, row by row."""

    levels: bytes
    width: int
    height: int
    stride: int

    def differs(self, other: "_Drawing", box: PixelBox) -> bool:
        x0, y0, x1, y1 = box
        for y in range(max(y0, 0), min(y1, self.height)):
            row = slice(y * self.stride + max(x0, 0), y * self.stride + min(x1, self.width))
            a, b = self.levels[row], other.levels[row]
            if a != b and any(abs(p - q) >= MIN_MARK_LEVELS for p, q in zip(a, b, strict=True)):
                return True
        return False


def unseen(page: Any, text: PageText, glyphs: Iterable[Glyph]) -> set[int]:
    """The orders of those of the characters that leave no mark on the page."""
    scale = min(DRAWN_DPI / 72, (MAX_DRAWN_PIXELS / max(page.get_width() * page.get_height(), 1)) ** 0.5)
    whole = _draw(page, scale)
    boxes = {glyph.order: _pixels(page, text, glyph, whole) for glyph in glyphs}
    found: set[int] = set()
    for addresses, orders in _rounds(boxes, text):
        for address in addresses:
            raw.FPDFPageObj_SetIsActive(text.objects[address], False)
        without = _draw(page, scale)
        for address in addresses:
            raw.FPDFPageObj_SetIsActive(text.objects[address], True)
        found |= {order for order in orders if not whole.differs(without, boxes[order])}
    return found


def _draw(page: Any, scale: float) -> _Drawing:
    bitmap = page.render(scale=scale, grayscale=True, draw_annots=True)
    try:
        return _Drawing(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
    finally:
        bitmap.close()


def _pixels(page: Any, text: PageText, glyph: Glyph, drawing: _Drawing) -> PixelBox:
    """Where a character stands on the drawing, a point to all sides left out."""
    left, bottom, right, top = text.corners
    xs, ys = [], []
    x, y = ctypes.c_int(), ctypes.c_int()
    for at_x, at_y in ((glyph.x0, glyph.top), (glyph.x1, glyph.bottom)):
        place = (right - at_x, at_y + bottom) if text.turn else (at_x + left, top - at_y)
        raw.FPDF_PageToDevice(page, 0, 0, drawing.width, drawing.height, 0, *place, x, y)
        xs.append(x.value)
        ys.append(y.value)
    return min(xs), min(ys), max(xs) + 1, max(ys) + 1


def _rounds(boxes: dict[int, PixelBox], text: PageText) -> Iterator[tuple[list[int], list[int]]]:
    """(text objects, characters) to leave out at one time: no two over one place."""
    waiting: dict[int, list[int]] = {}
    for order in boxes:
        waiting.setdefault(text.addresses[order], []).append(order)
    for _ in range(MAX_ROUNDS):
        if not waiting:
            return
        taken: set[tuple[int, int]] = set()
        chosen = []
        for address, orders in waiting.items():
            squares = {square for order in orders for square in _squares(boxes[order])}
            if not squares & taken:
                taken |= squares
                chosen.append(address)
        yield chosen, [order for address in chosen for order in waiting[address]]
        for address in chosen:
            del waiting[address]


def _squares(box: PixelBox) -> Iterator[tuple[int, int]]:
    x0, y0, x1, y1 = (edge // _SQUARE_PIXELS for edge in box)
    return ((x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1))
