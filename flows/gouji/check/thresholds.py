"""data/policy/thresholds.toml: the numbers the checks judge by, each with its date and reason."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from gouji.core.resources import resource

from .rules import RuleError


class Threshold(NamedTuple):
    value: float
    date: date
    reason: str


@cache
def read_thresholds() -> Mapping[str, Threshold]:
    """Every threshold by name; RuleError when one lacks its value, date or reason."""
    file = resource("data", "policy", "thresholds.toml")
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
        return MappingProxyType({name: Threshold(**entry) for name, entry in entries.items()})
    except TypeError as error:
        raise RuleError(f"{file}：每项应有 value、date、reason。 Each entry needs these three: {error}") from error


def load_thresholds(con: Any) -> None:
    """Fill the table `thresholds`; loading again replaces it."""
    con.execute("DELETE FROM thresholds")
    for name, threshold in read_thresholds().items():
        con.execute("INSERT INTO thresholds VALUES (?, ?, ?, ?)", [name, *threshold])
