"""A file that says what a process does for a home, for as long as that process lives: a lock of the operating system, and
beside it what the holder says of itself.

Not to be read by the holder itself, which on POSIX would let go of its lock by closing another handle of the file.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from .disk import write_whole
from .file_lock import open_for_lock, try_lock


@contextmanager
def hold(path: Path, told: dict[str, Any]) -> Iterator[bool]:
    """Hold `path` with what is told of it and the number of this process; yields False, holding nothing, where another
    process has it."""
    handle = open_for_lock(path)
    try:
        if not try_lock(handle):
            yield False
            return
        write_whole(_said(path), json.dumps(told | {"process": os.getpid()}).encode())
        try:
            yield True
        finally:
            with suppress(OSError):  # gone before the lock is: nobody else writes this name meanwhile
                _said(path).unlink(missing_ok=True)
    finally:
        os.close(handle)


def holder(path: Path) -> dict[str, Any] | None:
    """What the process that holds `path` told of itself; None where none does."""
    if not path.is_file():
        return None
    try:
        handle = open_for_lock(path)
    except OSError:  # another's folder
        return None
    try:
        return None if try_lock(handle) else _read(path)
    finally:
        os.close(handle)


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(_said(path).read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _said(path: Path) -> Path:
    # Not in the file of the lock: on POSIX, closing any handle on that would release the lock.
    return path.with_suffix(".json")
