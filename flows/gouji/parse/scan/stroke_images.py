"""Thin strokes of an image, and how a rule from one place to another is drawn: the share, gaps, dashes, ink beside it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import cv2
import numpy as np

from gouji.parse.page.ruled_tables import RuledLine

from .deskew import INK_LEVEL

SMOOTHING_POINTS = 5.0  # points along a rule over which it is averaged: dots, dashes and noise become grey
SMOOTHING_SPREAD_POINTS = SMOOTHING_POINTS / 3  # points by which averaging lengthens either end
FINE_SMOOTHING_POINTS = 1.1  # points over which it is averaged to see whether it is drawn through
MAX_STROKE_THICKNESS_POINTS = 3.5  # points
MIN_CONTRAST_LEVELS = 40  # of 255: how much darker than the paper beside it
MIN_STROKE_LENGTH_POINTS = 13.0  # points of a stroke that is followed
MIN_BAND_WIDTH_POINTS = 4.5  # points between two rules, less a point at either: rows of the smallest print have more
MAX_LOW_ROW_POINTS = 20.0  # points: in lower rows characters nearly reach from rule to rule
MIN_SOLID_SHARE = 0.9  # share of the way between two rules that is drawn
MIN_PIECE_SHARE = 0.45  # of any piece
# Points from a rule: a piece that has paper so near to it has a gap at this end, as characters have.
END_GAP_RANGE_POINTS = (0.7, 2.2)
MIN_BREAK_POINTS = 1.5  # points: a wider gap ends what is drawn from one end of a rule that is not drawn at the other
SIDE_RANGE_POINTS = (1.3, 2.0)  # points from a rule: where there is paper, and ink beside strokes of characters
MAX_TOUCHED_SHARE = 0.25  # share of a rule's length that may have ink beside it
MAX_CLEAR_TOUCHED_SHARE = 0.04  # of one that no other rule goes on from


class InkBand(NamedTuple):
    """The way from one rule to the next that stands across, and how far both go side by side; in points."""

    left: float
    right: float
    top: float
    bottom: float


class InkPiece(NamedTuple):
    """What is drawn across a band: the share of the way; at how many of its ends (0-2) it has a gap; the share of its
    length that has ink close beside it, on the side that has more; how many dashes it is; the part of it that is drawn."""

    rule: RuledLine
    share: float
    gaps: int
    touched: float
    dashes: int
    drawn: RuledLine

    @property
    def length(self) -> float:
        return self.rule.end - self.rule.start

    @property
    def is_solid(self) -> bool:
        return (
            self.share >= MIN_SOLID_SHARE
            and self.gaps < 2
            and (self.touched < MAX_TOUCHED_SHARE or self.length > MAX_LOW_ROW_POINTS)
        )

    @property
    def is_clear(self) -> bool:
        return self.share >= MIN_SOLID_SHARE and self.gaps == 0 and self.touched < MAX_CLEAR_TOUCHED_SHARE


def strokes_of(even: Any, px: float) -> Any:
    """1 where there are thin horizontal strokes longer than those of most characters, drawn through or dotted."""
    shortest = np.ones((1, round(MIN_STROKE_LENGTH_POINTS * px)), np.uint8)
    return cv2.morphologyEx(_thin(even, px, SMOOTHING_POINTS * px), cv2.MORPH_OPEN, shortest)


class StrokeImages:
    """An even image and what is left of it when only thin horizontal strokes are kept. Lengths are in points."""

    def __init__(self, even: Any, px: float) -> None:
        self.px = px
        thicker = np.ones((3, 1), np.uint8)
        self._smooth = strokes_of(even, px)
        self._sharp = cv2.dilate(_thin(even, px, FINE_SMOOTHING_POINTS * px), thicker)
        self._fine = cv2.dilate(_thin(even, px, 0), thicker)
        self._dark = (cv2.GaussianBlur(even, (3, 3), 0) < INK_LEVEL).astype(np.uint8)  # without the grain of the paper

    def long_strokes(self, min_length: float) -> list[RuledLine]:
        """Thin strokes of at least this length, drawn through or not."""
        _, _, stats, centres = cv2.connectedComponentsWithStats(self._smooth, connectivity=8)
        spread = SMOOTHING_SPREAD_POINTS
        return [
            RuledLine(float(y) / self.px, left / self.px + spread, (left + wide) / self.px - spread)
            for (left, _, wide, high, _), (_, y) in zip(stats[1:].tolist(), centres[1:], strict=True)
            if high < 2 * MAX_STROKE_THICKNESS_POINTS * self.px and wide / self.px - 2 * spread >= min_length
        ]

    def peaks(self, band: InkBand) -> Iterator[RuledLine]:
        """Where a band is drawn all or part of the way."""
        left, right = round((band.left + 1) * self.px), round((band.right - 1) * self.px)
        top, near = max(round(band.top * self.px), 0), round(2 * self.px)
        if right - left < MIN_BAND_WIDTH_POINTS * self.px:
            return
        shares = self._sharp[top : round(band.bottom * self.px), left:right].mean(axis=1)
        taken = np.zeros(len(shares), bool)  # characters close to a solid one are not another
        for least in (MIN_SOLID_SHARE, MIN_PIECE_SHARE):
            high = np.flatnonzero((shares >= least) & ~taken)
            for run in np.split(high, np.flatnonzero(np.diff(high) > self.px) + 1):
                if run.size and run[-1] - run[0] < MAX_STROKE_THICKNESS_POINTS * self.px:
                    at = float(run[shares[run] > 0.9 * shares[run].max()].mean())
                    taken[max(run[0] - near, 0) : run[-1] + near] = True
                    yield RuledLine((top + at + 0.5) / self.px, band.left, band.right)

    def piece(self, rule: RuledLine, max_offset: float = 0) -> InkPiece:
        """How a rule is drawn; `max_offset`: points by which it may run beside its place."""
        inner = self._strip(self._sharp, rule, -max_offset, max_offset, trim=1).max(axis=0, initial=0)
        fine = self._strip(self._fine, rule, -0.5, 0.5).max(axis=0, initial=0)
        near, far = round(END_GAP_RANGE_POINTS[0] * self.px), round(END_GAP_RANGE_POINTS[1] * self.px) + 1
        gaps = sum(not end[near:far].all() for end in (fine, fine[::-1]))
        sides = [
            self._strip(self._dark, rule, a, b, trim=1)
            for a, b in ((-SIDE_RANGE_POINTS[1], -SIDE_RANGE_POINTS[0]), SIDE_RANGE_POINTS)
        ]
        touched = max(float(side.max(axis=0).mean()) if side.size else 0.0 for side in sides)
        dashes = int((np.diff(fine[near:-near].astype(np.int8)) > 0).sum())
        is_even = self._strip(self._smooth, rule, 0, 0, trim=1).max(axis=0, initial=0).all()
        share = float(inner.mean()) if inner.size else 0.0
        return InkPiece(rule, share, gaps, touched, dashes if is_even else 0, self._drawn(rule, inner))

    def _drawn(self, rule: RuledLine, inner: Any) -> RuledLine:
        """What of a rule is drawn from one of its ends to the first break, where the other end is not drawn."""
        ink = np.flatnonzero(inner)
        if not ink.size:
            return rule
        runs = np.split(ink, np.flatnonzero(np.diff(ink) > MIN_BREAK_POINTS * self.px) + 1)
        begins, ends = ink[0] < MIN_BREAK_POINTS * self.px, ink[-1] > len(inner) - MIN_BREAK_POINTS * self.px
        if begins == ends:
            return rule
        run = runs[0] if begins else runs[-1]
        start, end = (1 + edge / self.px for edge in (int(run[0]), int(run[-1]) + 1))
        return RuledLine(rule.at, rule.start if begins else rule.start + start, rule.end if ends else rule.start + end)

    def _strip(self, image: Any, rule: RuledLine, above: float, below: float, trim: float = 0) -> Any:
        """Of an image, what is from some points above a rule to some below, without `trim` points at its ends."""
        top, bottom = round((rule.at + above) * self.px), round((rule.at + below) * self.px) + 1
        left, right = round((rule.start + trim) * self.px), round((rule.end - trim) * self.px)
        return image[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]

    def mask(self, rules: list[RuledLine]) -> Any:
        """The pixels of strokes along the rules."""
        near = np.zeros_like(self._smooth)
        for rule in rules:
            self._strip(near, rule, -1.5, 1.5, trim=-SMOOTHING_SPREAD_POINTS)[:] = 1
        return near & (self._smooth | self._sharp)


def _thin(even: Any, px: float, window: float) -> Any:
    """1 where it is darker than above and below, averaged over some pixels along."""
    smooth = cv2.blur(even, (round(window) | 1, 1))
    beside = cv2.morphologyEx(
        smooth, cv2.MORPH_CLOSE, np.ones((round(MAX_STROKE_THICKNESS_POINTS * px) | 1, 1), np.uint8)
    )
    return (cv2.subtract(beside, smooth) > MIN_CONTRAST_LEVELS).astype(np.uint8)
