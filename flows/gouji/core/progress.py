"""Progress bars."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from .debug_log import is_quiet

errors = Console(stderr=True, highlight=False, soft_wrap=True)


class Bar(NamedTuple):
    """A running progress bar: `advance` by so many, or `reach` so many in all."""

    advance: Callable[[int], None]
    reach: Callable[[int], None]


@contextmanager
def progress_bar(title: str, total: int) -> Iterator[Bar]:
    """A progress bar on a terminal, nothing elsewhere or where it is to be quiet."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True, disable=is_quiet() or not errors.is_terminal) as progress:
        task = progress.add_task(title, total=total)
        yield Bar(
            lambda done: progress.advance(task, done),
            lambda done: progress.update(task, completed=done),
        )
