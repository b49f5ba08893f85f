"""Batches of documents as tasks on a Dask cluster."""

from pathlib import Path

from prefect import flow, task, unmapped
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from gouji.collect.archive import Archived
from gouji.core.errors import NotPublished
from gouji.read.cluster import read_on_machine
from gouji.read.reader_version import reader_version
from gouji.read.stage import Staged

from .batches import gathered


def read_on_dask(address: str, home: Path, store: str | None, batches: list[list[Archived]]) -> list[Staged]:
    """Read batches on the cluster of the scheduler at `address`; what a machine had in hand when it went is read by
    another. Raises NotPublished where the libraries for it are not installed."""
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise NotPublished(
            "在 Dask 集群上读取需要附加组件，请先安装：pip install 'gouji[dask]'。 Install gouji[dask] first."
        ) from error

    # A flow of its own, as a flow has one runner; its arguments would be sent to the server.
    @flow(name="gouji-read", task_runner=DaskTaskRunner(address=address))  # type: ignore[arg-type]
    def on_cluster() -> list[Staged]:
        where = home, store, reader_version()
        return gathered("读取", read_remotely.map(batches, *map(unmapped, where)), batches)

    # The machines tell of their tasks where this run does, not each to a server of its own.
    with get_client(sync_client=True) as client, temporary_settings({PREFECT_API_URL: str(client.api_url)}):
        return on_cluster()


@task(cache_policy=NO_CACHE, name="read on cluster")
def read_remotely(batch: list[Archived], home: Path, store: str | None, version: str) -> list[Staged]:
    return read_on_machine(batch, home, store, version)
