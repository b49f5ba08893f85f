"""An unchanged file is not read again, and a changed one always is."""

import os
import time
from pathlib import Path

import pytest

from gouji.collect.archive import Archived
from gouji.collect.inbox import archive_batch
from gouji.collect.inbox_files import find_files
from gouji.collect.inbox_index import InboxIndex


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name, text in [
        ("a.html", '<p><a href="b.pdf">附件</a></p>'),
        ("b.pdf", "%PDF-"),
        ("c.txt", "报告"),
        ("d.txt", "报告二"),
    ]:
        (folder / name).write_text(text, encoding="utf-8")
        age(folder / name)
    return folder


def age(path: Path) -> None:
    """As if written long ago."""
    os.utime(path, ns=(time.time_ns(), time.time_ns() - 10**10))


def archive_all(inbox: Path) -> tuple[InboxIndex, list[Archived]]:
    files = find_files(inbox)
    items = archive_batch(files, inbox, inbox.parent)
    seen = InboxIndex(inbox.parent, inbox, files)
    seen.note(items)
    return InboxIndex(inbox.parent, inbox, find_files(inbox)), items


def known(seen: InboxIndex, inbox: Path) -> list[str]:
    return [file.name for file in find_files(inbox) if seen.archived(file)]


def test_what_did_not_change_is_known_with_all_that_came_with_it(inbox: Path) -> None:
    seen, items = archive_all(inbox)
    assert [seen.archived(file) for file in find_files(inbox)] == items
    assert [c.source for c in items[0].companions] == ["b.pdf"]


def test_a_changed_file_is_not_known_nor_is_the_page_it_belongs_to(inbox: Path) -> None:
    seen, _ = archive_all(inbox)
    (inbox / "b.pdf").write_text("%PDF.")
    assert known(seen, inbox) == ["c.txt", "d.txt"]


def test_a_file_of_the_same_size_and_time_put_in_its_place_is_not_known(inbox: Path) -> None:
    seen, _ = archive_all(inbox)
    stat = (inbox / "c.txt").stat()
    (inbox / "new").write_text("报名", encoding="utf-8")
    (inbox / "new").replace(inbox / "c.txt")
    os.utime(inbox / "c.txt", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (inbox / "c.txt").stat().st_mtime_ns == stat.st_mtime_ns
    assert known(seen, inbox) == ["a.html", "b.pdf", "d.txt"]


def test_a_file_just_written_is_not_noted(inbox: Path) -> None:
    os.utime(inbox / "c.txt")
    seen, _ = archive_all(inbox)
    assert known(seen, inbox) == ["a.html", "b.pdf", "d.txt"]


def test_other_files_another_folder_or_a_lost_archive_mean_reading_all(inbox: Path) -> None:
    seen, items = archive_all(inbox)
    (inbox.parent / items[3].archive_path).unlink()
    assert known(seen, inbox) == ["a.html", "b.pdf", "c.txt"]
    (inbox / "e.txt").write_text("报告三", encoding="utf-8")
    assert known(InboxIndex(inbox.parent, inbox, find_files(inbox)), inbox) == []
    assert known(InboxIndex(inbox.parent / "other", inbox, find_files(inbox)), inbox) == []
    (inbox.parent / "work" / "inbox.json").write_text("{", encoding="utf-8")
    assert known(InboxIndex(inbox.parent, inbox, find_files(inbox)), inbox) == []
