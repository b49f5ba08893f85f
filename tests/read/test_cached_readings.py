"""What was read before is not read again, and what is loaded is the same either way."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from gouji.collect.archive import Archived, archive_bytes
from gouji.demo.district import write_district
from gouji.read import cached_readings
from gouji.read.cached_readings import known_segments, open_readings, read_segment, tidy_readings
from gouji.read.stage import Staged, known, merge, stage_documents
from gouji.read.staged_tables import STAGED, open_staged
from tests.standin.damage import empty, flip
from tests.standin.damage import folder as folder_instead


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    write_district(folder, agencies=12, years=1, seed=3)
    return folder


@pytest.fixture(autouse=True)
def one_segment(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine, eight documents make one segment."""
    monkeypatch.setattr("gouji.read.stage.STAGE_SECONDS", float("inf"))


@pytest.fixture
def items(inbox: Path, tmp_path: Path) -> list[Archived]:
    files = sorted(path for path in inbox.glob("20*/*") if path.is_file())
    return [archive_bytes(file.read_bytes(), file.name, tmp_path) for file in files[:8]]


def stage(home: Path, items: list[Archived]) -> list[Staged]:
    return list(stage_documents(home, open_readings(home), items))


def content(home: Path, staged: Staged) -> dict[str, list]:
    """All staged rows of all tables, in an order of their own."""
    with duckdb.connect() as con:
        found = {}
        for table in STAGED:
            con.register("staged", open_staged(open_readings(home), table, staged.segments))
            found[table] = con.execute("SELECT * FROM staged ORDER BY ALL").fetchall()
            con.unregister("staged")
        return found


def test_what_is_known_is_found_again(tmp_path: Path, items: list[Archived]) -> None:
    fresh = merge(items, stage(tmp_path, items))
    segments = known_segments(open_readings(tmp_path), items)
    again = merge(items, [known(segment) for segment in segments])
    assert again == fresh
    assert content(tmp_path, again) == content(tmp_path, fresh)
    assert len(content(tmp_path, again)["reports"]) == len(fresh.found) > 5


def test_many_documents_are_staged_in_segments_of_so_many(
    tmp_path: Path, items: list[Archived], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = merge(items, stage(tmp_path, items))
    monkeypatch.setattr("gouji.read.stage.STAGE_DOCUMENTS", 3)
    parts = stage(tmp_path, items)
    assert [len(part.documents) for part in parts] == [3, 3, 2]
    assert merge(items, parts)[:2] == whole[:2]
    assert content(tmp_path, merge(items, parts)) == content(tmp_path, whole)


def test_a_changed_or_renamed_document_is_read_alone(tmp_path: Path, items: list[Archived]) -> None:
    stage(tmp_path, items)
    data = (tmp_path / items[0].archive_path).read_bytes() + b" "
    now = [archive_bytes(data, items[0].source, tmp_path), items[1]._replace(source="other.html"), *items[2:]]
    segments = known_segments(open_readings(tmp_path), now)
    assert [key for segment in segments for key in segment.readings] == [
        cached_readings.key_of(item) for item in items[2:]
    ]
    parts = [*map(known, segments), *stage(tmp_path, now[:2])]
    new_home = tmp_path / "new"
    for item in now:
        archive_bytes((tmp_path / item.archive_path).read_bytes(), item.source, new_home)
    whole = merge(now, stage(new_home, now))
    assert merge(now, parts)[:2] == whole[:2]
    # the second document's report stands in two segments, and is loaded from one
    assert content(tmp_path, merge(now, parts)) == content(new_home, whole)


def test_a_half_written_segment_does_not_count(tmp_path: Path, items: list[Archived]) -> None:
    (part,) = stage(tmp_path, items)
    folder = open_readings(tmp_path)
    (name,) = part.segments
    (folder / cached_readings.NOTES / f"{name}.json").unlink()  # written last
    assert known_segments(folder, items) == []


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize("damage", [cut, empty, flip, Path.unlink, folder_instead])
@pytest.mark.parametrize("kind", [cached_readings.NOTES, "cells"])
def test_a_damaged_segment_is_removed_and_read_again(
    tmp_path: Path, items: list[Archived], kind: str, damage: Callable[[Path], None]
) -> None:
    (part,) = stage(tmp_path, items)
    before = content(tmp_path, part)
    folder = open_readings(tmp_path)
    (file,) = (folder / kind).iterdir()
    damage(file)
    assert known_segments(folder, items) == []
    (again,) = stage(tmp_path, items)
    assert content(tmp_path, again) == before
    assert len(known_segments(folder, items)) == 1


def test_another_version_of_the_reader_starts_anew(
    tmp_path: Path, items: list[Archived], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage(tmp_path, items)
    old = open_readings(tmp_path)
    monkeypatch.setattr("gouji.read.reader_version.reader_version", lambda: "another")
    new = open_readings(tmp_path)
    assert new != old
    assert not old.exists()
    assert known_segments(new, items) == []


def test_small_segments_are_joined_and_old_ones_removed(
    tmp_path: Path, items: list[Archived], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached_readings, "MANY", 3)
    parts = [part for item in items for part in stage(tmp_path, [item])]
    staged = merge(items[1:], parts[1:])  # nobody asks for the first any more
    before = content(tmp_path, staged)
    folder = open_readings(tmp_path)
    tidy_readings(folder, staged.segments)
    segments = known_segments(folder, items[1:])
    assert len(segments) == 1
    assert content(tmp_path, known(segments[0])) == before
    assert len(list((folder / cached_readings.NOTES).iterdir())) == 2  # and the unwanted one, not yet old
    monkeypatch.setattr(cached_readings, "UNUSED_DAYS", -1)
    tidy_readings(folder, {})
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert read_segment(folder, segments[0].name) is None


def test_neighbours_are_joined_and_not_all_to_one(
    tmp_path: Path, items: list[Archived], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached_readings, "MANY", 3)
    monkeypatch.setattr(cached_readings, "JOINED", 3)
    staged = merge(items, [part for item in reversed(items) for part in stage(tmp_path, [item])])
    before = content(tmp_path, staged)
    tidy_readings(open_readings(tmp_path), staged.segments)
    segments = known_segments(open_readings(tmp_path), items)
    groups = sorted([reading.row["source"] for reading in segment.readings.values()] for segment in segments)
    assert [len(group) for group in groups] == [3, 3, 2]
    assert [source for group in groups for source in group] == sorted(item.source for item in items)
    assert content(tmp_path, merge(items, [known(segment) for segment in segments])) == before
