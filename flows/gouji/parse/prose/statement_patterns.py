"""data/forms/statements.toml: the kinds of statements, what is true of each, and the wordings that tell of them."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from gouji.core.resources import resource

COUNT = "◇"  # what a count is in an outline
# What may be true of a kind; the file says what each means.
TRAITS = frozenset(
    [
        "whole",
        "total",
        "open_list",
        "unnamed",
        "received",
        "of_requests",
        "left_over",
        "carried",
        "by_share",
        "outcome",
        "adds_up",
    ]
)


class Pattern(NamedTuple):
    kinds: tuple[str, ...]
    expression: re.Pattern[str]
    value: int | None
    unit: str
    units: frozenset[str]
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None


class Shares(NamedTuple):
    """How prose tells of one part of the requests: pairs of sides (words of the one, words of the other)."""

    channels: tuple[tuple[str, ...], ...]
    applicants: tuple[tuple[str, ...], ...]
    everybody: str
    part: re.Pattern[str]
    reason: str


@cache
def statement_patterns() -> tuple[Pattern, ...]:
    """The wordings, in the order in which they are tried."""
    data = _read()
    words, things = data["words"], frozenset(data["things"])
    return tuple(
        Pattern(
            kinds=(p["kind"], p["also"]) if "also" in p else (p["kind"],),
            expression=re.compile(_expand(p["pattern"])),
            value=p.get("value"),
            unit=p.get("unit", "件"),
            units=frozenset(p["units"]) if "units" in p else things,
            needs=re.compile(p["needs"]) if "needs" in p else None,
            unless=re.compile(re.sub(r"\{([A-Z]+)\}", lambda name: words[name[1]], p["unless"]))
            if "unless" in p
            else None,
        )
        for p in data["patterns"]
    )


@cache
def kinds_with(trait: str) -> frozenset[str]:
    """The kinds of which something is true. Raises ValueError, naming the kind, where the file holds a trait that is
    not known."""
    kinds = _read()["kinds"]
    for kind, entry in kinds.items():
        if unknown := set(entry.get("traits", ())) - TRAITS:
            raise ValueError(
                f"statements.toml：[kinds] {kind} 的 traits 中有不认识的 {'、'.join(sorted(unknown))}，"
                f"应为 must be of {', '.join(sorted(TRAITS))}"
            )
    return frozenset(kind for kind, entry in kinds.items() if trait in entry.get("traits", ()))


@cache
def unnamed_kind() -> str:
    """The kind of what a list counts without naming it."""
    (kind,) = kinds_with("unnamed")
    return kind


@cache
def named_disputes() -> Mapping[str, str]:
    """Kind -> the word that names it, for the kinds that `*` in a pattern's kind may stand for."""
    return MappingProxyType({kind: entry["word"] for kind, entry in _read()["kinds"].items() if "word" in entry})


@cache
def told_together() -> re.Pattern[str]:
    """What stands before a count where both disputes were just counted, so that it is of neither."""
    return re.compile(_read()["words"]["TOGETHER"])


@cache
def correction() -> re.Pattern[str]:
    """What a sentence holds that corrects figures reported before."""
    return re.compile(_read()["words"]["CORRECTION"])


@cache
def other_business() -> re.Pattern[str]:
    """Words of matters whose cases are no requests or no disputes about information."""
    return re.compile(f"{_read()['words']['OTHER']}|{_read()['words']['SUITS']}")


@cache
def spellings() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Words spelled otherwise, and how they are read: as many characters."""
    return tuple((re.compile(word), plain) for word, plain in _read()["spellings"].items())


@cache
def shares() -> Shares:
    """How prose tells of one part of the requests."""
    data = _read()["shares"]
    channels, applicants = (tuple(tuple(side) for side in data[name]) for name in ("channels", "applicants"))
    return Shares(channels, applicants, data["everybody"], re.compile(data["part"]), data["reason"])


@cache
def _read() -> Mapping[str, Any]:
    path = resource("data", "forms", "statements.toml")
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))


def _expand(pattern: str) -> str:
    """{N}: the count; {5}: up to five characters of the clause."""
    return re.sub(r"\{(\d+)\}", rf"[^,;。{COUNT}]{{0,\1}}?", pattern.replace("{N}", f"({COUNT})"))
