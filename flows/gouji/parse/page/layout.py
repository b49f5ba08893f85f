"""Where things stand on a page -> lines of text, and cells between ruling lines.

Lengths are in points (1/72 inch) on the page as it is read, from its upper left corner, y downwards.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from gouji.parse.document import Box

SNAP = 4.0  # rules nearer than this are one: double lines, borders drawn once for either cell
JOIN = 4.0  # gap in a rule that does not end it: dots, dashes, pieces of a cell each
THICKEST = 3.0  # a filled rectangle or dot no thicker than this is of a rule
DOTS_ALIGNED = 1.0  # how far dots of one rule may stand from its middle
MIN_DOTS = 4
COVERED = 0.6  # share of a cell's side that a rule must cover to part it from its neighbour
SLIVER = 6.0  # an empty cell narrower or lower than this is the gap of a double line
MAX_RULES = 2_000
MAX_CELLS = 100_000
SPACE = 0.25  # of a character's height: a gap wider than this parts two figures or words
FIGURE_GAP = 0.2  # of a character's height: digits nearer than this are one number
SAME_LINE = 0.35  # of a character's height between the middles of two characters of a line
MARK_REACH = 0.8  # of a character's height
QUOTES = frozenset("“”‘’\"'")
DIGITS = frozenset("0123456789.,+-０１２３４５６７８９．，")


class Glyph(NamedTuple):
    """A character and its box; `order`: its place in the content, spaces counted; `confidence` (0-1): how sure it
    is where it was recognised in a picture."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    order: int
    confidence: float | None = None

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


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
        return self.of[_place(self.ys, y)][_place(self.xs, x)]


def _place(edges: list[float], at: float) -> int:
    return next((i for i in range(1, len(edges)) if at < edges[i]), len(edges) - 1) - 1


# --- text -------------------------------------------------------------------------------------------------------


class TextLine(NamedTuple):
    """Characters on one line, from left to right."""

    glyphs: list[Glyph]

    @property
    def text(self) -> str:
        return compose(self.glyphs)

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x1

    @property
    def top(self) -> float:
        return min(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        return max(glyph.bottom for glyph in self.glyphs)

    @property
    def middle(self) -> float:
        return sum(glyph.middle for glyph in self.glyphs) / len(self.glyphs)

    @property
    def height(self) -> float:
        """Of its characters, the middle one in size."""
        return sorted(glyph.height for glyph in self.glyphs)[len(self.glyphs) // 2]


def lines_of(glyphs: Iterable[Glyph]) -> list[TextLine]:
    """Lines from top to bottom."""
    lines: list[list[Glyph]] = []
    middle = height = 0.0
    for glyph in sorted(glyphs, key=lambda g: (g.middle, g.x0)):
        if lines and glyph.middle - middle <= SAME_LINE * min(height, glyph.height):
            line = lines[-1]
            middle += (glyph.middle - middle) / (len(line) + 1)
            line.append(glyph)
        else:
            lines.append([glyph])
            middle = glyph.middle
        height = glyph.height if len(lines[-1]) == 1 else max(height, glyph.height)
    return [TextLine(sorted(line, key=lambda g: g.x0)) for line in _with_marks(lines)]


def _with_marks(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Lines that are quotation marks only (of another font, set higher) put to the line they belong to."""
    marks = [line for line in lines if all(glyph.text in QUOTES for glyph in line)]
    rest = [line for line in lines if line not in marks]
    for mark in marks:
        near = [line for line in rest if abs(line[0].middle - mark[0].middle) < MARK_REACH * line[0].height]
        if near:
            min(near, key=lambda line: abs(line[0].middle - mark[0].middle)).extend(mark)
        else:
            rest.append(mark)
    return sorted(rest, key=lambda line: line[0].middle) if marks else lines


def without_doubles(glyphs: list[Glyph]) -> list[Glyph]:
    """Bold print may be the same character drawn twice, a hair apart; read twice, 0 would be 00."""
    kept: list[Glyph] = []
    near: dict[tuple[str, int, int], list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        x, y = int(glyph.x0 // 8), int(glyph.top // 8)
        others = (o for i in (x - 1, x, x + 1) for j in (y - 1, y, y + 1) for o in near.get((glyph.text, i, j), ()))
        reach = 0.3 * (glyph.x1 - glyph.x0)
        if not any(abs(o.x0 - glyph.x0) <= reach and abs(o.top - glyph.top) <= reach for o in others):
            kept.append(glyph)
            near[glyph.text, x, y].append(glyph)
    return kept


def is_wide(char: str) -> bool:
    """Whether it is written without spaces: Chinese, but no full-width digit."""
    return char >= "\u2e80" and char not in DIGITS


def compose(glyphs: list[Glyph]) -> str:
    """The text of a line; a space stands only between words or figures, never beside a Chinese character."""
    text = []
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None and _apart(before, glyph) and not is_wide(before.text) and not is_wide(glyph.text):
            text.append(" ")
        text.append(glyph.text)
        before = glyph
    return "".join(text)


def _apart(a: Glyph, b: Glyph) -> bool:
    gap = b.x0 - a.x1
    if a.text in DIGITS and b.text in DIGITS:
        return gap > FIGURE_GAP * a.height or (b.order != a.order + 1 and gap > FIGURE_GAP / 2 * a.height)
    return gap > SPACE * a.height or b.order == a.order + 2


def cell_text(glyphs: list[Glyph]) -> str:
    """The text of a cell: broken labels joined, figures on different lines parted by a space."""
    lines = lines_of(glyphs)
    if len(lines) > 2 and all(len(line.glyphs) == 1 for line in lines):  # one character a line: as it was written
        lines = [TextLine([glyph]) for glyph in sorted(glyphs, key=lambda g: g.order)]
    text = ""
    for line in lines:
        more = line.text
        parted = text and not is_wide(text[-1]) and not is_wide(more[0])
        text += f" {more}" if parted else more
    return text


# --- rules ------------------------------------------------------------------------------------------------------


def dotted(dots: Iterable[tuple[float, float]]) -> list[RuledLine]:
    """Horizontal rules of dots in a row, given as (place along, place across); single dots are none."""
    rules = []
    for at, row in _snapped((RuledLine(across, along, along) for along, across in dots), DOTS_ALIGNED):
        places = sorted(dot.start for dot in row)
        first = 0
        for k in range(1, len(places) + 1):
            if k == len(places) or places[k] - places[k - 1] > JOIN + THICKEST:
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
            if piece.start > end + JOIN:
                merged.append(RuledLine(at, start, end))
                start = piece.start
                end = piece.end
            end = max(end, piece.end)
        merged.append(RuledLine(at, start, end))
    return [rule for rule in merged if rule.end - rule.start > SLIVER]


def _snapped(rules: Iterable[RuledLine], reach: float = SNAP) -> list[tuple[float, list[RuledLine]]]:
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
            if h.start - SNAP <= v.at <= h.end + SNAP and v.start - SNAP <= h.at <= v.end + SNAP:
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
    if min(ends) < edges[0] - SNAP:
        edges.insert(0, min(ends))
    if max(ends) > edges[-1] + SNAP:
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
    return {key for key, share in covered.items() if share >= COVERED}


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _unite(parent: list[int], i: int, j: int) -> None:
    a, b = _root(parent, i), _root(parent, j)
    parent[max(a, b)] = min(a, b)


# --- cells ------------------------------------------------------------------------------------------------------


def fill(frame: RuledFrame, glyphs: list[Glyph]) -> dict[Region, list[Glyph]]:
    """The characters of each cell. A number wider than its cell stays whole: it goes where its middle is."""
    held: dict[int, list[Glyph]] = defaultdict(list)
    for run in _runs(glyphs):
        x, y = (run[0].x0 + run[-1].x1) / 2, sum(glyph.middle for glyph in run) / len(run)
        held[frame.region_at(x, y)] += run
    return {
        region: held.get(number, [])
        for number, region in enumerate(frame.regions)
        if number in held or min(region.x1 - region.x0, region.bottom - region.top) >= SLIVER
    }


def _runs(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Numbers whole, all else character by character."""
    runs: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.order):
        if runs and glyph.text in DIGITS and runs[-1][-1].text in DIGITS:
            last = runs[-1][-1]
            near = abs(glyph.x0 - last.x1) <= FIGURE_GAP * glyph.height
            if near and glyph.order == last.order + 1 and abs(glyph.middle - last.middle) <= SAME_LINE * glyph.height:
                runs[-1].append(glyph)
                continue
        runs.append([glyph])
    return runs


def boxes(cells: dict[Region, list[Glyph]]) -> list[list[Box]]:
    """Rows of boxes, each merged cell once at its upper left corner; a cell without characters is ""."""
    rows: dict[int, list[Box]] = defaultdict(list)
    for region in sorted(cells):
        glyphs = cells[region]
        sure = min((glyph.confidence for glyph in glyphs if glyph.confidence is not None), default=None)
        rows[region.row].append(Box(cell_text(glyphs), region.row, region.column, sure))
    return [rows[row] for row in sorted(rows)]
