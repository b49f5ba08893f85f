"""What a sentence is about: the matters of data/forms/promises.toml that it names, and its own wording beside them."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from .promise_words import read_promise_file, same_length

_HEAD = re.compile(r"^.{8,}?(?=[,。;:]|$)")  # what a measure begins with says what it is
_CLAUSE = re.compile(r"[^,;。]+")
_LETTERS = re.compile(r"[^\W\d_]+")


class Matter(NamedTuple):
    """A matter: what it is called, whether nearly every report names it, each of its things as a pattern, and all of
    them as one, which says quickly that a text names none."""

    matter: str
    title: str
    title_en: str
    broad: bool
    words: tuple[re.Pattern[str], ...]
    any_word: re.Pattern[str]


class Named(NamedTuple):
    """What a text names: of each matter which of its things, in order of the file; the matters of its first clause; the
    pairs of characters of what is left when the words that stand everywhere are left out."""

    matters: Mapping[str, frozenset[int]]
    head: frozenset[str]
    head_pairs: frozenset[str]
    pairs: frozenset[str]


@cache
def matters() -> Mapping[str, Matter]:
    """The matters by code, in the order of the file."""
    found = {
        code: Matter(
            code,
            m["title"],
            m["title_en"],
            m.get("broad", False),
            tuple(map(re.compile, m["words"])),
            re.compile("|".join(m["words"])),
        )
        for code, m in read_promise_file()["matters"].items()
    }
    return MappingProxyType(found)


@lru_cache(maxsize=4096)
def named_in(text: str) -> Named:
    """What a text names, done or not."""
    plain = same_length(text)
    begins = _compared("lead_in").sub("", plain)
    head = match.group() if (match := _HEAD.search(begins)) else begins
    things = _things(plain, matters())
    # What the head names, the whole names: only that is looked for in it.
    return Named(
        MappingProxyType(things), frozenset(_things(head, things)), frozenset(_pairs(head)), frozenset(_pairs(plain))
    )


@lru_cache(maxsize=4096)
def told_as_done(sentence: str) -> str:
    """A sentence without its clauses that say that something was not done, or how much came in; "" for one that speaks of plans or is
    a heading."""
    plain = same_length(sentence).strip()
    if _compared("planned").search(plain) or _compared("heading").search(plain):
        return ""
    left_out = (_compared("negated"), _compared("counted"))
    return ",".join(c for c in _CLAUSE.findall(plain) if not any(out.search(c.strip()) for out in left_out))


@lru_cache(maxsize=4096)
def letter_pairs(text: str) -> frozenset[str]:
    """All pairs of letters that stand side by side, for wording compared as it is."""
    letters = "".join(_LETTERS.findall(same_length(text)))
    return frozenset(map("".join, pairwise(letters)))


def _things(plain: str, among: Iterable[str]) -> dict[str, frozenset[int]]:
    found = {}
    for code in among:
        matter = matters()[code]
        if matter.any_word.search(plain):
            found[code] = frozenset(i for i, pattern in enumerate(matter.words) if pattern.search(plain))
    return found


def _pairs(plain: str) -> set[str]:
    bare = _compared("generic").sub(" ", plain)
    return {"".join(pair) for run in _LETTERS.findall(bare) for pair in pairwise(run)}


@cache
def _compared(name: str) -> re.Pattern[str]:
    return re.compile(read_promise_file()["compared"][name])
