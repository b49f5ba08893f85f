"""Reading on a Dask cluster of separate processes, documents and readings on S3: whatever the cluster loses, the same
readings, and the same version, as on one machine."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import dask
import pytest
from fsspec.core import url_to_fs
from s3fs import S3FileSystem

from gouji.collect.archive import Archived
from gouji.collect.inbox import archive_batch
from gouji.collect.inbox_files import find_files
from gouji.demo.district import write_district
from gouji.flow import cluster as flow_cluster
from gouji.flow.cluster import read_on_dask
from gouji.publish.targets.address import open_target
from gouji.publish.targets.verify import verify_target
from gouji.read.cached_readings import open_readings
from gouji.read.cluster import Places, read_on_cluster
from gouji.read.stage import Staged, merge, stage_documents
from gouji.read.staged_tables import STAGED, open_staged
from tests.standin.dask_cluster import DaskCluster
from tests.standin.prefect_server import start_server
from tests.standin.s3 import s3_server

pytestmark = pytest.mark.slow
BUCKET, STORE = "gouji", "s3://gouji/nation"
BATCH = 4  # documents, so that there are enough batches to go half way
PATIENCE = 120  # seconds


class Refusals:
    """Before an S3: refuses what it is told to, as storage does that fails now and then."""

    def __init__(self) -> None:
        self.times: dict[str, int] = {}  # by the end of a document's name: how often it is still refused
        self.refused = 0
        self._lock = threading.Lock()

    def __call__(self, application: Any) -> Any:
        def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
            path = environ["PATH_INFO"]
            with self._lock:
                name = next((end for end in self.times if path.endswith(end) and "/archive/" in path), None)
                refuse = environ["REQUEST_METHOD"] == "GET" and name is not None and self.times[name] > 0
                if refuse:
                    self.times[name] -= 1
                    self.refused += 1
            if not refuse:
                return application(environ, start)
            start("403 Forbidden", [("Content-Type", "application/xml")])
            return [b"<Error><Code>AccessDenied</Code><Message>not now</Message></Error>"]

        return answer


@pytest.fixture
def refusals() -> Refusals:
    return Refusals()


@pytest.fixture
def store(refusals: Refusals, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr("gouji.read.cluster.BATCH_SIZE", BATCH)
    S3FileSystem.clear_instance_cache()  # it keeps the address of the server of the test before
    with s3_server(BUCKET, monkeypatch, refusals):
        yield STORE


class Nation(NamedTuple):
    """Documents in the archive of a home, and what reading them here gives."""

    home: Path
    items: list[Archived]
    read: Any


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Nation:
    folder = tmp_path_factory.mktemp("nation")
    write_district(folder / "inbox", agencies=8, years=1, seed=6)
    home = folder / "home"
    items = archive_batch(find_files(folder / "inbox"), folder / "inbox", home)
    items = list({item.document_id: item for item in items}.values())
    readings = open_readings(home)
    parts = list(stage_documents(home, readings, items))
    return Nation(home, items, _content(readings, items, parts))


def _content(readings: Path, items: list[Archived], parts: list[Staged]) -> Any:
    """All that later stages see of what was read, whatever segments it is in."""
    merged = merge(items, parts)
    tables = {table: open_staged(readings, table).read_all().to_pylist() for table in STAGED}
    rows = {table: sorted(json.dumps(row, default=str) for row in rows) for table, rows in tables.items()}
    return merged.documents, merged.found, rows


class Reading(NamedTuple):
    content: Any
    told: list[str]
    here: list[Archived]  # what was read on this machine


def read(nation: Nation, home: Path, store: str, address: str) -> Reading:
    """The reading stage of a run, on the cluster at this address."""
    start_server()
    home.mkdir()
    (home / "archive").symlink_to(nation.home / "archive")
    readings = open_readings(home)
    told: list[str] = []
    here: list[Archived] = []

    def read_here(items: list[Archived]) -> list[Staged]:
        here.extend(items)
        return list(stage_documents(home, readings, items))

    on_dask = partial(read_on_dask, address, home, store)
    parts = read_on_cluster(Places(home, readings, store), on_dask, read_here, told.append, nation.items)
    return Reading(_content(readings, nation.items, parts), told, here)


def once_something_is_read(store: str, act: Callable[[], object]) -> threading.Thread:
    """Do something as soon as the first readings are in the store."""

    def wait() -> None:
        files, root = url_to_fs(store, skip_instance_cache=True)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            files.invalidate_cache()
            if files.exists(f"{root}/readings"):
                act()
                return
            time.sleep(0.02)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


def test_machines_that_come_late_and_go_at_work_publish_the_same(run, store: str, tmp_path: Path) -> None:
    inbox, here, there = tmp_path / "inbox", tmp_path / "here", tmp_path / "there"
    write_district(inbox, agencies=14, years=2, seed=6)
    one = run(inbox, here)
    with DaskCluster() as cluster:
        late = threading.Timer(2, cluster.add_worker)  # the work is there before any machine is
        late.start()

        def lose_one() -> None:
            cluster.add_worker()  # another comes when part of the work is done, and the first is killed
            cluster.workers[0].kill()

        losing = once_something_is_read(store, lose_one)
        summary = run(inbox, there, dask=cluster.address, store=store, publish=f"s3://{BUCKET}/published")
        losing.join()
        assert cluster.workers[0].poll() is not None
        assert cluster.workers[1].poll() is None
    assert summary["version"] == one["version"]
    manifests = [(home / "public" / one["version"] / "manifest.json").read_bytes() for home in (here, there)]
    assert manifests[0] == manifests[1]
    assert not [note for note in summary["notes"] if "本机读取" in note]
    assert summary["sent"]["state"] == "sent"
    assert verify_target(open_target(f"s3://{BUCKET}/published", there)) == []


def test_a_scheduler_that_is_started_again_loses_nothing(nation: Nation, store: str, tmp_path: Path) -> None:
    with DaskCluster() as cluster:
        cluster.add_worker()

        def restart() -> None:
            cluster.restart_scheduler()
            cluster.add_worker()  # those of before ended with the connection

        restarting = once_something_is_read(store, restart)
        reading = read(nation, tmp_path / "home", store, cluster.address)
        restarting.join()
        assert len(cluster.workers) == 2
    assert reading.content == nation.read
    assert (reading.told, reading.here) == ([], [])


def test_what_a_cluster_without_a_scheduler_leaves_is_read_here(nation: Nation, store: str, tmp_path: Path) -> None:
    with DaskCluster() as cluster, dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        cluster.add_worker()
        killing = once_something_is_read(store, cluster.kill_scheduler)
        reading = read(nation, tmp_path / "home", store, cluster.address)
        killing.join()
    assert reading.content == nation.read
    assert 0 < len(reading.here) <= len(nation.items)
    assert f"其余 {len(reading.here)} 份改在本机读取" in reading.told[0]


def test_a_cluster_without_machines_is_not_waited_for_for_ever(
    nation: Nation, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow_cluster, "MAX_IDLE_SECONDS", 1)
    monkeypatch.setattr(flow_cluster, "_ASK_SECONDS", 0.5)
    with DaskCluster() as cluster:
        reading = read(nation, tmp_path / "home", store, cluster.address)
    assert reading.content == nation.read
    assert len(reading.here) == len(nation.items)
    assert "没有机器" in reading.told[0]


def test_storage_that_fails_now_and_then_is_asked_again_and_then_left_out(
    nation: Nation, store: str, refusals: Refusals, tmp_path: Path
) -> None:
    moment, for_good = nation.items[0].document_id, nation.items[-1].document_id
    refusals.times |= {moment: 2, for_good: 1_000_000}
    with DaskCluster() as cluster:
        cluster.add_worker()
        reading = read(nation, tmp_path / "home", store, cluster.address)
    assert refusals.times[moment] == 0
    assert reading.content == nation.read  # the machine that has the archive reads what the store withholds
    assert [item.document_id for item in reading.here] == [for_good]
    assert "1 份改在本机读取" in reading.told[0]
    assert not any(row["document_state"] == "lost" for row in reading.content[0])
