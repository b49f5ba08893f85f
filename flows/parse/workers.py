"""Reading documents in worker processes, so that a crash in a library costs one document and not the run."""

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Workers(Generic[Item, Result]):
    """A pool that reads batches; a batch that kills its worker is halved until the culprit is alone.

    `read` takes a list of items in a worker process; `crashed` makes the result for one item that killed it.
    May be called from several threads. Use as a context manager.
    """

    def __init__(
        self,
        read: Callable[[list[Item]], Result],
        crashed: Callable[[Item], Result],
        processes: int | None = None,
    ) -> None:
        self._read, self._crashed = read, crashed
        self._processes = processes or os.cpu_count() or 1
        self._lock = Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._closed = False

    def __enter__(self) -> "Workers[Item, Result]":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._closed = True
        if kind is not None:  # the run was stopped: do not wait for a document that takes for ever
            for process in multiprocessing.active_children():
                process.terminate()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def run(self, batch: list[Item]) -> list[Result]:
        """Results of a batch: one, or several when it had to be divided."""
        pool = self._shared()
        try:
            return [pool.submit(self._read, batch).result()]
        except BrokenProcessPool:
            if self._closed:
                raise
            self._drop(pool)
            return self._alone(batch)  # maybe another thread's document killed the pool

    def _alone(self, batch: list[Item]) -> list[Result]:
        with _new_pool(1) as pool:
            _try_out(pool)
            try:
                return [pool.submit(self._read, batch).result()]
            except BrokenProcessPool:
                pass
        if len(batch) == 1:
            return [self._crashed(batch[0])]
        middle = len(batch) // 2
        return self._alone(batch[:middle]) + self._alone(batch[middle:])

    def _shared(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = _new_pool(self._processes)
            return self._pool

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None


def _try_out(pool: ProcessPoolExecutor) -> None:
    """Raise RuntimeError when not even an empty task runs: then no document is to blame."""
    try:
        pool.submit(int).result()
    except BrokenProcessPool:
        raise RuntimeError(
            '读取进程无法启动：内存不足，或调用处没有写在 if __name__ == "__main__": 之下。'
            " Worker processes cannot start: no memory, or a script without a __main__ guard."
        ) from None


def _new_pool(processes: int) -> ProcessPoolExecutor:
    # spawn: a forked child of a process with threads may deadlock, and Windows has nothing else.
    return ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))
