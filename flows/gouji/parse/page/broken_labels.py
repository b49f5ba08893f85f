"""Rows of a table without ruling lines whose labels are broken over lines: each label put together again.

A label's figures stand beside its first, middle or last line, or between two of them. Which lines go together is
told by the rows of the form, and by distance only where these tell nothing.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from gouji.parse.cells.labels import CERTAIN, match_any_row, tables_with_row

MAX_LINE_PITCH_HEIGHTS = 2.2  # of a character's height: the widest distance of two lines of a label
MAX_CLOSE_PITCH_HEIGHTS = (
    1.5  # of a character's height: lines nearer than this are taken together if nothing tells against it
)
MAX_LABEL_LINES = 4  # of a label above its figures, and below
# What speaks for a way to put lines together: figures with a label of the form; each line that it has so; a row of the
# form without figures; and least of all the distance, in characters' heights.
LABEL_SCORE, LINE_SCORE, EMPTY_ROW_SCORE, DISTANCE_SCORE = 4.0, 1.0, 0.5, -0.01
# What a label begins with: nothing above it is of the same label.
_BEGINS_LABEL = re.compile(r"\d{1,2}[.．、](?!\d)|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、")


class TextWord(NamedTuple):
    """A cell's text on one line and where it stands, in points."""

    text: str
    x0: float
    x1: float
    is_figure: bool


class TextRow(NamedTuple):
    """A line of the table, or several with one row's label."""

    middle: float
    height: float
    labels: list[TextWord]
    figures: list[TextWord]

    @property
    def label(self) -> str:
        return "".join(word.text for word in self.labels[-1:])


class _Split(NamedTuple):
    """Of the lines of words between two rows with figures: how many go on with the row above, how many begin the one
    below; the others stand alone."""

    above: int
    below: int


def with_whole_labels(rows: list[TextRow]) -> list[TextRow]:
    """Lines with words only, joined to the row whose label they begin or go on with."""
    anchors = [i for i, row in enumerate(rows) if row.figures]
    if not anchors:
        return rows
    between = [rows[a + 1 : b] for a, b in pairwise([-1, *anchors, len(rows)])]
    figured = [rows[i] for i in anchors]
    # For each way to split the lines above a row: what speaks for the best way to it, and that way.
    best = {split: (_score_alone(between[0], split), [split]) for split in _splits(between[0], None, figured[0])}
    for k, row in enumerate(figured):
        above, below = between[k], between[k + 1]
        following = {}
        for split in _splits(below, row, figured[k + 1] if k + 1 < len(figured) else None):
            ways = [
                (value + _score(row, above[len(above) - last.below :], below[: split.above]), path)
                for last, (value, path) in best.items()
            ]
            value, path = max(ways, key=lambda way: way[0])
            following[split] = value + _score_alone(below, split), [*path, split]
        best = following
    _, path = max(best.values(), key=lambda way: way[0])
    kept = between[0][: len(between[0]) - path[0].below]
    for row, (above, below), (last, split) in zip(figured, pairwise(between), pairwise(path), strict=True):
        kept.append(_joined(row, above[len(above) - last.below :], below[: split.above]))
        kept += below[split.above : len(below) - split.below]
    return kept


def _splits(lines: list[TextRow], above: TextRow | None, below: TextRow | None) -> list[_Split]:
    most_above, most_below = _max_joined(above, lines, below), _max_joined(below, lines[::-1], above)
    return [_Split(a, b) for a in range(most_above + 1) for b in range(min(most_below, len(lines) - a) + 1)]


def _max_joined(row: TextRow | None, lines: list[TextRow], other: TextRow | None) -> int:
    """How many of the lines may belong to the label of a row, from the nearest on."""
    if row is None:
        return 0
    count, last = 0, row
    for line in lines[:MAX_LABEL_LINES]:
        lower, upper = (line, last) if line.middle > last.middle else (last, line)
        if _begins_label(lower, upper):
            break
        far = abs(line.middle - last.middle) > MAX_LINE_PITCH_HEIGHTS * max(line.height, last.height)
        if far or any(_heads_column(line, near) for near in (row, other) if near):
            break
        count, last = count + 1, line
    return count


def _begins_label(line: TextRow, above: TextRow) -> bool:
    """Whether a line begins a label right under words of another."""
    if not line.labels or not above.labels or not _BEGINS_LABEL.match(line.label):
        return False
    return abs(line.labels[-1].x0 - above.labels[-1].x0) < line.height


def _heads_column(line: TextRow, row: TextRow) -> bool:
    """Whether words reach over the figures of a row near them."""
    return line.labels[-1].x1 > (row.figures[0].x0 + row.figures[0].x1) / 2


def _score_alone(lines: list[TextRow], split: _Split) -> float:
    """What speaks for the lines between two rows to stand alone."""
    alone = lines[split.above : len(lines) - split.below]
    return EMPTY_ROW_SCORE * sum(bool(tables_with_row(line.label)) for line in alone)


def _score(row: TextRow, above: list[TextRow], below: list[TextRow]) -> float:
    """What speaks for these lines to be of a row's label."""
    score = match_any_row(_joined(row, above, below).label) or 0.0
    lines = [*above, row, *below]
    far = sum((b.middle - a.middle) / max(a.height, b.height) - MAX_CLOSE_PITCH_HEIGHTS for a, b in pairwise(lines))
    return (LABEL_SCORE + LINE_SCORE * (len(lines) - 1) if score == CERTAIN else score) + DISTANCE_SCORE * far


def _joined(row: TextRow, above: list[TextRow], below: list[TextRow]) -> TextRow:
    labels = row.labels
    for line in reversed(above):
        labels = with_words(labels, line, before=True)
    for line in below:
        labels = with_words(labels, line, before=False)
    return row._replace(labels=labels)


def with_words(labels: list[TextWord], line: TextRow, *, before: bool) -> list[TextWord]:
    """Words of a line put to those that they stand above or below."""
    labels = list(labels)
    for word in line.labels:
        place = next((i for i, other in enumerate(labels) if word.x0 < other.x1 and other.x0 < word.x1), None)
        if place is None:
            labels.append(word)
            labels.sort(key=lambda w: w.x0)
            continue
        other = labels[place]
        text = word.text + other.text if before else other.text + word.text
        labels[place] = TextWord(text, min(word.x0, other.x0), max(word.x1, other.x1), False)
    return labels
