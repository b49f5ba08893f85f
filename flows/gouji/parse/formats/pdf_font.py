"""A font of last resort for PDFium: every character is a box, and thereby has a place.

Old PDF names Chinese fonts that are neither in the file nor, on a server, on the machine. PDFium then has no outlines,
and leaves out of its text what it believes to have no width: all that is drawn a single character at a time, and with
it digits of figures. With any outline it tells every character, from the encoding that the file names.
"""

import ctypes
import struct
from contextlib import suppress
from typing import Any

from pypdfium2 import PdfiumError, PdfSysfontBase  # type: ignore[import-untyped]

CHINESE, OTHERS = 134, (128, 129, 136)  # character sets as Windows numbers them: GB; Japanese, Korean, Big5
EM, NARROW, TOP, BOTTOM = 1000, 500, 880, -120
_FAMILY = b"Gouji Box\0"
# Characters (first, last) and their glyph; spaces have none.
_INKED = ((0x21, 0x7E, 1), (0xA1, 0x1FFF, 2), (0x2010, 0x2FFF, 2), (0x3001, 0x10FFFF, 2))


def install_box_font() -> None:
    """To all PDF that this process reads from here on."""
    with suppress(PdfiumError):  # a machine on which PDFium knows of no fonts of the system's
        WithBoxes().setup()


def box_font() -> bytes:
    """A TrueType font with a box for every character (OpenType 1.9, cmap format 13)."""
    narrow, wide = _box(NARROW), _box(EM)
    groups = b"".join(struct.pack(">3I", *group) for group in _INKED)
    characters = struct.pack(">4HI2H3I", 0, 1, 3, 10, 12, 13, 0, 16 + len(groups), 0, len(_INKED)) + groups
    tables = {
        b"cmap": characters,
        b"glyf": narrow + wide,
        b"head": struct.pack(
            ">4I2H2q4h2H3h", 0x10000, 0, 0, 0x5F0F3CF5, 0, EM, 0, 0, 0, BOTTOM, EM, TOP, 0, 8, 2, 0, 0
        ),
        b"hhea": struct.pack(">I3hH11hH", 0x10000, TOP, BOTTOM, 0, EM, 0, 0, EM, 1, *[0] * 7, 3),
        b"hmtx": struct.pack(">HhHhHh", EM, 0, NARROW, 0, EM, 0),
        b"loca": struct.pack(">4H", 0, 0, len(narrow) // 2, len(narrow + wide) // 2),
        b"maxp": struct.pack(">I14H", 0x10000, 3, 4, 1, 0, 0, 2, *[0] * 8),
        b"post": struct.pack(">Ii2h5I", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    start = 12 + 16 * len(tables)
    directory, content = struct.pack(">I4H", 0x10000, len(tables), 128, 3, 16 * len(tables) - 128), b""
    for name, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += name + struct.pack(">3I", checksum, start + len(content), len(table))
        content += padded
    return directory + content


def _box(width: int) -> bytes:
    """A glyph: one closed line around a rectangle."""
    corners = struct.pack(">5h2H4B", 1, 0, BOTTOM, width, TOP, 3, 0, *[1] * 4)
    return corners + struct.pack(">8h", 0, 0, width, 0, BOTTOM, TOP - BOTTOM, 0, BOTTOM - TOP)  # steps along x, then y


class WithBoxes(PdfSysfontBase):  # type: ignore[misc]  # pypdfium2 has no types
    """The machine's fonts, and boxes where none of them is Chinese."""

    def __init__(self, fonts: PdfSysfontBase | None = None) -> None:
        super().__init__(fonts)
        self._font = box_font()
        self._anchor = ctypes.create_string_buffer(1)
        self._handle = ctypes.addressof(self._anchor)  # what PDFium calls the font by

    def MapFont(self, _: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any) -> Any:
        found = super().MapFont(_, weight, italic, charset, pitch, face, exact)
        return found or (self._handle if charset in (CHINESE, *OTHERS) else None)

    def GetFontData(self, _: Any, font: int, table: int, buffer: Any, size: int) -> int:
        if font != self._handle:
            return int(super().GetFontData(_, font, table, buffer, size))
        return _given(self._part(table), buffer, size)

    def GetFaceName(self, _: Any, font: int, buffer: Any, size: int) -> int:
        if font != self._handle:
            return int(super().GetFaceName(_, font, buffer, size))
        return _given(_FAMILY, buffer, size)

    def GetFontCharset(self, _: Any, font: int) -> int:
        return CHINESE if font == self._handle else super().GetFontCharset(_, font)

    def DeleteFont(self, _: Any, font: int) -> None:
        if font != self._handle:
            super().DeleteFont(_, font)

    def _part(self, table: int) -> bytes:
        """The whole font for 0, else a table by its name as a number."""
        if table == 0:
            return self._font
        for at in range(12, 12 + 16 * struct.unpack_from(">H", self._font, 4)[0], 16):
            name, _, start, length = struct.unpack_from(">4I", self._font, at)
            if name == table:
                return self._font[start : start + length]
        return b""


def _given(data: bytes, buffer: Any, size: int) -> int:
    """The length of the data, copied where the buffer holds it, as FPDF_SYSFONTINFO asks."""
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)
