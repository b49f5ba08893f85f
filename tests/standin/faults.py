"""Faults of the operating system on purpose: the k-th operation of this process on files below a folder fails.

Opening for writing, renaming, making and removing are seen by Python's audit hooks, which cannot be taken out again: a
process that has injected ends soon (`in_child`). What C++ libraries write is tried by strace (bench/faults.py).
"""

import errno
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

_EVENTS = ("os.rename", "os.mkdir", "os.remove", "os.symlink", "os.link", "os.truncate")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Outcome(NamedTuple):
    """How a child ended: `said` is what it raised, None for nothing; `operations` it made; `failed`: the one made to."""

    said: str | None
    operations: list[str]
    failed: str | None


class _Injector:
    """Counts operations below a folder; the `at`-th fails, counted from 1."""

    def __init__(self, folder: Path, at: int, error: int) -> None:
        self._folder, self._at, self._error = str(folder), at, error
        self.operations: list[str] = []
        self.failed = ""

    def hear(self, event: str, arguments: tuple) -> None:
        """An audit hook."""
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
            self.meet("open", arguments[0], self._error)
        elif event in _EVENTS:
            self.meet(event.removeprefix("os."), arguments[0], self._error)

    def meet(self, operation: str, path: object, error: int) -> None:
        """Count an operation on a path of the folder; raises OSError at the one that is to fail."""
        name = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
        if not name.startswith(self._folder):
            return
        self.operations.append(f"{operation} {name.removeprefix(self._folder).lstrip('/')}")
        if len(self.operations) == self._at:
            self.failed = self.operations[-1]
            raise OSError(error, os.strerror(error), name)

    def meet_fsync(self) -> None:
        """fsync has no audit event; it never says that there is no permission."""
        fsync, error = os.fsync, errno.EIO if self._error == errno.EACCES else self._error

        def met(handle: int) -> None:
            self.meet("fsync", Path(f"/proc/self/fd/{handle}").readlink(), error)
            fsync(handle)

        os.fsync = met


def in_child(body: Callable[[], object], folder: Path, at: int = 0, error: int = errno.EIO) -> Outcome:
    """Call `body` in a child in which the `at`-th operation on files below `folder` fails (0: none)."""

    def injected() -> tuple[str | None, list[str], str]:
        injector = _Injector(folder, at, error)
        sys.addaudithook(injector.hear)
        injector.meet_fsync()
        try:
            body()
        except BaseException as raised:
            return f"{type(raised).__name__}: {raised}", injector.operations, injector.failed
        return None, injector.operations, injector.failed

    said, operations, failed = forked(injected)
    return Outcome(said, operations, failed or None)


def forked(body: Callable[[], Any]) -> Any:
    """What `body` returns, called in a child: none of its threads, hooks and open files is left here."""
    ear, mouth = os.pipe()
    if (child := os.fork()) == 0:
        with os.fdopen(mouth, "wb") as pipe:
            pipe.write(pickle.dumps(body()))
        os._exit(0)
    os.close(mouth)
    with os.fdopen(ear, "rb") as pipe:
        given = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(given)
