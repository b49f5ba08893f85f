"""The days of the schedule: every day of January, when reports come in, and 1 February, when they are due."""

from datetime import datetime, timedelta

from gouji.core.settings import TIME_ZONE

HOUR = 6  # of the clock in China


def last_due(now: datetime) -> datetime:
    """The last moment, up to now, for which the schedule has a run."""
    today = _hour_of(now)
    days = (today - timedelta(days=back) for back in range(367))
    return next(day for day in days if day <= now and _has_run(day))


def next_due(now: datetime) -> datetime:
    """The first moment after now for which the schedule has a run."""
    today = _hour_of(now)
    days = (today + timedelta(days=ahead) for ahead in range(367))
    return next(day for day in days if day > now and _has_run(day))


def _hour_of(now: datetime) -> datetime:
    return now.astimezone(TIME_ZONE).replace(hour=HOUR, minute=0, second=0, microsecond=0)


def _has_run(day: datetime) -> bool:
    return day.month == 1 or (day.month, day.day) == (2, 1)
