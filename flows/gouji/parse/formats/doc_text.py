"""The text of a DOC: its pieces in order, and its fields. Sections are of [MS-DOC]."""

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from gouji.core.model import UnreadableDocument

from .doc_properties import Streams, piece_modifiers

MAX_CHARACTERS = 2_000_000
MAX_NESTED_FIELDS = 100  # fields within fields

_FIELD = re.compile("[\x07\x13\x14\x15]")
# What stands for something else in the text (2.4.1): line and column break, hyphens; other control characters go.
_LINE_END = re.compile("[\x0b\x0e]")
_CONTROL = re.compile("[\0-\x08\x0c-\x1f]+")


class TextPiece(NamedTuple):
    """A run of text: its characters, where they are in the WordDocument stream, bytes a character, its modifiers."""

    text: str
    start: int
    width: int
    modifiers: dict[int, bytes]


def read_pieces(streams: Streams, first: int, count: int, clx: bytes) -> Iterator[TextPiece]:
    """The text of `count` characters from `first` on, by the piece table (2.8.35 PlcPcd, 2.9.38 Clx)."""
    if not 0 <= count <= MAX_CHARACTERS:
        raise UnreadableDocument(
            f"文字 {count:,} 个，上限 {MAX_CHARACTERS:,} 个，不像一份年度报告，请核对所收文件。 Too much text."
        )
    plc, kept = _piece_table(clx)
    n = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{n + 1}I", plc)
    for i in range(n):
        if ends[i + 1] < ends[i]:
            raise ValueError("pieces out of order")
        before = max(first - ends[i], 0)  # characters of the piece that stand before `first`
        length = min(ends[i + 1], first + count) - ends[i] - before
        if length <= 0:
            continue
        start, modifier = struct.unpack_from("<IH", plc, 4 * (n + 1) + 8 * i + 2)
        width = 1 if start & 0x40000000 else 2
        start = (start & 0x3FFFFFFF) // (2 if width == 1 else 1) + before * width
        raw = streams.word[start : start + length * width]
        if len(raw) < length * width:
            raise ValueError(f"text ends at {len(streams.word)}, expected {start + length * width}")
        yield TextPiece(_characters(raw, width), start, width, piece_modifiers(modifier, kept))
    if ends[-1] < first + count:
        raise ValueError(f"pieces of {ends[-1]} characters, expected {first + count}")


def _piece_table(clx: bytes) -> tuple[bytes, list[bytes]]:
    """The piece table of a Clx (2.9.38), and the property lists that its pieces refer to by number."""
    at, kept = 0, []
    while clx[at] == 1:
        (size,) = struct.unpack_from("<H", clx, at + 1)
        kept.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if clx[at] != 2:
        raise ValueError("no piece table")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    return clx[at + 5 : at + 5 + size], kept


def plain_text(characters: list[str]) -> str:
    """Characters as text, without the control characters."""
    text = "".join(characters)
    return text if text.isprintable() else _CONTROL.sub("", _LINE_END.sub("\n", text).replace("\x1e", "-"))


def _characters(raw: bytes, width: int) -> str:
    """Text with one character a position: halves of characters beyond U+FFFF stay apart."""
    if width == 1:
        return raw.decode("cp1252", "replace")
    text = raw.decode("utf-16-le", "surrogatepass")
    if 2 * len(text) == len(raw):
        return text
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))


def drop_field_codes(characters: list[str], controls: dict[int, str]) -> None:
    """Leaves of each field its result (2.8.25 Plcfld): 0x13 code 0x14 result 0x15. A code without end, or with the end
    of a cell in it, is text. `controls`: what a form control shows, by the place of its mark in its field's code; that
    counts in place of the result."""
    opened: list[int] = []  # where the text of each begins that is not on the page, or -1
    for field in _FIELD.finditer("".join(character[-1:] or "\0" for character in characters)):
        if field[0] == "\x13":
            opened.append(field.start())
            if len(opened) > MAX_NESTED_FIELDS:
                raise ValueError(f"fields nested more than {MAX_NESTED_FIELDS} deep")
        elif field[0] == "\x07":
            opened = [start for start in opened if start < 0]
        elif opened:
            start = opened[-1]
            if start >= 0:  # the code is not yet over
                characters[start : field.start()] = [""] * (field.start() - start)
            control = next((at for at in controls if start < at < field.start()), None)
            if start >= 0 and control is not None:
                characters[start] = controls.pop(control)
                opened[-1] = start + 1
            elif field[0] == "\x14":
                opened[-1] = -1
            if field[0] == "\x15":
                opened.pop()
