"""When runs are due over a whole year: pure functions of a moment, what data says (schedule_file.py), and the deadline of
the district's own report."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from cronsim import CronSim

from gouji.core.settings import TIME_ZONE

MonthDay = tuple[int, int]

EVERY = (DAY, WEEK, MONTH, NEVER) = ("day", "week", "month", "never")
YEAR_END: MonthDay = (12, 31)
MAX_DAYS_AHEAD = 800  # a run a year is due within this, also one of 29 February where the year after has none
_COMMON_YEAR = 2001  # days are counted in a year without 29 February, so that every year has the same periods


class Period(NamedTuple):
    """A part of the year. `until`: its last day, or how many days after the district's own deadline that is; `every`: one
    of EVERY, of a week on `weekday` (1 is Monday), of a month on `day`; `at`: by the clock in China."""

    code: str
    word: str
    until: MonthDay | int
    every: str
    at: time
    weekday: int = 1
    day: int = 1


class Schedule(NamedTuple):
    """Periods in order, the last to the end of the year; also due: the days so long after the district's own deadline.
    `cron` goes before both, by the clock in China."""

    periods: tuple[Period, ...]
    also_after_days: tuple[int, ...] = ()
    cron: str | None = None


def next_due(now: datetime, schedule: Schedule, deadline: MonthDay) -> datetime | None:
    """The first moment after `now` at which a run is due; None where none ever is. `deadline`: month and day until which
    the district's own report is due."""
    if schedule.cron:
        return next(_times_of_cron(schedule.cron, now), None)
    today = now.astimezone(TIME_ZONE).date()
    days = (due_on(today + timedelta(ahead), schedule, deadline) for ahead in range(MAX_DAYS_AHEAD))
    return next((moment for moment in days if moment and moment > now), None)


def last_due(now: datetime, schedule: Schedule, deadline: MonthDay) -> datetime | None:
    """The last moment, up to `now`, at which a run was due; None where none ever was."""
    if schedule.cron:
        return next(_times_of_cron(schedule.cron, now + timedelta(seconds=1), reverse=True), None)
    today = now.astimezone(TIME_ZONE).date()
    days = (due_on(today - timedelta(back), schedule, deadline) for back in range(MAX_DAYS_AHEAD))
    return next((moment for moment in days if moment and moment <= now), None)


def due_on(day: date, schedule: Schedule, deadline: MonthDay) -> datetime | None:
    """The moment of a day at which a run is due, by the periods; None where none is."""
    period = period_of(day, schedule, deadline)
    on_its_day = {
        DAY: True, WEEK: day.isoweekday() == period.weekday, MONTH: day.day == period.day, NEVER: False
    }[period.every]  # fmt: skip
    also = {_after(deadline, days) for days in schedule.also_after_days}
    if on_its_day or (day.month, day.day) in also:
        return datetime.combine(day, period.at, TIME_ZONE)
    return None


def period_of(day: date, schedule: Schedule, deadline: MonthDay) -> Period:
    """The period that a day is in."""
    return next(period for period in schedule.periods if (day.month, day.day) <= last_day(period, deadline))


def last_day(period: Period, deadline: MonthDay) -> MonthDay:
    """The last day of a period, of every year."""
    return _after(deadline, period.until) if isinstance(period.until, int) else period.until


def crons(schedule: Schedule, deadline: MonthDay) -> dict[str, str]:
    """The same as cron lines by a name of each, for a scheduler that takes a day of the month *and* of the week together
    (`day_or` false in Prefect). A `cron` of the schedule is not among them."""
    found: dict[str, str] = {}
    after: MonthDay = (1, 0)
    for period in schedule.periods:
        months: dict[str, list[int]] = {}  # by the days of the month
        for month in range(1, 13):
            if days := _days_in_month(period, month, after, last_day(period, deadline)):
                months.setdefault(days, []).append(month)
        weekday = str(period.weekday % 7) if period.every == WEEK else "*"
        for number, (days, which) in enumerate(months.items(), 1):
            clock = f"{period.at.minute} {period.at.hour}"
            found[f"{period.code}-{number}"] = f"{clock} {days} {_joined(which)} {weekday}"
        after = max(after, last_day(period, deadline))
    for since in schedule.also_after_days:
        month, day = _after(deadline, since)
        period = period_of(date(_COMMON_YEAR, month, day), schedule, deadline)
        if period.every == DAY or (period.every == MONTH and period.day == day):
            continue  # due as it is
        others = [str(each) for each in range(7) if each != period.weekday % 7]
        weekdays = ",".join(others) if period.every == WEEK else "*"
        found[f"after-deadline-{since}"] = f"{period.at.minute} {period.at.hour} {day} {month} {weekdays}"
    return found


def check_cron(cron: str) -> None:
    """Raises ValueError where a cron line cannot be read."""
    try:
        _times_of_cron(cron, datetime(2026, 1, 1, tzinfo=TIME_ZONE))
    except Exception as error:  # CronSim's own, which is no ValueError
        raise ValueError(
            f"“{cron}”应为 cron 的五项：分 时 日 月 周，如每周一 6 时 “0 6 * * 1”。 Five fields of cron are expected."
        ) from error


def _times_of_cron(cron: str, start: datetime, reverse: bool = False) -> Iterator[datetime]:
    return CronSim(cron, start.astimezone(TIME_ZONE), reverse=reverse)


def _after(day: MonthDay, days: int) -> MonthDay:
    """So many days later, in the year of `day` or, beyond it, at its end."""
    if day == (2, 29):
        day = (2, 28)
    later = date(_COMMON_YEAR, *day) + timedelta(days)
    return (later.month, later.day) if later.year == _COMMON_YEAR else YEAR_END


def _days_in_month(period: Period, month: int, after: MonthDay, until: MonthDay) -> str:
    """The days of a month on which runs of a period may be due, as cron has them; nothing where none are."""
    first, last = (after[1] + 1 if month == after[0] else 1), (until[1] if month == until[0] else 31)
    if not after[0] <= month <= until[0] or first > last or period.every == NEVER:
        return ""
    if period.every == MONTH:
        return str(period.day) if first <= period.day <= last else ""
    return "*" if (first, last) == (1, 31) else f"{first}-{last}"


def _joined(months: list[int]) -> str:
    whole = months == list(range(months[0], months[-1] + 1)) and len(months) > 1
    return f"{months[0]}-{months[-1]}" if whole else ",".join(map(str, months))


def words(schedule: Schedule, deadline: MonthDay) -> list[str]:
    """The schedule as an office says it, a line a period."""
    if schedule.cron:
        return [f"全年按 cron “{schedule.cron}”"]
    lines, first = [], date(_COMMON_YEAR, 1, 1)
    for period in schedule.periods:
        last = date(_COMMON_YEAR, *last_day(period, deadline))
        if first <= last:
            lines.append(f"{_day(first)}至{_day(last)}（{period.word}）{often(period)}")
            first = last + timedelta(1)
    also = [f"{_day(date(_COMMON_YEAR, *_after(deadline, days)))}" for days in schedule.also_after_days]
    return [*lines, f"本级报告期限之后，{'、'.join(also)}另一次"] if also else lines


def often(period: Period) -> str:
    """How often a period has runs: 每周一 6:00."""
    clock = f"{period.at:%H:%M}"
    told: Mapping[str, str] = {
        DAY: f"每天 {clock}", WEEK: f"每周{'一二三四五六日'[period.weekday - 1]} {clock}",
        MONTH: f"每月 {period.day} 日 {clock}", NEVER: "不运行",
    }  # fmt: skip
    return told[period.every]


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
