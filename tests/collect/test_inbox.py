"""What of a folder is collected, and the archive that is written once."""

import hashlib
from pathlib import Path

import pytest

from gouji.collect.archive import archive_file, archive_path, read_archived
from gouji.collect.inbox import archive_batch, batches_of, find_files


def put(folder: Path, name: str, content: bytes = b"x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_every_file_is_collected_but_the_folder_s_own_papers_and_litter(tmp_path: Path) -> None:
    kept = ["2025/甲镇.html", "2025/registry.htm", "乙镇 年报.TXT", "丙镇", "~丁.doc"]
    left = ["registry.csv", "2025/Truth.json", "Thumbs.db", "desktop.ini", ".DS_Store", ".git/甲.html", "~$乙镇.docx"]
    for name in (*kept, *left):
        put(tmp_path, name)
    found = find_files(tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in found} == set(kept)
    assert found == sorted(found)


def test_a_hidden_folder_above_the_inbox_does_not_hide_it(tmp_path: Path) -> None:
    put(tmp_path / ".office" / "inbox", "甲镇.html")
    assert len(find_files(tmp_path / ".office" / "inbox")) == 1


def test_no_such_inbox_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="收件目录"):
        find_files(tmp_path / "none")
    with pytest.raises(NotADirectoryError, match="收件目录"):
        find_files(put(tmp_path, "file"))


def test_sources_are_relative_to_the_inbox_and_bytes_come_back(tmp_path: Path) -> None:
    inbox, home = tmp_path / "inbox", tmp_path / "home"
    files = [put(inbox, "2025/甲.html", b"one"), put(inbox, "空.html", b"")]
    items = archive_batch(files, inbox, home)
    assert [(item.source, item.size_bytes) for item in items] == [("2025/甲.html", 3), ("空.html", 0)]
    for file, item in zip(files, items, strict=True):
        assert item.document_id == hashlib.sha256(file.read_bytes()).hexdigest()
        assert item.archive_path == archive_path(item.document_id)
        assert read_archived(home, item.archive_path) == file.read_bytes()


def test_an_entry_is_written_once_and_read_only(tmp_path: Path) -> None:
    first = archive_file(put(tmp_path, "甲.html", b"same"), "甲.html", tmp_path / "home")
    entry = tmp_path / "home" / first.archive_path
    before = entry.stat()
    assert not before.st_mode & 0o222
    again = archive_file(put(tmp_path, "乙.html", b"same"), "乙.html", tmp_path / "home")
    after = entry.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert again == first._replace(source="乙.html")
    assert [path.name for path in entry.parent.iterdir()] == [first.document_id]  # nothing half-written beside it


def test_a_changed_file_is_another_entry_and_the_old_one_stays(tmp_path: Path) -> None:
    home = tmp_path / "home"
    old = archive_file(put(tmp_path, "甲.html", b"old"), "甲.html", home)
    new = archive_file(put(tmp_path, "甲.html", b"new"), "甲.html", home)
    assert (read_archived(home, old.archive_path), read_archived(home, new.archive_path)) == (b"old", b"new")


def test_batches_hold_everything_in_order() -> None:
    assert list(batches_of([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
    assert list(batches_of([], 2)) == []
