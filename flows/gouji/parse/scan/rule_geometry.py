"""Places of rules and their pieces to each other. Lengths are in points."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from gouji.parse.page.ruled_tables import MAX_RULE_GAP_POINTS, RuledLine

from .stroke_images import InkBand

MAX_END_GAP_POINTS = 3.0  # points from the end of a rule to the one it meets
MAX_COLLINEAR_OFFSET_POINTS = 1.2  # points


def total_length(rules: list[RuledLine]) -> float:
    return sum(rule.end - rule.start for rule in rules)


def is_within(piece: RuledLine, rule: RuledLine) -> bool:
    return (
        abs(piece.at - rule.at) < MAX_COLLINEAR_OFFSET_POINTS
        and rule.start - MAX_COLLINEAR_OFFSET_POINTS < piece.start
        and piece.end < rule.end + MAX_COLLINEAR_OFFSET_POINTS
    )


def has_same_ends(a: RuledLine, b: RuledLine, reach: float = MAX_COLLINEAR_OFFSET_POINTS) -> bool:
    """Whether two pieces go from the same place to the same, within some points."""
    return abs(a.start - b.start) < reach and abs(a.end - b.end) < reach


def bands_between(others: list[RuledLine]) -> list[InkBand]:
    """Between each of the others and the next one across, as far as nothing stands between them."""
    edges = sorted(
        {edge for other in others for edge in (other.start - MAX_END_GAP_POINTS, other.end + MAX_END_GAP_POINTS)}
    )
    ways: dict[tuple[float, float], list[list[float]]] = defaultdict(list)
    for top, bottom in pairwise(edges):
        middle = (top + bottom) / 2
        here = sorted(
            other.at for other in others if other.start - MAX_END_GAP_POINTS < middle < other.end + MAX_END_GAP_POINTS
        )
        for pair in pairwise(here):
            pieces = ways[pair]
            if pieces and pieces[-1][1] == top:
                pieces[-1][1] = bottom
            else:
                pieces.append([top, bottom])
    return [InkBand(left, right, top, bottom) for (left, right), pieces in ways.items() for top, bottom in pieces]


def join_pieces(pieces: Iterable[RuledLine]) -> list[RuledLine]:
    """Rules with the pieces of each, end to end and in line, joined."""
    rules: list[RuledLine] = []
    for piece in sorted(pieces, key=lambda rule: rule.start):
        near = (
            k
            for k, rule in enumerate(rules)
            if abs(rule.at - piece.at) < MAX_COLLINEAR_OFFSET_POINTS and piece.start - rule.end < MAX_RULE_GAP_POINTS
        )
        k = min(near, key=lambda k: abs(rules[k].at - piece.at), default=None)
        if k is None:
            rules.append(piece)
            continue
        start, end = rules[k].start, max(rules[k].end, piece.end)
        share = (piece.end - piece.start) / (end - start)
        rules[k] = RuledLine(rules[k].at * (1 - share) + piece.at * share, start, end)
    return rules


def crossings(rule: RuledLine, others: list[RuledLine]) -> list[float]:
    """Where the others meet a rule, in order."""
    return sorted(
        o.at
        for o in others
        if rule.start - MAX_END_GAP_POINTS <= o.at <= rule.end + MAX_END_GAP_POINTS
        and o.start - MAX_END_GAP_POINTS <= rule.at <= o.end + MAX_END_GAP_POINTS
    )
