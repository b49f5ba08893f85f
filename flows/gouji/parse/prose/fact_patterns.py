"""data/forms/facts.toml: the kinds of facts, channels and fields, and the wordings that tell of them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from gouji.core.resources import resource

from .statement_patterns import COUNT

UNKNOWN = "unknown"
TRAITS = frozenset(["by_channel", "by_field", "item", "listed"])
OTHER_ONE = "other"  # the field and channel of what is only said to be another
_ITEM = re.compile("[、,/和及与]|以及")


class FactPattern(NamedTuple):
    """How a count of a kind is told; `far`: also looked for before the clause."""

    kind: str
    expression: re.Pattern[str]
    units: frozenset[str]
    unless: re.Pattern[str] | None
    far: bool


class Presence(NamedTuple):
    """How something is told without a number. `words`: one of them is in each text that it fits."""

    kind: str
    words: tuple[str, ...]
    expression: re.Pattern[str]
    unless: re.Pattern[str] | None
    edition: re.Pattern[str] | None
    value: int | None
    by_channel: bool
    by_field: bool
    items: bool


@cache
def fact_patterns() -> tuple[FactPattern, ...]:
    """The wordings of counts, in the order in which they are tried."""
    data = _read()
    things = frozenset(data["things"])
    return tuple(
        FactPattern(
            p["kind"],
            re.compile(_expand(p["pattern"])),
            frozenset(p["units"]) if "units" in p else things,
            re.compile(p["unless"]) if "unless" in p else None,
            p.get("far", False),
        )
        for p in data["patterns"]
    )


@cache
def presences() -> tuple[Presence, ...]:
    """The wordings without a number, in their order."""
    return tuple(
        Presence(
            p["kind"],
            tuple(p["words"]),
            re.compile(p["pattern"]),
            re.compile(p["unless"]) if "unless" in p else None,
            re.compile(p["edition"]) if "edition" in p else None,
            p.get("value"),
            p.get("by_channel", False),
            p.get("by_field", False),
            p.get("items", False),
        )
        for p in _read()["presence"]
    )


@cache
def presences_by_word() -> tuple[tuple[str, frozenset[int]], ...]:
    """Each word without which a wording is not looked for, and the numbers of the wordings that have it."""
    words = dict.fromkeys(word for presence in presences() for word in presence.words)
    return tuple((word, frozenset(n for n, p in enumerate(presences()) if word in p.words)) for word in words)


@cache
def word(name: str) -> re.Pattern[str]:
    """one of the expressions at the head of the file, by its name."""
    return re.compile(_read()[name])


@cache
def generic() -> re.Pattern[str]:
    """Words that name no field."""
    return re.compile(_read()["generic"]["words"])


@cache
def kind_of_statement() -> Mapping[str, str]:
    """Kind of statement -> the kind of fact that its figures are; without those that are no facts."""
    return MappingProxyType(_read()["statements"])


@cache
def has_trait(kind: str, trait: str) -> bool:
    """Whether something is true of a kind. Raises ValueError where the file holds a trait that is not known."""
    traits = _read()["kinds"][kind].get("traits", ())
    if unknown := set(traits) - TRAITS:
        raise ValueError(
            f"facts.toml：[kinds] {kind} 的 traits 中有不认识的 {'、'.join(sorted(unknown))} unknown trait"
        )
    return trait in traits


@cache
def listed_kind() -> str:
    """The kind of what a list holds without naming it: what was disclosed."""
    (kind,) = (kind for kind in _read()["kinds"] if has_trait(kind, "listed"))
    return str(kind)


@cache
def whole_words() -> Mapping[str, str]:
    """Kind -> the words (a regular expression, empty: none) that may stand beside a figure of all of it."""
    return MappingProxyType({k: entry["whole"] for k, entry in _read()["kinds"].items() if "whole" in entry})


@cache
def has_own_fields(kind: str) -> bool:
    """Whether there are fields of this kind only."""
    return any(kind in entry.get("kinds", ()) for entry in _read()["fields"].values())


@cache
def fixed_field(kind: str) -> str:
    """The field of a kind that has but one; else empty."""
    field: str = _read()["kinds"][kind].get("field", "")
    return field


@lru_cache(maxsize=16_384)
def channels_in(text: str) -> tuple[str, ...]:
    """The channels that a text names, in its order."""
    return _named(_channels(), text)


@lru_cache(maxsize=16_384)
def fields_in(text: str, kind: str) -> tuple[str, ...]:
    """The fields of a kind that a text names, in its order; of those named in one item the weak ones give way."""
    found: list[str] = []
    for item in _ITEM.split(text):
        named = _named(_fields(kind), item)
        strong = [field for field in named if field not in _weak()]
        found += strong or [field for field in named if field != OTHER_ONE] or named
    return tuple(dict.fromkeys(found))


@cache
def titles(table: str) -> Mapping[str, tuple[str, str]]:
    """Code -> title and English title, of the entries of `kinds`, `channels` or `fields`."""
    return MappingProxyType({code: (entry["title"], entry["title_en"]) for code, entry in _read()[table].items()})


def items_with_fields(text: str, kind: str) -> int:
    """How many items of a list name a field."""
    return sum(bool(_fields(kind).search(item)) for item in _ITEM.split(text))


def without_fields(text: str, kind: str) -> str:
    """A text without the words that name its fields."""
    return _fields(kind).sub("", text)


def without_channels(text: str) -> str:
    """What stands behind the last channel that a text names."""
    ends = [match.end() for match in _channels().finditer(text)]
    return text[ends[-1] :] if ends else text


def without_every_channel(text: str) -> str:
    """A text without the words that name its channels."""
    return _channels().sub("", text)


@cache
def _weak() -> frozenset[str]:
    return frozenset(code for code, entry in _read()["fields"].items() if entry.get("weak"))


@cache
def _channels() -> re.Pattern[str]:
    return _any_of([(code, entry["words"]) for code, entry in _read()["channels"].items()])


@cache
def _fields(kind: str) -> re.Pattern[str]:
    entries = _read()["fields"].items()
    own = [(code, e["words"]) for code, e in entries if kind in e.get("kinds", ())]
    general = [(code, e["words"]) for code, e in entries if "kinds" not in e]
    return _any_of(own or general)


def _any_of(entries: Sequence[tuple[str, str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{code}>{words})" for code, words in entries))


def _named(expression: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.lastgroup or "" for match in expression.finditer(text)))


def _expand(pattern: str) -> str:
    """{5}: up to five characters of the clause."""
    return re.sub(r"\{(\d+)\}", rf"[^,;。{COUNT}]{{0,\1}}?", pattern)


@cache
def _read() -> Mapping[str, Any]:
    path = resource("data", "forms", "facts.toml")
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))
