"""The ground of each cell of a Word table, and what the table's style makes of its text (ECMA-376 part 1, 17.7.6)."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from gouji.parse.files.zip_package import attribute

from .word_elements import child_of, properties_of, value_of
from .word_paragraphs import Setting
from .word_styles import Styles

# Bits of w:tblLook w:val, and the attributes that say the same; bands are switched off, all else on.
_FIRST_ROW, _LAST_ROW, _FIRST_COLUMN, _LAST_COLUMN, _NO_BANDS, _NO_COLUMN_BANDS = (1 << bit for bit in range(5, 11))
_LOOK = {
    "firstRow": _FIRST_ROW, "lastRow": _LAST_ROW, "firstColumn": _FIRST_COLUMN, "lastColumn": _LAST_COLUMN,
    "noHBand": _NO_BANDS, "noVBand": _NO_COLUMN_BANDS,
}  # fmt: skip


class CellPlace(NamedTuple):
    """Row and cell, from 0, and how many the table and the row have."""

    row: int
    rows: int
    cell: int
    cells: int


class TableGrounds:
    """`around`: where the table stands."""

    def __init__(self, table: etree._Element, around: Setting, styles: Styles) -> None:
        self._styles = styles
        properties = properties_of(table, "tblPr")
        own = properties.get("shd")
        shade = None if own is None else styles.theme.shade(own)
        ground = around.ground if shade is None else shade
        self._plain = Setting(ground, {}, in_cell=True)
        style = properties.get("tblStyle")
        self._look = _look(properties.get("tblLook"))
        self._chain = styles.table(None if style is None else value_of(style))
        self._parts: dict[frozenset[str], Setting] = {}

    def of(self, properties: dict[str, etree._Element], place: CellPlace) -> Setting:
        """`properties`: of the cell (w:tcPr)."""
        setting = self._styled(place) if self._chain else self._plain
        own = properties.get("shd")
        if own is None:
            return setting
        ground = self._styles.theme.shade(own)
        return setting._replace(ground=self._plain.ground if ground is None else ground)

    def _styled(self, place: CellPlace) -> Setting:
        parts = list(self._parts_of(place))
        key = frozenset(parts)
        if key not in self._parts:
            self._parts[key] = self._setting(parts)
        return self._parts[key]

    def _setting(self, parts: list[str]) -> Setting:
        ground = self._plain.ground
        marks: dict[str, object] = {}
        layers = list(self._chain)
        for part in parts:
            layers += [
                each
                for style in self._chain
                for each in style
                if each.tag is not etree.Comment and attribute(each, "type") == part
            ]
        for layer in layers:
            for name in ("tblPr", "tcPr", "pPr"):
                shd = properties_of(layer, name).get("shd")
                shade = None if shd is None else self._styles.theme.shade(shd)
                ground = ground if shade is None else shade
            marks |= self._styles.marks(child_of(layer, "rPr"))
        return Setting(ground, marks, in_cell=True)

    def _parts_of(self, place: CellPlace) -> Iterator[str]:
        """The parts of the table that a cell is in, those that count more last."""
        row, cell = place.row, place.cell
        top, left = bool(self._look & _FIRST_ROW), bool(self._look & _FIRST_COLUMN)
        first_row, last_row = top and row == 0, bool(self._look & _LAST_ROW) and row == place.rows - 1
        first, last = left and cell == 0, bool(self._look & _LAST_COLUMN) and cell == place.cells - 1
        if not self._look & _NO_COLUMN_BANDS and not (first or last):
            yield "band1Vert" if (cell - left) % 2 == 0 else "band2Vert"
        if not self._look & _NO_BANDS and not (first_row or last_row):
            yield "band1Horz" if (row - top) // self._rows_of_band % 2 == 0 else "band2Horz"
        sides = {"firstCol": first, "lastCol": last, "firstRow": first_row, "lastRow": last_row}
        yield from (name for name, is_in in sides.items() if is_in)
        corners = {"ne": (first_row, last), "nw": (first_row, first), "se": (last_row, last), "sw": (last_row, first)}
        yield from (f"{name}Cell" for name, both in corners.items() if all(both))

    @property
    def _rows_of_band(self) -> int:
        sizes = (properties_of(style, "tblPr").get("tblStyleRowBandSize") for style in reversed(self._chain))
        said = next((value_of(size) or "" for size in sizes if size is not None), "")
        return max(int(said), 1) if said.isdecimal() else 1


def _look(element: etree._Element | None) -> int:
    """Without w:tblLook Word draws the first row and column, and bands."""
    if element is None:
        return _FIRST_ROW | _FIRST_COLUMN | _NO_COLUMN_BANDS
    look = int(value_of(element) or "0", 16) if _is_hex(value_of(element)) else 0
    for name, bit in _LOOK.items():
        if (said := attribute(element, name)) is not None:
            look = look | bit if said in ("1", "true", "on") else look & ~bit
    return look


def _is_hex(value: str | None) -> bool:
    return bool(value) and all(c in "0123456789abcdefABCDEF" for c in value or "")
