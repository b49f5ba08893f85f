"""The schedule on Prefect and in prefect.yaml, what was missed, who hears of a run."""

import asyncio
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
from gouji.publish.schedule import crons, next_due
from gouji.publish.schedule_file import read_schedule

ROOT = Path(__file__).resolve().parents[2]
LAW = (3, 31)  # the deadline of a district's own report


@pytest.fixture(scope="module")
def schedule(run):  # noqa: ARG001  it gives Prefect a home of its own first
    from gouji.flow import schedule

    return schedule


def test_a_run_is_missed_until_one_was_published(schedule, tmp_path):
    now = datetime(2026, 1, 15, 9, tzinfo=TIME_ZONE)

    def ran(hours: int, state: str) -> None:
        started = now - timedelta(hours=hours)
        record_start(tmp_path, f"{hours}-{state}", started.astimezone(UTC), started.date())
        record_end(tmp_path, f"{hours}-{state}", started.astimezone(UTC), state)

    assert schedule.missed(tmp_path, now, read_schedule(), LAW).day == 15
    ran(20, PUBLISHED)  # yesterday
    ran(2, FAILED)
    assert schedule.missed(tmp_path, now, read_schedule(), LAW).day == 15
    ran(1, PUBLISHED)
    assert schedule.missed(tmp_path, now, read_schedule(), LAW) is None
    assert schedule.missed(tmp_path, now, read_schedule(cron="30 8 * * *"), LAW).hour == 8


def test_prefect_has_the_days_that_the_schedule_has(schedule):  # noqa: ARG001  see above
    from prefect.client.schemas.schedules import construct_schedule
    from prefect.server.schemas.schedules import CronSchedule

    from gouji.flow.deployment import prefect_schedules

    def of_prefect(lines, start, end):
        async def dates():
            return [day for line in lines for day in await line.get_dates(n=800, start=start, end=end)]

        return sorted(asyncio.run(dates()))

    for deadline in (LAW, (4, 30), (1, 31)):
        start, end = datetime(2027, 1, 1, tzinfo=TIME_ZONE), datetime(2029, 1, 2, tzinfo=TIME_ZONE)
        ours, now = [], start
        while (now := next_due(now, read_schedule(), deadline)) <= end:
            ours.append(now)
        told = [
            construct_schedule(cron=s.cron, timezone=s.timezone) for s in prefect_schedules(read_schedule(), deadline)
        ]
        lines = [CronSchedule(cron=each.cron, timezone=each.timezone, day_or=False) for each in told]
        assert of_prefect(lines, start, end) == ours


def test_what_was_paused_stays_paused_and_what_is_gone_goes(schedule):  # noqa: ARG001
    from prefect.client.orchestration import get_client
    from prefect.runner import Runner

    from gouji.flow.annual import annual
    from gouji.flow.deployment import NAME, put_deployment

    async def started(which):
        """As `gouji serve` does at its start; its parts and whether each is active, and whether the whole is paused."""
        await put_deployment(Runner(pause_on_shutdown=False), which, LAW)
        async with get_client() as client:
            found = await client.read_deployment_by_name(f"{annual.name}/{NAME}")
            return found, {each.slug: each.active for each in found.schedules}

    async def office():
        async with get_client() as client:
            flow = await client.create_flow_from_name(annual.name)
            former = await client.create_deployment(flow, "yearly")  # of version 0.1
            found, first = await started(read_schedule())
            [rest] = [each for each in found.schedules if each.slug == "rest-1"]
            await client.update_deployment_schedule(found.id, rest.id, active=False)
            again = (await started(read_schedule()))[1]
            await client.pause_deployment(found.id)
            whole, by_cron = await started(read_schedule(cron="30 8 * * *"))
            left = {each.id for each in await client.read_deployments()}
        return first, again, whole.paused, by_cron, former in left

    first, again, paused, by_cron, former_is_left = asyncio.run(office())
    assert set(first) == set(crons(read_schedule(), LAW))
    assert all(first.values())
    assert again == first | {"rest-1": False}
    assert paused
    assert set(by_cron) == {"cron"}
    assert not former_is_left


def test_prefect_yaml_has_the_same_schedule_under_a_name_of_its_own(schedule):  # noqa: ARG001
    from gouji.flow.deployment import NAME

    [deployment] = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert {each["slug"]: each["cron"] for each in deployment["schedules"]} == crons(read_schedule(), LAW)
    assert {(each["timezone"], each["day_or"]) for each in deployment["schedules"]} == {(TIME_ZONE.key, False)}
    assert deployment["entrypoint"] == "gouji.flow.annual.annual"
    assert "parameters" not in deployment
    assert deployment["name"] != NAME


def test_what_was_missed_is_run_before_the_schedule_is_served(schedule, monkeypatch, tmp_path):
    from gouji.flow.operator_settings import OperatorSettings

    happened = []

    async def serve(_, deadline):
        happened.append(f"served until {deadline}")

    monkeypatch.setattr(schedule, "_serve", serve)

    def run_annual(_):
        happened.append("run")
        raise NotPublished("told, and the schedule goes on")

    monkeypatch.setattr(schedule, "run_annual", run_annual)
    monkeypatch.setattr(schedule.os, "environ", {})
    (tmp_path / "registry.csv").write_text("code,name,kind\n990101001000,甲镇,镇\n", encoding="utf-8")
    schedule.serve_schedule(OperatorSettings(tmp_path / "inbox", tmp_path / "registry.csv", tmp_path), read_schedule())
    assert happened == ["run", "served until (3, 31)"]


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
