"""The characters of a PDF page and where they stand, as PDFium tells them."""

import ctypes
import math
from collections.abc import Iterator, Mapping
from typing import Any

import pypdfium2.raw as raw  # type: ignore[import-untyped]

from gouji.parse.page.drawn_page import DrawnPage
from gouji.parse.page.ink import PLAIN, Ink
from gouji.parse.page.text_lines import Glyph, is_wide
from gouji.parse.page.vector_paths import is_space, plain

MIN_LARGE_BOX_POINTS = 40.0  # points: a character's box wider or higher than this is compared with its ink
MAX_BOX_TO_INK_RATIO = 4.0  # times the height of its ink that a box may have
MIN_BOX_HEIGHT_SHARE = 0.5  # of a character's size: a box lower than this is of its ink
DESCENT_SHARE = -0.12  # of a character's size: its lower edge, from the line it is written on

Edges = tuple[float, float, float, float]  # left, top, right, bottom; y upwards


def upright(x: float, y: float, corners: tuple[float, ...], turn: int) -> tuple[float, float]:
    """A place in the file's coordinates (y upwards) -> on the upright page, from its upper left corner.

    `turn`: 0, or 2 for a page that stands on its head.
    """
    left, bottom, right, top = corners
    return (right - x, y - bottom) if turn else (x - left, top - y)


class PageText:
    """The characters of a page. `inks`: how its text objects are drawn, by address."""

    def __init__(self, text: Any, corners: tuple[float, ...], turn: int, inks: Mapping[int, Ink]) -> None:
        self.text, self.corners, self.turn, self.inks = text, corners, turn, inks
        self.objects: dict[int, Any] = {}  # by address, of the characters found
        self.addresses: dict[int, int] = {}  # of the object of a character, by its order
        self._box = raw.FS_RECTF()
        self._ink_box = [ctypes.c_double() for _ in range(4)]
        self._matrix = raw.FS_MATRIX()
        self._sizes: dict[int, float] = {}

    def glyphs(self, count: int, page: DrawnPage) -> Iterator[Glyph]:
        box = self._box
        for i in range(count):
            code = raw.FPDFText_GetUnicode(self.text, i)
            if is_space(code) or not raw.FPDFText_GetLooseCharBox(self.text, i, box):
                continue
            item = raw.FPDFText_GetTextObject(self.text, i)
            address = ctypes.addressof(item.contents) if item else 0
            edges = self._true_edges(i, item, address, chr(code), (box.left, box.top, box.right, box.bottom))
            x0, y0 = upright(edges[0], edges[1], self.corners, self.turn)
            x1, y1 = upright(edges[2], edges[3], self.corners, self.turn)
            x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
            if 0 <= (x0 + x1) / 2 <= page.width and 0 <= (y0 + y1) / 2 <= page.height:
                self.objects[address], self.addresses[i] = item, address
                ink = self.inks.get(address, PLAIN)
                yield Glyph(character(code), x0, y0, x1, max(y1, y0 + 1), i, None, ink)

    def _true_edges(self, i: int, item: Any, address: int, char: str, edges: Edges) -> Edges:
        """The box of a character: the one PDFium measures by its font (`edges`), where that can be true.

        Too high are some fonts for vertical text: there the ink counts. Too low are fonts that draw their characters
        one by one (Type 3), by their ink, which makes a sliver of 一; so is the ink alone, which is all there is of a
        character that the file names (ActualText, as browsers write it), and it lacks the matrix of the form object it
        stands in.
        """
        left, right, bottom, top = self._ink_box
        raw.FPDFText_GetCharBox(self.text, i, left, right, bottom, top)
        ink = left.value, top.value, right.value, bottom.value
        if (
            max(edges[2] - edges[0], edges[1] - edges[3]) > MIN_LARGE_BOX_POINTS
            and 0 < (ink[1] - ink[3]) * MAX_BOX_TO_INK_RATIO < edges[1] - edges[3]
        ):
            return ink
        if edges != ink and edges[1] - edges[3] > MIN_BOX_HEIGHT_SHARE * self._size(i, address):
            return edges
        whole, own = self._matrix, raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self.text, i, whole)
        size = raw.FPDFText_GetFontSize(self.text, i)
        if edges != ink or not raw.FPDFPageObj_GetMatrix(item, own):
            own = whole
        area = own.a * own.d - own.b * own.c
        if not size or not area:
            return edges
        across = [(own.d * (x - own.e) - own.c * (y - own.f)) / area for x in edges[::2] for y in edges[1::2]]
        start, end = min(across), max(across)  # in the text's own coordinates
        if edges == ink and start < size / 2:  # else not the first character of those named together
            start, end = min(start, 0.0), max(end, size if is_wide(char) else 0.0)
        corners = [(x, y) for x in (start, end) for y in (DESCENT_SHARE * size, (1 + DESCENT_SHARE) * size)]
        xs = [whole.a * x + whole.c * y + whole.e for x, y in corners]
        ys = [whole.b * x + whole.d * y + whole.f for x, y in corners]
        return min(xs), max(ys), max(xs), min(ys)

    def _size(self, i: int, address: int) -> float:
        """The size on the page of the characters of a text object."""
        if (size := self._sizes.get(address)) is None:
            raw.FPDFText_GetMatrix(self.text, i, self._matrix)
            size = raw.FPDFText_GetFontSize(self.text, i) * math.hypot(self._matrix.c, self._matrix.d)
            self._sizes[address] = size
        return size


def character(code: int) -> str:
    if code in (2, 0xFFFE):  # what PDFium makes of a hyphen at the end of a line
        return "-"
    return plain(chr(code)) if code >= 32 else "\ufffd"
