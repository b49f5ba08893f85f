"""Long-lived worker processes, one a core, that read documents within limits (worker_process.py).

A document that takes too long, asks for too much memory or crashes a library ends its worker: the parent sees the
pipe close, says of that document what happened, starts another worker and goes on with the rest of the batch.
Workers are plain subprocesses: they start the same way on every system, need no ``__main__`` guard in a caller's
script, and may be started by a daemonic process, as Dask's workers are.
"""

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, Generic, NamedTuple, TypeVar

from gouji.core.debug_log import wanted_level

from . import worker_process

Item = TypeVar("Item")
Result = TypeVar("Result")

GRACE_SECONDS = 5.0  # seconds beyond its limit after which the parent ends a worker that no alarm has ended
MAX_ERROR_LENGTH = 300  # characters of what a worker that cannot start wrote
_MAX_START_SECONDS = 120  # a cold disk, a busy machine

_LATER = "请核对所收文件；确是年度报告的，请报送单位另存为 DOCX 或网页后重报。"
TOOK_TOO_LONG = "读了 {} 秒仍未读完，已放弃，不像一份年度报告，" + _LATER + " Took too long to read."
NO_MEMORY = "读取所需内存超出上限，已放弃，不像一份年度报告，" + _LATER + " Needs too much memory to read."
KILLED = (
    "读取时进程两次被系统强行结束，多半是内存不足，请关闭其他程序后重新运行；仍然如此的，"
    + _LATER
    + " Killed by the system while being read."
)
CRASHED = "读取时程序库崩溃（{}），文件可能已损坏，" + _LATER + " A library crashed on this file."


class WorkerExit(NamedTuple):
    """How a worker ended while reading: `problem` says it of the document; `may_retry`: the system may be the cause."""

    problem: str
    may_retry: bool


class WorkerPool(Generic[Item, Result]):
    """`processes` workers; `read` turns an iterator of items into results, each for the items taken since the last.

    `crashed` makes the result for an item that ended its worker, given what happened. Both must be importable by
    name. May be called from several threads. Use as a context manager.
    """

    def __init__(
        self,
        read: Callable[[Iterable[Item]], Iterator[Result]],
        crashed: Callable[[Item, str], Result],
        processes: int | None = None,
    ) -> None:
        self._read, self._crashed = read, crashed
        self._room = threading.Semaphore(processes or os.cpu_count() or 1)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._all: list[_Worker] = []
        self._closed = False

    def __enter__(self) -> "WorkerPool[Item, Result]":
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
        for worker in self._all:  # idle, or reading what nobody waits for any more
            worker.close()

    def start(self) -> None:
        """Start a worker ahead of the first batch."""
        with self._worker():
            pass

    def run(self, batch: list[Item]) -> list[Result]:
        """The results of a batch, in any number; every item is in one of them."""
        results: list[Result] = []
        waiting = list(batch)
        killed: Item | None = None
        with self._room:
            while waiting:
                with self._worker() as worker:
                    done, current, ended = worker.read(waiting, results.append)
                if ended is None:
                    break
                if current is None or (ended.may_retry and waiting[current] is not killed):
                    killed = None if current is None else waiting[current]
                    waiting = waiting[done:]
                else:
                    results.append(self._crashed(waiting[current], ended.problem))
                    waiting = waiting[done:current] + waiting[current + 1 :]
        return results

    @contextmanager
    def _worker(self) -> Iterator["_Worker"]:
        """An idle worker or a new one; afterwards idle again, or closed when it cannot be used again."""
        worker = self._take()
        try:
            yield worker
        finally:
            with self._lock:
                if worker.is_fit:
                    self._idle.append(worker)
                else:
                    self._all.remove(worker)
            if not worker.is_fit:
                worker.close()

    def _take(self) -> "_Worker":
        with self._lock:
            if self._closed:
                raise RuntimeError("已停止读取。 The workers have been closed.")
            if self._idle:
                return self._idle.pop()
            worker = _Worker(self._read)
            self._all.append(worker)
            return worker


_ahead: list[tuple[subprocess.Popen[bytes], IO[bytes]]] = []


def start_ahead(*modules: str) -> None:
    """Start the process of the next worker, which loads these modules while the caller loads what it needs itself."""
    _ahead.append(_start(*modules))


def _start(*modules: str) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    """A process of worker_process.py, and what it writes to its standard error."""
    errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed with the process
    # The same modules as here, in the same order; nothing from the folder the command was given in (-P).
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", worker_process.__name__, *modules],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=environment | {"ARROW_DEFAULT_MEMORY_POOL": "system"},  # others reserve address space ahead
    )
    return process, errors


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self._process, self._errors = _ahead.pop() if _ahead else _start()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        self._deadline: float | None = None
        self._seconds = 0.0
        self._overdue = False
        self._ready = False
        self.is_fit = True
        self._send(read)
        self._watch = threading.Thread(target=self._end_when_overdue, daemon=True)
        self._watch.start()

    def read(self, items: list[Item], take: Callable[[Any], object]) -> tuple[int, int | None, WorkerExit | None]:
        """(items done, index of the item being read, None or how the worker ended).

        Raises what `read` raised in the worker, and RuntimeError when the worker never started.
        """
        done, index = 0, -1
        self._wait_until_ready()
        self._send(items)
        try:
            while True:
                kind, *message = pickle.load(self._from)
                if kind == worker_process.READING:
                    index, self._seconds, wall = message
                    self._deadline = time.monotonic() + wall + GRACE_SECONDS
                elif kind == worker_process.DONE:
                    done, result = message
                    self._deadline = None
                    take(result)
                elif kind == worker_process.FAILED:
                    raise message[0]
                else:
                    self.is_fit = not message[0]
                    return done, None, None
        except (EOFError, OSError, pickle.UnpicklingError):
            self.is_fit = False
            return done, index if index >= done else None, self._exit_reason()
        finally:
            self._deadline = None

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self.is_fit = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()
        if wanted_level() is not None:  # what it logged is worth reading, too
            sys.stderr.write(self._error_output())
        self._errors.close()

    def _send(self, message: Any) -> None:
        with suppress(OSError):  # a worker that is gone shows at the other pipe
            pickle.dump(message, self._to)
            self._to.flush()

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        self._deadline = time.monotonic() + _MAX_START_SECONDS
        try:
            pickle.load(self._from)
        except EOFError:
            self._process.wait()
            self.is_fit = False
            raise RuntimeError(
                f"读取进程无法启动，请检查内存与安装：{self._error_output()[-MAX_ERROR_LENGTH:]}。 Worker processes cannot start."
            ) from None
        self._ready, self._deadline = True, None

    def _exit_reason(self) -> WorkerExit:
        code = self._process.wait()
        if self._overdue or -code in [getattr(signal, name, 0) for name in worker_process.ALARMS]:
            return WorkerExit(TOOK_TOO_LONG.format(f"{self._seconds:.0f}"), may_retry=False)
        output = self._error_output()
        if "memory alloc" in output or "out of memory" in output.lower() or "bad_alloc" in output:
            return WorkerExit(NO_MEMORY, may_retry=False)
        if code == -getattr(signal, "SIGKILL", 0):
            return WorkerExit(KILLED, may_retry=True)
        try:
            return WorkerExit(CRASHED.format(signal.Signals(-code).name), may_retry=False)
        except ValueError:
            return WorkerExit(CRASHED.format(f"退出码 {code}"), may_retry=False)

    def _error_output(self) -> str:
        """What the process wrote to its standard error."""
        self._errors.seek(0)
        return self._errors.read(1_000_000).decode("utf-8", "replace").strip()

    def _end_when_overdue(self) -> None:
        while self._process.poll() is None:
            deadline = self._deadline
            if deadline is not None and time.monotonic() > deadline:
                self._overdue = True
                self._process.kill()
                return
            time.sleep(0.5)
