"""The place by which the machines of a cluster hand documents and readings to one another: whatever fsspec knows
(s3://bucket/folder, a shared folder).

Storage that is out of reach for a moment is asked again; what is still out of reach is told of, and never taken for
something that is not there.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from gouji.core.errors import GoujiError

Result = TypeVar("Result")

WAITS: Sequence[float] = (0.5, 2, 8)  # seconds between the tries
_MAX_OPEN_FILES = 500  # sent or fetched together


class StoreError(GoujiError):
    """The store is out of reach, after several tries."""


class Store:
    """Files by their names below the address of the store."""

    def __init__(self, address: str) -> None:
        from fsspec.core import url_to_fs  # the others have no need of it

        self._address = address
        self._files, root = url_to_fs(address)
        self._root = root.rstrip("/")
        if hasattr(self._files, "auto_mkdir"):  # a folder of the system, where folders must be made
            self._files.auto_mkdir = True

    def sizes(self, folder: str) -> dict[str, int]:
        """Bytes of each file below a folder of the store. Raises StoreError."""
        found = self._again(lambda: self._find(f"{self._root}/{folder}"))
        start = len(_normal(self._root)) + 1
        return {_normal(name)[start:]: entry["size"] for name, entry in found.items()}

    def send(self, paths: dict[str, Path]) -> None:
        """{name in the store: local file}. Raises StoreError."""
        for names in _together(paths):
            contents = {f"{self._root}/{name}": paths[name].read_bytes() for name in names}
            self._again(partial(self._files.pipe, contents))

    def fetch(self, paths: dict[str, Path]) -> dict[str, Exception]:
        """{name in the store: local file}; a file appears whole or not at all. Returns what could not be had of those
        that may be there; a file that is not there is left out without a word."""
        failed: dict[str, Exception] = {}
        for names in _together(paths):
            waiting = names
            for wait in (0.0, *WAITS):
                time.sleep(wait)
                failures = self._fetch_once({name: paths[name] for name in waiting})
                if not (waiting := list(failures)):
                    break
            failed |= failures
        return failed

    def remove(self, names: Iterable[str]) -> None:
        """Files that are there. Raises StoreError."""
        if places := [f"{self._root}/{name}" for name in names]:
            self._again(lambda: self._remove(places))

    def _fetch_once(self, paths: dict[str, Path]) -> dict[str, Exception]:
        try:
            found = self._files.cat([f"{self._root}/{name}" for name in paths], on_error="return")
        except Exception as error:
            return dict.fromkeys(paths, error)
        contents = {_normal(place): content for place, content in found.items()}
        failed = {}
        for name, path in paths.items():
            content = contents.get(_normal(f"{self._root}/{name}"))
            if isinstance(content, bytes):
                path.parent.mkdir(parents=True, exist_ok=True)
                part = path.with_name(f".{path.name}.part")
                part.write_bytes(content)
                part.replace(path)
            elif isinstance(content, Exception) and not isinstance(content, FileNotFoundError):
                failed[name] = content
        return failed

    def _find(self, folder: str) -> dict[str, Any]:
        self._files.invalidate_cache()
        found: dict[str, Any] = self._files.find(folder, detail=True) if self._files.exists(folder) else {}
        return found

    def _remove(self, places: list[str]) -> None:
        try:
            self._files.rm(places)
        except FileNotFoundError:  # an earlier try got half way
            for place in places:
                if self._files.exists(place):
                    self._files.rm(place)

    def _again(self, step: Callable[[], Result]) -> Result:
        for wait in WAITS:
            try:
                return step()
            except Exception:  # each library has errors of its own for a line that was cut
                time.sleep(wait)
        try:
            return step()
        except Exception as error:
            raise StoreError(
                f"{self._address} 读写不通（{type(error).__name__}: {error}），已再试 {len(WAITS)} 次，请检查存储与网络。"
                " The store is out of reach."
            ) from error


def _together(paths: dict[str, Path]) -> Iterable[list[str]]:
    names = list(paths)
    return (names[start : start + _MAX_OPEN_FILES] for start in range(0, len(names), _MAX_OPEN_FILES))


def _normal(name: str) -> str:
    return name.strip("/")
