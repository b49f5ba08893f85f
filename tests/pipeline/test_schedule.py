"""When runs are due, what was missed, who hears of a run; prefect.yaml says the same as the code."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from gouji.core.errors import NotPublished
from gouji.core.settings import TIME_ZONE
from gouji.publish.lock import run_lock
from gouji.publish.notify import notify
from gouji.publish.runs import FAILED, PUBLISHED, record_end, record_start

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def schedule(run):  # noqa: ARG001  it gives Prefect a home of its own first
    from gouji.flow import schedule

    return schedule


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-01-15T05:59", "2026-01-14"), ("2026-01-15T06:00", "2026-01-15"), ("2026-01-01T00:10", "2025-02-01"),
        ("2026-02-01T05:00", "2026-01-31"), ("2026-02-01T06:00", "2026-02-01"), ("2026-02-02T09:00", "2026-02-01"),
        ("2026-12-31T23:00", "2026-02-01"),
    ],
)  # fmt: skip
def test_when_the_last_run_was_due(schedule, now, due):
    moment = datetime.fromisoformat(now).replace(tzinfo=TIME_ZONE)
    assert schedule.last_due(moment) == datetime.fromisoformat(due).replace(hour=6, tzinfo=TIME_ZONE)


def test_a_run_is_missed_until_one_was_published(schedule, tmp_path):
    now = datetime(2026, 1, 15, 9, tzinfo=TIME_ZONE)

    def ran(hours: int, state: str) -> None:
        started = now - timedelta(hours=hours)
        record_start(tmp_path, f"{hours}-{state}", started.astimezone(UTC), started.date())
        record_end(tmp_path, f"{hours}-{state}", started.astimezone(UTC), state)

    assert schedule.missed(tmp_path, now).day == 15
    ran(20, PUBLISHED)  # yesterday
    ran(2, FAILED)
    assert schedule.missed(tmp_path, now).day == 15
    ran(1, PUBLISHED)
    assert schedule.missed(tmp_path, now) is None


def test_prefect_yaml_has_the_same_schedule(schedule):
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    crons = {d["name"]: d["schedules"][0] for d in deployments}
    assert crons == {
        name: {"cron": cron, "timezone": TIME_ZONE.key}
        for name, cron in (("january-watch", schedule.WATCH), ("yearly", schedule.YEARLY))
    }
    assert {d["entrypoint"] for d in deployments} == {"gouji.flow.annual.annual"}
    assert [d.get("parameters", {}) for d in deployments] == [{}, {}]


def test_what_was_missed_is_run_before_the_schedule_is_served(schedule, monkeypatch, tmp_path):
    from gouji.flow.operator_settings import OperatorSettings

    happened = []
    monkeypatch.setattr(schedule, "Runner", lambda **_: _Runner(happened))

    def run_annual(_):
        happened.append("run")
        raise NotPublished("told, and the schedule goes on")

    monkeypatch.setattr(schedule, "run_annual", run_annual)
    monkeypatch.setattr(schedule.os, "environ", {})
    schedule.serve_schedule(OperatorSettings(tmp_path / "inbox", tmp_path / "registry.csv", tmp_path))
    assert happened == ["run", "january-watch", "yearly", "served"]


class _Runner:
    """In place of Prefect's: notes what it is given to run, and that it was started."""

    def __init__(self, happened):
        self._happened = happened

    def add_flow(self, flow, name, **_):
        assert flow.__name__ == "annual"
        self._happened.append(name)

    async def start(self):
        self._happened.append("served")


def test_the_hook_hears_how_a_run_ended_and_its_failure_is_told(run, district, home_with_readings, tmp_path):
    home = home_with_readings
    news = tmp_path / "news.json"
    summary = run(district.inbox, home, notify=f"cat > '{news}'")
    heard = json.loads(news.read_text(encoding="utf-8"))
    assert (heard["event"], heard["version"]) == ("published", summary["version"])
    assert heard["missing"] == len(heard["missing_agencies"]) == summary["missing"]
    again = run(district.inbox, home, notify="echo 没有网络 >&2; exit 3")
    assert again["state"] == "unchanged"
    assert "没有网络" in again["notes"][-1]
    with run_lock(home, "other"), pytest.raises(NotPublished, match="另一次运行"):
        run(district.inbox, home, notify=f"cat > '{news}'")
    heard = json.loads(news.read_text(encoding="utf-8"))
    assert heard["event"] == "not_published"
    assert "other" in heard["message"]


def test_a_hook_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr("gouji.publish.notify.MAX_COMMAND_SECONDS", 0.2)
    assert "没有发出" in (notify("sleep 5", {"event": "published"}) or "")
    assert notify(None, {}) is None
