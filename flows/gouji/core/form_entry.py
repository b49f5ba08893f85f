"""One table of a TOML file with its place in it: what is wrong there is refused with file, key and expectation."""

from collections.abc import Collection
from typing import Any

from .errors import FormError


class Entry:
    """The keys of one table; `place` is where it stands, such as ``tables.applications.rows.new``.

    Raises FormError for a key that is not among `allowed`, that is missing or that holds another type.
    """

    def __init__(self, file: str, place: str, data: Any, allowed: Collection[str]) -> None:
        self.file, self.place, self.data = file, place, data
        if not isinstance(data, dict):
            self.fail("", f"{data!r}", "一组键值 { … }", "A table of keys was expected.")
        for key in data:
            if key not in allowed:
                self.fail(key, "不认识的键", f"以下之一：{'、'.join(sorted(allowed))}", f"Unknown key {key}.")

    def fail(self, key: str, found: str, expected: str, english: str) -> None:
        """Raise the FormError of a key of this table ("" for the table itself)."""
        raise FormError(self.file, ".".join(part for part in (self.place, key) if part), found, expected, english)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str) or (default is None and not value):
            self.fail(key, self._found(key), "一段文字", f"{key} must be a text.")
        return str(value)

    def number(self, key: str, default: int | None = None) -> int:
        value = self.data.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.fail(key, self._found(key), "一个整数", f"{key} must be a whole number.")
        return int(value or 0)

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            self.fail(key, self._found(key), "true 或 false", f"{key} must be true or false.")
        return bool(value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.fail(key, self._found(key), "一列文字", f"{key} must be a list of texts.")
        return tuple(self.data.get(key, []))

    def choice(self, key: str, known: Collection[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in known and value != default:
            self.fail(key, f"“{value}”", f"以下之一：{'、'.join(sorted(known))}", f"{value} is not one of these.")
        return value

    def tables(self, key: str) -> list[Any]:
        value = self.data.get(key, [])
        if not isinstance(value, list):
            self.fail(key, self._found(key), "一列 { … }", f"{key} must be a list of tables.")
        return list(value)

    def _found(self, key: str) -> str:
        return repr(self.data[key]) if key in self.data else "缺少此项"
