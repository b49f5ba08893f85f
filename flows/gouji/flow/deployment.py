"""The deployment of `gouji serve`: the flow `annual` with a cron for each part of the year. prefect.yaml has one of its own,
for a worker."""

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.schedules import Schedule as PrefectSchedule
from prefect.types.entrypoint import EntrypointType

from gouji.core.settings import TIME_ZONE
from gouji.publish.schedule import MonthDay, Schedule, crons, words

from .annual import annual

NAME = "gouji-serve"
FORMER_NAMES = ("january-watch", "yearly")  # of version 0.1: nobody would run what they have scheduled


async def put_deployment(runner: Runner, schedule: Schedule, deadline: MonthDay) -> None:
    """Have `runner` run the schedule, in processes spawned by this one. What somebody paused on Prefect's pages, the
    deployment or a part of the schedule, stays paused; parts that are no longer in the schedule go."""
    async with get_client() as client:
        before = await _deployment(client, NAME)
        active = {each.slug: each.active for each in before.schedules} if before else {}
        schedules = prefect_schedules(schedule, deadline, active)
        # The flow itself, for processes with the modules that this one has found: of its deployment alone Prefect would
        # import them again with the working directory first, where a folder called gouji would be taken for ours.
        place = await runner.aadd_flow(
            annual,
            NAME,
            schedules=schedules,
            paused=before.paused if before else False,
            description="\n".join(f"- {line}" for line in words(schedule, deadline)),
            # Of runs that came late together, as after a power failure, one is enough.
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        wanted = {each.slug for each in schedules}
        for each in await client.read_deployment_schedules(place):
            if each.slug not in wanted:
                await client.delete_deployment_schedule(place, each.id)
        for name in FORMER_NAMES:
            former = await _deployment(client, name)
            if former and former.work_pool_name is None:
                await client.delete_deployment(former.id)


def prefect_schedules(
    schedule: Schedule, deadline: MonthDay, active: dict[str | None, bool] | None = None
) -> list[PrefectSchedule]:
    """The schedule as Prefect has it, a part of the year each, by clocks in China; `active`: those that stand already."""
    lines = {"cron": schedule.cron} if schedule.cron else crons(schedule, deadline)
    # A cron of the operator's takes a day of the month or of the week, as crontab does.
    return [
        Cron(line, timezone=TIME_ZONE.key, day_or=bool(schedule.cron), slug=slug, active=(active or {}).get(slug, True))
        for slug, line in lines.items()
    ]


async def _deployment(client: PrefectClient, name: str) -> DeploymentResponse | None:
    try:
        return await client.read_deployment_by_name(f"{annual.name}/{name}")
    except ObjectNotFound:
        return None
