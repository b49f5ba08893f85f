"""How reports came in, day by day, this year against last: a line of steps each, as points of an SVG drawing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

WIDTH, HEIGHT = 640, 190  # of the drawing
LEFT, RIGHT, TOP, BOTTOM = 34, 52, 12, 26  # of its margins
LABEL_HEIGHT = 13
LONGEST = 120  # days from the first of January that are drawn


@dataclass(frozen=True)
class Line:
    """A year's line: `points` as SVG has them, the place of its end, how many had come in by then, and how far below its
    end that is written: lines that end side by side are told one above the other."""

    year: int
    points: str
    end_x: float
    end_y: float
    count: int
    label_below: float = 4


@dataclass(frozen=True)
class Drawing:
    """Lines, oldest first; `days` and `levels`: (place, word) along the axes; `deadline`: its place, if it is drawn."""

    lines: list[Line]
    days: list[tuple[float, str]]
    levels: list[tuple[float, str]]
    deadline: float | None


def drawing(
    arrived: Mapping[int, Iterable[date]], expected: int, deadline: date | None, as_of: date, year: int
) -> Drawing | None:
    """`arrived`: days of first publication by report year; `year`: the one whose line ends at `as_of`. None where nothing
    is to be drawn."""
    offsets = {each: sorted(_offset(day, each) for day in days) for each, days in arrived.items()}
    offsets = {each: days for each, days in offsets.items() if days}
    if not offsets or not expected:
        return None
    until = _offset(deadline, year) if deadline else 31
    last = min(LONGEST, max(until, *(days[-1] for days in offsets.values())) + 3)
    most = max(expected, *(len(days) for days in offsets.values()))

    def x(day: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * day / last, 1)

    def y(count: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * count / most, 1)

    lines = []
    for each in sorted(offsets):
        end = min(last, max(_offset(as_of, each), 0)) if each == year else last
        steps, count = [f"{x(0)},{y(0)}"], 0
        for day, more in sorted(Counter(min(max(day, 0), last) for day in offsets[each]).items()):
            steps += [f"{x(day)},{y(count)}", f"{x(day)},{y(count + more)}"]
            count += more
            end = max(end, day)
        steps.append(f"{x(end)},{y(count)}")
        lines.append(Line(each, " ".join(steps), x(end), y(count), count))
    lines = _apart(lines)
    first = date(year + 1, 1, 1)
    named = [first + timedelta(days=day) for day in range(last + 1)]
    days = [
        (x((day - first).days), f"{day.month}月{day.day}日")
        for day in named
        if day.day in ((1, 15) if last > 45 else (1, 11, 21))
    ]
    return Drawing(
        lines,
        days,
        [(y(level), str(level)) for level in sorted({0, most // 2, most})],
        x(until) if until <= last else None,
    )


def _apart(lines: list[Line]) -> list[Line]:
    by_height = sorted(lines, key=lambda line: (line.end_y, line.year))
    if len(lines) < 2 or by_height[1].end_y - by_height[0].end_y > LABEL_HEIGHT:
        return lines
    return [replace(line, label_below=-3 if line is by_height[0] else LABEL_HEIGHT) for line in lines]


def _offset(day: date, report_year: int) -> int:
    """Days since the first of January after the year that is reported on."""
    return (day - date(report_year + 1, 1, 1)).days
