"""Fonts, formats, fills and rich text of an XLS workbook, by its records; section numbers are of [MS-XLS]."""

import struct
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from .looks import PLAIN, UNTOLD, Look
from .number_format import BUILT_IN, GENERAL
from .sheet_view import CellStyle
from .xlsx_styles import INDEXED, RichText, is_uniform

# Font, Format, XF, Palette, SST, Continue: 2.4.122, 126, 353, 188, 265, 58
FONT, FORMAT, XF, PALETTE, SST, CONTINUE = 0x31, 0x41E, 0xE0, 0x92, 0xFC, 0x3C
BIFF8 = 0x600  # the version in BOF (2.4.21); before it characters are single bytes, of the code page
CODE_PAGE = "gb18030"
NO_FONT = 4  # no font has this number
_STRUCK = 0x08
_TWIPS = 20  # of a point
_PALETTE_START = 8
_SOLID = 1
MAX_TEXTS = 100_000


class BookStyles(NamedTuple):
    """`cells` by the number of their XF, `fonts` by their own, `texts`: shared texts of several styles by place."""

    version: int
    cells: list[CellStyle]
    fonts: dict[int, Look]
    texts: dict[int, RichText]


def read_styles(records: Iterable[tuple[int, bytes]], version: int) -> BookStyles:
    """The styles in the records of a workbook's globals."""
    fonts: list[bytes] = []
    formats = dict(BUILT_IN)
    found: list[bytes] = []
    colours = dict(INDEXED)
    shared: list[bytes] = []
    last = 0
    for kind, body in records:
        if kind == FONT and len(body) >= 10:
            fonts.append(body)
        elif kind == FORMAT and len(body) >= 3:
            formats[int.from_bytes(body[:2], "little")] = _code(body, version)
        elif kind == XF and len(body) >= 16:
            found.append(body)
        elif kind == PALETTE:
            rgb = (body[i : i + 3] for i in range(2, len(body) - 3, 4))
            colours.update((_PALETTE_START + i, int.from_bytes(each, "big")) for i, each in enumerate(rgb))
        elif kind == SST or (kind == CONTINUE and last == SST):
            shared.append(body)
            kind = SST
        last = kind
    looks = {i + (i >= NO_FONT): _look(body, colours) for i, body in enumerate(fonts)}
    cells = [_style(body, looks, formats, colours, version) for body in found]
    return BookStyles(version, cells, looks, _rich_texts(shared, looks))


def _code(body: bytes, version: int) -> str:
    if version < BIFF8:
        return body[3 : 3 + body[2]].decode(CODE_PAGE, "replace")
    length = int.from_bytes(body[2:4], "little")
    wide = len(body) > 4 and body[4] & 1
    return body[5 : 5 + length * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1", "replace")


def _look(body: bytes, colours: dict[int, int]) -> Look:
    height, flags, colour, _, raised = struct.unpack_from("<HHHHH", body)
    return PLAIN._replace(
        points=height / _TWIPS, struck=bool(flags & _STRUCK), raised=raised in (1, 2), colour=colours.get(colour)
    )


def _style(
    body: bytes, fonts: dict[int, Look], formats: dict[int, str], colours: dict[int, int], version: int
) -> CellStyle:
    font, number_format = struct.unpack_from("<HH", body)
    if version >= BIFF8 and len(body) >= 20:
        pattern, fill = body[17] >> 2, int.from_bytes(body[18:20], "little")
    else:
        pattern, fill = body[10] & 0x3F, int.from_bytes(body[8:10], "little")
    ground = None if not pattern else colours.get(fill & 0x7F, UNTOLD) if pattern == _SOLID else UNTOLD
    return CellStyle(formats.get(number_format, GENERAL), fonts.get(font, PLAIN)._replace(ground=ground))


def runs_of(text: str, starts: list[tuple[int, int]], fonts: dict[int, Look]) -> RichText | None:
    """A text cut where another font begins: (character, font); None where all is seen alike."""
    marks = [(0, None), *((at, fonts.get(font)) for at, font in starts), (len(text), None)]
    runs: RichText = [(text[at:end], look) for (at, look), (end, _) in pairwise(marks) if at < end]
    return None if is_uniform(runs) else runs


def _rich_texts(parts: list[bytes], fonts: dict[int, Look]) -> dict[int, RichText]:
    """The shared texts that have runs of several styles; what is cut off is left out."""
    found: dict[int, RichText] = {}
    try:
        for number, (text, starts) in enumerate(_Texts(parts)):
            if starts and (runs := runs_of(text, starts, fonts)):
                found[number] = runs
    except (IndexError, struct.error):
        pass
    return found


class _Texts:
    """The texts of an SST record, which goes on in Continue records; characters that are cut there begin again with
    their width (2.5.293)."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self._part, self._at = 0, 8

    def __iter__(self) -> Iterator[tuple[str, list[tuple[int, int]]]]:
        total = int.from_bytes(self._parts[0][4:8], "little") if self._parts else 0
        for _ in range(min(total, MAX_TEXTS)):
            length, flags = struct.unpack("<HB", self._bytes(3))
            runs = int.from_bytes(self._bytes(2), "little") if flags & 0x08 else 0
            extra = int.from_bytes(self._bytes(4), "little") if flags & 0x04 else 0
            text = self._characters(length, bool(flags & 0x01))
            packed = self._bytes(4 * runs)
            self._bytes(extra)
            yield text, list(struct.iter_unpack("<HH", packed))

    def _bytes(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            self._turn()
            piece = self._parts[self._part][self._at : self._at + count - len(taken)]
            self._at += len(piece)
            taken += piece
        return taken

    def _turn(self) -> bool:
        """Goes on to the next record where this one is used up; IndexError after the last."""
        turned = False
        while self._at >= len(self._parts[self._part]):
            self._part, self._at, turned = self._part + 1, 0, True
        return turned

    def _characters(self, length: int, wide: bool) -> str:
        text = ""
        while len(text) < length:
            if self._turn():
                wide = bool(self._bytes(1)[0] & 1)
            size = 2 if wide else 1
            left = (len(self._parts[self._part]) - self._at) // size
            piece = self._bytes(min(left, length - len(text)) * size)
            if not piece:
                raise IndexError(length)
            text += piece.decode("utf-16-le" if wide else "latin-1", "surrogatepass")
        return text
