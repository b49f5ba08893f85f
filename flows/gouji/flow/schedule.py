"""The yearly run and the daily January watch, on Prefect's scheduler. With annual.py the only code that knows Prefect.

Both are the flow `annual`: in January it sees who has reported so far, on 1 February who has not.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from gouji.core.errors import NotPublished
from gouji.core.settings import TIME_ZONE
from gouji.publish.runs import PUBLISHED, UNCHANGED, read_runs

from .annual import annual

HOUR = 6
WATCH, YEARLY = f"0 {HOUR} * 1 *", f"0 {HOUR} 1 2 *"  # every day of January; 1 February. prefect.yaml has the same.


def serve_schedule(parameters: dict[str, Any]) -> None:
    """Run what was missed, then wait for the next time, until interrupted; `parameters` are those of `annual`."""
    if due := missed(Path(parameters["home"]), datetime.now(TIME_ZONE)):
        print(f"{due:%Y-%m-%d %H:%M} 应有的运行没有完成，现在补上。 Catching up on a missed run.", flush=True)
        try:
            annual(**parameters)
        except NotPublished as error:
            print(error, flush=True)  # recorded and notified as well; the schedule goes on
    deployments = [_deployment("january-watch", WATCH, parameters), _deployment("yearly", YEARLY, parameters)]
    # Not paused when we stop: what falls due meanwhile is started late rather than never.
    serve(*deployments, pause_on_shutdown=False)


def last_due(now: datetime) -> datetime:
    """The last moment, up to now, for which the schedule has a run."""
    today = now.astimezone(TIME_ZONE).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    days = (today - timedelta(days=back) for back in range(367))
    return next(day for day in days if day <= now and (day.month == 1 or (day.month, day.day) == (2, 1)))


def missed(home: Path, now: datetime) -> datetime | None:
    """The last moment of the schedule if nothing was published since (nor found unchanged), else None."""
    due = last_due(now)
    done = any(run["state"] in (PUBLISHED, UNCHANGED) and run["started_at"] >= due for run in read_runs(home))
    return None if done else due


def _deployment(name: str, cron: str, parameters: dict[str, Any]) -> Any:
    return annual.to_deployment(
        name,
        schedule=Cron(cron, timezone=TIME_ZONE.key),
        parameters={key: str(value) if isinstance(value, Path) else value for key, value in parameters.items()},
        # Of runs that came late together, as after a power failure, one is enough.
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
