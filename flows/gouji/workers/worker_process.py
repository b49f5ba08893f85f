"""A worker process: reads documents one after another, each within hard limits on time and memory.

Run by workers.py as ``python -m gouji.workers.worker_process``. Time is kept by the kernel's alarms with their default action,
so that even a library that never comes back from C is ended: processor time, which a busy machine does not use up,
and several times as much by the wall clock for what sleeps. Memory is kept by a limit on address space, past which
an allocation fails. Where a system has neither (Windows) the parent ends a worker that is overdue.
"""

import gc
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
from gouji.core.no_pandas import leave_out_pandas

from . import limits

# What a worker tells its parent: (READING, index, seconds, wall seconds from now), (DONE, items so far, result),
# (FAILED, exception), (END, whether it should be replaced).
READY, READING, DONE, FAILED, END = "ready", "reading", "done", "failed", "end"
ALARMS = ("SIGPROF", "SIGALRM")
JUST = 0.1  # seconds of processor time
PATIENCE = 4  # wall seconds to a second of processor time
WORN = 1_000_000_000  # bytes a worker may have gained before it is replaced
COLLECTED = 200_000  # objects more than before after which cycles are looked for: those of some hundred reports
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
    gc.freeze()  # what is read is no web of references: the collector looks in vain, and takes a third of the time
    gc.set_threshold(COLLECTED)
    _tell(send, READY)
    fresh = _address_space()
    while True:
        try:
            batch = pickle.load(receive)
        except EOFError:
            return
        watched = Watched(batch, send)
        limits.enforce_by(watched.allow)
        try:
            for result in read(watched):
                watched.rest()
                _tell(send, DONE, watched.taken, result)
        except Exception as error:  # not of a document: the caller's to know
            watched.rest()
            _tell(send, FAILED, _portable(error))
        else:
            watched.rest()
            _tell(send, END, _address_space() - fresh > WORN)


class Watched:
    """The items of a batch, in order; taking one starts its clock, and tells the parent which it is."""

    def __init__(self, items: list[Any], send: BinaryIO) -> None:
        self._items, self._send = items, send
        self.taken = 0
        self._latest = self._since = 0.0
        self._allowed: tuple[float, int] | None = None

    def __iter__(self) -> Iterator[Any]:
        for item in self._items:
            self.taken += 1
            self._latest = time.process_time() + limits.MAX_SECONDS
            self._held = _address_space()
            self._allowed = None
            limits.allow()
            yield item

    def allow(self, seconds: float, memory: int) -> None:
        """Set the alarms and the limit on memory of the item at hand anew; not where they have just been set so."""
        if self._allowed == (seconds, memory) and time.process_time() - self._since < JUST:
            return
        self._allowed, self._since = (seconds, memory), time.process_time()
        seconds = max(min(seconds, self._latest - time.process_time()), 0.001)
        _tell(self._send, READING, self.taken - 1, seconds, PATIENCE * seconds)
        _set_alarms(seconds)
        _set_memory(self._held + memory)

    def rest(self) -> None:
        """No limits between documents."""
        _set_alarms(0)
        _set_memory(None)


def _set_alarms(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, PATIENCE * seconds)


def _set_memory(most: int | None) -> None:
    """Only where the address space held is known, that is on Linux: macOS does not keep this limit."""
    if not _PAGES.exists():
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = hard if most is None else most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    """Bytes of address space this process holds; 0 where the system does not tell."""
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


def _tell(send: BinaryIO, *message: Any) -> None:
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
