"""When runs are due over whole years, day by day; what a home's own file may change, and what it is refused for."""

import itertools
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.cli.main import cli
from gouji.core.errors import NotPublished
from gouji.core.settings import TIME_ZONE
from gouji.publish.due import serving, what_is_due
from gouji.publish.schedule import Schedule, last_due, next_due, period_of, words
from gouji.publish.schedule_file import ScheduleError, own_deadline, read_schedule

LAW = (3, 31)  # the deadline of a district's own report where its registry has no other


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TIME_ZONE)


def due_days(schedule: Schedule, year: int, deadline=LAW) -> list[date]:
    """The days of a year on which a run is due, found as a clock would: from each moment to the next."""
    found, now = [], at(f"{year}-01-01T00:00") - timedelta(minutes=1)
    while (now := next_due(now, schedule, deadline)).year == year:
        found.append(now.date())
    return found


@pytest.mark.parametrize("year", [2026, 2027, 2028, 2099, 2100])  # 2028 has a 29 February, 2100 none
def test_a_whole_year_day_by_day(year: int) -> None:
    schedule, day, expected = read_schedule(), date(year, 1, 1), []
    while day.year == year:
        month_day = (day.month, day.day)
        if month_day <= (2, 15):
            due = True
        elif month_day <= (4, 14):
            due = day.weekday() == 0 or month_day == (4, 1)
        else:
            due = day.day == 1
        expected += [day] if due else []
        day += timedelta(1)
    assert due_days(schedule, year) == expected
    # Every moment of the year knows its neighbours: what is due next is what was due last a moment later.
    for first, second in itertools.pairwise(expected):
        noon = at(f"{first}T12:00")
        assert next_due(noon, schedule, LAW) == at(f"{second}T06:00")
        assert last_due(noon, schedule, LAW) == at(f"{first}T06:00")
        assert last_due(at(f"{second}T05:59"), schedule, LAW) == at(f"{first}T06:00")


def test_from_one_year_to_the_next() -> None:
    schedule = read_schedule()
    assert next_due(at("2026-12-01T06:00"), schedule, LAW) == at("2027-01-01T06:00")
    assert last_due(at("2027-01-01T05:59"), schedule, LAW) == at("2026-12-01T06:00")
    assert period_of(date(2026, 12, 31), schedule, LAW).word == "平时"
    assert period_of(date(2027, 1, 1), schedule, LAW).word == "收报期"
    assert next_due(datetime.fromisoformat("2026-12-31T21:59Z"), schedule, LAW) == at("2027-01-01T06:00")


@pytest.mark.parametrize(
    ("deadline", "last", "first_monthly"),
    [((4, 30), "2028-05-08", "2028-06-01"), ((2, 20), "2028-03-06", "2028-04-01"), ((12, 25), "2028-12-26", None)],
)
def test_the_districts_own_deadline_moves_the_periods(deadline, last, first_monthly) -> None:
    days = due_days(read_schedule(), 2028, deadline)
    monthly = [day for day in days if period_of(day, read_schedule(), deadline).code == "rest"]
    assert max(set(days) - set(monthly)) == date.fromisoformat(last)
    assert (monthly[0].isoformat() if monthly else None) == first_monthly


def test_what_a_home_changes_and_an_operator_says(tmp_path: Path) -> None:
    (tmp_path / "schedule.toml").write_text(
        '[periods.collecting]\nuntil = "01-31"\nat = "07:30"\n[periods.rest]\nevery = "never"\n'
        "[own_report]\nalso_after_days = []\n",
        encoding="utf-8",
    )
    schedule = read_schedule(tmp_path)
    days = due_days(schedule, 2027)
    assert next_due(at("2027-01-05T07:00"), schedule, LAW) == at("2027-01-05T07:30")
    assert next_due(at("2027-01-31T08:00"), schedule, LAW) == at("2027-02-01T06:00")  # a Monday
    assert days[-1] == date(2027, 4, 12)
    assert words(schedule, LAW)[-1] == "4月15日至12月31日（平时）不运行"
    nothing = read_schedule()._replace(periods=(schedule.periods[-1],), also_after_days=())
    assert next_due(at("2027-01-01T00:00"), nothing, LAW) is last_due(at("2027-01-01T00:00"), nothing, LAW) is None
    by_operator = read_schedule(tmp_path, "30 8 * * 1-5")
    assert next_due(at("2027-01-01T09:00"), by_operator, LAW) == at("2027-01-04T08:30")
    assert last_due(at("2027-01-01T08:30"), by_operator, LAW) == at("2027-01-01T08:30")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[periods.colecting]\nat = '07:00'", "periods.colecting：没有这一段"),
        ("[periods.rest]\nhour = 7", "periods.rest.hour：没有这一项"),
        ("cron = '0 6 * * *'", "cron：没有这一项"),
        ("[periods.rest]\nuntil = '11-30'", "最后一段应到 12-31"),
        ("[periods.collecting]\nuntil = '02-29'", "'02-29' 应为月-日"),
        ("[periods.collecting]\nat = '25:00'", "'25:00' 应为时:分"),
        ("[periods.rest]\nday = 31\nevery = 'year'", "'year' 应为 day、week、month、never 之一.*31 应为 1 至 28"),
        ("[own_report]\nalso_after_days = [-1]", "also_after_days"),
        ("[periods", "读不出"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "schedule.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScheduleError, match=told) as refused:
        read_schedule(tmp_path)
    assert "schedule.toml" in str(refused.value)
    due = what_is_due(tmp_path, at("2027-01-05T07:00"))  # shown, and the rest of the page goes on
    assert due.problem == str(refused.value)
    assert due.next_run == at("2027-01-06T06:00")


def test_a_cron_that_cannot_be_read_ends_serve_at_once(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        cli, ["serve", "--registry", "wanzhou", "--home", str(tmp_path), "--cron", "61 6 * * *"]
    )
    assert result.exit_code == 2
    assert "61 6 * * *" in result.stderr


def test_the_registry_has_the_deadline_and_a_server_tells_that_it_is_at_work(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("GOUJI_REGISTRY", raising=False)
    (tmp_path / "registry.csv").write_text(
        "code,name,kind,deadline\n990101000000,甲区,district,04-30\n990101001000,甲镇,镇,\n", encoding="utf-8"
    )
    due = what_is_due(tmp_path, at("2027-04-20T12:00"))
    assert (due.next_run, due.is_served) == (at("2027-04-26T06:00"), False)
    [own] = due.own_reports
    assert (own.report_year, own.deadline, own.days_left, own.has_come) == (2026, date(2027, 4, 30), 10, False)
    assert own_deadline(None) == LAW


def test_one_schedule_a_home(tmp_path: Path) -> None:
    serves = (
        "import sys, pathlib; from gouji.publish.due import serving\n"
        "with serving(pathlib.Path(sys.argv[1]), '0 9 * * *'): print('in', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", serves, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "in\n"
        due = what_is_due(tmp_path, at("2027-04-20T12:00"))
        assert (due.is_served, due.next_run, due.often) == (True, at("2027-04-21T09:00"), "cron 0 9 * * *")
        with pytest.raises(NotPublished, match=f"进程 {other.pid}"), serving(tmp_path, None):
            pass
        other.kill()
    assert not what_is_due(tmp_path, at("2027-04-20T12:00")).is_served
