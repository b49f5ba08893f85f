"""One run at a time in a home folder, by a lock of the operating system.

The system lets go of the lock when its process ends, however it ends: there is no stale lock to clear by hand.
Children forked by a run do not inherit it (POSIX record lock), so orphans cannot keep it either.
"""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from gouji.core.disk import write_whole
from gouji.core.errors import NotPublished
from gouji.core.file_lock import open_for_lock, try_lock
from gouji.core.settings import TIME_ZONE

# A POSIX record lock does not keep out its own process: runs in one process are kept apart by this.
_held: dict[Path, tuple[str, int]] = {}
_entering = threading.Lock()


@contextmanager
def run_lock(home: Path, run_id: str) -> Iterator[None]:
    """Hold the lock of a home folder; raises NotPublished at once when another run holds it."""
    path = _lock_path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _entering:
        handle = None if _held_here(path) else _open_locked(path, attempts=5)
        if handle is not None:
            _held[path] = (run_id, os.getpid())
    if handle is None:
        raise NotPublished(
            f"另一次运行（{_holder_words(_last_holder(path))}）正在使用 {home}，"
            f"请等它结束后再运行。 Another run is using this folder: wait until it has ended."
        )
    try:
        write_whole(_info_path(path), _info(run_id))
        yield
    finally:
        # Gone before the lock is: nobody else writes this name meanwhile.
        with suppress(OSError):  # the lock tells whether a run is at work; this only names it
            _info_path(path).unlink(missing_ok=True)
        del _held[path]
        os.close(handle)


def lock_words(home: Path) -> str | None:
    """Who holds the lock now: the run, its process, since when (China's time); None where nobody does."""
    return _holder_words(_last_holder(_lock_path(home))) if active_run(home) else None


def active_run(home: Path) -> str | None:
    """run_id of the run that holds the lock now, or None."""
    path = _lock_path(home)
    if held := _held_here(path):
        return held
    if not path.exists():
        return None
    try:
        handle = _open_locked(path)
    except OSError:  # read-only media, or another's folder: what the run itself wrote has to do
        return (_last_holder(path) or {}).get("run_id")
    if handle is not None:
        os.close(handle)
        return None
    return str((_last_holder(path) or {}).get("run_id", "?"))


def _lock_path(home: Path) -> Path:
    return home.resolve() / "work" / "lock"


def _info_path(lock: Path) -> Path:
    # Not in the lock file: on POSIX, closing any handle on that would release the lock.
    return lock.with_name("running.json")


def _info(run_id: str) -> bytes:
    since = datetime.now(TIME_ZONE).isoformat(timespec="seconds")
    return json.dumps({"run_id": run_id, "pid": os.getpid(), "since": since}).encode()


def _holder_words(holder: dict[str, Any] | None) -> str:
    run_id, pid, since = ((holder or {}).get(name, "?") for name in ("run_id", "pid", "since"))
    return f"{run_id}，进程 {pid}，{str(since)[:16].replace('T', ' ')} 开始"


def _held_here(path: Path) -> str | None:
    """run_id of the run of this very process that holds the lock."""
    run_id, process = _held.get(path, (None, None))
    return run_id if process == os.getpid() else None


def _open_locked(path: Path, attempts: int = 1) -> int | None:
    """A handle that holds the lock, or None. Several attempts, as active_run holds it for a moment."""
    handle = open_for_lock(path)
    for attempt in range(attempts):
        if attempt:
            time.sleep(0.05)
        if try_lock(handle):
            return handle
    os.close(handle)
    return None


def _last_holder(path: Path) -> dict[str, Any] | None:
    try:
        holder = json.loads(_info_path(path).read_bytes())
        return holder if isinstance(holder, dict) else None
    except (OSError, ValueError):
        return None
