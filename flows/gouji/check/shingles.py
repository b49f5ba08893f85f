"""A section's wording as shingles: hashes of 5 characters each, names and figures masked, and where each stands."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from gouji.core.agency_names import without_suffix
from gouji.core.policy import read_policy

SHINGLE_LENGTH = 5  # characters a shingle
NAME, FIGURE = "\ue000", "\ue001"  # what stands for a name and for a figure
_PLANE = 0x10000  # code points from here on are rare characters, all taken for letters
# One odd number a character of the shingle: their sum of products is the hash.
_FACTORS = np.random.Generator(np.random.PCG64(7)).integers(1, 2**63, SHINGLE_LENGTH, dtype=np.uint64) * np.uint64(
    2
) + np.uint64(1)

# One shingle in so many is sampled, by its hash mixed once more: a report of 1,500 characters keeps some 220.
_SAMPLED = 4
_MIXED = np.uint64(0x9E3779B97F4A7C15)

Array = Any  # numpy arrays, which have no useful static types here


class Shingled(NamedTuple):
    """One text: its shingles in order (uint64), the same sorted and unique, and the place in `text` of every
    character that counts (shingle i covers places[i] to places[i + SHINGLE_LENGTH - 1])."""

    text: str
    shingles: Array
    unique: Array
    places: Array


def shingle(text: str, names: Iterable[str] = ()) -> Shingled:
    """Cut a text into shingles: letters only, `names` and figures each as one character."""
    masked = text
    for name in names:
        masked = masked.replace(name, NAME * len(name))
    masked = _patterns().sub(_mask, masked)
    codes = np.frombuffer(masked.encode("utf-32-le", "surrogatepass"), np.uint32)
    counts = _letters()[np.minimum(codes, _PLANE)]
    counts[1:] &= (codes[1:] != codes[:-1]) | (codes[1:] != ord(NAME)) & (codes[1:] != ord(FIGURE))
    places = np.flatnonzero(counts)
    kept = codes[places].astype(np.uint64)
    length = max(len(kept) - SHINGLE_LENGTH + 1, 0)
    shingles = np.zeros(length, np.uint64)
    for offset, factor in enumerate(_FACTORS):
        shingles += kept[offset : offset + length] * factor
    return Shingled(text, shingles, np.unique(shingles), places)


def sampled(shingles: Array) -> Array:
    """Those of the shingles (uint64) that every text that has them keeps: the share two samples have in common
    estimates that of the texts (Irber et al. 2022, FracMinHash)."""
    return shingles[shingles * _MIXED < np.uint64(2**64 // _SAMPLED)]


@cache
def common_shingles() -> Array:
    """Sorted shingles of the statutory terms and stock phrases of data/policy/wording.toml."""
    common = np.unique(np.concatenate([shingle(phrase).unique for phrase in _wording()["common"]]))
    common.setflags(write=False)
    return common


def names_of(names: Iterable[str | None], district: str | None) -> list[str]:
    """What to mask in an agency's report: its names with and without 人民政府 and the like, and its district's name
    and parts, the longest first."""
    found = {name for given in names if given for name in (given, without_suffix(given))}
    if district:
        found |= {district, *re.findall(r".{2,}?(?:自治[区州县]|[省市区县州旗盟])", district)}
    return sorted((name for name in found if len(name) > 1), key=lambda name: (-len(name), name))


def passages(mine: Shingled, other: Shingled, informative: Array) -> list[tuple[str, str]]:
    """What the two texts have in common, as it stands in each, longest first.

    Runs of shingles that stand in the same order in both; only those with a shingle of `informative` (sorted).
    """
    order = np.argsort(other.shingles, kind="stable")
    ranked = other.shingles[order]
    first: Array = np.searchsorted(ranked, mine.shingles, "left")
    last: Array = np.searchsorted(ranked, mine.shingles, "right")
    counts = np.isin(mine.shingles, informative)
    runs = []
    start, length = 0, len(mine.shingles)
    while start < length:
        found = ((_together(mine.shingles, start, other.shingles, i), -i) for i in order[first[start] : last[start]])
        size, at = max(found, default=(0, 0))
        if size and counts[start : start + size].any():
            runs.append((size, start, -at))
        start += max(size, 1)
    runs.sort(key=lambda run: (-run[0], run[1]))
    return [(_quote(mine, start, size), _quote(other, at, size)) for size, start, at in runs]


def _together(mine: Array, start: int, other: Array, at: int) -> int:
    """How many shingles are the same from there on."""
    most = min(len(mine) - start, len(other) - at)
    differ = np.flatnonzero(mine[start : start + most] != other[at : at + most])
    return int(differ[0]) if len(differ) else most


def _quote(text: Shingled, start: int, size: int) -> str:
    """As it stands there, with the rest of a name or figure that is one character here."""
    after = start + size + SHINGLE_LENGTH - 1
    end = text.places[after] if after < len(text.places) else None
    return text.text[text.places[start] : end].strip()


def _mask(match: re.Match[str]) -> str:
    return (NAME if match.lastgroup == "self" else FIGURE) * len(match[0])


@cache
def _wording() -> Mapping[str, Any]:
    return read_policy("wording")


@cache
def _patterns() -> re.Pattern[str]:
    wording = _wording()
    return re.compile(f"(?P<self>{wording['self']})|{wording['figure']}")


@cache
def _letters() -> Array:
    """Whether a code point counts: letters and the two masks, not spaces, marks and punctuation."""
    letters = np.fromiter(map(str.isalpha, map(chr, range(_PLANE + 1))), bool, _PLANE + 1)
    letters[[ord(NAME), ord(FIGURE), _PLANE]] = True
    letters.setflags(write=False)
    return letters
