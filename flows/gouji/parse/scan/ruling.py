"""An even, upright, flat image -> its ruling lines: whatever is drawn from one long stroke across to the next.

A stroke of a character seldom goes all the way: there is paper between its ends and the rules above and below it. What
is broken or dotted is known from characters by the paper on both its sides.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import cv2
import numpy as np

from gouji.parse.page.ruled_tables import RuledLine

from .rule_geometry import (
    MAX_COLLINEAR_OFFSET_POINTS,
    MAX_END_GAP_POINTS,
    bands_between,
    crossings,
    has_same_ends,
    is_within,
    join_pieces,
    total_length,
)
from .stroke_images import MAX_TOUCHED_SHARE, MIN_BAND_WIDTH_POINTS, MIN_SOLID_SHARE, InkPiece, StrokeImages

MIN_LONG_HORIZONTAL_POINTS, MIN_LONG_VERTICAL_POINTS = (
    80.0,
    22.0,
)  # points: a longer stroke is a rule, whatever it meets
MAX_STACKED_STROKES_POINTS = 60.0  # points: strokes of characters below each other reach no farther
MAX_OVERHANG_POINTS = 20.0  # points: the most a character adds to the end of a rule
MIN_BROKEN_SHARE = 0.6  # of a broken piece that is drawn, of a rule that is solid elsewhere
MIN_DOTTED_SHARE = 0.3  # of a long stroke that is drawn
MAX_MEAN_GAPS = 0.5  # a piece, of its two ends: on average of the pieces in line with each other
MIN_PIECES_IN_LINE, MIN_MEAN_DASHES = 5, 2  # pieces in line, of so many dashes each on average
MIN_PARALLEL_RULES = 3  # rules side by side that make a row of a table
SEARCH_ROUNDS = 2  # vertical rules found show where horizontal ones end, and the other way round


class Ruling(NamedTuple):
    """Rules in points, and the pixels they cover."""

    horizontals: list[RuledLine]
    verticals: list[RuledLine]
    mask: Any


def find_rules(even: Any, px: float) -> Ruling:
    over = _RuleFinder(even, px, MIN_LONG_HORIZONTAL_POINTS)
    along = _RuleFinder(np.ascontiguousarray(even.T), px, MIN_LONG_VERTICAL_POINTS)
    broad, high = over.long(), along.long()
    across, down = broad, along.between(broad, high)
    for _ in range(SEARCH_ROUNDS):
        across = over.between(down, broad)
        down = along.between(across, high)
    mask = over.mask(across) | np.ascontiguousarray(along.mask(down).T)
    return Ruling(across, down, cv2.dilate(mask, np.ones((3, 3), np.uint8)))


class _RuleFinder:
    """Finds the horizontal rules of an image; strokes of `min_length` points are long."""

    def __init__(self, even: Any, px: float, min_length: float) -> None:
        self._images = StrokeImages(even, px)
        self._min_length = min_length

    def mask(self, rules: list[RuledLine]) -> Any:
        """The pixels of strokes along the rules."""
        return self._images.mask(rules)

    def long(self) -> list[RuledLine]:
        """Long strokes drawn through, as no line of characters is; or dotted or broken, with paper beside them."""
        pieces = [self._images.piece(rule, 1) for rule in self._images.long_strokes(self._min_length)]
        return [
            piece.rule
            for piece in pieces
            if piece.share >= MIN_SOLID_SHARE or (piece.share >= MIN_DOTTED_SHARE and piece.touched < MAX_TOUCHED_SHARE)
        ]

    def between(self, others: list[RuledLine], long: list[RuledLine]) -> list[RuledLine]:
        """What is drawn from one of the `others` to the next, and the ends of long strokes beyond them all."""
        pieces = [self._images.piece(rule) for band in bands_between(others) for rule in self._images.peaks(band)]
        solid = [piece.rule for piece in pieces if piece.is_solid]
        broken = [piece for piece in pieces if not piece.is_solid and piece.touched < MAX_TOUCHED_SHARE]
        beside_paper = [piece.rule for piece in pieces if piece.touched < MAX_TOUCHED_SHARE]
        rules = [
            rule
            for rule in join_pieces([*solid, *_accepted_broken(broken, solid)])
            if rule.end - rule.start > MAX_STACKED_STROKES_POINTS
            or any(is_within(piece, rule) for piece in beside_paper)
        ]
        held = [rule for rule in rules if rule.end - rule.start >= self._min_length]
        clear = [piece.rule for piece in pieces if piece.is_clear]
        short = [rule for rule in rules if rule.end - rule.start < self._min_length]
        rules = [*held, *self._short_rules(short, held, clear), *_adjoining(pieces, held)]
        return join_pieces([*rules, *self._open_ends(long, others)])

    def _open_ends(self, long: list[RuledLine], others: list[RuledLine]) -> Iterator[RuledLine]:
        """The ends of long strokes beyond the first and last of the others: longer ones, and those of which several
        side by side are open rows, where the page ends."""
        crossed = ((rule, crossings(rule, others) or [rule.end]) for rule in long)
        ends = [
            end
            for rule, at in crossed
            for end in (RuledLine(rule.at, rule.start, at[0]), RuledLine(rule.at, at[-1], rule.end))
            if end.end - end.start > MIN_BAND_WIDTH_POINTS and self._images.piece(end).is_clear
        ]
        for end in ends:
            if (
                end.end - end.start > MAX_OVERHANG_POINTS
                or sum(has_same_ends(end, other, MAX_END_GAP_POINTS) for other in ends) >= MIN_PARALLEL_RULES
            ):
                yield end

    def _short_rules(
        self, short: list[RuledLine], long: list[RuledLine], clear: list[RuledLine]
    ) -> Iterator[RuledLine]:
        """Short rules in line with a long one; of several clear pieces side by side: a row that stands alone; or of
        clear pieces one below the other that with those in line are as long: low rows, of which brackets fill but one."""
        alone = [c for c in clear if not any(abs(c.at - other.at) < MAX_COLLINEAR_OFFSET_POINTS for other in long)]
        for rule in short:
            piece = self._images.piece(rule)
            in_line = [c for c in clear if abs(c.at - rule.at) < MAX_COLLINEAR_OFFSET_POINTS]
            own = [c for c in in_line if is_within(c, rule)]
            beside = max((sum(has_same_ends(o, c) for c in alone) for o in own), default=0)
            is_clear = total_length(own) > MIN_SOLID_SHARE * (rule.end - rule.start)
            goes_on = (
                any(abs(rule.at - other.at) < MAX_COLLINEAR_OFFSET_POINTS for other in long)
                and piece.gaps == 0
                and piece.touched < MAX_TOUCHED_SHARE
            )
            over_rows = len(own) > 1 and total_length(in_line) >= self._min_length
            if goes_on or (is_clear and (beside >= MIN_PARALLEL_RULES or over_rows)):
                yield rule


def _adjoining(pieces: list[InkPiece], long: list[RuledLine]) -> Iterator[RuledLine]:
    """Pieces drawn through, whatever stands close to them, where a long rule that ends there would go on."""
    for piece in pieces:
        rule = piece.rule
        if piece.share >= MIN_SOLID_SHARE and piece.gaps < 2 and not piece.is_solid:
            ends = [
                end
                for other in long
                if abs(other.at - rule.at) < MAX_COLLINEAR_OFFSET_POINTS / 2
                for end in (other.start, other.end)
            ]
            if any(min(abs(end - rule.start), abs(end - rule.end)) < MAX_END_GAP_POINTS for end in ends):
                yield rule


def _accepted_broken(broken: list[InkPiece], solid: list[RuledLine]) -> Iterator[RuledLine]:
    """Broken pieces that are of a rule: those in line with each other have few gaps at their ends, or are many dashes;
    or one goes on from a solid one."""
    groups: list[list[InkPiece]] = []
    for piece in sorted(broken):
        if groups and piece.rule.at - groups[-1][-1].rule.at < MAX_COLLINEAR_OFFSET_POINTS:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    for group in groups:
        gaps = sum(piece.gaps for piece in group) / len(group)
        are_dashes = len(group) >= MIN_PIECES_IN_LINE and sum(piece.dashes for piece in group) >= MIN_MEAN_DASHES * len(
            group
        )
        for piece in group:
            goes_on = piece.gaps < 2 and any(
                abs(piece.rule.at - other.at) < MAX_COLLINEAR_OFFSET_POINTS for other in solid
            )
            if are_dashes or (
                piece.share >= MIN_BROKEN_SHARE and len(group) >= MIN_PIECES_IN_LINE and gaps <= MAX_MEAN_GAPS
            ):
                yield piece.rule
            elif piece.share >= MIN_BROKEN_SHARE and goes_on:
                yield piece.drawn
