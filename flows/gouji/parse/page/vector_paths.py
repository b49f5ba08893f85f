"""What a page format draws -> the characters and ruling lines that pages are read from."""

import re
import unicodedata
from collections.abc import Sequence

from .drawn_page import DrawnPage
from .ruled_tables import MAX_RULE_THICKNESS_POINTS, RuledLine

MAX_SLOPE_POINTS = 0.5  # points a rule may lean

# Characters that only their font could explain: private ones, and what a character code looks like when taken for one.
UNMAPPED_CHARACTERS = re.compile(
    "[\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd\x7f-\x9f\xaf\xb8\xc0-\xd6\xd8-\xf6\xf8-\u024f]"
)
# Radicals that stand for whole characters in some fonts' tables and that NFKC leaves alone.
_RADICALS = str.maketrans(
    "⺎⺟⺠⺣⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰", "兀母民灬西见角贝车长门青页风飞食马骨鬼鱼鸟卤麦黄齐齿龙"
)

Points = Sequence[tuple[float, float]]


def is_space(code: int) -> bool:
    """Whether a character leaves no mark on the page."""
    return code in (9, 10, 13, 32, 0xA0, 0xAD, 0x3000, 0xFEFF) or 0x2000 <= code <= 0x200F


def plain(char: str) -> str:
    """A character as it is written: no radical, no ligature."""
    if "\u2e80" <= char <= "\u2fdf":
        return unicodedata.normalize("NFKC", char.translate(_RADICALS))
    return unicodedata.normalize("NFKC", char) if "\ufb00" <= char <= "\ufb06" else char


def is_dot(points: Points) -> bool:
    """Whether a path is no larger than a dot of a dotted rule."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(max(xs) - min(xs), max(ys) - min(ys)) <= MAX_RULE_THICKNESS_POINTS


def draw(page: DrawnPage, points: Points, *, is_closed: bool, is_stroked: bool) -> None:
    """The rules that a path of straight lines (places on the page, from its upper left corner) leaves on it."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    if max(wide, high) <= MAX_RULE_THICKNESS_POINTS and min(wide, high) > max(wide, high) / 2:  # a dot
        page.dots.append(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2))
    elif (
        wide <= MAX_RULE_THICKNESS_POINTS or high <= MAX_RULE_THICKNESS_POINTS
    ):  # a line, or a rectangle thin enough to be one
        _add(page, (min(xs), min(ys)), (max(xs), max(ys)))
    elif is_stroked:
        for a, b in zip(points, [*points[1:], points[0]] if is_closed else points[1:], strict=False):
            if abs(a[0] - b[0]) <= MAX_SLOPE_POINTS or abs(a[1] - b[1]) <= MAX_SLOPE_POINTS:
                _add(page, a, b)


def _add(page: DrawnPage, a: tuple[float, float], b: tuple[float, float]) -> None:
    wide, high = abs(a[0] - b[0]), abs(a[1] - b[1])
    if wide >= high and wide > 0:
        page.horizontals.append(RuledLine((a[1] + b[1]) / 2, min(a[0], b[0]), max(a[0], b[0])))
    elif high > 0:
        page.verticals.append(RuledLine((a[0] + b[0]) / 2, min(a[1], b[1]), max(a[1], b[1])))
