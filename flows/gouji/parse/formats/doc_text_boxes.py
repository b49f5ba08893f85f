"""Text boxes of a DOC: where each is anchored in the text, and where what it says stands. Sections are of [MS-DOC]."""

import struct
from typing import NamedTuple

_SHAPE, _STORY = 26, 22  # bytes of a Spa (2.9.253) and of an FTXBXS (2.9.94)
_MARK_OF_STORY = 14  # where the mark of its shape stands in an FTXBXS


class TextBox(NamedTuple):
    """Characters `start` to `start` + `length` of the text of all boxes; `anchor`: a place in the document's own."""

    anchor: int
    start: int
    length: int


def text_boxes(shapes: bytes, stories: bytes, count: int) -> list[TextBox]:
    """The boxes by their anchors (2.8.37 PlcfSpa, 2.8.32 PlcftxbxTxt); those anchored nowhere come last.

    `count`: characters of the text of all boxes.
    """
    marks = {mark: at for at, _, mark in _entries(shapes, _SHAPE, 0)}
    boxes = [
        TextBox(marks.get(mark, 2**31), start, min(end, count) - start)
        for start, end, mark in _entries(stories, _STORY, _MARK_OF_STORY)
        if start < min(end, count)
    ]
    return sorted(boxes)


def _entries(plc: bytes, size: int, mark_at: int) -> list[tuple[int, int, int]]:
    """(first character, first of the next, mark of the shape) of each entry (2.2.2 Plc)."""
    n = max((len(plc) - 4) // (4 + size), 0)
    places = struct.unpack_from(f"<{n + 1}I", plc) if n else ()
    return [
        (places[i], places[i + 1], struct.unpack_from("<i", plc, 4 * (n + 1) + size * i + mark_at)[0]) for i in range(n)
    ]
