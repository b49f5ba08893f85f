"""Functions on pages and rules of others, run in worker processes with limits on time and memory.

A page can be made so that a parser needs an hour or gigabytes for it: that must end a worker, not the run.
"""

import atexit
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple, TypeVar

from gouji.core.errors import GoujiError, unforeseen
from gouji.workers import limits
from gouji.workers.pool import WorkerPool

MAX_CPU_SECONDS = 10.0  # of processor time for one question; the largest true list pages take a tenth of a second

T = TypeVar("T")
Question = tuple[Callable[..., Any], tuple[Any, ...]]


class PageError(GoujiError):
    """A page that could not be looked into; the message says what happened."""


class _Answer(NamedTuple):
    value: Any
    problem: str | None


def ask(function: Callable[..., T], *arguments: Any) -> T:
    """`function(*arguments)` in a worker; both must be importable by name. Raises PageError, whatever happens there."""
    (answer,) = _workers().run([(function, arguments)])
    if answer.problem is not None:
        raise PageError(answer.problem)
    value: T = answer.value
    return value


def answers(questions: Iterable[Question]) -> Iterator[_Answer]:
    """What a worker does."""
    for function, arguments in questions:
        limits.allow(MAX_CPU_SECONDS)
        try:
            yield _Answer(function(*arguments), None)
        except MemoryError:
            yield _Answer(None, "看这个网页所需内存超出上限。 Needs too much memory.")
        except Exception as error:  # whatever a page made a library raise is told of that page
            yield _Answer(None, unforeseen(error))


def _unanswered(_question: Question, problem: str) -> _Answer:
    return _Answer(None, problem)


@cache
def _workers() -> WorkerPool[Question, _Answer]:
    """One pool for the whole process; its workers start with the first page."""
    workers: WorkerPool[Question, _Answer] = WorkerPool(answers, _unanswered)
    atexit.register(workers.__exit__)
    return workers
