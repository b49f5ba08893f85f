"""Locks of the operating system on a file: it lets go of them when their process ends, however that ends.

A POSIX record lock does not keep out its own process: threads of one process must be kept apart by their caller.

Not the package `filelock` (4.3 was looked at): it does not tell who holds a lock or since when, which is what its users
here need (publish/lock.py would stay as long as it is); in place of the twenty lines below it would bring 40 modules,
asyncio and sqlite3 among what they import.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .disk import set_aside

_LOOK_SECONDS = 0.005  # between two looks at a lock that another has

if sys.platform == "win32":
    import msvcrt

    def try_lock(handle: int) -> bool:
        """Lock the file of an open handle; False where another process has it."""
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def try_lock(handle: int) -> bool:
        """Lock the file of an open handle; False where another process has it."""
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1)
        except OSError:
            return False
        return True


def open_for_lock(path: Path) -> int:
    """A handle on a file made for a lock; the lock ends when it is closed. A folder that somebody made in its place is
    set aside, beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        set_aside(path, path.with_name("set-aside"))
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)


@contextmanager
def alone(file: Path, of_process: threading.Lock, seconds: float, busy: Exception) -> Iterator[None]:
    """Keep all others out: of this process by a lock, as those of the system do not, of others by a file. Raises `busy` after
    so many seconds."""
    until = time.monotonic() + seconds
    if not of_process.acquire(timeout=seconds):
        raise busy
    try:
        handle = open_for_lock(file)
        try:
            while not try_lock(handle):
                if time.monotonic() > until:
                    raise busy
                time.sleep(_LOOK_SECONDS)
            yield
        finally:
            os.close(handle)
    finally:
        of_process.release()
