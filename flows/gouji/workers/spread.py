"""One function over many things in worker processes, for what Python works out one after the other."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from .pool import WorkerPool

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 2  # items a process has waiting: enough to go on with, and few in memory


def spread(work: Callable[[Item], Result], items: Iterable[Item], processes: int) -> Iterator[Result]:
    """`work` of every item, in order, by so many processes; by one: here. `work` must be importable by name.

    An item that ends its process, or takes longer than the limit there, is worked on here. Raises what `work` raises.
    """
    if processes <= 1:
        yield from map(work, items)
        return
    with (
        WorkerPool(partial(_each, work), lambda item, _: work(item), processes) as pool,
        ThreadPoolExecutor(processes) as threads,
    ):
        waiting: deque[Future[list[Result]]] = deque()
        for item in items:
            waiting.append(threads.submit(pool.run, [item]))
            if len(waiting) > _AHEAD * processes:
                yield from waiting.popleft().result()
        for future in waiting:
            yield from future.result()


def _each(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """What a process does with the items given to it."""
    for item in items:
        yield work(item)
