"""Properties kept in a DOC: what its modifiers say of paragraphs, rows and characters. Sections are those of [MS-DOC]."""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from .looks import BLACK, PALETTE, UNTOLD, WHITE, mixed
from .word_rows import Place

MAX_COLUMNS = 64  # 2.9.315: a row has at most 63 cells

# Property modifiers, 2.6: what they say is in the comment.
IN_TABLE, ROW_END, DEPTH = 0x2416, 0x2417, 0x6649  # sprmPFInTable, sprmPFTtp, sprmPItap
INNER_CELL, INNER_ROW_END = 0x244B, 0x244C  # sprmPFInnerTableCell, sprmPFInnerTtp: of a table in a cell
HUGE_PROPERTIES = (0x6645, 0x6646)  # sprmPHugePapx: the properties stand in the Data stream
ROW_CELLS, MERGE_ACROSS, MERGE_DOWN = 0xD608, 0x5624, 0xD62B  # sprmTDefTable, sprmTMerge, sprmTVertMerge
ROW_CELLS_95 = 0xD606  # sprmTDefTable10: as long as ROW_CELLS, not used
TABS = 0xC615  # sprmPChgTabs, whose length may not fit its byte
DELETED, HIDDEN = 0x0800, 0x083C  # sprmCFRMarkDel, sprmCFVanish
SHADING, SHADING_97 = 0xC64D, 0x442D  # sprmPShd, sprmPShd80
CELL_SHADINGS, CELL_SHADINGS_97 = (0xD612, 0xD616, 0xD60C), 0xD609  # sprmTDefTableShd, its sequels, ...Shd80
_CELLS_OF_SHADINGS = 22  # cells that each of the three covers
_SHARES = (5, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90)  # % of the patterns 2 to 13 (2.9.122 Ipat)
_SHORT_MODIFIERS = {0x18: IN_TABLE, 0x19: ROW_END, 0x41: DELETED, 0x5C: HIDDEN}  # 2.9.215 Prm0: kept in a piece
_OPERAND_SIZE = (1, 1, 2, 4, 2, 2, 0, 3)  # by spra, 2.6.1; 0: the operand's first byte says it


class Streams(NamedTuple):
    """`word` begins with the FIB; `table` is 0Table or 1Table; `data` holds large properties."""

    word: bytes
    table: bytes
    data: bytes


class Shading:
    """Colours and patterns (2.9.248 Shd, 2.9.249 Shd80, 2.9.43 COLORREF) -> colours as looks.py has them."""

    @staticmethod
    def colour(operand: bytes) -> int | None:
        """None for automatic."""
        return None if len(operand) < 4 or operand[3] else int.from_bytes(operand[:3], "big")

    @staticmethod
    def ground(operand: bytes) -> int | None:
        """None for no shading."""
        if len(operand) == 2:
            (bits,) = struct.unpack("<H", operand)
            if bits == 0xFFFF:
                return None
            numbers = (bits & 31, bits >> 5 & 31)
            front, back = (PALETTE[number] if number < len(PALETTE) else None for number in numbers)
            pattern = bits >> 10
        elif len(operand) == 10:
            front, back = Shading.colour(operand[:4]), Shading.colour(operand[4:8])
            (pattern,) = struct.unpack_from("<H", operand, 8)
        else:
            return None
        if pattern in (0, 0xFFFF):
            return back
        share = 100 if pattern == 1 else _SHARES[pattern - 2] if pattern < len(_SHARES) + 2 else None
        if share is None:
            return UNTOLD
        return mixed(BLACK if front is None else front, WHITE if back is None else back, share / 100)

    @staticmethod
    def of_paragraph(modifiers: dict[int, bytes]) -> int | None:
        shading = modifiers.get(SHADING, modifiers.get(SHADING_97))
        return None if shading is None else Shading.ground(shading)

    @staticmethod
    def of_cells(modifiers: dict[int, bytes]) -> tuple[int | None, ...]:
        """Of the cells of a row, from the first; fewer or none where the others have no shading."""
        grounds: list[int | None] = []
        for number, code in enumerate(CELL_SHADINGS):
            if operand := modifiers.get(code):
                grounds += [None] * (number * _CELLS_OF_SHADINGS - len(grounds))
                grounds += [Shading.ground(operand[at : at + 10]) for at in range(0, len(operand) - 9, 10)]
        if not grounds:
            operand = modifiers.get(CELL_SHADINGS_97, b"")
            grounds = [Shading.ground(operand[at : at + 2]) for at in range(0, len(operand) - 1, 2)]
        return tuple(grounds) if any(ground is not None for ground in grounds) else ()


class Properties(NamedTuple):
    """Of the paragraph a mark ends; `depth` 0 outside tables, `grounds`: of the cells of the row it ends."""

    depth: int = 0
    cell_end: bool = False  # in a table within a cell, whose marks are 0x0D
    row_end: bool = False
    places: tuple[Place, ...] = ()
    style: int = 0
    ground: int | None = None
    grounds: tuple[int | None, ...] = ()


def piece_modifiers(modifier: int, kept: list[bytes]) -> dict[int, bytes]:
    """What a piece changes in its paragraphs (2.9.214 Prm): fast saves keep changes there."""
    if modifier & 1:
        return dict(read_modifiers(kept[modifier >> 1]))
    code = _SHORT_MODIFIERS.get(modifier >> 1 & 0x7F)
    return {code: bytes([modifier >> 8])} if code else {}


def read_modifiers(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """(modifier, operand) of a grpprl (2.6.1, 2.9.236 ... Prl)."""
    at, end = 0, len(properties)
    while at + 2 < end:
        (code,) = struct.unpack_from("<H", properties, at)
        at += 2
        size = _OPERAND_SIZE[code >> 13]
        if size == 0:
            if code in (ROW_CELLS, ROW_CELLS_95):
                size = int.from_bytes(properties[at : at + 2], "little") - 1
                at += 2
            elif code == TABS and properties[at] == 255:
                deleted = properties[at + 1]
                added = properties[at + 2 + 4 * deleted]
                size = 3 + 4 * deleted + 3 * added
            else:
                size = properties[at]
                at += 1
        if size < 0 or at + size > end:
            raise ValueError(f"property {code:#06x} is cut off")
        yield code, properties[at : at + size]
        at += size


class ParagraphProperties:
    """Paragraph properties by place of the mark in the WordDocument stream (2.8.6 PlcBtePapx, 2.9.175 PapxFkp)."""

    def __init__(self, streams: Streams, plc: bytes) -> None:
        self._streams = streams
        self._starts, self._pages = property_pages(plc)
        self._page_starts: dict[int, tuple[int, ...]] = {}  # by place of the page
        self._modifiers: dict[int, tuple[int, dict[int, bytes]]] = {}  # style, modifiers, by place of the PapxInFkp
        self._properties: dict[int, Properties] = {}

    def at(self, place: int, changes: dict[int, bytes]) -> Properties:
        """The properties of the paragraph whose mark stands at `place`, with the changes its piece makes (Prm)."""
        number = bisect_right(self._starts, place) - 1
        if not 0 <= number < len(self._pages):
            raise ValueError(f"no paragraph properties for the text at {place}")
        base = 512 * self._pages[number]
        starts = self._page_starts.get(base)
        if starts is None:
            count = self._streams.word[base + 511]
            starts = self._page_starts[base] = struct.unpack_from(f"<{count + 1}I", self._streams.word, base)
        run = bisect_right(starts, place) - 1
        if not 0 <= run < len(starts) - 1:
            raise ValueError(f"no paragraph properties for the text at {place}")
        offset = 2 * self._streams.word[base + 4 * len(starts) + 13 * run]
        key = base + offset
        if key not in self._properties:
            self._modifiers[key] = self._papx(key) if offset else (0, {})
            self._properties[key] = _properties_of(*self._modifiers[key])
        if not changes:
            return self._properties[key]
        style, modifiers = self._modifiers[key]
        return _properties_of(style, modifiers | changes)

    def _papx(self, at: int) -> tuple[int, dict[int, bytes]]:
        """Style number and modifiers of a PapxInFkp (2.9.176)."""
        word = self._streams.word
        size = 2 * word[at] - 1
        if size < 0:
            at += 1
            size = 2 * word[at]
        modifiers = dict(read_modifiers(word[at + 3 : at + 1 + size]))
        for code in HUGE_PROPERTIES:
            if code in modifiers:
                (there,) = struct.unpack("<I", modifiers[code])
                (length,) = struct.unpack_from("<H", self._streams.data, there)
                modifiers |= dict(read_modifiers(self._streams.data[there + 2 : there + 2 + length]))
        return int.from_bytes(word[at + 1 : at + 3], "little"), modifiers


def property_pages(plc: bytes) -> tuple[tuple[int, ...], list[int]]:
    """Starts in the WordDocument stream and numbers of the 512-byte pages that hold their properties."""
    n = (len(plc) - 4) // 8
    if n < 1:
        raise ValueError("no property pages")
    numbers = struct.unpack_from(f"<{2 * n + 1}I", plc)
    return numbers[: n + 1], [page & 0x3FFFFF for page in numbers[n + 1 :]]


def _properties_of(style: int, modifiers: dict[int, bytes]) -> Properties:
    def is_set(code: int) -> bool:
        return modifiers.get(code, b"\0") != b"\0"

    depth = int.from_bytes(modifiers.get(DEPTH, b""), "little", signed=True)
    if depth < 1 and (is_set(IN_TABLE) or is_set(ROW_END)):
        depth = 1
    row_end = is_set(ROW_END) or is_set(INNER_ROW_END)
    return Properties(
        depth,
        is_set(INNER_CELL),
        row_end,
        tuple(_places(modifiers)) if row_end else (),
        style,
        Shading.of_paragraph(modifiers),
        Shading.of_cells(modifiers) if row_end else (),
    )


def _places(modifiers: dict[int, bytes]) -> list[Place]:
    """Cell edges and merges of a row (2.9.315 TDefTableOperand, 2.9.318 TC80, 2.9.319 TCGRF)."""
    operand = modifiers.get(ROW_CELLS, b"\0")
    n = operand[0]
    if n == 0 or n > MAX_COLUMNS:
        return []
    edges = struct.unpack_from(f"<{n + 1}h", operand, 1)
    flags = [int.from_bytes(operand[at : at + 2], "little") for at in range(3 + 2 * n, 3 + 22 * n, 20)]
    across, down = [flag & 3 for flag in flags], [flag >> 5 & 3 for flag in flags]
    if len(merged := modifiers.get(MERGE_ACROSS, b"")) == 2:
        first, limit = merged[0], min(merged[1], n)
        across[first:limit] = [1, *[2] * (limit - first - 1)][: max(limit - first, 0)]
    if len(merged := modifiers.get(MERGE_DOWN, b"")) == 2 and merged[0] < n:
        down[merged[0]] = merged[1]
    covered = [flag == 1 for flag in down]  # 3: the upper cell of the merged ones
    opening = 0  # writers differ in which of 1 and 2 is the first of cells merged across; it stands first
    for i, flag in enumerate(across):
        if flag and not opening:
            opening = flag
        elif not flag:
            opening = 0
        elif flag not in (opening, 3):
            covered[i] = True
    return [Place(*pair, is_covered) for pair, is_covered in zip(pairwise(edges), covered, strict=True)]
