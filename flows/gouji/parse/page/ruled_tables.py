"""Ruling lines of a page -> tables: which cells they bound, and which characters stand in each.

Lengths are in points (1/72 inch) on the page as it is read, from its upper left corner, y downwards.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from gouji.parse.document import Box

from .text_lines import Glyph, cell_text, runs_of

MAX_SNAP_POINTS = 4.0  # rules nearer than this are one: double lines, borders drawn once for either cell
MAX_RULE_GAP_POINTS = 4.0  # gap in a rule that does not end it: dots, dashes, pieces of a cell each
MAX_RULE_THICKNESS_POINTS = 3.0  # a filled rectangle or dot no thicker than this is of a rule
MAX_DOT_OFFSET_POINTS = 1.0  # how far dots of one rule may stand from its middle
MIN_DOTS = 4
MIN_COVERED_SHARE = 0.6  # share of a cell's side that a rule must cover to part it from its neighbour
MIN_CELL_SIDE_POINTS = 6.0  # an empty cell narrower or lower than this is the gap of a double line
MAX_RULES = 2_000
MAX_CELLS = 100_000


class RuledLine(NamedTuple):
    """A ruling line: its place across (y of a horizontal one) and from where to where it goes."""

    at: float
    start: float
    end: float


class Region(NamedTuple):
    """A cell: the grid row and column of its upper left corner, from 1, and its box."""

    row: int
    column: int
    x0: float
    top: float
    x1: float
    bottom: float


class RuledFrame(NamedTuple):
    """A ruled table: `of[j][i]` is the region that covers grid row j and column i (from 0)."""

    xs: list[float]
    ys: list[float]
    regions: list[Region]
    of: list[list[int]]

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def region_at(self, x: float, y: float) -> int:
        return self.of[_interval(self.ys, y)][_interval(self.xs, x)]


def _interval(edges: list[float], at: float) -> int:
    return next((i for i in range(1, len(edges)) if at < edges[i]), len(edges) - 1) - 1


def dotted_rules(dots: Iterable[tuple[float, float]]) -> list[RuledLine]:
    """Horizontal rules of dots in a row, given as (place along, place across); single dots are none."""
    rules = []
    for at, row in _snapped((RuledLine(across, along, along) for along, across in dots), MAX_DOT_OFFSET_POINTS):
        places = sorted(dot.start for dot in row)
        first = 0
        for k in range(1, len(places) + 1):
            if k == len(places) or places[k] - places[k - 1] > MAX_RULE_GAP_POINTS + MAX_RULE_THICKNESS_POINTS:
                if k - first >= MIN_DOTS:
                    rules.append(RuledLine(at, places[first], places[k - 1]))
                first = k
    return rules


def merge_rules(rules: Iterable[RuledLine]) -> list[RuledLine]:
    """Rules with the collinear pieces of each joined."""
    merged: list[RuledLine] = []
    for at, group in _snapped(rules):
        pieces = sorted(group, key=lambda rule: rule.start)
        start, end = pieces[0].start, pieces[0].end
        for piece in pieces[1:]:
            if piece.start > end + MAX_RULE_GAP_POINTS:
                merged.append(RuledLine(at, start, end))
                start = piece.start
                end = piece.end
            end = max(end, piece.end)
        merged.append(RuledLine(at, start, end))
    return [rule for rule in merged if rule.end - rule.start > MIN_CELL_SIDE_POINTS]


def _snapped(rules: Iterable[RuledLine], reach: float = MAX_SNAP_POINTS) -> list[tuple[float, list[RuledLine]]]:
    """Groups of rules less than `reach` apart across, each with its mean place."""
    groups: list[list[RuledLine]] = []
    for rule in sorted(rules):
        if groups and rule.at - groups[-1][0].at < reach:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return [(sum(rule.at for rule in group) / len(group), group) for group in groups]


def find_frames(horizontals: list[RuledLine], verticals: list[RuledLine]) -> list[RuledFrame]:
    """The tables that rules make, the smallest first. More rules than MAX_RULES are a drawing: none."""
    across, down = merge_rules(horizontals), merge_rules(verticals)
    if not across or len(down) < 2 or len(across) + len(down) > MAX_RULES:
        return []
    parent = list(range(len(across) + len(down)))
    for i, h in enumerate(across):
        for j, v in enumerate(down, len(across)):
            if (
                h.start - MAX_SNAP_POINTS <= v.at <= h.end + MAX_SNAP_POINTS
                and v.start - MAX_SNAP_POINTS <= h.at <= v.end + MAX_SNAP_POINTS
            ):
                _unite(parent, i, j)
    parts: dict[int, tuple[list[RuledLine], list[RuledLine]]] = defaultdict(lambda: ([], []))
    for i, h in enumerate(across):
        parts[_root(parent, i)][0].append(h)
    for j, v in enumerate(down, len(across)):
        parts[_root(parent, j)][1].append(v)
    frames = [frame for hs, vs in parts.values() if hs and len(vs) >= 2 and (frame := _frame(hs, vs))]
    return sorted(frames, key=lambda f: (f.xs[-1] - f.xs[0]) * (f.ys[-1] - f.ys[0]))


def _frame(horizontals: list[RuledLine], verticals: list[RuledLine]) -> RuledFrame | None:
    """Cells of one table. Its outline is closed: the part of a table at the end of a page may have no lower rule."""
    xs = _edges([v.at for v in verticals], [x for h in horizontals for x in (h.start, h.end)])
    ys = _edges([h.at for h in horizontals], [y for v in verticals for y in (v.start, v.end)])
    wide, high = len(xs) - 1, len(ys) - 1
    if wide < 1 or high < 1 or wide * high > MAX_CELLS:
        return None
    right = _blocked(xs, ys, verticals)  # (column edge, row): parted from the neighbour on the left
    below = _blocked(ys, xs, horizontals)
    parent = list(range(wide * high))
    for j in range(high):
        for i in range(wide):
            if i and (i, j) not in right:
                _unite(parent, j * wide + i - 1, j * wide + i)
            if j and (j, i) not in below:
                _unite(parent, (j - 1) * wide + i, j * wide + i)
    members: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for k in range(wide * high):
        members[_root(parent, k)].append(divmod(k, wide))
    regions, of = [], [[0] * wide for _ in range(high)]
    for number, places in enumerate(members.values()):
        rows, columns = [j for j, _ in places], [i for _, i in places]
        first = min(rows)
        left = min(i for j, i in places if j == first)
        regions.append(
            Region(first + 1, left + 1, xs[min(columns)], ys[first], xs[max(columns) + 1], ys[max(rows) + 1])
        )
        for j, i in places:
            of[j][i] = number
    return RuledFrame(xs, ys, regions, of)


def _edges(rules: list[float], ends: list[float]) -> list[float]:
    """Places of the rules across, snapped, and the outermost ends of the rules along where no rule closes them."""
    edges = [at for at, _ in _snapped(RuledLine(at, 0, 0) for at in rules)]
    if min(ends) < edges[0] - MAX_SNAP_POINTS:
        edges.insert(0, min(ends))
    if max(ends) > edges[-1] + MAX_SNAP_POINTS:
        edges.append(max(ends))
    return edges


def _blocked(edges: list[float], along: list[float], rules: list[RuledLine]) -> set[tuple[int, int]]:
    """(edge, interval along it) pairs that a rule covers."""
    covered: dict[tuple[int, int], float] = defaultdict(float)
    for rule in rules:
        edge = min(range(len(edges)), key=lambda i: abs(edges[i] - rule.at))
        for k in range(len(along) - 1):
            shared = min(rule.end, along[k + 1]) - max(rule.start, along[k])
            if shared > 0:
                covered[edge, k] += shared / (along[k + 1] - along[k])
    return {key for key, share in covered.items() if share >= MIN_COVERED_SHARE}


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _unite(parent: list[int], i: int, j: int) -> None:
    a, b = _root(parent, i), _root(parent, j)
    parent[max(a, b)] = min(a, b)


def fill(frame: RuledFrame, glyphs: list[Glyph]) -> dict[Region, list[Glyph]]:
    """The characters of each cell. A number wider than its cell stays whole: it goes where its middle is."""
    held: dict[int, list[Glyph]] = defaultdict(list)
    for run in runs_of(glyphs):
        x, y = (run[0].x0 + run[-1].x1) / 2, sum(glyph.middle for glyph in run) / len(run)
        held[frame.region_at(x, y)] += run
    return {
        region: held.get(number, [])
        for number, region in enumerate(frame.regions)
        if number in held or min(region.x1 - region.x0, region.bottom - region.top) >= MIN_CELL_SIDE_POINTS
    }


def box_rows(cells: dict[Region, list[Glyph]]) -> list[list[Box]]:
    """Rows of boxes, each merged cell once at its upper left corner; a cell without characters is ""."""
    rows: dict[int, list[Box]] = defaultdict(list)
    for region in sorted(cells):
        glyphs = cells[region]
        sure = min((glyph.confidence for glyph in glyphs if glyph.confidence is not None), default=None)
        rows[region.row].append(Box(cell_text(glyphs), region.row, region.column, sure))
    return [rows[row] for row in sorted(rows)]
