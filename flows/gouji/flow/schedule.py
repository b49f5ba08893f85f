"""The yearly run and the daily January watch, on Prefect's scheduler.

Both are the flow `annual`: in January it sees who has reported so far, on 1 February who has not.
"""

import asyncio
import os
from datetime import datetime
from pathlib import Path

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.exceptions import TerminationSignal
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from gouji.core.errors import NotPublished
from gouji.core.settings import TIME_ZONE
from gouji.publish.run_days import HOUR, last_due
from gouji.publish.runs import PUBLISHED, UNCHANGED, read_runs

from .annual import annual, run_annual
from .operator_settings import OperatorSettings

WATCH, YEARLY = f"0 {HOUR} * 1 *", f"0 {HOUR} 1 2 *"  # every day of January; 1 February. prefect.yaml has the same.
DEPLOYMENTS = {"january-watch": WATCH, "yearly": YEARLY}


def serve_schedule(operator: OperatorSettings) -> None:
    """Run what was missed, then wait for the next time, until interrupted.

    What the operator decides goes to the processes of the runs by the environment: Prefect's database has none of it.
    """
    os.environ |= operator.environment()
    if due := missed(operator.home, datetime.now(TIME_ZONE)):
        print(f"{due:%Y-%m-%d %H:%M} 应有的运行没有完成，现在补上。 Catching up on a missed run.", flush=True)
        try:
            run_annual(operator)
        except NotPublished as error:
            print(error, flush=True)  # recorded and notified as well; the schedule goes on
    # Not paused when we stop: what falls due meanwhile is started late rather than never.
    runner = Runner(pause_on_shutdown=False)
    for name, cron in DEPLOYMENTS.items():
        _add(runner, name, cron)
    try:
        asyncio.run(runner.start())
    except (KeyboardInterrupt, TerminationSignal):
        print("已结束。 Ended.", flush=True)


def missed(home: Path, now: datetime) -> datetime | None:
    """The last moment of the schedule if nothing was published since (nor found unchanged), else None."""
    due = last_due(now)
    done = any(run["state"] in (PUBLISHED, UNCHANGED) and run["started_at"] >= due for run in read_runs(home))
    return None if done else due


def _add(runner: Runner, name: str, cron: str) -> None:
    """A deployment whose runs are processes spawned by this one, with the modules it has found. `prefect.serve` would
    import them again with the working directory first, where a folder called gouji would be taken for ours."""
    runner.add_flow(
        annual,
        name,
        schedule=Cron(cron, timezone=TIME_ZONE.key),
        # Of runs that came late together, as after a power failure, one is enough.
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
