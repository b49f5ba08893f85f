"""An even, upright image and its rules -> its words: pieces of a line that no rule and no wide gap runs through."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any, NamedTuple

import cv2
import numpy as np

from gouji.parse.page.ruled_tables import Region

from .deskew import INK_LEVEL

MAX_CHARACTER_GAP_POINTS = 6.0  # points: characters nearer than this make a word
MAX_STROKE_GAP_POINTS = 1.2  # points between the strokes of one character, one above the other
MAX_STROKE_HEIGHT_POINTS = 2.6  # points: no more than a stroke
MAX_PART_GAP_POINTS = 1.5  # points between the parts of a character that came apart
MAX_LOW_PART_GAP_POINTS = 3.0  # of one that is lower than two lines of the smallest print could be
MIN_TWO_LINES_HEIGHT_POINTS = 9.5  # points: two lines of print are higher
MAX_HEIGHT_TO_WIDTH_RATIO = 1.2  # height of a character in shares of its width
MAX_CHARACTER_WIDTH_POINTS = 24.0  # points of a character's width
MAX_LINE_GAP_INK_SHARE = 0.12  # of a line's ink: what is left in the gap between two lines
MIN_WORD_SIZE_POINTS = 1.2  # points: smaller is dirt
MIN_DIGIT_HEIGHT_SHARE = 0.4  # of a word's height: smaller is no digit
MAX_INK_HEIGHT_POINTS = 44.0  # points: more is a picture, a hole or the dark edge of the glass
MAX_INK_WIDTH_POINTS = 150.0
MAX_WORD_GAP_HEIGHTS = 0.8  # of a line's height: nearer words are recognised together
MAX_DIGIT_WIDTH_HEIGHTS = 0.8  # of a line's height: a digit
MAX_FULL_WIDTH_PITCH_HEIGHTS = (
    1.8  # of a line's height: from one full-width digit to the next; the columns of a table are wider
)
MIN_LINE_OVERLAP_SHARE = 0.5  # share of the lower word's height that words of one line have in common
MIN_LINE_HEIGHT_POINTS = 6.5  # points: what a line's height is taken for at least, so that a dash stays a dash
CROP_MARGINS_HEIGHTS = (0.18, 0.3)  # of a line's height: paper left above and below, and on either side
MAX_REMNANT_POINTS = 1.5  # points: what is left of a rule is thinner, and this near to the side of its cell


class RecognisedWord(NamedTuple):
    """The box of a word's ink, in pixels."""

    x0: int
    top: int
    x1: int
    bottom: int


def ink_of(even: Any, mask: Any, px: float) -> Any:
    """1 where there is ink of characters: no rules, no dust, nothing as large as a picture."""
    ink = ((cv2.GaussianBlur(even, (3, 3), 0) < INK_LEVEL) & (mask == 0)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    keep = (high < MAX_INK_HEIGHT_POINTS * px) & (wide < MAX_INK_WIDTH_POINTS * px) & (area > 0.2 * px * px)
    keep[0] = False
    return keep[labels].astype(np.uint8)


def find_words(ink: Any, mask: Any, px: float) -> list[RecognisedWord]:
    joined = cv2.morphologyEx(
        ink,
        cv2.MORPH_CLOSE,
        np.ones((round(MAX_STROKE_GAP_POINTS * px) | 1, round(MAX_CHARACTER_GAP_POINTS * px) | 1), np.uint8),
    )
    joined[mask > 0] = 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    words = [
        part
        for x, y, wide, high, _ in stats[1:].tolist()
        for part in _lines(ink, RecognisedWord(x, y, x + wide, y + high), px)
    ]
    return _joined_strokes(
        _joined_overlapping(
            [word for word in words if max(word.x1 - word.x0, word.bottom - word.top) >= MIN_WORD_SIZE_POINTS * px]
        ),
        px,
    )


def _lines(ink: Any, word: RecognisedWord, px: float) -> list[RecognisedWord]:
    """The lines of a word that runs over several because they nearly touch."""
    if word.bottom - word.top < 2 * MIN_LINE_HEIGHT_POINTS * px:
        return [word]
    rows = ink[word.top : word.bottom, word.x0 : word.x1].sum(axis=1)
    low = round(MIN_LINE_HEIGHT_POINTS * px * 0.8)
    inner = rows[low:-low]
    at = low + int(inner.argmin())
    if inner.min() > MAX_LINE_GAP_INK_SHARE * np.percentile(rows, 90):
        return [word]
    upper, lower = word._replace(bottom=word.top + at), word._replace(top=word.top + at)
    return [*_lines(ink, upper, px), *_lines(ink, lower, px)]


def _joined_strokes(words: list[RecognisedWord], px: float) -> list[RecognisedWord]:
    """Strokes that stand above each other and alone made one character: 二, 三, a 5 whose neck is too pale."""
    made: list[RecognisedWord] = []
    for word in sorted(words, key=lambda w: w.top):
        k = next((k for k, other in enumerate(made) if _is_over(other, word, px)), None)
        if k is None:
            made.append(word)
        else:
            other = made[k]
            made[k] = RecognisedWord(
                min(word.x0, other.x0), other.top, max(word.x1, other.x1), max(word.bottom, other.bottom)
            )
    return made


def _is_over(upper: RecognisedWord, lower: RecognisedWord, px: float) -> bool:
    wide = max(lower.x1, upper.x1) - min(lower.x0, upper.x0)
    shared = min(lower.x1, upper.x1) - max(lower.x0, upper.x0)
    high = max(lower.bottom, upper.bottom) - upper.top
    if high < MIN_TWO_LINES_HEIGHT_POINTS * px and lower.top - upper.bottom < MAX_LOW_PART_GAP_POINTS * px:
        return shared > 0
    flat = [word.bottom - word.top < MAX_STROKE_HEIGHT_POINTS * px for word in (upper, lower)]
    is_torn = (
        any(flat) and lower.top - upper.bottom < MAX_PART_GAP_POINTS * px and high < 2 * MIN_LINE_HEIGHT_POINTS * px
    )
    is_square = all(flat) and high < MAX_HEIGHT_TO_WIDTH_RATIO * wide
    return (is_torn or is_square) and wide < MAX_CHARACTER_WIDTH_POINTS * px and shared > 0.5 * wide


def _joined_overlapping(words: list[RecognisedWord]) -> list[RecognisedWord]:
    """Boxes that overlap made one: a stroke within the box of its word."""
    words = sorted(words)
    i = 0
    while i < len(words):
        a = words[i]
        beside = range(i + 1, bisect_left(words, a.x1, key=lambda word: word.x0))
        k = next((k for k in beside if _shared(a, words[k]) > MIN_LINE_OVERLAP_SHARE), None)
        if k is None:
            i += 1
            continue
        b = words.pop(k)
        words[i] = RecognisedWord(a.x0, min(a.top, b.top), max(a.x1, b.x1), max(a.bottom, b.bottom))
    return words


def _shared(a: RecognisedWord, b: RecognisedWord) -> float:
    low = min(a.bottom - a.top, b.bottom - b.top)
    return (min(a.bottom, b.bottom) - max(a.top, b.top)) / max(low, 1)


def lines_of_words(words: Iterable[RecognisedWord]) -> list[list[RecognisedWord]]:
    """Words side by side, the box of each as high as its whole line; those near each other made one."""
    lines: list[list[RecognisedWord]] = []
    for word in sorted(words, key=lambda w: w.top - w.bottom):  # the highest first
        line = next(
            (line for line in lines if any(_shared(word, other) > MIN_LINE_OVERLAP_SHARE for other in line)), None
        )
        if line is None:
            lines.append([word])
        else:
            line.append(word)
    made = []
    for line in lines:
        top, bottom = min(word.top for word in line), max(word.bottom for word in line)
        joined: list[RecognisedWord] = []
        for word in sorted(line):
            if joined and _are_one_word(joined[-1], word, bottom - top):
                joined[-1] = joined[-1]._replace(x1=max(word.x1, joined[-1].x1))
            else:
                joined.append(word._replace(top=top, bottom=bottom))
        made.append(joined)
    return sorted(made, key=lambda line: line[0].top)


def _are_one_word(a: RecognisedWord, b: RecognisedWord, high: int) -> bool:
    """Whether two words of a line, which is so high, are recognised together: near each other, or full-width digits."""
    is_digit = b.x1 - b.x0 < MAX_DIGIT_WIDTH_HEIGHTS * high and b.x1 - a.x1 < MAX_FULL_WIDTH_PITCH_HEIGHTS * high
    return b.x0 - a.x1 < MAX_WORD_GAP_HEIGHTS * high or is_digit


def is_remnant(word: RecognisedWord, cell: Region, px: float) -> bool:
    """Whether it is what is left of a rule beside its cell."""
    wide, high = (word.x1 - word.x0) / px, (word.bottom - word.top) / px
    beside = min(word.x0 / px - cell.x0, cell.x1 - word.x1 / px) < MAX_REMNANT_POINTS
    above = min(word.top / px - cell.top, cell.bottom - word.bottom / px) < MAX_REMNANT_POINTS
    return (wide < MAX_REMNANT_POINTS and beside and high > wide) or (
        high < MAX_REMNANT_POINTS and above and wide > high
    )


def without_dirt(words: list[RecognisedWord]) -> list[RecognisedWord]:
    """The words of a cell without those that are spots beside higher ones."""
    least = MIN_DIGIT_HEIGHT_SHARE * max((word.bottom - word.top for word in words), default=0)
    return [word for word in words if max(word.bottom - word.top, word.x1 - word.x0) > least]


def without_specks(image: Any, word: RecognisedWord) -> tuple[Any, RecognisedWord]:
    """The image without the small spots at either end of a word, and what is left of the word."""
    box = (image[word.top : word.bottom, word.x0 : word.x1] < INK_LEVEL).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(box, connectivity=8)
    least = MIN_DIGIT_HEIGHT_SHARE * (word.bottom - word.top)
    large = stats[1:][(stats[1:, cv2.CC_STAT_HEIGHT] > least) | (stats[1:, cv2.CC_STAT_WIDTH] > least)]
    if not len(large):
        return image, word
    left = word.x0 + int(large[:, cv2.CC_STAT_LEFT].min())
    right = word.x0 + int((large[:, cv2.CC_STAT_LEFT] + large[:, cv2.CC_STAT_WIDTH]).max())
    image = image.copy()
    image[word.top : word.bottom, word.x0 : left] = 255
    image[word.top : word.bottom, right : word.x1] = 255
    return image, word._replace(x0=left, x1=right)


def cut_out(
    image: Any, word: RecognisedWord, px: float, margin: tuple[float, float] = CROP_MARGINS_HEIGHTS
) -> tuple[Any, float, float]:
    """The image of a word with paper around it, and where it begins and ends across, in pixels."""
    high = max(word.bottom - word.top, MIN_LINE_HEIGHT_POINTS * px)
    middle = (word.top + word.bottom) / 2
    half = high * (0.5 + margin[0])
    top, bottom = round(middle - half), round(middle + half)
    left, right = round(word.x0 - margin[1] * high), round(word.x1 + margin[1] * high)
    inside = image[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    missing = max(-top, 0), bottom - top - inside.shape[0] - max(-top, 0), max(-left, 0), 0
    wide = right - left - inside.shape[1] - max(-left, 0)
    piece = cv2.copyMakeBorder(inside, missing[0], missing[1], missing[2], wide, cv2.BORDER_CONSTANT, value=255)
    return piece, float(left), float(right)
