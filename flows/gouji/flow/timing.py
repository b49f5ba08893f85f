"""How long each stage of a run took."""

import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_seconds: ContextVar[dict[str, float]] = ContextVar("seconds")  # by stage, of the run at hand


def start_timing() -> dict[str, float]:
    """Seconds by stage, to be filled by the stages of the run that starts here."""
    seconds: dict[str, float] = {}
    _seconds.set(seconds)
    return seconds


def timed(stage: Callable[P, T]) -> Callable[P, T]:
    """The stage, which notes how long it took."""

    @wraps(stage)
    def run(*args: P.args, **options: P.kwargs) -> T:
        started = time.monotonic()
        try:
            return stage(*args, **options)
        finally:
            _seconds.get()[stage.__name__] = round(time.monotonic() - started, 2)

    return run
