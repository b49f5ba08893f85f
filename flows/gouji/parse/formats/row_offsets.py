"""Rows with more cells than figures: where among its cells each row's figures start, settled by all rows together."""

from collections.abc import Iterator
from typing import NamedTuple

MAX_LABELS = 3  # columns of labels before the figures of a table
MIN_WIDTH = 5  # figures of a row in a table whose labels are merged over several columns


class Row(NamedTuple):
    """`width`: how many figures it has; `blank`, `left_over`: of each of its cells; `at`: the place of its label among
    all cells."""

    width: int
    blank: list[bool]
    left_over: list[bool]
    at: int


def offsets(rows: list[Row]) -> list[int | None]:
    """The start of each row's figures; None where it cannot be known.

    Either the figures follow the label, and what merged cells left over follows them; or each cell is in its place, so
    that all rows of the table are equally long. What fits all rows is taken; where two readings do, a row is known only
    if both say the same of it.
    """
    fitting = [_fitting(row) for row in rows]
    long_enough = [i for i, row in enumerate(rows) if len(row.blank) >= row.width]
    readings = [[0] * len(rows), *_in_place(rows)]
    valid = [reading for reading in readings if all(reading[i] in fitting[i] for i in long_enough)]
    found: list[int | None] = []
    for i, starts in enumerate(fitting):
        said = {reading[i] for reading in valid} if valid else starts
        found.append(said.pop() if len(said) == 1 and len(rows[i].blank) >= rows[i].width else None)
    return found


def _fitting(row: Row) -> set[int]:
    """Starts with no figure outside the row's width and nothing left over inside it."""
    n = row.width
    return {
        start
        for start in range(len(row.blank) - n + 1)
        if not any(row.left_over[start : start + n])
        and all(row.blank[:start])
        and all(row.blank[start + n :])
    }  # fmt: skip


def _in_place(rows: list[Row]) -> Iterator[list[int]]:
    """The starts of all rows for each length that rows of a table with each cell in its place may have."""
    wide = [row for row in rows if row.width >= MIN_WIDTH]
    if not wide:
        return
    n = max(row.width for row in wide)
    for labels in range(1, MAX_LABELS + 1):
        for opening in (0, 1):
            length = labels + n + opening
            for first in range(labels):
                begin = wide[0].at - first
                places = {row.at: (row.at - begin) % length for row in wide}
                if all(place < labels for place in places.values()):
                    yield [labels - 1 - places[row.at] if row.at in places else 0 for row in rows]
