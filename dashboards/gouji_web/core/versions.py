"""What is published, for reading: the DuckDB file of the version that latest.json names, one connection a version."""

import json
from collections import OrderedDict
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from gouji.core.settings import TIME_ZONE
from gouji.publish.wholeness import read_pointer

MEMORY_LIMIT = "160MB"  # of DuckDB, so that the server stays below 200 MB
MAX_KEPT_ROWS = 60_000  # of all results kept of a version; a district's findings of a year are some hundreds
MAX_OPEN = 2  # versions kept open: the current one, and the one before while requests on it end

Row = dict[str, Any]


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
        self._connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET enable_external_access = false")
        self._kept: OrderedDict[tuple[str, tuple[Any, ...]], list[Row]] = OrderedDict()
        self._kept_rows, self._lock = 0, Lock()

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the version consists of; large for a country, so read when it is asked for."""
        content: dict[str, Any] = json.loads((self.folder / "manifest.json").read_bytes())
        return content

    def rows(self, sql: str, *params: Any) -> list[Row]:
        """The rows of a query, {column: value} each; kept as long as the version is current."""
        key = (sql, params)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        cursor = self._connection.cursor()
        try:
            cursor.execute(sql, list(params))
            names = [column[0] for column in cursor.description or ()]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        finally:
            cursor.close()
        self._keep(key, found)
        return found

    def row(self, sql: str, *params: Any) -> Row | None:
        """The first row of a query; None where there is none."""
        return next(iter(self.rows(sql, *params)), None)

    def forget_rows(self) -> None:
        """Keep no results any more: of a version that is no longer current few are asked for."""
        with self._lock:
            self._kept.clear()
            self._kept_rows = 0

    def _keep(self, key: tuple[str, tuple[Any, ...]], found: list[Row]) -> None:
        with self._lock:
            if key in self._kept or len(found) > MAX_KEPT_ROWS // 4:
                return
            self._kept[key] = found
            self._kept_rows += len(found) + 1
            while self._kept_rows > MAX_KEPT_ROWS:
                _, oldest = self._kept.popitem(last=False)
                self._kept_rows -= len(oldest) + 1


class Versions:
    """The versions of a home: `current()` follows latest.json, which a run may replace at any moment."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self._open: OrderedDict[tuple[str, str], VersionReader] = OrderedDict()
        self._lock = Lock()

    def current(self) -> VersionReader | None:
        """The version published at this moment; None when nothing is."""
        pointer = read_pointer(self.home)
        if pointer is None:
            return None
        key = (pointer["version"], pointer["published_at"])
        with self._lock:
            if key not in self._open:
                for other in self._open.values():
                    other.forget_rows()
                self._open[key] = VersionReader(self.home, pointer)
                while len(self._open) > MAX_OPEN:
                    self._open.popitem(last=False)  # closed when the last request that holds it ends
            self._open.move_to_end(key)
            return self._open[key]
