"""Batches of documents as tasks on a Dask cluster."""

import time
from pathlib import Path
from typing import Any

from prefect import flow, task, unmapped
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from gouji.collect.archive import Archived
from gouji.core.errors import NotPublished
from gouji.core.progress import progress_bar
from gouji.read.cluster import Answer, ReaderVersionError, read_on_machine
from gouji.read.reader_version import reader_version
from gouji.read.stage import Staged

MAX_IDLE_SECONDS = 300  # without a machine in the cluster, before the work is done elsewhere
_LOOK_SECONDS, _ASK_SECONDS = 0.2, 5


def read_on_dask(address: str, home: Path, store: str | None, batches: list[list[Archived]]) -> Answer:
    """Read batches on the cluster of the scheduler at `address`: what a machine had in hand when it went is read by
    another, and machines that come later take part.

    Whatever is lost with the scheduler, or for want of machines, is in no part of the answer. Raises NotPublished where
    the libraries for it are not installed, ReaderVersionError where a machine has another reader.
    """
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise NotPublished(
            "在 Dask 集群上读取需要附加组件，请先安装：pip install 'gouji[dask]'。 Install gouji[dask] first."
        ) from error

    # A flow of its own, as a flow has one runner; its arguments would be sent to the server.
    @flow(name="gouji-read", task_runner=DaskTaskRunner(address=address))  # type: ignore[arg-type]
    def on_cluster() -> Answer:
        where = home, store, reader_version()
        return _answer(read_remotely.map(batches, *map(unmapped, where)), batches)

    # The machines tell of their tasks where this run does, not each to a server of its own.
    with get_client(sync_client=True) as client, temporary_settings({PREFECT_API_URL: str(client.api_url)}):
        try:
            return on_cluster()
        except ReaderVersionError:
            raise
        except Exception as error:  # no scheduler at this address, or none any more
            return Answer([], f"集群 {address} 连不上（{type(error).__name__}） / no scheduler there")


@task(cache_policy=NO_CACHE, name="read on cluster")
def read_remotely(batch: list[Archived], home: Path, store: str | None, version: str) -> list[Staged]:
    return read_on_machine(batch, home, store, version)


def _answer(futures: Any, batches: list[list[Archived]]) -> Answer:
    """The results of the batches that come back, with a bar that moves; ends when the others cannot any more."""
    waiting = dict(zip(futures, batches, strict=True))
    parts: list[Staged] = []
    problem, alive = None, time.monotonic()
    with progress_bar("读取", sum(map(len, batches))) as bar:
        while waiting:
            for future in [future for future in waiting if future.wrapped_future.done()]:
                size = len(waiting.pop(future))
                try:
                    parts += future.result()
                    bar.advance(size)
                except ReaderVersionError:
                    raise
                except Exception as error:
                    problem = f"{type(error).__name__}: {str(error)[:200]}"
            idle = time.monotonic() - alive
            if waiting and idle > _ASK_SECONDS and _has_machines(next(iter(waiting))):
                alive = time.monotonic()
            elif waiting and idle > MAX_IDLE_SECONDS:
                _cancel(list(waiting))
                return Answer(parts, f"集群中已有 {MAX_IDLE_SECONDS} 秒没有机器 / no machine in the cluster")
            time.sleep(_LOOK_SECONDS if waiting else 0)
    return Answer(parts, problem)


def _has_machines(future: Any) -> bool:
    """Whether the cluster has any worker, as the scheduler last told."""
    try:
        return bool(future.wrapped_future.client.scheduler_info(n_workers=1)["workers"])
    except Exception:  # the scheduler has just gone, which the futures will tell
        return False


def _cancel(futures: list[Any]) -> None:
    futures[0].wrapped_future.client.cancel([future.wrapped_future for future in futures], force=True)
