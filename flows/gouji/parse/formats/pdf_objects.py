"""The objects of a PDF page in the order they are drawn: its rules, the boxes on it, and how its text is drawn."""

import ctypes
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as raw  # type: ignore[import-untyped]

from gouji.core.model import UnreadableDocument
from gouji.parse.page.drawn_page import DrawnPage
from gouji.parse.page.ink import BLACK, MIN_OPAQUE_ALPHA, WHITE, Colour, Cover, Ink
from gouji.parse.page.ruled_tables import MAX_RULE_THICKNESS_POINTS, Region, RuledLine
from gouji.parse.page.text_lines import Glyph
from gouji.parse.page.vector_paths import Points, draw, is_dot

from .pdf_notes import Notes
from .pdf_text import upright

MAX_OBJECTS = 100_000  # a page; a table with a rule for each side of each cell has 1,000
MAX_SEGMENTS = 4_000  # of one path: more is a drawing, such as a seal
MAX_DEPTH = 10  # of form objects in form objects
MAX_CLIP_SEGMENTS = 12  # of a path that a text is cut out by: of more, the drawn page is asked
MAX_SLANT_RADIANS = 0.2  # text that leans more is a watermark
CLIP_REACH_POINTS = 3.0  # how far text may stand out of what it is cut out by
_INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_STROKED = (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP)
_SEGMENT, _KIND, _PLACE = raw.FPDFPath_GetPathSegment, raw.FPDFPathSegment_GetType, raw.FPDFPathSegment_GetPoint
_MOVE, _CURVE = raw.FPDF_SEGMENT_MOVETO, raw.FPDF_SEGMENT_BEZIERTO

Matrix = tuple[float, float, float, float, float, float]
Children = tuple[Callable[[Any], int], Callable[[Any, int], Any]]  # how many objects, and the one of a number
_ON_PAGE: Children = (raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
_IN_FORM: Children = (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)


class Area(NamedTuple):
    """What may cover text or not (a picture, a transparent box): only the drawn page tells. As Cover."""

    at: int
    x0: float
    top: float
    x1: float
    bottom: float


class PageObjects:
    """Collects, for one page, rules and covers onto it, and for its text objects, by address, how they are drawn.

    `turn`: as in `upright`. `has_layers`: the file may have parts that are switched off.
    """

    def __init__(self, page: DrawnPage, corners: tuple[float, ...], turn: int, *, has_layers: bool) -> None:
        self.page, self.corners, self.turn, self.has_layers = page, corners, turn, has_layers
        self.seen = 0
        self.inks: dict[int, Ink] = {}
        self._places: dict[int, tuple[Any, Any]] = {}  # text objects by address, each with the form it stands in
        self.unsure: set[int] = set()  # text objects that may be cut off or switched off
        self.areas: list[Area] = []
        self._numbers = [ctypes.c_uint() for _ in range(4)]
        self._floats = [ctypes.c_float() for _ in range(4)]
        self._matrix = raw.FS_MATRIX()

    def collect(self, page: Any) -> None:
        self._walk(page, _ON_PAGE, (1, 0, 0, 1, 0, 0), 0)

    def add_notes(self, notes: Notes) -> None:
        """What is drawn over the page after everything else."""
        for left, bottom, right, top in notes.strikes:
            x0, y0, x1, y1 = _box([upright(x, y, self.corners, self.turn) for x, y in ((left, bottom), (right, top))])
            self.page.strikes.append(RuledLine((y0 + y1) / 2, x0, x1))
        for left, bottom, right, top in notes.over:
            corners = [upright(x, y, self.corners, self.turn) for x, y in ((left, bottom), (right, top))]
            self.areas.append(Area(self.seen + 1, *_box(corners)))

    def remove(self, page: Any, addresses: Iterable[int]) -> bool:
        """Take text objects off the page; whether there were any."""
        found = [self._places[address] for address in addresses if address in self._places]
        for item, form in found:
            if form is None:
                raw.FPDFPage_RemoveObject(page, item)
            else:
                raw.FPDFFormObj_RemoveObject(form, item)
        return bool(found)

    def may_hide(self, address: int, glyph: Glyph) -> bool:
        """Whether only the drawn page tells if a character is seen."""
        if address in self.unsure:
            return True
        x, y, at = (glyph.x0 + glyph.x1) / 2, glyph.middle, glyph.ink.at
        return any(a.at > at and a.x0 <= x <= a.x1 and a.top <= y <= a.bottom for a in self.areas)

    def _walk(self, parent: Any, children: Children, outer: Matrix, depth: int) -> None:
        count, get = children
        for i in range(max(count(parent), 0)):
            self.seen += 1
            if self.seen > MAX_OBJECTS:
                raise too_much(self.page.number, "图形对象以上", MAX_OBJECTS)
            item = get(parent, i)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_SHADING:
                self._area(item, outer)
            if kind not in (
                raw.FPDF_PAGEOBJ_TEXT,
                raw.FPDF_PAGEOBJ_PATH,
                raw.FPDF_PAGEOBJ_FORM,
                raw.FPDF_PAGEOBJ_IMAGE,
            ):
                continue
            if not raw.FPDFPageObj_GetMatrix(item, self._matrix):
                continue
            m = self._matrix
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                is_level = not m.b and not outer[1]
                is_slanted = not is_level and _is_slanted(times((m.a, m.b, m.c, m.d, m.e, m.f), outer))
                self._text(item, parent if depth else None, is_slanted=is_slanted)
                continue
            inner = times((m.a, m.b, m.c, m.d, m.e, m.f), outer)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                area = abs(inner[0] * inner[3] - inner[1] * inner[2])
                self.page.has_picture = self.page.has_picture or area > self.page.width * self.page.height / 3
                self._area(item, outer, is_figure=True)
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(item, inner, outer, depth)
            elif depth < MAX_DEPTH:
                self._walk(item, _IN_FORM, inner, depth + 1)

    def _text(self, item: Any, form: Any, *, is_slanted: bool) -> None:
        """`form`: the object it stands in, or None for the page."""
        mode = raw.FPDFTextObj_GetTextRenderMode(item)
        red, green, blue, alpha = self._numbers
        colour_of = raw.FPDFPageObj_GetStrokeColor if mode in _STROKED else raw.FPDFPageObj_GetFillColor
        address = ctypes.addressof(item.contents)
        if not colour_of(item, red, green, blue, alpha):
            red.value = green.value = blue.value = 0
            alpha.value = 255
        self.inks[address] = Ink(
            self.seen,
            _colour(red.value, green.value, blue.value),
            alpha.value / 255,
            mode in _INVISIBLE,
            is_slanted,
        )
        self._places[address] = item, form
        if (self.has_layers and (form is not None or _has_layer(item))) or self._is_cut(item):
            self.unsure.add(address)

    def _is_cut(self, item: Any) -> bool:
        """Whether what a text is cut out by leaves part of it away."""
        clip = raw.FPDFPageObj_GetClipPath(item)
        count = raw.FPDFClipPath_CountPaths(clip) if clip else -1
        if count <= 0:
            return False
        bounds = self._bounds(item)
        x, y = self._floats[:2]
        for path in range(count):
            segments = raw.FPDFClipPath_CountPathSegments(clip, path)
            if segments > MAX_CLIP_SEGMENTS:
                return True
            xs, ys = [], []
            for k in range(segments):
                raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, k), x, y)
                xs.append(x.value)
                ys.append(y.value)
            if (
                bounds
                and xs
                and not (
                    min(xs) - CLIP_REACH_POINTS <= bounds[0]
                    and bounds[2] <= max(xs) + CLIP_REACH_POINTS
                    and min(ys) - CLIP_REACH_POINTS <= bounds[1]
                    and bounds[3] <= max(ys) + CLIP_REACH_POINTS
                )
            ):
                return True
        return False

    def _bounds(self, item: Any) -> tuple[float, float, float, float] | None:
        """Left, bottom, right, top in the file's coordinates."""
        left, bottom, right, top = self._floats
        if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            return None
        return left.value, bottom.value, right.value, top.value

    def _area(self, item: Any, outer: Matrix, *, is_figure: bool = False) -> None:
        if (bounds := self._bounds(item)) is not None:
            a, b, c, d, e, f = outer
            corners = [
                upright(a * x + c * y + e, b * x + d * y + f, self.corners, self.turn)
                for x in bounds[::2]
                for y in bounds[1::2]
            ]
            area = Area(self.seen, *_box(corners))
            self.areas.append(area)
            if is_figure:
                self._note_drawing(*area[1:])

    def _note_drawing(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """A picture or shape that may be a figure, or part of one."""
        if bottom - top > MAX_RULE_THICKNESS_POINTS:
            self.page.drawings.append(Region(0, 0, x0, top, x1, bottom))

    def _path(self, item: Any, matrix: Matrix, outer: Matrix, depth: int) -> None:
        segments = raw.FPDFPath_CountSegments(item)
        if not 2 <= segments <= MAX_SEGMENTS:
            return
        fill_mode, stroked = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill_mode, stroked)
        if not fill_mode.value and not stroked.value:
            return
        seen = False
        for points, is_closed in self._subpaths(item, segments, matrix, asks_closed=bool(stroked.value)):
            seen = True
            if fill_mode.value and len(points) > 2:
                self._fill(item, points, depth, is_only=segments <= len(points) + 1)
            draw(self.page, points, is_closed=is_closed, is_stroked=bool(stroked.value))
        if fill_mode.value and not seen:  # a shape with curves
            self._area(item, outer, is_figure=True)

    def _fill(self, item: Any, points: Points, depth: int, *, is_only: bool) -> None:
        x0, top, x1, bottom = _box(points)
        if min(x1 - x0, bottom - top) <= MAX_RULE_THICKNESS_POINTS:
            return
        red, green, blue, alpha = self._numbers
        known = raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
        is_box = is_only and len({(round(x), round(y)) for x, y in points}) <= 4 and _is_level(points)
        may_be_off = self.has_layers and (depth or _has_layer(item))
        is_sure = known and is_box and alpha.value >= 255 * MIN_OPAQUE_ALPHA and not may_be_off
        if is_sure and not raw.FPDFPageObj_HasTransparency(item) and not self._is_cut(item):
            colour = _colour(red.value, green.value, blue.value)
            self.page.covers.append(Cover(self.seen, x0, top, x1, bottom, colour))
            return
        self.areas.append(Area(self.seen, x0, top, x1, bottom))
        if not _is_level(points):
            self._note_drawing(x0, top, x1, bottom)

    def _subpaths(
        self, item: Any, segments: int, matrix: Matrix, *, asks_closed: bool
    ) -> Iterator[tuple[Points, bool]]:
        """(corners, whether closed) of each part of a path that is made of straight lines only, or is a round dot."""
        a, b, c, d, e, f = matrix
        x, y = ctypes.c_float(), ctypes.c_float()
        segment_of, kind_of, place_of = _SEGMENT, _KIND, _PLACE
        points: list[tuple[float, float]] = []
        straight = closed = True
        for k in range(segments):
            segment = segment_of(item, k)
            kind = kind_of(segment)
            place_of(segment, x, y)
            if kind == _MOVE:
                if len(points) > 1 and (straight or is_dot(points)):
                    yield points, closed
                points, straight, closed = [], True, False
            straight = straight and kind != _CURVE
            closed = closed or (asks_closed and bool(raw.FPDFPathSegment_GetClose(segment)))
            u, v = x.value, y.value
            points.append(upright(a * u + c * v + e, b * u + d * v + f, self.corners, self.turn))
        if len(points) > 1 and (straight or is_dot(points)):
            yield points, closed


def _colour(red: int, green: int, blue: int) -> Colour:
    if red == green == blue and red in (0, 255):
        return WHITE if red else BLACK
    return red / 255, green / 255, blue / 255


def times(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n."""
    a, b, c, d, e, f = m
    p, q, r, s, t, u = n
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _is_slanted(matrix: Matrix) -> bool:
    quarters = math.atan2(matrix[1], matrix[0]) / (math.pi / 2)
    return abs(quarters - round(quarters)) * math.pi / 2 > MAX_SLANT_RADIANS


def too_much(number: int, what: str, count: int) -> UnreadableDocument:
    return UnreadableDocument(
        f"PDF 第 {number} 页有 {count:,} 个{what}，不像一份年度报告，请核对所收文件。 Page {number} holds too much."
    )


def _has_layer(item: Any) -> bool:
    """Whether an object belongs to a part of the page that may be switched off (optional content)."""
    name, length = ctypes.create_string_buffer(16), ctypes.c_ulong()
    for k in range(max(raw.FPDFPageObj_CountMarks(item), 0)):
        mark = raw.FPDFPageObj_GetMark(item, k)
        if raw.FPDFPageObjMark_GetName(mark, ctypes.cast(name, ctypes.POINTER(ctypes.c_ushort)), 16, length) and (
            name.raw[: length.value].decode("utf-16-le", "replace").rstrip("\0") == "OC"
        ):
            return True
    return False


def _box(points: Points) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _is_level(points: Points) -> bool:
    """Whether a path of four corners is a box with level sides."""
    xs, ys = {round(x) for x, _ in points}, {round(y) for _, y in points}
    return len(xs) == 2 and len(ys) == 2
