"""How the characters of a DOC look, directly and by style. Section numbers are those of [MS-DOC]."""

import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .doc_properties import Shading, read_modifiers
from .looks import PALETTE
from .word_styles import Marks

MAX_STYLE_CHAIN = 40  # styles based on one another
PARAGRAPH, CHARACTER = 1, 2  # stk, 2.9.259
# Character properties (2.6.1) and what looks.py and word_styles.py call them.
DELETED, HIDDEN, STRUCK, STRUCK_TWICE = 0x0800, 0x083C, 0x0837, 0x2A53
RAISED, OFF_LINE, SIZE, PALETTE_COLOUR, COLOUR = 0x2A48, 0x4845, 0x4A43, 0x2A42, 0x6870
HIGHLIGHT, SHADING, SHADING_97, STYLE, PLAIN_TEXT = 0x2A0C, 0xCA71, 0x4866, 0x4A30, 0x2A33
_TOGGLES = {HIDDEN: "vanish", STRUCK: "strike", STRUCK_TWICE: "dstrike"}
_AS_STYLE, _NOT_AS_STYLE = 0x80, 0x81  # 2.9.327 ToggleOperand
_HALF_POINTS = 0.5  # points


class Style(NamedTuple):
    kind: int
    base: int
    paragraph: bytes  # its modifiers of paragraphs
    characters: bytes  # and of characters


class DocStyles:
    """The style sheet (2.9.271 STSH)."""

    def __init__(self, sheet: bytes) -> None:
        self._styles = dict(_styles(sheet)) if len(sheet) > 8 else {}
        self._levels: dict[int, Marks] = {}
        self._grounds: dict[int, int | None] = {}

    def _chain(self, number: int) -> list[Style]:
        """A style after those it is based on."""
        found: list[Style] = []
        while number in self._styles and len(found) < MAX_STYLE_CHAIN:
            found.append(self._styles[number])
            number = found[-1].base
        return found[::-1]

    def paragraph(self, number: int) -> Marks:
        """What a paragraph style makes of characters."""
        if number not in self._levels:
            marks: Marks = {}
            for style in self._chain(number):
                marks = changed(marks, dict(read_modifiers(style.characters)), marks)
            self._levels[number] = marks
        return self._levels[number]

    def ground(self, number: int) -> int | None:
        """The ground that a paragraph style gives its paragraphs."""
        if number not in self._grounds:
            grounds = [Shading.of_paragraph(dict(read_modifiers(style.paragraph))) for style in self._chain(number)]
            self._grounds[number] = next((ground for ground in reversed(grounds) if ground is not None), None)
        return self._grounds[number]

    def marks(self, paragraph: int, direct: Mapping[int, bytes]) -> Marks:
        """Those of characters with these modifiers, in a paragraph of a style."""
        below = self.paragraph(paragraph)
        if STYLE in direct and len(direct[STYLE]) == 2:
            for style in self._chain(struct.unpack("<H", direct[STYLE])[0]):
                if style.kind == CHARACTER:
                    below = changed(below, dict(read_modifiers(style.characters)), below)
        return changed(below, direct, below) if direct else below


def changed(marks: Marks, modifiers: Mapping[int, bytes], style: Marks) -> Marks:
    """Marks with what modifiers say; `style`: what a toggle property is compared with."""
    found = dict(marks)
    for code, operand in modifiers.items():
        if code in _TOGGLES and operand:
            name = _TOGGLES[code]
            by_style = bool(style.get(name))
            found[name] = {_AS_STYLE: by_style, _NOT_AS_STYLE: not by_style}.get(operand[0], operand[0] == 1)
        elif code == DELETED:
            found["deleted"] = operand == b"\1"
        elif code == RAISED:
            found["vertAlign"] = operand in (b"\1", b"\2")
        elif code == OFF_LINE:
            found["position"] = struct.unpack("<h", operand)[0] * _HALF_POINTS
        elif code == SIZE:
            found["sz"] = struct.unpack("<H", operand)[0] * _HALF_POINTS
        elif code == PALETTE_COLOUR and COLOUR not in modifiers:
            found["color"] = PALETTE[operand[0]] if operand[0] < len(PALETTE) else None
        elif code == COLOUR:
            found["color"] = Shading.colour(operand)
        elif code == HIGHLIGHT:
            found["highlight"] = PALETTE[operand[0]] if operand[0] < len(PALETTE) else None
        elif code == SHADING or (code == SHADING_97 and SHADING not in modifiers):
            found["shd"] = Shading.ground(operand)
    return found


def _styles(sheet: bytes) -> Iterator[tuple[int, Style]]:
    (header,) = struct.unpack_from("<H", sheet)
    count, base_size = struct.unpack_from("<HH", sheet, 2)
    at = 2 + header
    for number in range(count):
        if at + 2 > len(sheet):
            return
        (size,) = struct.unpack_from("<H", sheet, at)
        at += 2
        if size > base_size:
            yield number, _style(sheet[at : at + size], base_size)
        at += size


def _style(definition: bytes, base_size: int) -> Style:
    """2.9.260 STD: its base, its name, and a list of modifiers for each thing it formats."""
    (kind_and_base, counts) = struct.unpack_from("<HH", definition, 2)
    (length,) = struct.unpack_from("<H", definition, base_size)
    at = base_size + 2 + 2 * length + 2
    lists: list[bytes] = []
    for _ in range(counts & 0xF):
        if at + 2 > len(definition):
            break
        (size,) = struct.unpack_from("<H", definition, at)
        lists.append(definition[at + 2 : at + 2 + size])
        at += 2 + size + size % 2
    kind = kind_and_base & 0xF
    of_paragraph = lists[0][2:] if kind == PARAGRAPH and lists else b""
    of_characters = (
        lists[1] if kind == PARAGRAPH and len(lists) > 1 else lists[0] if kind == CHARACTER and lists else b""
    )
    return Style(kind, kind_and_base >> 4, of_paragraph, of_characters)
