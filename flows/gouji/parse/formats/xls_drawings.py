"""What lies over the cells of an XLS sheet: its drawing records ([MS-XLS] 2.4.171, 181; [MS-ODRAW] 2.2)."""

import struct
from collections.abc import Iterable, Iterator

from .sheet_view import CONDITIONS_UNCHECKED, Place, SheetView
from .xlsx_drawings import MAX_COVERED_CELLS, MAX_FIGURE_CELLS

DRAWING, OBJECT, CONDITIONS = 0xEC, 0x5D, 0x1B0  # MsoDrawing, Obj, CondFmt
_ANCHOR, _PROPERTIES = 0xF010, 0xF00B  # OfficeArtClientAnchorSheet, OfficeArtFOPT
_SHAPES, _PICTURE = (0x02, 0x03, 0x04, 0x06, 0x09, 0x1E), 0x08  # kinds of objects (2.5.143) with a ground
_FILL_BOOLEANS = 0x1BF  # Fill Style Boolean Properties: bit 4 filled, bit 20 whether that is said
_CONTAINER = 0x0F


def note_drawings(view: SheetView, records: Iterable[tuple[int, bytes]]) -> None:
    """Notes the cells under shapes and pictures; warns of conditional formats, which are not evaluated."""
    anchor: tuple[int, int, int, int] | None = None
    is_filled = True
    conditional = 0
    for kind, body in records:
        if kind == DRAWING:
            for name, content in _atoms(body):
                if name == _ANCHOR and len(content) >= 18:
                    left, _, top, _, right, right_off, bottom, bottom_off = struct.unpack_from("<8H", content, 2)
                    anchor = top, left, bottom - (not bottom_off), right - (not right_off)
                elif name == _PROPERTIES:
                    is_filled = _says_filled(content)
        elif kind == OBJECT and len(body) >= 6 and anchor is not None:
            what = int.from_bytes(body[4:6], "little")
            if what == _PICTURE or (what in _SHAPES and is_filled):
                cells = list(_cells(*anchor))
                view.covered.update(cells)
                if what == _PICTURE and len(cells) <= MAX_FIGURE_CELLS:
                    view.pictured.update(cells)
            anchor, is_filled = None, True
        elif kind == CONDITIONS:
            conditional += 1
    if conditional:
        view.warnings.append(CONDITIONS_UNCHECKED.format(conditional))


def _cells(top: int, left: int, bottom: int, right: int) -> Iterator[Place]:
    if (bottom - top + 1) * (right - left + 1) <= MAX_COVERED_CELLS:
        yield from ((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))


def _atoms(body: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of the records in a drawing that hold no others."""
    at = 0
    while at + 8 <= len(body):
        version, kind, size = struct.unpack_from("<HHI", body, at)
        at += 8
        if version & _CONTAINER != _CONTAINER:
            yield kind, body[at : at + size]
            at += size


def _says_filled(properties: bytes) -> bool:
    for at in range(0, len(properties) - 5, 6):
        name, value = struct.unpack_from("<HI", properties, at)
        if name & 0x3FFF == _FILL_BOOLEANS and value & 0x100000:
            return bool(value & 0x10)
    return True
