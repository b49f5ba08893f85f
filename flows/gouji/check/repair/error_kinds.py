"""What kind of slip a change of one figure would undo, and how likely such slips are."""

from typing import NamedTuple

from .equations import Figures


class ErrorKind(NamedTuple):
    """`kind` names it (words are in words.py); `cost` orders repairs, lower is likelier; `part` is the cell left out
    of a total or counted twice in it."""

    kind: str
    cost: int
    part: int | None = None


def error_kind_of(figures: Figures, cell: int, new: int) -> ErrorKind:
    """The likeliest slip that made this cell what it is instead of `new`."""
    if cell in figures.no_counts:
        return ErrorKind("not_a_count", 0)
    if not figures.known[cell]:
        return ErrorKind("blank", 0)
    old = int(figures.values[cell])
    if old == 0:
        whole = figures.empty_totals is not None and figures.empty_totals[cell]
        return ErrorKind("column_left_out", 0) if whole else ErrorKind("left_out", 1)
    if (part := _part_of_total(figures, cell, new - old)) is not None:
        return ErrorKind("uncounted" if new > old else "counted_twice", 1, part)
    for kind, times in (("tenfold", 10), ("hundredfold", 100)):
        if old == new * times:
            return ErrorKind(kind, 1)
    for kind, times in (("tenth", 10), ("hundredth", 100)):
        if new == old * times:
            return ErrorKind(kind, 1)
    return _digit_error(str(old), str(new)) or ErrorKind("should_be_zero" if new == 0 else "other", 4)


def _digit_error(old: str, new: str) -> ErrorKind | None:
    differing = [i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b]
    if len(old) == len(new):
        if len(differing) == 2 and sorted(old) == sorted(new):
            return ErrorKind("digits_swapped", 1)
        if len(old) > 1 and len(differing) == 1:
            return ErrorKind("digit", 2)
    if abs(len(old) - len(new)) == 1 and min(len(old), len(new)) > 1:
        longer, shorter = sorted((old, new), key=len, reverse=True)
        if any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))):
            return ErrorKind("digit_more" if len(old) > len(new) else "digit_less", 2)
    return None


def _part_of_total(figures: Figures, cell: int, by: int) -> int | None:
    """The one part of this total that is as large as the change, if there is one."""
    for equation in figures.block.totals_of[cell]:
        parts = (figures.matrix[equation] < 0) & figures.known & (figures.values == abs(by))
        if parts.sum() == 1:
            return int(parts.argmax())
    return None
