"""A desk with a clock of its own."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gouji.desk.store import Desk

NOON = datetime(2026, 2, 3, 4, tzinfo=UTC)  # 12:00 in China
TOWN = "990001001000"


def ticking(start: datetime = NOON) -> Callable[[], datetime]:
    """A clock that goes on by a second each time."""
    seconds = iter(range(1_000_000))
    return lambda: start + timedelta(seconds=next(seconds))


def a_desk(home: Path) -> Desk:
    return Desk(home, ticking())
