"""How long each stage of a run took, and which it is at."""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from gouji.publish.run_progress import STAGES, write_progress

from .run_log import say_stage

P = ParamSpec("P")
T = TypeVar("T")
_log = logging.getLogger("gouji.flow")  # shown by `gouji --verbose run`

_seconds: ContextVar[dict[str, float]] = ContextVar("seconds")  # by stage, of the run at hand
_home: ContextVar[Path] = ContextVar("home")  # of that run


def start_timing(home: Path) -> dict[str, float]:
    """Seconds by stage, to be filled by the stages of the run that starts here."""
    seconds: dict[str, float] = {}
    _seconds.set(seconds)
    _home.set(home)
    return seconds


def timed(stage: Callable[P, T]) -> Callable[P, T]:
    """The stage, which says that it begins (publish/run_progress.py) and notes how long it took."""

    @wraps(stage)
    def run(*args: P.args, **options: P.kwargs) -> T:
        started = time.monotonic()
        word = STAGES.get(stage.__name__, stage.__name__)
        _log.info("%s …", word)
        write_progress(_home.get(), stage.__name__, _seconds.get())
        try:
            result = stage(*args, **options)
        finally:
            seconds = _seconds.get()[stage.__name__] = round(time.monotonic() - started, 2)
            _log.info("%s %.1f 秒", word, seconds)
        say_stage(stage.__name__, seconds, result)
        return result

    return run
