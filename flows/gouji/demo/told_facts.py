"""Facts that only the prose tells, written into the fictional reports with what their writer meant."""

from random import Random
from typing import Any, NamedTuple

import cn2an

from .wording import draw, words


class ToldFacts(NamedTuple):
    """A sentence, and the facts it states: `kind channel field value unit` each, - for what is empty."""

    text: str
    facts: list[str]


def told_facts(seed: str, aspect: int, year: int) -> ToldFacts | None:
    """The sentence of an aspect (its number) of the report of a seed; None where it has none."""
    data = words("facts")
    rng = Random(f"{seed}/facts{aspect}")
    entries: list[dict[str, Any]] = data.get(f"aspect{aspect}", [])
    if not entries or rng.random() >= data["share"]:
        return None
    return told(draw(rng, entries), rng, year)


def told(entry: dict[str, Any], rng: Random, year: int) -> ToldFacts:
    """One entry of data/demo/facts.toml with its figures drawn."""
    a, b, c = rng.sample(range(2, 41), 3)
    figures: dict[str, Any] = {
        "a": a,
        "b": b,
        "c": c,
        "abc": a + b + c,
        "big": rng.randrange(200, 9000),
        "next": year + 1,
    }
    figures |= {f"{name}_cn": cn2an.an2cn(value) for name, value in (("a", a), ("b", b))}
    return ToldFacts(entry["text"].format(**figures), [fact.format(**figures) for fact in entry["facts"]])
