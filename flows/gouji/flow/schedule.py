"""The schedule of the year on Prefect's scheduler, and what was missed while nobody served it."""

import asyncio
import os
from datetime import datetime
from pathlib import Path

from prefect.exceptions import TerminationSignal
from prefect.runner import Runner

from gouji.core.errors import NotPublished
from gouji.core.registry_file import load_registry
from gouji.core.settings import TIME_ZONE
from gouji.publish.runs import PUBLISHED, UNCHANGED, read_runs
from gouji.publish.schedule import MonthDay, Schedule, last_due
from gouji.publish.schedule_file import own_deadline

from .annual import run_annual
from .deployment import put_deployment
from .operator_settings import OperatorSettings


def serve_schedule(operator: OperatorSettings, schedule: Schedule) -> None:
    """Run what was missed, then wait for the next time, until interrupted.

    What the operator decides goes to the processes of the runs by the environment: Prefect's database has none of it.
    """
    os.environ |= operator.environment()
    deadline = own_deadline(load_registry(operator.registry))
    if due := missed(operator.home, datetime.now(TIME_ZONE), schedule, deadline):
        print(f"{due:%Y-%m-%d %H:%M} 应有的运行没有完成，现在补上。 Catching up on a missed run.", flush=True)
        try:
            run_annual(operator)
        except NotPublished as error:
            print(error, flush=True)  # recorded and notified as well; the schedule goes on
    try:
        asyncio.run(_serve(schedule, deadline))
    except (KeyboardInterrupt, TerminationSignal):
        print("已结束。 Ended.", flush=True)


def missed(home: Path, now: datetime, schedule: Schedule, deadline: MonthDay) -> datetime | None:
    """The last moment of the schedule if nothing was published since (nor found unchanged), else None."""
    due = last_due(now, schedule, deadline)
    done = due and any(run["state"] in (PUBLISHED, UNCHANGED) and run["started_at"] >= due for run in read_runs(home))
    return None if done else due


async def _serve(schedule: Schedule, deadline: MonthDay) -> None:
    # Not paused when we stop: what falls due meanwhile is started late rather than never.
    runner = Runner(pause_on_shutdown=False)
    await put_deployment(runner, schedule, deadline)
    await runner.start()
