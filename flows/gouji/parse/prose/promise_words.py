"""data/forms/promises.toml: how problems and measures are told apart and which matters they are about, compiled."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from gouji.core.characters import fold
from gouji.core.form_file import read_toml
from gouji.core.resources import resource

_THEN = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": None}  # the last one: whatever number comes next
_NUMERALS, _CIRCLED = "一二三四五六七八九十", "①②③④⑤⑥⑦⑧⑨⑩"


class Mark(NamedTuple):
    """The number of an item: its kind, the number (None: the next), and where the mark stands."""

    kind: str
    number: int | None
    start: int
    end: int


def same_length(text: str) -> str:
    """The text with half-width, simplified characters, each still in its place."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    return "".join(one if len(one := fold(character)) == 1 else character for character in text)


@cache
def cue(name: str) -> re.Pattern[str]:
    """The words of a name of [cues]."""
    return re.compile(read_promise_file()["cues"][name])


def find_marks(text: str) -> list[Mark]:
    """The numbers of items in a folded text, in order; a number is a mark only if it is 1 or follows on its kind's last."""
    found = sorted((m.start(), -m.end(), kind, m) for kind, pattern in _marks() for m in pattern.finditer(text))
    last: dict[str, int] = {}
    marks: list[Mark] = []
    for start, _, kind, match in found:
        if marks and start < marks[-1].end:
            continue
        number = _number(match["n"])
        if number is not None and number != 1 and number != last.get(kind, 0) + 1:
            continue
        last[kind] = last.get(kind, 0) + 1 if number is None else number
        marks.append(Mark(kind, number, start, match.end()))
    return marks


def _number(written: str) -> int | None:
    if written in _THEN:
        return _THEN[written]
    if written in _CIRCLED:
        return _CIRCLED.index(written) + 1
    return int(written) if written.isdecimal() else _NUMERALS.index(written) + 1


@cache
def _marks() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (m["name"], re.compile(f"(?:^|(?<={m['behind']}))[^\\S\n]*" + m["pattern"].replace("{N}", f"[{_NUMERALS}]")))
        for m in read_promise_file()["marks"]
    )


@cache
def read_promise_file() -> Mapping[str, Any]:
    """data/forms/promises.toml as it stands."""
    return MappingProxyType(read_toml(resource("data", "forms", "promises.toml")))
