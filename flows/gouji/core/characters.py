"""Characters that mean the same: traditional and variant forms, compatibility forms, circled numbers."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from .resources import resource

# Characters that take no room: soft hyphen, marks of direction, joiners, variation selectors, byte order marks.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]+"
)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Compatibility-normalised, simplified characters; nothing else changed."""
    return unicodedata.normalize("NFKC", simplified(text))


def seen_characters(text: str) -> str:
    """The text without the characters that take no room on a page."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def simplified(text: str) -> str:
    """Traditional and variant characters replaced, each by one, circled numbers written out."""
    return text.translate(_simplify()) if _variants().search(text) else text


@cache
def lookalikes() -> Mapping[int, int]:
    """Characters that scans confuse -> the one they stand for, for str.translate."""
    return MappingProxyType(str.maketrans(_characters()["misread"], _characters()["printed"]))


@cache
def _characters() -> Mapping[str, str]:
    return MappingProxyType(tomllib.loads(resource("data", "forms", "characters.toml").read_text(encoding="utf-8")))


@cache
def _simplify() -> Mapping[int, int | str]:
    data = _characters()
    circled = {0x2460 + i: f"{i + 1}." for i in range(20)}  # ① would become a bare 1
    ours = str.maketrans(data["traditional"], data["simplified"])
    return MappingProxyType({**_traditional(), **ours, **circled})


def _traditional() -> Mapping[int, str]:
    lines = resource("data", "forms", "traditional.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return {ord(traditional): simple for traditional, simple in pairs}


@cache
def _variants() -> re.Pattern[str]:
    """Any of the characters that are replaced: to look for them is faster than to replace none."""
    return re.compile(f"[{re.escape(''.join(map(chr, _simplify())))}]")
