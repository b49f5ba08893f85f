"""What is due next in a home: the next run, whether anything will start it, and the district's own report."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from gouji.core.errors import GoujiError, NotPublished
from gouji.core.held_file import hold, holder
from gouji.core.registry import DISTRICT_KIND, Registry
from gouji.core.registry_file import load_registry
from gouji.core.settings import TIME_ZONE

from .database_link import LINK
from .run_folders import run_folders
from .schedule import MonthDay, Period, Schedule, next_due, often, period_of, words
from .schedule_file import ScheduleError, own_deadline, read_schedule

_OWN_REPORTS = """
SELECT a.full_name, e.report_year, e.deadline, r.published_on, r.report_id IS NOT NULL
FROM expected_reports AS e
JOIN agencies AS a USING (agency_code)
LEFT JOIN reports AS r ON r.agency_code = e.agency_code AND r.report_year = e.report_year AND r.is_current
WHERE a.kind = $kind AND e.report_year = $year
ORDER BY e.agency_code
"""


class OwnReport(NamedTuple):
    """The report of a district's government: `days_left` to its deadline, negative when that has passed; `published_on` is
    None also where the report has come and does not say when."""

    agency: str
    report_year: int
    deadline: date
    days_left: int
    has_come: bool
    published_on: date | None


class Due(NamedTuple):
    """`next_run`: None where the schedule has none; `is_served`: whether a `gouji serve` is at work on this home and will
    make it; `often` and `schedule`: in words; `problem`: why the home's own schedule could not be read."""

    next_run: datetime | None
    period: str
    often: str
    schedule: list[str]
    is_served: bool
    own_reports: list[OwnReport]
    problem: str | None


def what_is_due(home: Path, now: datetime) -> Due:
    """As of a moment, by the schedule that is served, else by the home's; never fails because of a wrong file."""
    served, problem = holder(_lock(home)), None
    try:
        schedule = read_schedule(home, (served or {}).get("cron"))
    except ScheduleError as error:
        schedule, problem = read_schedule(), str(error)
    deadline = own_deadline(_registry(home))
    moment = next_due(now, schedule, deadline)
    period = period_of(moment.astimezone(TIME_ZONE).date(), schedule, deadline) if moment else None
    return Due(
        moment, period.word if period and not schedule.cron else "", _often(schedule, period),
        words(schedule, deadline), served is not None, _own_reports(home, now.astimezone(TIME_ZONE).date(), deadline), problem,
    )  # fmt: skip


def due_row(due: Due) -> dict[str, Any]:
    """What is due next, as JSON has it."""
    return due._asdict() | {"own_reports": [report._asdict() for report in due.own_reports]}


@contextmanager
def serving(home: Path, cron: str | None) -> Iterator[None]:
    """Others see that the schedule of this home is served, and by which cron, until the body ends, however it does.
    Raises NotPublished where it is served already."""
    with hold(_lock(home), {"cron": cron}) as held:
        if not held:
            other = (holder(_lock(home)) or {}).get("process", "?")
            raise NotPublished(
                f"{home} 的定时服务已在运行（进程 {other}）：先结束它，或换一个产出目录。 Its schedule is served already."
            )
        yield


def _lock(home: Path) -> Path:
    return home.resolve() / "work" / "serve.lock"


def _registry(home: Path) -> Registry | None:
    file = run_folders(home).registry
    try:
        return load_registry(file) if file else None
    except (GoujiError, OSError):  # said where a run needs it
        return None


def _often(schedule: Schedule, period: Period | None) -> str:
    if schedule.cron:
        return f"cron {schedule.cron}"
    return often(period) if period else "不运行"


def _own_reports(home: Path, today: date, deadline: MonthDay) -> list[OwnReport]:
    """The districts' own reports of last year, as the published version has them; only the day where it has none."""
    year = today.year - 1
    rows: list[tuple[str, int, date, date | None, bool]] = []
    warehouse = home / "warehouse" / LINK
    if warehouse.exists():
        with suppress(duckdb.Error), duckdb.connect(str(warehouse.resolve()), read_only=True) as con:
            rows = con.execute(_OWN_REPORTS, {"kind": DISTRICT_KIND, "year": year}).fetchall()
    if not rows:
        rows = [("区县政府", year, _in_year(deadline, today.year), None, False)]
    return [OwnReport(agency, of, day, (day - today).days, come, on) for agency, of, day, on, come in rows]


def _in_year(day: MonthDay, year: int) -> date:
    try:
        return date(year, *day)
    except ValueError:  # 29 February
        return date(year, 2, 28)
