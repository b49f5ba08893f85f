"""One frame of a scan -> pages of placed characters and rules, as any page of a PDF has them."""

from collections import defaultdict
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from gouji.parse.document import Box
from gouji.parse.page.drawn_page import DrawnPage
from gouji.parse.page.ruled_tables import Region, RuledFrame, find_frames
from gouji.parse.page.text_lines import Glyph

from . import deskew
from .deskew import INK_LEVEL
from .dewarp import dewarped
from .picture import PictureFrame as Picture
from .recogniser import RecognisedLine, recognise
from .ruling import find_rules
from .strokes import checked_slash, without_gaps
from .words import (
    MAX_CHARACTER_GAP_POINTS,
    RecognisedWord,
    cut_out,
    find_words,
    ink_of,
    is_remnant,
    lines_of_words,
    without_dirt,
    without_specks,
)

MAX_SAMPLE_LINES = 4  # lines of text that tell which side is up
MIN_UPRIGHT_CONFIDENCE = 0.85  # mean confidence of the characters of an upright page
MIN_UPRIGHT_CHARACTERS = 10  # characters
MIN_LEGIBLE_CONFIDENCE = 0.9  # mean confidence of the characters of a page that can be read without asking for another
SPECK_CHARACTERS = " .,·•*★;:'`"  # what a speck beside a figure is read as
UNRECOGNISED = "□"  # what stands for ink in which no character was recognised


def read_frame(picture: Picture, number: int) -> list[DrawnPage]:
    """The pages of a frame: one, or two side by side. `number`: of the first of them."""
    px = deskew.resolution(picture.image, picture.dpi)
    image = picture.image
    if px * 72 > deskew.MAX_DPI:
        scale = 200 / 72 / px
        image, px = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), 200 / 72
    even = deskew.normalised(image, px)
    even = deskew.rotated(even, deskew.skew_of(even, px))
    even = dewarped(_right_side_up(even, px), px)
    return [_read(half, px, number) for half in deskew.split_pages(even, px)]


def _right_side_up(even: Any, px: float) -> Any:
    """The image turned by as many quarters as make the most of its text readable, of a few lines."""
    lies = _in_lines(even, px) < _in_lines(np.ascontiguousarray(even.T), px)
    best, most = even, -1.0
    for quarters in (1, 3, 0, 2) if lies else (0, 2, 1, 3):
        image = np.ascontiguousarray(np.rot90(even, quarters))
        sure = [s for line in _sample(image, px) for s, char in zip(line.sure, line.text, strict=True) if char >= "一"]
        if not lies and sum(sure) / max(len(sure), MIN_UPRIGHT_CHARACTERS) > MIN_UPRIGHT_CONFIDENCE:
            return image
        # Where the page seems to lie on its side, or is of columns of figures only, all four are compared: labels
        # down the side of a table are readable from there, too, but shorter.
        if sum(sure) > most:
            best, most = image, sum(sure)
    return best


def _in_lines(even: Any, px: float) -> float:
    """How much of an image looks like lines of text from side to side: the longer, the more."""
    small = cv2.resize(even, None, fx=1 / px, fy=1 / px, interpolation=cv2.INTER_AREA)
    ink = cv2.morphologyEx(
        (small < INK_LEVEL).astype(np.uint8),
        cv2.MORPH_CLOSE,
        np.ones((1, round(MAX_CHARACTER_GAP_POINTS) | 1), np.uint8),
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    lines = wide[(high > 5) & (high < 25) & (wide > 4 * high)]
    return float(np.square(lines).sum())


def _sample(image: Any, px: float) -> list[RecognisedLine]:
    nothing = np.zeros_like(image)
    words = find_words(ink_of(image, nothing, px), nothing, px)
    lines = [w for w in words if 5 * px < w.bottom - w.top < 25 * px and w.x1 - w.x0 > 4 * (w.bottom - w.top)]
    lines.sort(key=lambda w: abs((w.x1 - w.x0) / (w.bottom - w.top) - 8))
    return recognise([cut_out(image, word, px)[0] for word in lines[:MAX_SAMPLE_LINES]])


def _read(even: Any, px: float, number: int) -> DrawnPage:
    high, wide = even.shape
    page = DrawnPage(number, wide / px, high / px, has_picture=True, is_recognised=True)
    ruling = find_rules(even, px)
    page.horizontals, page.verticals = ruling.horizontals, ruling.verticals
    words = find_words(ink_of(even, ruling.mask, px), ruling.mask, px)
    clean = np.where(ruling.mask > 0, 255, even).astype(np.uint8)
    frames = [frame for frame in find_frames(page.horizontals, page.verticals) if len(frame.regions) > 1]
    cells, outside = _cells(words, frames, px)
    beyond = {word for line in lines_of_words(outside) for word in line}
    placed = [word for group in (*cells.values(), outside) for line in lines_of_words(group) for word in line]
    cuts = [cut_out(clean, word, px) for word in placed]
    order = 0
    for word, (_, left, right), line in zip(placed, cuts, recognise([cut[0] for cut in cuts]), strict=True):
        if word in beyond and not line.text.strip():
            continue  # dirt outside of all tables
        line = without_gaps(checked_slash(line, clean, word), right - left, word.bottom - word.top)
        glyphs = _glyphs(word, left, right, line, order, px)
        order += len(glyphs) + 1
        page.glyphs += glyphs
    sure = [glyph.confidence or 0.0 for glyph in page.glyphs if glyph.text >= "一"]
    if sure and sum(sure) / len(sure) < MIN_LEGIBLE_CONFIDENCE:
        page.unread.append(f"第 {number} 页字迹难以辨认，请以 300 dpi 重新扫描，或索取 Word 或带文字的 PDF")
    page.look_again = _CellRereader(
        even, clean, {_key(frames[k].regions[n]): found for (k, n), found in cells.items()}, px
    ).look
    return page


def _cells(
    words: list[RecognisedWord], frames: list[RuledFrame], px: float
) -> tuple[dict[tuple[int, int], list[RecognisedWord]], list[RecognisedWord]]:
    """Words by (frame, region), and those outside of all tables; what is left of rules is none."""
    cells: dict[tuple[int, int], list[RecognisedWord]] = defaultdict(list)
    outside: list[RecognisedWord] = []
    for word in words:
        x, y = (word.x0 + word.x1) / 2 / px, (word.top + word.bottom) / 2 / px
        at = next((k for k, frame in enumerate(frames) if frame.holds(x, y)), None)
        if at is None:
            outside.append(word)
            continue
        number = frames[at].region_at(x, y)
        if not is_remnant(word, frames[at].regions[number], px):
            cells[at, number].append(word)
    return cells, outside


def _key(region: Region) -> tuple[float, float]:
    return region.x0, region.top


class _CellRereader:
    """A page kept for a second look at its cells."""

    def __init__(
        self, even: Any, clean: Any, words: dict[tuple[float, float], list[RecognisedWord]], px: float
    ) -> None:
        self.even, self.clean, self.words, self.px = even, clean, words, px

    def look(self, region: Region) -> list[Box]:
        """What a cell of one word says: with its rules, in black and white, broader and softer, and without dust."""
        lines = lines_of_words(without_dirt(self.words.get(_key(region), [])))
        if len(lines) != 1 or len(lines[0]) != 1:
            return []
        word, px = lines[0][0], self.px
        left, right = round((region.x0 + 1) * px), round((region.x1 - 1) * px)
        top, bottom = round((region.top + 1) * px), round((region.bottom - 1) * px)
        with_rules = self.even[max(top, 0) : bottom, max(left, 0) : right]
        inner = word._replace(x0=word.x0 - left, x1=word.x1 - left, top=word.top - top, bottom=word.bottom - top)
        plain = cut_out(self.clean, word, px, (0.3, 0.6))[0]
        _, sharp = cv2.threshold(cut_out(self.clean, word, px)[0], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        soft = cv2.GaussianBlur(cv2.resize(plain, None, fx=1.6, fy=1.3, interpolation=cv2.INTER_CUBIC), (0, 0), 0.8)
        dusted = cv2.medianBlur(cut_out(self.clean, word, px)[0], 3)
        found = recognise([cut_out(with_rules, inner, px)[0], sharp, soft, dusted])
        wide, high = word.x1 - word.x0, word.bottom - word.top
        found = [without_gaps(checked_slash(line, self.clean, word), wide, high) for line in found]
        if any(line.text != line.text.strip(SPECK_CHARACTERS) for line in found):
            (rest,) = recognise([cut_out(*without_specks(self.clean, word), px)[0]])
            found = [rest if rest.text == line.text.strip(SPECK_CHARACTERS) else line for line in found]
        return [Box(line.text, region.row, region.column, line.confidence) for line in found]


def _glyphs(
    word: RecognisedWord, left: float, right: float, line: RecognisedLine, order: int, px: float
) -> list[Glyph]:
    """The characters of a word side by side, each as far as half-way to the next; ink that says nothing is no blank."""
    if not line.text.strip():
        line = RecognisedLine(UNRECOGNISED, [0.0], [0.5])
    middles = [left + at * (right - left) for at in line.at]
    edges = [float(word.x0), *((a + b) / 2 for a, b in pairwise(middles)), float(word.x1)]
    return [
        Glyph(char, a / px, word.top / px, b / px, word.bottom / px, order + i, sure)
        for i, (char, sure, a, b) in enumerate(zip(line.text, line.sure, edges[:-1], edges[1:], strict=True))
        if char != " "
    ]
