"""Names of agencies as they are compared: abbreviations written out, without punctuation, without 人民政府."""

import re
from functools import cache

from .characters import fold
from .csv_rows import csv_rows
from .resources import resource

_PUNCTUATION = re.compile(r"[\s\u200b\ufeff、,，。.:：;；()（）\[\]【】《》<>“”\"'·\-—_]+")
_SUFFIXES = ("人民政府办事处", "街道办事处", "人民政府", "政府", "办事处", "街道")


@cache
def _abbreviations() -> tuple[tuple[str, str], ...]:
    rows = csv_rows(resource("data", "registry", "abbreviations.csv"))
    return tuple(sorted(((row["short"], row["long"]) for row in rows), key=lambda pair: -len(pair[0])))


def canonical(name: str) -> str:
    """A name for comparison: simplified, without spaces and punctuation, abbreviations written out."""
    text = _PUNCTUATION.sub("", fold(name))
    for short, long in _abbreviations():
        if short in text and long not in text:
            text = text.replace(short, long)
    return text


def without_suffix(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return name
