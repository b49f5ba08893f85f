"""What is published, for reading: the DuckDB file of the version that latest.json names, one connection a version."""

import json
from collections import OrderedDict
from contextlib import closing
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

import duckdb

from gouji.core.settings import TIME_ZONE
from gouji.publish.wholeness import read_pointer

MEMORY_LIMIT = "96MB"  # of DuckDB, so that the server stays below 200 MB
THREADS = 1  # of a query, whose buffers are a thread's own
QUERIES_AT_ONCE = 2
MAX_KEPT_VALUES = (
    200_000  # of all results kept of a version, some 100 bytes each; a district's findings have some thousands
)

Row = dict[str, Any]
_turns = BoundedSemaphore(QUERIES_AT_ONCE)


class VersionReader:
    """A published version, open read-only. Safe to use from several threads; rows are shared: do not change them."""

    def __init__(self, home: Path, pointer: dict[str, Any]) -> None:
        """Raises FileNotFoundError where the version's database is not there."""
        self.home, self.name = home, str(pointer["version"])
        self.folder = home / "public" / self.name
        self.published_at = datetime.fromisoformat(pointer["published_at"]).astimezone(TIME_ZONE)
        database = home / "warehouse" / f"{self.name}.duckdb"
        if not database.is_file():
            raise FileNotFoundError(f"版本 {self.name} 的数据库 {database} 不在，请恢复备份或重新发布。")
        self._connection = duckdb.connect(str(database), read_only=True)
        self._connection.execute(
            f"SET memory_limit = '{MEMORY_LIMIT}'; SET threads = {THREADS}; SET async_threads = 0; SET enable_external_access = false"
        )
        self.made: dict[str, Any] = {}  # what is worked out of the whole version, once
        self._kept: OrderedDict[tuple[str, tuple[Any, ...]], list[Row]] = OrderedDict()
        self._kept_values, self._lock = 0, Lock()
        self._asking: dict[tuple[str, tuple[Any, ...]], Lock] = {}

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the version consists of; large for a country, so read when it is asked for."""
        content: dict[str, Any] = json.loads((self.folder / "manifest.json").read_bytes())
        return content

    def rows(self, sql: str, *params: Any) -> list[Row]:
        """The rows of a query, {column: value} each; kept as long as the version is current. What several readers ask for
        at one moment is looked up once."""
        key = (sql, params)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            asking = self._asking.setdefault(key, Lock())
        with asking:
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
            try:
                found = self._look_up(sql, params)
                self._keep(key, found)
            finally:
                with self._lock:
                    self._asking.pop(key, None)
        return found

    def _look_up(self, sql: str, params: tuple[Any, ...]) -> list[Row]:
        with _turns, closing(self._connection.cursor()) as cursor:
            cursor.execute(sql, list(params))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def row(self, sql: str, *params: Any) -> Row | None:
        """The first row of a query; None where there is none."""
        return next(iter(self.rows(sql, *params)), None)

    def forget_rows(self) -> None:
        """Keep no results any more: of a version that is no longer current few are asked for."""
        with self._lock:
            self._kept.clear()
            self.made.clear()
            self._kept_values = 0

    def _keep(self, key: tuple[str, tuple[Any, ...]], found: list[Row]) -> None:
        size = _values(found)
        with self._lock:
            if key in self._kept or size > MAX_KEPT_VALUES // 4:
                return
            self._kept[key] = found
            self._kept_values += size
            while self._kept_values > MAX_KEPT_VALUES:
                _, oldest = self._kept.popitem(last=False)
                self._kept_values -= _values(oldest)


def _values(rows: list[Row]) -> int:
    return 1 + len(rows) * len(rows[0]) if rows else 1


class Versions:
    """The versions of a home: `current()` follows latest.json, which a run may replace at any moment. Requests at work on
    an earlier one hold it until they end, and it is closed with the last."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self._open: tuple[tuple[str, str], VersionReader] | None = None
        self._lock = Lock()

    def current(self) -> VersionReader | None:
        """The version published at this moment; None when nothing is."""
        with self._lock:
            pointer = read_pointer(self.home)
            if pointer is None:
                return None
            key = (pointer["version"], pointer["published_at"])
            if self._open is None or self._open[0] != key:
                if self._open is not None:
                    self._open[1].forget_rows()
                self._open = None
                self._open = key, VersionReader(self.home, pointer)
            return self._open[1]
