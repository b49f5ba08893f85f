"""Documents and readings by way of a store: what a machine of a cluster does, without a cluster."""

from pathlib import Path

import pytest
from fsspec.core import url_to_fs

from gouji.collect import archive
from gouji.collect.archive import Archived, DamagedCopy, read_archived
from gouji.collect.inbox import archive_batch
from gouji.collect.inbox_files import find_files
from gouji.demo.district import write_district
from gouji.read import store as store_module
from gouji.read.cached_readings import known_segments, open_readings
from gouji.read.cluster import (
    Answer,
    Places,
    ReaderVersionError,
    fetch_readings,
    read_on_cluster,
    read_on_machine,
    send_documents,
)
from gouji.read.reader_version import reader_version
from gouji.read.stage import Staged, stage_documents
from gouji.read.staged_tables import open_staged
from gouji.read.store import Store, StoreError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def items(tmp_path: Path, home: Path) -> list[Archived]:
    write_district(tmp_path / "inbox", agencies=4, years=1, seed=3)
    return archive_batch(find_files(tmp_path / "inbox"), tmp_path / "inbox", home)


@pytest.fixture(params=["memory://store", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "store") if request.param == "folder" else f"{request.param}/{tmp_path.name}"


def cells(folder: Path) -> list[dict]:
    rows = open_staged(folder, "cells").read_all().to_pylist()
    return sorted(rows, key=lambda row: (row["report_id"], row["position"]))


def test_read_by_way_of_a_store_as_read_here(items: list[Archived], home: Path, store: str, tmp_path: Path) -> None:
    send_documents(home, store, items)
    folder = open_readings(home)
    staged = read_on_machine(items, home, store, reader_version())
    assert not known_segments(folder, items)
    fetch_readings(store, folder, [name for part in staged for name in part.segments])
    known = {key for segment in known_segments(folder, items) for key in segment.readings}
    assert len(known) == len(items)
    here = tmp_path / "here"
    (here / "archive").parent.mkdir()
    (here / "archive").symlink_to(home / "archive")
    read_on_machine(items, here, None, reader_version())
    assert cells(folder) == cells(open_readings(here))
    files, root = url_to_fs(store)
    assert not files.find(f"{root}/readings")


def test_what_is_in_the_store_is_not_sent_again_unless_it_is_half(
    items: list[Archived], home: Path, store: str
) -> None:
    send_documents(home, store, items)
    files, root = url_to_fs(store)
    whole, half = (f"{root}/{items[i].archive_path}" for i in (0, 1))
    files.pipe(whole, bytes(items[0].size_bytes))  # of the same size: taken for the document
    files.pipe(half, b"half")
    send_documents(home, store, items)
    assert files.cat(whole) == bytes(items[0].size_bytes)
    assert files.cat(half) == (home / items[1].archive_path).read_bytes()


def test_a_machine_with_another_reader_reads_nothing(items: list[Archived], home: Path) -> None:
    with pytest.raises(ReaderVersionError, match="同一版本"):
        read_on_machine(items, home, None, "another")


class Cluster:
    """Reads by way of the store in this process; `answers`: how many batches of each round come back."""

    def __init__(self, home: Path, store: str, *answers: int) -> None:
        self.home, self.store, self.answers = home, store, list(answers)
        self.here: list[Archived] = []
        self.told: list[str] = []

    def read_batches(self, batches: list[list[Archived]]) -> Answer:
        back = self.answers.pop(0)
        parts = [read_on_machine(batch, self.home, self.store, reader_version()) for batch in batches[:back]]
        return Answer([staged for part in parts for staged in part], None if back >= len(batches) else "断了")

    def read_here(self, items: list[Archived]) -> list[Staged]:
        self.here += items
        return list(stage_documents(self.home, open_readings(self.home), items))

    def read(self, items: list[Archived]) -> list[str]:
        places = Places(self.home, open_readings(self.home), self.store)
        parts = read_on_cluster(places, self.read_batches, self.read_here, self.told.append, items)
        return sorted(row["document_id"] for part in parts for row in part.documents)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of one document, read in this process, and no waiting."""
    monkeypatch.setattr("gouji.read.cluster._read", lambda batch, own, to: list(stage_documents(own, to, batch)))
    monkeypatch.setattr("gouji.read.cluster.BATCH_SIZE", 1)
    monkeypatch.setattr(store_module, "WAITS", (0.0, 0.0))


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("answers", "here"), [((9,), 0), ((2, 9), 0), ((1, 1, 0), 3), ((0, 0, 0), 5)])
def test_what_a_cluster_loses_is_given_to_it_again_and_then_read_here(
    items: list[Archived], home: Path, tmp_path: Path, answers: tuple[int, ...], here: int
) -> None:
    cluster = Cluster(home, str(tmp_path / "store"), *answers)
    assert cluster.read(items) == sorted(item.document_id for item in items)
    assert len(cluster.here) == here
    assert [f"其余 {here} 份改在本机读取：断了" in told for told in cluster.told] == [True] * (here > 0)


@pytest.mark.usefixtures("quick")
def test_a_store_that_is_out_of_reach_costs_time_and_no_document(
    items: list[Archived], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = Cluster(home, str(tmp_path / "store"), 9, 9, 9)

    def refuse(*_: object) -> dict[str, int]:
        raise StoreError("读写不通")

    monkeypatch.setattr(Store, "sizes", refuse)
    assert cluster.read(items) == sorted(item.document_id for item in items)
    assert len(cluster.here) == len(items)
    assert "读写不通" in cluster.told[0]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("times", [2, 100])
def test_a_file_that_a_store_withholds_for_a_moment_is_not_taken_for_lost(
    items: list[Archived], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    cluster = Cluster(home, str(tmp_path / "store"), 9, 9, 9)
    withheld, left = items[0].document_id, [times]
    fetch_once = Store._fetch_once

    def fetch(self: Store, paths: dict[str, Path]) -> dict[str, Exception]:
        bad = [name for name in paths if name.endswith(withheld) and left[0] > 0]
        left[0] -= len(bad)
        failed = fetch_once(self, {name: path for name, path in paths.items() if name not in bad})
        return failed | dict.fromkeys(bad, OSError("not now"))

    monkeypatch.setattr(Store, "_fetch_once", fetch)
    assert cluster.read(items) == sorted(item.document_id for item in items)
    assert [item.document_id for item in cluster.here] == ([] if times == 2 else [withheld])


def test_a_share_that_does_not_answer_for_a_moment_is_asked_again(
    items: list[Archived], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "SHARE_WAITS", (0.0, 0.0))
    read_bytes, left = Path.read_bytes, [2]

    def read(path: Path) -> bytes:
        if path.name == items[0].document_id and left[0]:
            left[0] -= 1
            raise OSError(5, "Input/output error", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    assert read_archived(home, items[0].archive_path) == read_bytes(home / items[0].archive_path)
    left[0] = 3
    with pytest.raises(DamagedCopy, match="读不出"):
        read_archived(home, items[0].archive_path)
