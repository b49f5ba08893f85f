"""A worker process: reads documents one after another, each within hard limits on time and memory.

Run by pool.py as ``python -m gouji.workers.worker_process``. Time is limited by the kernel's alarms with their default action,
so that even a library that never comes back from C is ended: processor time, which a busy machine does not use up,
and several times as much by the wall clock for what sleeps. Memory is limited by the size of the address space, past which an
allocation fails. Where a system has neither (Windows) the parent ends a worker that is overdue.
"""

import os
import pickle
import signal
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from gouji.core.debug_log import start_log
from gouji.core.garbage import collect_rarely
from gouji.core.no_pandas import leave_out_pandas

from . import limits

# Messages to the parent: (READING, index, seconds, wall seconds from now), (DONE, items so far, result),
# (FAILED, exception), (END, whether it should be replaced).
READY, READING, DONE, FAILED, END = "ready", "reading", "done", "failed", "end"
ALARMS = ("SIGPROF", "SIGALRM")
MIN_RESET_SECONDS = 0.1  # seconds of processor time
WALL_SECONDS_PER_CPU_SECOND = 4  # wall seconds to a second of processor time
MAX_GROWTH_BYTES = 1_000_000_000  # bytes a worker may have gained before it is replaced
_PAGES = Path("/proc/self/statm")


def serve() -> None:
    """Read batches until the parent closes the pipe."""
    leave_out_pandas()
    start_log()
    receive, send = _take_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides
    for name in ALARMS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    for module in sys.argv[1:]:
        import_module(module)
    read = pickle.load(receive)
    collect_rarely()
    _send_message(send, READY)
    at_start = _address_space()
    while True:
        try:
            batch = pickle.load(receive)
        except EOFError:
            return
        limited = LimitedBatch(batch, send)
        limits.enforce_by(limited.allow)
        try:
            for result in read(limited):
                limited.lift_limits()
                _send_message(send, DONE, limited.taken, result)
        except Exception as error:  # no fault of a document: the caller handles it
            limited.lift_limits()
            _send_message(send, FAILED, _portable(error))
        else:
            limited.lift_limits()
            _send_message(send, END, _address_space() - at_start > MAX_GROWTH_BYTES)


class LimitedBatch:
    """The items of a batch, in order; taking one starts its time and sends its number to the parent."""

    def __init__(self, items: list[Any], send: BinaryIO) -> None:
        self._items, self._send = items, send
        self.taken = 0
        self._end_at = self._set_at = 0.0
        self._allowed: tuple[float, int] | None = None

    def __iter__(self) -> Iterator[Any]:
        for item in self._items:
            self.taken += 1
            self._end_at = time.process_time() + limits.MAX_SECONDS
            self._memory_before = _address_space()
            self._allowed = None
            limits.allow()
            yield item

    def allow(self, seconds: float, memory: int) -> None:
        """Set the limits of the item being read: `seconds` of processor time from now, `memory` in bytes beyond what the
        process held before it. Left out where the same limits were set a moment ago."""
        if self._allowed == (seconds, memory) and time.process_time() - self._set_at < MIN_RESET_SECONDS:
            return
        self._allowed, self._set_at = (seconds, memory), time.process_time()
        seconds = max(min(seconds, self._end_at - time.process_time()), 0.001)
        _send_message(self._send, READING, self.taken - 1, seconds, WALL_SECONDS_PER_CPU_SECOND * seconds)
        _set_alarms(seconds)
        _set_memory(self._memory_before + memory)

    def lift_limits(self) -> None:
        """No limits between documents."""
        _set_alarms(0)
        _set_memory(None)


def _set_alarms(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS_PER_CPU_SECOND * seconds)


def _set_memory(most: int | None) -> None:
    """Only where the address space held is known, that is on Linux: macOS does not keep this limit."""
    if not _PAGES.exists():
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = hard if most is None else most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    """Bytes of address space this process holds; 0 where the system does not say."""
    try:
        return int(_PAGES.read_bytes().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes from and to the parent; what a library prints goes where errors go."""
    receive, send = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    return receive, send


def _send_message(send: BinaryIO, *message: Any) -> None:
    pickle.dump(message, send)
    send.flush()


def _portable(error: Exception) -> Exception:
    """An exception that the parent can load."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


if __name__ == "__main__":
    serve()
