"""Work by batches as tasks of Prefect, a batch a task: a task run costs tens of milliseconds, a document a few."""

from collections.abc import Callable
from typing import Any, TypeVar

from prefect import Task, unmapped
from prefect.futures import as_completed
from prefect.utilities.annotations import quote

from gouji.core.progress import progress_bar

T = TypeVar("T")
R = TypeVar("R")


def in_tasks(title: str, task: Task[..., list[R]], *fixed: Any) -> Callable[[list[list[T]]], list[R]]:
    """A function from batches to the results of all, in order: `task` takes a batch and the arguments `fixed`."""

    def run(batches: list[list[T]]) -> list[R]:
        return gathered(title, task.map(quoted(batches), *map(unmapped, fixed)), batches)

    return run


def gathered(title: str, futures: Any, batches: list[list[Any]]) -> list[Any]:
    """The results of all batches, in order, with a bar that moves as they come in."""
    size = {future: len(batch) for future, batch in zip(futures, batches, strict=True)}
    with progress_bar(title, sum(size.values())) as bar:
        for future in as_completed(list(futures)):
            future.result()
            bar.advance(size[future])
    return [item for future in futures for item in future.result()]


def quoted(argument: T) -> T:
    """An argument of a task, or what a flow returns, as it is: in any other Prefect looks for futures, in those of a nation
    for half a minute. Not for Dask, which takes what is quoted apart."""
    return quote(argument)  # type: ignore[return-value]


def unquoted(result: T) -> T:
    """What a flow returned `quoted`."""
    return result.unwrap() if isinstance(result, quote) else result
