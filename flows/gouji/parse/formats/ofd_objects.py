"""Objects of an OFD page -> characters and rules, by the lengths and matrices they are written with."""

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

from gouji.core.model import UnreadableDocument
from gouji.parse.page.covered import doubt_under, without_covered
from gouji.parse.page.drawn_page import DrawnPage
from gouji.parse.page.ink import MIN_OPAQUE_ALPHA, PLAIN, WHITE, Colour, Cover, Ink
from gouji.parse.page.ruled_tables import MAX_RULE_THICKNESS_POINTS, Region
from gouji.parse.page.text_lines import Glyph
from gouji.parse.page.vector_paths import Points, draw, is_space, plain

from .odf import name_of
from .ofd_ink import fill_of, is_filled, is_see_through

MAX_GLYPHS = 50_000  # a page
MAX_COMMANDS = 20_000  # of one path: more is a drawing
MAX_PATHS = 100_000  # a page
MAX_PICTURE_SHARE = 1 / 3  # of a page: a larger picture is the page, with its recognised text below it
ASCENT_SHARE = 0.86  # of its size: how far a character reaches above its line
MAX_SLANT_RADIANS = 0.2  # radians: text that leans more is a watermark
HALF_WIDTH_SHARE = 0.5  # of its size: the width of a figure or letter
# Operands of the path commands; the last two are where the pen goes.
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}

Matrix = tuple[float, float, float, float, float, float]
Edges = tuple[float, float, float, float]


class PlacedObject(NamedTuple):
    """A character by the corners of its box: where its line begins and ends at its foot, and above that."""

    text: str
    corners: Points
    order: int
    ink: Ink = PLAIN


def place(element: etree._Element, outer: Matrix) -> Matrix:
    """From an object's own lengths to the page's: its matrix, then the corner of its boundary."""
    box = numbers(element.get("Boundary"))
    corner: Matrix = (1, 0, 0, 1, box[0], box[1]) if len(box) >= 2 else (1, 0, 0, 1, 0, 0)
    own = numbers(element.get("CTM"))
    if len(own) == 6:
        return _times(_times((own[0], own[1], own[2], own[3], own[4], own[5]), corner), outer)
    return _times(corner, outer)


def numbers(text: str | None) -> list[float]:
    """The numbers of a list; [] for what is none."""
    if not text:
        return []
    return _finite(text.split())


def _finite(words: list[str]) -> list[float]:
    try:
        found = list(map(float, words))
    except ValueError:
        return []
    return found if all(map(math.isfinite, found)) else []


class Canvas:
    """Collects what is drawn on one page."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.placed: list[PlacedObject] = []
        self.paths: list[tuple[Points, bool, bool]] = []
        self.order = 0
        self.at = 0  # objects drawn so far
        self.params: dict[str | None, etree._Element] = {}
        self.pictures: list[tuple[int, Points]] = []  # their place in the order of drawing, two corners
        self.drawings: list[Points] = []  # pictures, and filled shapes that are no boxes
        self.boxes: list[tuple[int, Points, Colour]] = []  # opaque ones: place in the order of drawing, corners, colour

    def text(self, element: etree._Element, outer: Matrix, inherited: str | None = None) -> None:
        size = next(iter(numbers(element.get("Size"))), 0.0)
        if size <= 0 or element.get("Visible") in ("false", "0") or element.get("Alpha") == "0":
            return
        stretch = next(iter(numbers(element.get("HScale"))), 1.0)
        turn = next(iter(numbers(element.get("CharDirection"))), 0.0)
        matrix = place(element, outer)
        self.at += 1
        colour, alpha = fill_of(element, self.params, inherited)
        ink = Ink(self.at, colour, alpha, not is_filled(element))
        clip = _clip(element, matrix)
        x = y = 0.0
        for code in element:
            if name_of(code) != "TextCode":
                continue
            x = next(iter(numbers(code.get("X"))), x)
            y = next(iter(numbers(code.get("Y"))), y)
            text = code.text or ""
            steps = list(_steps(code, text, size * stretch))
            if len(self.placed) + len(text) > MAX_GLYPHS:
                raise _too_much(self.number, "字符", MAX_GLYPHS)
            for char, (dx, dy) in zip(text, steps, strict=True):
                self.order += 1
                if not is_space(ord(char)):
                    width = _width(char) * size * stretch
                    width = dx if 0 < dx < width else width
                    corners = _corners(matrix, x, y, width, size, turn)
                    own = ink if clip is None or _holds(clip, corners) else ink._replace(is_hidden=True)
                    self.placed.append(PlacedObject(plain(char), corners, self.order, own))
                x, y = x + dx, y + dy

    def path(self, element: etree._Element, outer: Matrix, inherited: str | None = None) -> None:
        stroked = element.get("Stroke") not in ("false", "0")
        filled = element.get("Fill") in ("true", "1")
        if element.get("Visible") in ("false", "0") or not (stroked or filled):
            return
        data = next((child.text for child in element if name_of(child) == "AbbreviatedData"), "") or ""
        matrix = place(element, outer)
        self.at += 1
        colour, alpha = fill_of(element, self.params, inherited)
        for points, is_closed in _subpaths(data.split()[: 3 * MAX_COMMANDS]):
            if len(self.paths) > MAX_PATHS:
                raise _too_much(self.number, "图形对象", MAX_PATHS)
            placed = [_at(matrix, x, y) for x, y in points]
            self.paths.append((placed, is_closed, stroked))
            if filled and alpha >= MIN_OPAQUE_ALPHA and len(set(points)) == 4:
                self.boxes.append((self.at, placed, colour))
        if filled and (outline := _outline(data)):
            self.drawings.append([_at(matrix, x, y) for x, y in outline])

    def image(self, element: etree._Element, outer: Matrix, *, hides: bool) -> None:
        """A picture; `hides`: nothing shows through it."""
        box = numbers(element.get("Boundary"))
        self.at += 1
        if len(box) == 4 and element.get("Visible") not in ("false", "0"):
            corners = [_at(outer, x, y) for x, y in ((box[0], box[1]), (box[0] + box[2], box[1] + box[3]))]
            self.drawings.append(corners)
            if hides and not is_see_through(element):
                self.pictures.append((self.at, corners))

    def page(self, width: float, height: float) -> DrawnPage:
        """The page with everything on it, turned so that most of its text is upright; lengths in points."""
        turn = self._turn()
        upright: Turn = _QUARTERS[turn]
        page = DrawnPage(self.number, *((height, width) if turn % 2 else (width, height)))
        glyphs = []
        for each in self.placed:
            angle = _angle(each.corners)
            if abs((angle - turn * math.pi / 2 + math.pi) % (2 * math.pi) - math.pi) > MAX_SLANT_RADIANS:
                continue
            places = [upright(x, y, width, height) for x, y in each.corners] if turn else each.corners
            xs, ys = [x for x, _ in places], [y for _, y in places]
            x0, top, x1, bottom = min(xs), min(ys), max(xs), max(ys)
            if 0 <= (x0 + x1) / 2 <= page.width and 0 <= (top + bottom) / 2 <= page.height:
                glyphs.append(Glyph(each.text, x0, top, x1, max(bottom, top + 1), each.order, None, each.ink))
        page.glyphs = glyphs
        for at, corners, colour in self.boxes:
            places = [upright(x, y, width, height) for x, y in corners]
            xs, ys = [x for x, _ in places], [y for _, y in places]
            if min(max(xs) - min(xs), max(ys) - min(ys)) > MAX_RULE_THICKNESS_POINTS:
                page.covers.append(Cover(at, min(xs), min(ys), max(xs), max(ys), colour))
        without_covered(page)
        for at, corners in self.pictures:
            (x0, y0), (x1, y1) = (upright(x, y, width, height) for x, y in corners)
            area = Cover(at, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), WHITE)
            if (area.x1 - area.x0) * (area.bottom - area.top) < MAX_PICTURE_SHARE * page.width * page.height:
                doubt_under(page, area)
        for corners in self.drawings:
            places = [upright(x, y, width, height) for x, y in corners]
            xs, ys = [x for x, _ in places], [y for _, y in places]
            if max(ys) - min(ys) > MAX_RULE_THICKNESS_POINTS:
                page.drawings.append(Region(0, 0, min(xs), min(ys), max(xs), max(ys)))
        for points, is_closed, is_stroked in self.paths:
            places = [upright(x, y, width, height) for x, y in points] if turn else points
            draw(page, places, is_closed=is_closed, is_stroked=is_stroked)
        return page

    def _turn(self) -> int:
        """Quarter turns clockwise in which most of the text is written."""
        turns = Counter(round(_angle(each.corners) / (math.pi / 2)) % 4 for each in self.placed)
        return turns.most_common(1)[0][0] if turns else 0


Turn = Callable[[float, float, float, float], tuple[float, float]]

# A place on the page -> where it is once text that runs so many quarter turns clockwise is upright.
_QUARTERS: tuple[Turn, ...] = (
    lambda x, y, _w, _h: (x, y),
    lambda x, y, w, _h: (y, w - x),
    lambda x, y, w, h: (w - x, h - y),
    lambda x, y, _w, h: (h - y, x),
)


def _angle(corners: Points) -> float:
    """The direction in which the text runs, clockwise on the page."""
    (x0, y0), (x1, y1) = corners[0], corners[1]
    return math.atan2(y1 - y0, x1 - x0)


def _steps(code: etree._Element, text: str, size: float) -> Iterator[tuple[float, float]]:
    """How far each character is from the next; without any word of it, as far as it is wide."""
    across, down = _run_lengths(code.get("DeltaX"), len(text)), _run_lengths(code.get("DeltaY"), len(text))
    for i, char in enumerate(text):
        if not across and not down:
            yield _width(char) * size, 0.0
        else:
            yield _nth(across, i), _nth(down, i)


def _width(char: str) -> float:
    """Of a character, in its sizes, as Chinese fonts have it."""
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else HALF_WIDTH_SHARE


def _nth(steps: list[float], i: int) -> float:
    return steps[min(i, len(steps) - 1)] if steps else 0.0


def _run_lengths(text: str | None, most: int) -> list[float]:
    """`3 g 4 5 2` -> 3 5 5 5 5 2: a g, how often, and the length."""
    steps: list[float] = []
    words = iter((text or "").split())
    try:
        for word in words:
            if word in ("g", "G"):
                times = max(int(float(next(words))), 0)
                steps += [float(next(words))] * min(times, most)
            else:
                steps.append(float(word))
            if len(steps) >= most:
                break
    except (ValueError, OverflowError, StopIteration):
        return []
    return steps if all(map(math.isfinite, steps)) else []


def _commands(words: list[str]) -> Iterator[tuple[str, list[float]]]:
    """(command, operands) of a path, up to the first that is none."""
    at = 0
    while at < len(words):
        count = _OPERANDS.get(words[at])
        operands = _finite(words[at + 1 : at + 1 + count]) if count else []
        if count is None or len(operands) != count:
            return
        yield words[at], operands
        at += 1 + count


def _subpaths(words: list[str]) -> Iterator[tuple[Points, bool]]:
    """(corners, whether closed) of each part of a path that is made of straight lines only."""
    points: list[tuple[float, float]] = []
    straight = True
    for command, operands in _commands(words):
        if command in ("S", "M"):
            if len(points) > 1 and straight:
                yield points, False
            points, straight = [], True
        if command == "C":
            if len(points) > 1 and straight:
                yield points, True
            points = points[:1]
        else:
            points.append((operands[-2], operands[-1]))
            straight = straight and command in ("S", "M", "L")
    if len(points) > 1 and straight:
        yield points, False


def _outline(data: str) -> Points:
    """The corners of a shape that is no box: with curves, or of more than four corners; none for others."""
    commands = list(_commands(data.split()[: 3 * MAX_COMMANDS]))
    points = [(operands[-2], operands[-1]) for _, operands in commands if operands]
    curves = any(command in ("Q", "B", "A") for command, _ in commands)
    return points if points and (curves or len(set(points)) > 4) else []


def _corners(matrix: Matrix, x: float, y: float, width: float, size: float, turn: float) -> Points:
    """The box of a character whose line begins at x, y; `turn`: degrees clockwise it is set on its side."""
    if turn:
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        a, b, c, d, e, f = _times((cos, sin, -sin, cos, x, y), matrix)
    else:
        a, b, c, d = matrix[:4]
        e, f = _at(matrix, x, y)
    low, high = (1 - ASCENT_SHARE) * size, -ASCENT_SHARE * size
    return [
        (c * low + e, d * low + f),
        (a * width + c * low + e, b * width + d * low + f),
        (a * width + c * high + e, b * width + d * high + f),
        (c * high + e, d * high + f),
    ]


def _clip(element: etree._Element, matrix: Matrix) -> Edges | None:
    """The box that an object is cut out by: left, top, right, bottom; None without."""
    points = [
        _at(place(path, matrix), x, y)
        for path in element.iterfind("{*}Clips/{*}Clip/{*}Area/{*}Path")
        for data in path.iterfind("{*}AbbreviatedData")
        for corners, _ in _subpaths((data.text or "").split()[: 3 * MAX_COMMANDS])
        for x, y in corners
    ]
    if not points:
        return None
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _holds(box: Edges, corners: Points) -> bool:
    """Whether the middle of a character is in a box."""
    x, y = (sum(at) / len(corners) for at in zip(*corners, strict=True))
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _at(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _times(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n."""
    a, b, c, d, e, f = m
    p, q, r, s, t, u = n
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _too_much(number: int, what: str, most: int) -> UnreadableDocument:
    return UnreadableDocument(
        f"OFD 第 {number} 页的{what}超过 {most:,} 个，不像一份年度报告，请核对所收文件。 Page {number} holds too much."
    )
