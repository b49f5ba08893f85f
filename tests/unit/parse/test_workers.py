"""A document that ends its process costs itself only, with one caller or several."""

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from flows.parse.workers import Workers


def read(batch: list[int]) -> list[tuple[str, int]]:
    """In a worker: a multiple of 100 ends the process without a word, as a crash in a library does."""
    if any(item % 100 == 0 for item in batch):
        os._exit(1)
    if -1 in batch:
        raise ValueError("一个普通的错误")
    return [("read", item) for item in batch]


def crashed(item: int) -> list[tuple[str, int]]:
    return [("crashed", item)]


def told(parts: list[list[tuple[str, int]]]) -> list[tuple[str, int]]:
    return [row for part in parts for row in part]


def expected(batch: list[int]) -> list[tuple[str, int]]:
    return [("read" if item % 100 else "crashed", item) for item in batch]


def test_a_batch_without_trouble_stays_whole() -> None:
    with Workers(read, crashed, 1) as workers:
        assert workers.run([1, 2, 3]) == [expected([1, 2, 3])]
        assert workers.run([4]) == [expected([4])]


def test_the_culprit_is_found_and_the_others_are_read_in_order() -> None:
    with Workers(read, crashed, 1) as workers:
        assert told(workers.run([1, 2, 100, 4, 5])) == expected([1, 2, 100, 4, 5])
        assert told(workers.run([6, 7])) == expected([6, 7])  # a new pool serves the next batch


def test_batches_of_other_threads_survive_a_crash() -> None:
    batches = [[1, 2], [100], [3, 200], [4, 5], [6], [7, 8]]
    with Workers(read, crashed, 2) as workers, ThreadPoolExecutor(4) as threads:
        results = list(threads.map(workers.run, batches, timeout=120))
    assert [told(parts) for parts in results] == [expected(batch) for batch in batches]


def test_an_error_is_raised_to_the_caller_and_the_pool_goes_on() -> None:
    with Workers(read, crashed, 1) as workers:
        with pytest.raises(ValueError, match="普通的错误"):
            workers.run([-1])
        assert told(workers.run([1])) == expected([1])


def test_no_process_is_left_behind() -> None:
    before = set(multiprocessing.active_children())
    with Workers(read, crashed, 2) as workers:
        workers.run([1, 100])
    with Workers(read, crashed, 2):
        pass  # never used: nothing was started
    assert set(multiprocessing.active_children()) <= before
