"""Documents and readings by way of a store: what a machine of a cluster does, without a cluster."""

from pathlib import Path

import pytest
from fsspec.core import url_to_fs

from gouji.collect.archive import Archived
from gouji.collect.inbox import archive_batch
from gouji.collect.inbox_files import find_files
from gouji.demo.district import write_district
from gouji.read.cached_readings import known_segments, open_readings
from gouji.read.cluster import ReaderVersionError, fetch_readings, read_on_machine, send_documents
from gouji.read.reader_version import reader_version
from gouji.read.staged_tables import open_staged


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
