"""An even, upright image -> its ruling lines."""

from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np

from ..layout import Rule, merge_rules
from .upright import INK

SMOOTH = 5.0  # points along a rule over which it is averaged: dots, dashes and noise become grey
SPREAD = SMOOTH / 3  # points by which averaging lengthens either end
SHARP = 1.1  # points over which it is averaged to see whether it is drawn through
THICKEST = 5.0  # points
FAINTEST = 40  # of 255: how much darker than the paper beside it
ACROSS, DOWN = 20.0, 13.0  # points: shorter is a stroke of a character
BROAD, HIGH = 80.0, 26.0  # points: longer is a rule, whatever it meets
IN_LINE = 1.0  # points
OVERHANG = 20.0  # points: the most a character adds to the end of a rule
REACH = 3.0  # points from the end of a rule to the one it meets
SOLID = 0.95  # share of a rule's length that is dark
DOTTED = 0.3  # of a dotted one
BESIDE = 3.0  # points: on one side at least of a rule there is paper so far, where on either side of a stroke is ink
ALONE = 0.7  # share of its length where it is so


class Ruling(NamedTuple):
    """Rules in points, and the pixels they cover."""

    horizontals: list[Rule]
    verticals: list[Rule]
    mask: Any


def find_rules(even: Any, px: float) -> Ruling:
    """Long strokes, and short ones that reach from one long stroke to another across them."""
    over = _Strokes(even, px, ACROSS, crowded=True)
    along = _Strokes(np.ascontiguousarray(even.T), px, DOWN, crowded=False)
    high = [along.rules[k - 1] for k in along.long(HIGH, [])]
    broad = [over.rules[k - 1] for k in over.long(BROAD, high)]
    across, over_mask = over.chosen(BROAD, high)
    down, along_mask = along.chosen(HIGH, broad)
    return Ruling(across, down, cv2.dilate(over_mask | np.ascontiguousarray(along_mask.T), np.ones((3, 3), np.uint8)))


class _Strokes:
    """Long thin horizontal strokes of an image, connected each. `crowded`: whether characters may stand close to a rule
    on both of its sides, as they do above and below in low rows."""

    def __init__(self, even: Any, px: float, shortest: float, *, crowded: bool) -> None:
        self.px = px
        self.crowded = crowded
        smooth = _thin(even, px, SMOOTH * px)
        mask = cv2.morphologyEx(smooth, cv2.MORPH_OPEN, np.ones((1, round(shortest * px)), np.uint8))
        self.sharp = _thin(even, px, SHARP * px)
        self.dark = (even < INK).astype(np.uint8)
        _, self.labels, self.stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
        self.rules = [
            Rule(float(y) / px, left / px + SPREAD, (left + wide) / px - SPREAD)
            for (left, _, wide, _, _), (_, y) in zip(self.stats[1:].tolist(), centres[1:], strict=True)
        ]

    def chosen(self, least: float, others: list[Rule]) -> tuple[list[Rule], Any]:
        """The strokes that are rules, and their mask: those of at least some length, and shorter ones that go from one
        of the `others` to another, over two cells or in line with a long one."""
        long = self.long(least, others)
        at = [self.rules[k - 1].at for k in long]
        spans = [(k, part) for k in long for part in self._parts(k, others, [self.rules[i - 1] for i in long])]
        for k in sorted(set(range(1, len(self.stats))) - set(long)):
            in_line = any(abs(self.rules[k - 1].at - other) < IN_LINE for other in at)
            parts = self._parts(k, others, [])
            spans += [(k, part) for part in parts if in_line or len(_crossing(part, others)) > 2]
        mask = np.zeros_like(self.sharp)
        for k, part in spans:
            _, top, _, high, _ = self.stats[k].tolist()
            start, end = round((part.start - SPREAD) * self.px), round((part.end + SPREAD) * self.px)
            span = np.s_[top : top + high, max(start, 0) : end]
            mask[span] |= self.labels[span] == k
        return [part for _, part in spans], mask

    def long(self, least: float, others: list[Rule]) -> list[int]:
        return [k for k in range(1, len(self.stats)) if self._is_long(k, least, others)]

    def _is_long(self, k: int, least: float, others: list[Rule]) -> bool:
        """Whether a stroke is long and drawn through, as lines of characters are not, or a dotted or broken line: with
        paper beside it, or across several of the others."""
        rule, high = self.rules[k - 1], int(self.stats[k, cv2.CC_STAT_HEIGHT])
        if rule.end - rule.start < least or high > 2 * THICKEST * self.px:
            return False
        drawn = self._drawn(k, rule.start, rule.end)
        if drawn >= SOLID:
            return True
        is_apart = len(_crossing(rule, others)) > 2 or min(self._beside(k, rule.start, rule.end)) < 1 - ALONE
        return drawn >= DOTTED and is_apart

    def _beside(self, k: int, start: float, end: float) -> tuple[float, float]:
        """The shares of a stroke's length between two places that have ink near it, above and below."""
        _, top, _, high, _ = self.stats[k].tolist()
        columns, reach, gap = (
            slice(round(start * self.px), round(end * self.px)),
            round(BESIDE * self.px),
            round(self.px / 2),
        )
        above = self.dark[max(top - reach, 0) : max(top - gap, 0), columns]
        below = self.dark[top + high + gap :][: reach - gap, columns]
        shares = [float(side.max(axis=0, initial=0).mean()) if side.size else 0.0 for side in (above, below)]
        return shares[0], shares[1]

    def _parts(self, k: int, others: list[Rule], long: list[Rule]) -> list[Rule]:
        """A stroke without what it runs into: a character in line with it between two of the others, or beyond the last
        of them. Where several long ones end alike a table goes on."""
        rule, at = self.rules[k - 1], _crossing(self.rules[k - 1], others)
        if not at:
            return [rule] if long else []
        usual = self._drawn(k, at[0], at[-1])
        # Characters stand in line with a vertical rule, hardly ever with a horizontal one.
        strict = usual > 0.9 and not self.crowded
        least = min(SOLID, (0.97 if strict else 0.5) * usual) if long else SOLID
        parts = [
            Rule(rule.at, a, b)
            for a, b in pairwise(at)
            if self._drawn(k, a, b) >= least and (self.crowded or min(self._beside(k, a + 1, b - 1)) < 1 - ALONE)
        ]
        for start, end, edge in ((rule.start, at[0], 0), (at[-1], rule.end, 1)):
            ends = [(other.start, other.end)[edge] for other in long]
            goes_on = sum(abs(other - (rule.start, rule.end)[edge]) < REACH for other in ends) > 2
            if end - start > OVERHANG or (end - start > REACH and goes_on):
                parts.append(Rule(rule.at, start, end))
        return merge_rules(parts)

    def _drawn(self, k: int, start: float, end: float) -> float:
        """The share of a stroke's length between two places that is dark."""
        _, top, _, high, _ = self.stats[k].tolist()
        piece = self.sharp[max(top - 1, 0) : top + high + 1, round(start * self.px) : round(end * self.px)]
        return float(piece.max(axis=0, initial=0).mean()) if piece.size else 1.0


def _thin(even: Any, px: float, window: float) -> Any:
    """1 where it is darker than above and below, averaged over some pixels along."""
    smooth = cv2.blur(even, (round(window) | 1, 1))
    beside = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, np.ones((round(THICKEST * px) | 1, 1), np.uint8))
    return (cv2.subtract(beside, smooth) > FAINTEST).astype(np.uint8)


def _crossing(rule: Rule, others: list[Rule]) -> list[float]:
    """Where the others meet a rule, in order."""
    return sorted(
        o.at
        for o in others
        if rule.start - REACH <= o.at <= rule.end + REACH and o.start - REACH <= rule.at <= o.end + REACH
    )
