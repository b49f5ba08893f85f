"""Which character properties the text of a DOC has, place by place. Section numbers are those of [MS-DOC]."""

import struct
from bisect import bisect_right
from collections.abc import Iterator

from .doc_properties import property_pages, read_modifiers
from .doc_text import TextPiece

Modifiers = dict[int, bytes]


class CharacterProperties:
    """By the places of the WordDocument stream (2.8.5 PlcBteChpx, 2.9.33 ChpxFkp); `kinds`: each set of modifiers once,
    the first one empty."""

    def __init__(self, word: bytes, plc: bytes) -> None:
        self.kinds: list[Modifiers] = [{}]
        self._numbers: dict[bytes, int] = {}  # of kinds, by their bytes
        self._runs = _without_overlaps(sorted(self._read(word, plc)))
        self._starts = [start for start, _, _ in self._runs]

    def of(self, pieces: list[TextPiece]) -> list[int]:
        """The number of the kind of each character."""
        kinds: list[int] = []
        for piece in pieces:
            begin, end = piece.start, piece.start + len(piece.text) * piece.width
            found = [0] * len(piece.text)
            first = max(bisect_right(self._starts, begin) - 1, 0)
            for run_start, run_end, kind in self._runs[first : bisect_right(self._starts, end)]:
                at = (max(run_start, begin) - begin) // piece.width
                past = (min(run_end, end) - begin) // piece.width
                if at < past:
                    found[at:past] = [kind] * (past - at)
            kinds += self._with(found, piece.modifiers) if piece.modifiers else found
        return kinds

    def _with(self, found: list[int], changes: Modifiers) -> list[int]:
        """Kinds with what a piece changes: fast saves keep changes there."""
        changed: dict[int, int] = {}
        for kind in set(found):
            changed[kind] = len(self.kinds)
            self.kinds.append(self.kinds[kind] | changes)
        return [changed[kind] for kind in found]

    def _read(self, word: bytes, plc: bytes) -> Iterator[tuple[int, int, int]]:
        for page in sorted(set(property_pages(plc)[1])):
            base = 512 * page
            block = word[base : base + 512]
            count = block[511]
            starts = struct.unpack_from(f"<{count + 1}I", block)
            for i in range(count):
                if offset := 2 * block[4 * (count + 1) + i]:
                    properties = block[offset + 1 : offset + 1 + block[offset]]
                    yield starts[i], starts[i + 1], self._number(properties)

    def _number(self, properties: bytes) -> int:
        if properties not in self._numbers:
            self._numbers[properties] = len(self.kinds)
            self.kinds.append(dict(read_modifiers(properties)))
        return self._numbers[properties]


def _without_overlaps(runs: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Runs in order, none beginning before the last one ends."""
    kept: list[tuple[int, int, int]] = []
    for start, end, kind in runs:
        start = max(start, kept[-1][1] if kept else 0)
        if start < end:
            kept.append((start, end, kind))
    return kept
