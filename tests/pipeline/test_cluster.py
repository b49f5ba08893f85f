"""Reading on a Dask cluster of separate processes, documents and readings on S3: the same version as on one machine,
also where a machine goes while it is at work."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dask.distributed import Client, LocalCluster
from fsspec.core import url_to_fs
from moto import server as moto

from gouji.demo.district import write_district

STORE = "s3://gouji/nation"
BATCH = 4  # documents, so that there are enough batches to go half way


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An S3 of our own, known by the environment, as the machines of a cluster know theirs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    files, _ = url_to_fs(STORE)
    files.mkdir("gouji")
    yield STORE
    server.stop()


def test_a_cluster_that_loses_a_machine_publishes_the_same(
    run, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, here, there = tmp_path / "inbox", tmp_path / "here", tmp_path / "there"
    write_district(inbox, agencies=14, years=2, seed=6)
    one = run(inbox, here)
    monkeypatch.setattr("gouji.read.cluster.BATCH_SIZE", BATCH)
    killed: list[int] = []
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        killer = threading.Thread(target=_kill_one_at_work, args=(address, store, killed), daemon=True)
        killer.start()
        summary = run(inbox, there, dask=address, store=store)
        killer.join()
    assert len(killed) == 1
    assert summary["version"] == one["version"]
    manifests = [(home / "public" / one["version"] / "manifest.json").read_bytes() for home in (here, there)]
    assert manifests[0] == manifests[1]


def _kill_one_at_work(address: str, store: str, killed: list[int]) -> None:
    """End a process of the cluster that is reading when others have been read already."""
    files, root = url_to_fs(store)
    with Client(address) as client:
        processes = client.run(os.getpid)
        until = time.monotonic() + 300
        while time.monotonic() < until:
            files.invalidate_cache()
            busy = [worker for worker, tasks in client.processing().items() if tasks]
            if busy and files.exists(f"{root}/readings"):
                os.kill(processes[busy[0]], signal.SIGKILL)
                killed.append(processes[busy[0]])
                return
            time.sleep(0.02)
