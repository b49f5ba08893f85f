"""The demo's data files and the two ways of drawing from them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple, TypeVar

from gouji.core.resources import resource

T = TypeVar("T")


@cache
def words(name: str) -> dict[str, Any]:
    """data/demo/<name>.toml."""
    return tomllib.loads(resource("data", "demo", f"{name}.toml").read_text(encoding="utf-8"))


def draw(rng: Random, pool: Sequence[T]) -> T:
    """One entry, all equally likely; takes exactly one number from `rng`."""
    return pool[int(rng.random() * len(pool))]


@cache
def _cumulated(name: str, *path: str) -> tuple[list[Any], list[float]]:
    node = words(name)
    for key in path:
        node = node[key]
    if isinstance(node, dict):
        return list(node), list(accumulate(node.values()))
    return list(node), list(accumulate(entry["weight"] for entry in node))


def draw_many(rng: Random, count: int, name: str, *path: str) -> list[Any]:
    """`count` entries of a weighted table: a list of tables with `weight`, or a table of key = weight."""
    entries, weights = _cumulated(name, *path)
    return rng.choices(entries, cum_weights=weights, k=count)


def draw_weighted(rng: Random, name: str, *path: str) -> Any:
    return draw_many(rng, 1, name, *path)[0]


class Slots(NamedTuple):
    """A text cut at its slots: `pieces` is one longer than `names`."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]

    def fill(self, values: Mapping[str, str], default: str = "") -> str:
        """The text with every slot filled; a name not in `values` takes `default`."""
        parts = [""] * (2 * len(self.names) + 1)
        parts[0::2] = self.pieces
        parts[1::2] = [values.get(name, default) for name in self.names]
        return "".join(parts)


@cache
def slots(text: str, mark: str = r"\{\{([\w.]+)\}\}") -> Slots:
    """`text` cut at its {{slots}} (or whatever `mark` matches; its one group is the slot's name)."""
    parts = re.split(mark, text)
    return Slots(tuple(parts[0::2]), tuple(parts[1::2]))
