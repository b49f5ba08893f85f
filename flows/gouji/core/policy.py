"""The files of data/policy as values that cannot be changed, so that one reading may serve a whole process."""

import tomllib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from .resources import resource


def read_policy(name: str) -> Mapping[str, Any]:
    """The keys of data/policy/<name>.toml; its lists as tuples, its tables as read-only mappings."""
    keys = tomllib.loads(resource("data", "policy", f"{name}.toml").read_text(encoding="utf-8"))
    return MappingProxyType({key: _fixed(value) for key, value in keys.items()})


def _fixed(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _fixed(each) for key, each in value.items()})
    if isinstance(value, list):
        return tuple(map(_fixed, value))
    return value
