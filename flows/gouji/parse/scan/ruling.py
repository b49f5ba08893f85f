"""An even, upright, flat image -> its ruling lines: whatever is drawn from one long stroke across to the next.

A stroke of a character seldom goes all the way: there is paper between its ends and the rules above and below it. What
is broken or dotted is told from characters by the paper on both its sides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np

from gouji.parse.page.layout import JOIN, RuledLine

from .deskew import INK

SMOOTH = 5.0  # points along a rule over which it is averaged: dots, dashes and noise become grey
SPREAD = SMOOTH / 3  # points by which averaging lengthens either end
SHARP = 1.1  # points over which it is averaged to see whether it is drawn through
THICKEST = 3.5  # points
FAINTEST = 40  # of 255: how much darker than the paper beside it
SHORTEST = 13.0  # points of a stroke that is followed
NARROWEST = 4.5  # points between two rules, less a point at either: rows of the smallest print have more
BROAD, HIGH = 80.0, 22.0  # points: longer is a rule, whatever it meets
LOW = 20.0  # points: in lower rows characters nearly reach from rule to rule
LINES = 60.0  # points: strokes of characters below each other reach no farther
OVERHANG = 20.0  # points: the most a character adds to the end of a rule
REACH = 3.0  # points from the end of a rule to the one it meets
IN_LINE = 1.2  # points
SOLID = 0.9  # share of the way between two rules that is drawn
HALF = 0.6  # of a broken piece of a rule that is solid elsewhere
BROKEN = 0.45  # of any piece
DOTTED = 0.3  # of a long one
END = (0.7, 2.2)  # points from a rule: a piece that has paper so near to it has a gap at this end, as characters have
FEW_GAPS = 0.5  # a piece, of its two ends: on average of the pieces in line with each other
MANY, DASHES = 5, 2  # pieces in line, of so many dashes each on average
BREAK = 1.5  # points: a wider gap ends what is drawn from one end of a rule that is not drawn at the other
BESIDE = (1.3, 2.0)  # points from a rule: where there is paper, and ink beside strokes of characters
TOUCHED = 0.25  # share of a rule's length that may have ink beside it
FEWEST = 3  # rules side by side that make a row of a table
ROUNDS = 2  # what is found down tells what goes across, and the other way round
CLEAR = 0.04  # of one that no other rule goes on from


class Ruling(NamedTuple):
    """Rules in points, and the pixels they cover."""

    horizontals: list[RuledLine]
    verticals: list[RuledLine]
    mask: Any


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
        return self.share >= SOLID and self.gaps < 2 and (self.touched < TOUCHED or self.length > LOW)

    @property
    def is_clear(self) -> bool:
        return self.share >= SOLID and self.gaps == 0 and self.touched < CLEAR


def find_rules(even: Any, px: float) -> Ruling:
    over = _Strokes(even, px, BROAD)
    along = _Strokes(np.ascontiguousarray(even.T), px, HIGH)
    broad, high = over.long(), along.long()
    across, down = broad, along.between(broad, high)
    for _ in range(ROUNDS):
        across = over.between(down, broad)
        down = along.between(across, high)
    mask = over.mask(across) | np.ascontiguousarray(along.mask(down).T)
    return Ruling(across, down, cv2.dilate(mask, np.ones((3, 3), np.uint8)))


def strokes_of(even: Any, px: float) -> Any:
    """1 where there are thin horizontal strokes longer than those of most characters, drawn through or dotted."""
    shortest = np.ones((1, round(SHORTEST * px)), np.uint8)
    return cv2.morphologyEx(_thin(even, px, SMOOTH * px), cv2.MORPH_OPEN, shortest)


class _Strokes:
    """Thin horizontal strokes of an image; those of `least` points are long."""

    def __init__(self, even: Any, px: float, least: float) -> None:
        self.px = px
        self.least = least
        thicker = np.ones((3, 1), np.uint8)
        self.smooth = strokes_of(even, px)
        self.sharp = cv2.dilate(_thin(even, px, SHARP * px), thicker)
        self.fine = cv2.dilate(_thin(even, px, 0), thicker)
        self.dark = (cv2.GaussianBlur(even, (3, 3), 0) < INK).astype(np.uint8)  # without the grain of the paper

    def long(self) -> list[RuledLine]:
        """Long strokes drawn through, as no line of characters is; or dotted or broken, with paper beside them."""
        _, _, stats, centres = cv2.connectedComponentsWithStats(self.smooth, connectivity=8)
        rules = [
            RuledLine(float(y) / self.px, left / self.px + SPREAD, (left + wide) / self.px - SPREAD)
            for (left, _, wide, high, _), (_, y) in zip(stats[1:].tolist(), centres[1:], strict=True)
            if high < 2 * THICKEST * self.px and wide / self.px - 2 * SPREAD >= self.least
        ]
        pieces = [self._piece(rule, 1) for rule in rules]
        return [p.rule for p in pieces if p.share >= SOLID or (p.share >= DOTTED and p.touched < TOUCHED)]

    def between(self, others: list[RuledLine], long: list[RuledLine]) -> list[RuledLine]:
        """What is drawn from one of the `others` to the next, and the ends of long strokes beyond them all."""
        pieces = [self._piece(rule) for band in _bands(others) for rule in self._peaks(band)]
        solid = [piece.rule for piece in pieces if piece.is_solid]
        broken = [piece for piece in pieces if not piece.is_solid and piece.touched < TOUCHED]
        beside_paper = [piece.rule for piece in pieces if piece.touched < TOUCHED]
        rules = [
            rule
            for rule in _joined([*solid, *_believed(broken, solid)])
            if rule.end - rule.start > LINES or any(_within(piece, rule) for piece in beside_paper)
        ]
        held = [rule for rule in rules if rule.end - rule.start >= self.least]
        clear = [piece.rule for piece in pieces if piece.is_clear]
        short = [rule for rule in rules if rule.end - rule.start < self.least]
        rules = [*held, *self._held(short, held, clear), *_adjoining(pieces, held)]
        return _joined([*rules, *self._ends(long, others)])

    def _ends(self, long: list[RuledLine], others: list[RuledLine]) -> Iterator[RuledLine]:
        """The ends of long strokes beyond the first and last of the others: longer ones, and those of which several
        side by side are open rows, where the page ends."""
        crossed = ((rule, _crossing(rule, others) or [rule.end]) for rule in long)
        ends = [
            end
            for rule, at in crossed
            for end in (RuledLine(rule.at, rule.start, at[0]), RuledLine(rule.at, at[-1], rule.end))
            if end.end - end.start > NARROWEST and self._piece(end).is_clear
        ]
        for end in ends:
            if end.end - end.start > OVERHANG or sum(_same_way(end, other, REACH) for other in ends) >= FEWEST:
                yield end

    def _held(self, short: list[RuledLine], long: list[RuledLine], clear: list[RuledLine]) -> Iterator[RuledLine]:
        """Short rules in line with a long one; of several clear pieces side by side: a row that stands alone; or of
        clear pieces one below the other that with those in line are as long: low rows, of which brackets fill but one."""
        alone = [c for c in clear if not any(abs(c.at - other.at) < IN_LINE for other in long)]
        for rule in short:
            piece = self._piece(rule)
            in_line = [c for c in clear if abs(c.at - rule.at) < IN_LINE]
            own = [c for c in in_line if _within(c, rule)]
            beside = max((sum(_same_way(o, c) for c in alone) for o in own), default=0)
            is_clear = _length(own) > SOLID * (rule.end - rule.start)
            goes_on = (
                any(abs(rule.at - other.at) < IN_LINE for other in long) and piece.gaps == 0 and piece.touched < TOUCHED
            )
            over_rows = len(own) > 1 and _length(in_line) >= self.least
            if goes_on or (is_clear and (beside >= FEWEST or over_rows)):
                yield rule

    def _peaks(self, band: InkBand) -> Iterator[RuledLine]:
        """Where a band is drawn all or part of the way."""
        left, right = round((band.left + 1) * self.px), round((band.right - 1) * self.px)
        top, near = max(round(band.top * self.px), 0), round(2 * self.px)
        if right - left < NARROWEST * self.px:
            return
        shares = self.sharp[top : round(band.bottom * self.px), left:right].mean(axis=1)
        taken = np.zeros(len(shares), bool)  # characters close to a solid one are not another
        for least in (SOLID, BROKEN):
            high = np.flatnonzero((shares >= least) & ~taken)
            for run in np.split(high, np.flatnonzero(np.diff(high) > self.px) + 1):
                if run.size and run[-1] - run[0] < THICKEST * self.px:
                    at = float(run[shares[run] > 0.9 * shares[run].max()].mean())
                    taken[max(run[0] - near, 0) : run[-1] + near] = True
                    yield RuledLine((top + at + 0.5) / self.px, band.left, band.right)

    def _piece(self, rule: RuledLine, wander: float = 0) -> InkPiece:
        """`wander`: points by which it may stray from its place."""
        inner = self._strip(self.sharp, rule, -wander, wander, trim=1).max(axis=0, initial=0)
        fine = self._strip(self.fine, rule, -0.5, 0.5).max(axis=0, initial=0)
        near, far = round(END[0] * self.px), round(END[1] * self.px) + 1
        gaps = sum(not end[near:far].all() for end in (fine, fine[::-1]))
        sides = [self._strip(self.dark, rule, a, b, trim=1) for a, b in ((-BESIDE[1], -BESIDE[0]), BESIDE)]
        touched = max(float(side.max(axis=0).mean()) if side.size else 0.0 for side in sides)
        dashes = int((np.diff(fine[near:-near].astype(np.int8)) > 0).sum())
        is_even = self._strip(self.smooth, rule, 0, 0, trim=1).max(axis=0, initial=0).all()
        share = float(inner.mean()) if inner.size else 0.0
        return InkPiece(rule, share, gaps, touched, dashes if is_even else 0, self._drawn(rule, inner))

    def _drawn(self, rule: RuledLine, inner: Any) -> RuledLine:
        """What of a rule is drawn from one of its ends to the first break, where the other end is not drawn."""
        ink = np.flatnonzero(inner)
        if not ink.size:
            return rule
        runs = np.split(ink, np.flatnonzero(np.diff(ink) > BREAK * self.px) + 1)
        begins, ends = ink[0] < BREAK * self.px, ink[-1] > len(inner) - BREAK * self.px
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
        near = np.zeros_like(self.smooth)
        for rule in rules:
            self._strip(near, rule, -1.5, 1.5, trim=-SPREAD)[:] = 1
        return near & (self.smooth | self.sharp)


def _length(rules: list[RuledLine]) -> float:
    return sum(rule.end - rule.start for rule in rules)


def _within(piece: RuledLine, rule: RuledLine) -> bool:
    return abs(piece.at - rule.at) < IN_LINE and rule.start - IN_LINE < piece.start and piece.end < rule.end + IN_LINE


def _same_way(a: RuledLine, b: RuledLine, reach: float = IN_LINE) -> bool:
    """Whether two pieces go from the same place to the same, within some points."""
    return abs(a.start - b.start) < reach and abs(a.end - b.end) < reach


def _thin(even: Any, px: float, window: float) -> Any:
    """1 where it is darker than above and below, averaged over some pixels along."""
    smooth = cv2.blur(even, (round(window) | 1, 1))
    beside = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, np.ones((round(THICKEST * px) | 1, 1), np.uint8))
    return (cv2.subtract(beside, smooth) > FAINTEST).astype(np.uint8)


def _bands(others: list[RuledLine]) -> list[InkBand]:
    """Between each of the others and the next one across, as far as nothing stands between them."""
    edges = sorted({edge for other in others for edge in (other.start - REACH, other.end + REACH)})
    ways: dict[tuple[float, float], list[list[float]]] = defaultdict(list)
    for top, bottom in pairwise(edges):
        middle = (top + bottom) / 2
        here = sorted(other.at for other in others if other.start - REACH < middle < other.end + REACH)
        for pair in pairwise(here):
            pieces = ways[pair]
            if pieces and pieces[-1][1] == top:
                pieces[-1][1] = bottom
            else:
                pieces.append([top, bottom])
    return [InkBand(left, right, top, bottom) for (left, right), pieces in ways.items() for top, bottom in pieces]


def _adjoining(pieces: list[InkPiece], long: list[RuledLine]) -> Iterator[RuledLine]:
    """Pieces drawn through, whatever stands close to them, where a long rule that ends there would go on."""
    for piece in pieces:
        rule = piece.rule
        if piece.share >= SOLID and piece.gaps < 2 and not piece.is_solid:
            ends = [end for other in long if abs(other.at - rule.at) < IN_LINE / 2 for end in (other.start, other.end)]
            if any(min(abs(end - rule.start), abs(end - rule.end)) < REACH for end in ends):
                yield rule


def _believed(broken: list[InkPiece], solid: list[RuledLine]) -> Iterator[RuledLine]:
    """Broken pieces that are of a rule: those in line with each other have few gaps at their ends, or are many dashes;
    or one goes on from a solid one."""
    groups: list[list[InkPiece]] = []
    for piece in sorted(broken):
        if groups and piece.rule.at - groups[-1][-1].rule.at < IN_LINE:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    for group in groups:
        gaps = sum(piece.gaps for piece in group) / len(group)
        are_dashes = len(group) >= MANY and sum(piece.dashes for piece in group) >= DASHES * len(group)
        for piece in group:
            goes_on = piece.gaps < 2 and any(abs(piece.rule.at - other.at) < IN_LINE for other in solid)
            if are_dashes or (piece.share >= HALF and len(group) >= MANY and gaps <= FEW_GAPS):
                yield piece.rule
            elif piece.share >= HALF and goes_on:
                yield piece.drawn


def _joined(pieces: Iterable[RuledLine]) -> list[RuledLine]:
    """Rules with the pieces of each, end to end and in line, joined."""
    rules: list[RuledLine] = []
    for piece in sorted(pieces, key=lambda rule: rule.start):
        near = (
            k for k, rule in enumerate(rules) if abs(rule.at - piece.at) < IN_LINE and piece.start - rule.end < JOIN
        )
        k = min(near, key=lambda k: abs(rules[k].at - piece.at), default=None)
        if k is None:
            rules.append(piece)
            continue
        start, end = rules[k].start, max(rules[k].end, piece.end)
        share = (piece.end - piece.start) / (end - start)
        rules[k] = RuledLine(rules[k].at * (1 - share) + piece.at * share, start, end)
    return rules


def _crossing(rule: RuledLine, others: list[RuledLine]) -> list[float]:
    """Where the others meet a rule, in order."""
    return sorted(
        o.at
        for o in others
        if rule.start - REACH <= o.at <= rule.end + REACH and o.start - REACH <= rule.at <= o.end + REACH
    )
