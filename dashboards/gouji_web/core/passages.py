"""Where passages stand in a text: told apart for highlighting, whatever blanks and line ends lie between."""

import re
from collections.abc import Iterable
from typing import NamedTuple

SHORTEST = 5  # characters of a quotation that is looked for; shorter ones are names of rows and columns

_QUOTED = re.compile(r"“([^“”]+)”")


class Part(NamedTuple):
    """A stretch of a text; `marked` where it is a passage."""

    text: str
    marked: bool


def quotations(message: str) -> list[str]:
    """What a finding's message quotes, without the dots of what was left out."""
    found = (quoted.strip("…").strip() for quoted in _QUOTED.findall(message))
    return [quoted for quoted in found if len(quoted) >= SHORTEST]


def parted(text: str, passages: Iterable[str]) -> list[Part]:
    """The whole text in parts, those of `passages` marked wherever they stand."""
    places = [at for at, character in enumerate(text) if not character.isspace()]
    dense = "".join(text[at] for at in places)
    marked = bytearray(len(text))
    for passage in passages:
        sought = "".join(passage.split())
        start = dense.find(sought) if sought else -1
        while start >= 0:
            first, last = places[start], places[start + len(sought) - 1]
            marked[first : last + 1] = b"\1" * (last + 1 - first)
            start = dense.find(sought, start + len(sought))
    parts: list[Part] = []
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marked[at] != marked[begin]:
            parts.append(Part(text[begin:at], bool(marked[begin])))
            begin = at
    return parts
