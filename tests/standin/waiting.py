"""Waiting for what another process does."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 240  # seconds: a server and a run on a slow machine
Found = TypeVar("Found")


def until(done: Callable[[], Found], patience: float = PATIENCE, every: float = 0.2) -> Found:
    """What `done` returns once that is true; AssertionError after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not (found := done()):
        assert time.monotonic() < deadline
        time.sleep(every)
    return found
