"""How far a drawing of given size reaches over the cells of an XLSX sheet (ECMA-376 part 1, 18.3.1.13, 73, 81)."""

import re
from dataclasses import dataclass, field

EMU_PER_POINT = 12_700
DEFAULT_ROW_POINTS = 15.0
DEFAULT_COLUMN_CHARACTERS = 9.14  # of a sheet that says nothing: 8.43 and the room on both sides
POINTS_PER_CHARACTER = 5.25  # 7 pixels, of the usual font
MAX_REACH = 500  # rows or columns

_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["'](\d{1,7})["'][^>]*>""")
HEIGHT = re.compile(rb"""\sht\s*=\s*["']([\d.]{1,9})["']""")
COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
RANGE = re.compile(rb"""\s(min|max)\s*=\s*["'](\d{1,5})["']""")
WIDTH = re.compile(rb"""\swidth\s*=\s*["']([\d.]{1,9})["']""")
_DEFAULT_HEIGHT = re.compile(rb"""\sdefaultRowHeight\s*=\s*["']([\d.]{1,9})["']""")
_DEFAULT_WIDTH = re.compile(rb"""\sdefaultColWidth\s*=\s*["']([\d.]{1,9})["']""")


@dataclass(frozen=True)
class Sizes:
    """Heights and widths in points: of rows and columns (from 0) that say theirs, and of the others."""

    rows: dict[int, float] = field(default_factory=dict)
    columns: dict[int, float] = field(default_factory=dict)
    row: float = DEFAULT_ROW_POINTS
    column: float = DEFAULT_COLUMN_CHARACTERS * POINTS_PER_CHARACTER

    def last_row(self, first: int, offset: int, extent: int) -> int:
        """The row in which a drawing ends that begins `offset` below the upper edge of row `first`; EMU."""
        return _last(self.rows, self.row, first, offset, extent)

    def last_column(self, first: int, offset: int, extent: int) -> int:
        return _last(self.columns, self.column, first, offset, extent)


def sizes_of(sheet: bytes) -> Sizes:
    """The sizes that a sheet's part tells."""
    rows = {int(row[1]) - 1: _number(height) for row in _ROW.finditer(sheet) if (height := HEIGHT.search(row[0]))}
    columns: dict[int, float] = {}
    for column in COLUMN.findall(sheet):
        ends = {name: int(number) for name, number in RANGE.findall(column)}
        width = WIDTH.search(column)
        if width and b"min" in ends:
            last = min(ends.get(b"max", ends[b"min"]), ends[b"min"] + MAX_REACH)
            columns |= dict.fromkeys(range(ends[b"min"] - 1, last), _number(width) * POINTS_PER_CHARACTER)
    height, width = _DEFAULT_HEIGHT.search(sheet), _DEFAULT_WIDTH.search(sheet)
    return Sizes(
        rows,
        columns,
        _number(height) if height else DEFAULT_ROW_POINTS,
        (_number(width) if width else DEFAULT_COLUMN_CHARACTERS) * POINTS_PER_CHARACTER,
    )


def _number(said: re.Match[bytes]) -> float:
    try:
        return float(said[1])
    except ValueError:
        return 0.0


def _last(sizes: dict[int, float], default: float, first: int, offset: int, extent: int) -> int:
    left = (offset + extent) / EMU_PER_POINT
    for at in range(first, first + MAX_REACH):
        left -= sizes.get(at, default)
        if left <= 0:
            return at
    return first + MAX_REACH
