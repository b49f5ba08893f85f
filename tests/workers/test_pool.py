"""A document that ends its worker costs itself only, and its row says what happened."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gouji.workers import limits
from gouji.workers.pool import WorkerPool

Told = list[tuple[int, str]]

posix = pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="there is no alarm on this system")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit on address space")

CRASH, HANG, HANG_IN_C, EAT, EAT_IN_C, DIE, ERROR = range(-1, -8, -1)


def read(items: Iterable[int]) -> Iterator[Told]:
    """In a worker: what stands for a document is read, or does to the process what documents do."""
    for item in items:
        limits.allow(1.0, 300_000_000)
        if item == CRASH:
            os.kill(os.getpid(), signal.SIGSEGV)
        elif item == HANG:
            while True:
                pass
        elif item == HANG_IN_C:
            never_come_back()
        elif item == EAT:
            try:
                bytearray(2_000_000_000)
            except MemoryError:
                yield [(item, "no memory")]
                continue
        elif item == EAT_IN_C:
            os.write(2, b"memory allocation of 68719476736 bytes failed")
            os.abort()
        elif item == DIE:
            os.kill(os.getpid(), signal.SIGKILL)
        elif item == ERROR:
            raise ValueError("一个普通的错误")
        yield [(item, "read")]


def never_come_back() -> None:
    """A library that never comes back to Python, so that no handler written in Python would ever run."""
    ctypes.CDLL(None).sleep(1000)


def in_twos(items: Iterable[int]) -> Iterator[Told]:
    """Stages two at a time, and leaves a trace of each it reads."""
    waiting: Told = []
    for item in items:
        with Path(os.environ["TRACE"]).open("a") as trace:
            trace.write(f"{item}\n")
        if item == CRASH:
            os.abort()
        waiting.append((item, "read"))
        if len(waiting) == 2:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def crashed(item: int, problem: str) -> Told:
    return [(item, problem)]


def told(parts: list[Told]) -> Told:
    return [row for part in parts for row in part]


def run(batch: list[int]) -> Told:
    with WorkerPool(read, crashed, 1) as workers:
        return told(workers.run(batch))


def test_a_batch_without_trouble() -> None:
    with WorkerPool(read, crashed, 1) as workers:
        workers.start()
        assert told(workers.run([1, 2, 3])) == [(1, "read"), (2, "read"), (3, "read")]
        assert told(workers.run([4])) == [(4, "read")]
        assert told(workers.run([])) == []


@posix
@pytest.mark.parametrize(
    ("culprit", "words"),
    [
        (HANG, "读了 1 秒仍未读完"),
        (HANG_IN_C, "读了 1 秒仍未读完"),
        (CRASH, "SIGSEGV"),
        (EAT_IN_C, "内存超出上限"),
        (DIE, "两次被系统强行结束"),
    ],
)
def test_the_row_says_what_happened_and_the_others_are_read(culprit: int, words: str) -> None:
    started = time.monotonic()
    first, second, third = run([1, culprit, 3])
    assert (first, third) == ((1, "read"), (3, "read"))
    assert second[0] == culprit
    assert words in second[1]
    assert "请" in second[1]  # and what to do
    assert time.monotonic() - started < 60


@linux
def test_memory_is_limited_beyond_what_the_worker_holds() -> None:
    assert run([EAT, 2]) == [(EAT, "no memory"), (2, "read")]


def test_where_no_alarm_ends_it_the_parent_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gouji.workers.pool.GRACE_SECONDS", -3.5)  # before an alarm would
    rows = run([1, HANG, 3])
    assert [row[0] for row in rows] == [1, HANG, 3]
    assert "仍未读完" in rows[1][1]


def test_what_was_staged_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACE", str(tmp_path / "trace"))
    with WorkerPool(in_twos, crashed, 1) as workers:
        rows = told(workers.run([1, 2, 3, CRASH, 5, 6]))
    assert sorted(row[0] for row in rows) == [CRASH, 1, 2, 3, 5, 6]
    # 3 was read and not yet staged when the worker ended: it alone is read twice
    assert (tmp_path / "trace").read_text().split() == ["1", "2", "3", str(CRASH), "3", "5", "6"]


def test_batches_of_several_threads() -> None:
    batches = [[1, 2], [CRASH], [3, CRASH, 5], [4, 5], [6], [7, 8]]
    with WorkerPool(read, crashed, 2) as workers, ThreadPoolExecutor(4) as threads:
        results = [told(parts) for parts in threads.map(workers.run, batches, timeout=120)]
    assert [[row[0] for row in rows] for rows in results] == batches
    assert all((what == "read") == (item != CRASH) for rows in results for item, what in rows)


def test_an_error_is_raised_to_the_caller_and_the_workers_go_on() -> None:
    with WorkerPool(read, crashed, 1) as workers:
        with pytest.raises(ValueError, match="普通的错误"):
            workers.run([ERROR])
        assert told(workers.run([1])) == [(1, "read")]


def test_a_worker_that_cannot_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gouji.workers.worker_process.__name__", "gouji.parse.reports.no_such_module")
    with WorkerPool(read, crashed, 1) as workers, pytest.raises(RuntimeError, match="no_such_module"):
        workers.run([1])


def test_limits_can_be_multiplied(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[float, int]] = []
    monkeypatch.setattr(limits, "_enforce", lambda seconds, memory: asked.append((seconds, memory)))
    monkeypatch.setenv(limits.TIME_FACTOR, "2")
    monkeypatch.setenv(limits.MEMORY_FACTOR, "0.5")
    limits.allow(10, 100)
    limits.allow()
    limits.allow_scan(100)
    assert asked == [(20, 50), (2 * limits.SECONDS, limits.MEMORY // 2), (240, limits.SCAN_MEMORY // 2)]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are counted in /proc")
def test_no_process_is_left_behind() -> None:
    before = children()  # a module tried earlier in this process may keep a worker of its own
    with WorkerPool(read, crashed, 2) as workers:
        workers.run([CRASH, 1])
        assert len(children() - before) == 1
    with WorkerPool(read, crashed, 2):
        pass  # never used: nothing was started
    assert not children() - before


def children() -> set[str]:
    """Ids of the workers that this process has running."""
    mine = f"PPid:\t{os.getpid()}\n"
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (
                mine in (process / "status").read_text()
                and b"gouji.workers.worker_process" in (process / "cmdline").read_bytes()
            ):
                found.add(process.name)
        except OSError:
            continue
    return found
