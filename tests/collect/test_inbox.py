"""What of a folder is collected, and the archive that is written once."""

import hashlib
import os
import socket
from pathlib import Path

import pytest

from gouji.collect import archive, intake
from gouji.collect import inbox as inbox_module
from gouji.collect.archive import archive_path, read_archived
from gouji.collect.inbox import archive_batch, batches_of, collect_batch
from gouji.collect.inbox_files import file_named, find_files, list_inbox, source_name
from gouji.collect.intake import Untakable, take_in


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
    first = take_in(put(tmp_path, "甲.html", b"same"), "甲.html", tmp_path / "home")
    entry = tmp_path / "home" / first.archive_path
    before = entry.stat()
    assert not before.st_mode & 0o222
    again = take_in(put(tmp_path, "乙.html", b"same"), "乙.html", tmp_path / "home")
    after = entry.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert again == first._replace(source="乙.html")
    assert [path.name for path in entry.parent.iterdir()] == [first.document_id]  # nothing half-written beside it


def test_a_changed_file_is_another_entry_and_the_old_one_stays(tmp_path: Path) -> None:
    home = tmp_path / "home"
    old = take_in(put(tmp_path, "甲.html", b"old"), "甲.html", home)
    new = take_in(put(tmp_path, "甲.html", b"new"), "甲.html", home)
    assert (read_archived(home, old.archive_path), read_archived(home, new.archive_path)) == (b"old", b"new")


def test_batches_hold_everything_in_order() -> None:
    assert list(batches_of([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
    assert list(batches_of([], 2)) == []


def test_a_name_of_an_ordinary_unzip_is_shown_as_it_was_meant_and_leads_back(tmp_path: Path) -> None:
    names = ["乙局年报.html".encode("gb18030"), b"\xff\xfe.html", "丙局.html".encode("gb18030")]
    for name in names:
        put(tmp_path, os.fsdecode(b"2025/" + name))
    put(tmp_path, "2025/丙局.html")  # what the last one would be shown as
    files = find_files(tmp_path)
    sources = [source_name(tmp_path, file) for file in files]
    assert sorted(sources) == ["2025/%B1%FB%BE%D6.html", "2025/%FF%FE.html", "2025/丙局.html", "2025/乙局年报.html"]
    assert [file_named(tmp_path, source) for source in sources] == files
    items = archive_batch(files, tmp_path, tmp_path / "home")
    assert [item.source for item in items] == sources


def test_what_is_no_file_is_told_and_does_not_hold_up(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    put(inbox, "甲/报告.html")
    put(tmp_path, "outside/x.html")
    os.mkfifo(inbox / "pipe")
    (inbox / "loop.html").symlink_to("loop.html")
    (inbox / "gone.html").symlink_to("nothing.html")
    (inbox / "null.html").symlink_to("/dev/null")
    (inbox / "out").symlink_to(tmp_path / "outside")
    (inbox / "甲" / "up").symlink_to(inbox)
    (inbox / "in").symlink_to(inbox / "甲")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(inbox / "door"))
        listed = list_inbox(inbox)
    assert [path.relative_to(inbox).as_posix() for path in listed.files] == ["in/报告.html", "甲/报告.html"]
    told = {entry.source: entry.problem for entry in listed.refused}
    words = {"pipe": "FIFO", "loop.html": "打不开", "gone.html": "打不开", "null.html": "设备", "out": "之外",
             "甲/up": "自身", "in/up": "自身", "door": "socket"}  # fmt: skip
    assert {source: words[source] in problem for source, problem in told.items()} == dict.fromkeys(words, True)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that gives EIO")
def test_a_file_that_cannot_be_read_costs_itself(tmp_path: Path) -> None:
    (tmp_path / "bad.html").symlink_to("/proc/self/mem")
    with pytest.raises(Untakable, match="读不出"):
        take_in(tmp_path / "bad.html", "bad.html", tmp_path / "home")
    files = [put(tmp_path, "a.html"), tmp_path / "bad.html", tmp_path / "vanished.html"]
    archived, *refused = collect_batch(files, tmp_path, tmp_path / "home")
    assert archived.source == "a.html"
    assert [entry.source for entry in refused] == ["bad.html", "vanished.html"]


def test_a_file_larger_than_may_be_is_refused_unread_and_a_large_one_is_taken_in_pieces(tmp_path: Path) -> None:
    huge, large = tmp_path / "huge.pdf", tmp_path / "large.pdf"
    for path, size in ((huge, 50_000_000_000), (large, 70_000_000)):
        with path.open("wb") as file:
            file.truncate(size)
    with pytest.raises(Untakable, match="上限 1,000,000,000"):
        take_in(huge, "huge.pdf", tmp_path / "home")
    item = take_in(large, "large.pdf", tmp_path / "home")
    assert item.document_id == hashlib.sha256(bytes(70_000_000)).hexdigest()
    assert (tmp_path / "home" / item.archive_path).stat().st_size == item.size_bytes == 70_000_000


def test_a_file_that_grows_while_it_is_read_is_left_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path, "a.html", b"begun")
    read = intake._pieces

    def grows(*arguments: object) -> list[bytes]:
        pieces = list(read(*arguments))  # type: ignore[arg-type]
        file.write_bytes(b"begun, and more")
        return pieces

    monkeypatch.setattr(intake, "_pieces", grows)
    with pytest.raises(Untakable, match="仍在写入"):
        take_in(file, "a.html", tmp_path / "home")


def test_an_error_that_nobody_foresaw_costs_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [put(tmp_path, f"{name}.html", name.encode()) for name in "abc"]
    for stage in ("take_in", "read_whole", "find_companions", "may_have_companions"):
        true = getattr(inbox_module, stage)

        def throws(path: Path, *more: object, true: object = true) -> object:
            if path.name == "b.html":
                raise ZeroDivisionError("甲")
            return true(path, *more)  # type: ignore[operator]

        with monkeypatch.context() as patch:
            patch.setattr(inbox_module, stage, throws)
            results = collect_batch(files, tmp_path, tmp_path / "home")
        assert [entry.source for entry in results] == ["a.html", "b.html", "c.html"]
        assert "ZeroDivisionError" in results[1].problem


def test_few_files_are_put_on_disk_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    item = take_in(put(tmp_path, "甲.html"), "甲.html", tmp_path)
    done: list[str] = []
    monkeypatch.setattr(archive.os, "sync", lambda: done.append("all"))
    monkeypatch.setattr(archive, "sync_folder", lambda path: done.append(path.relative_to(tmp_path).as_posix()))
    archive.sync_archive(tmp_path, [item])
    folder = item.archive_path.rpartition("/")[0]
    assert done == [item.archive_path, folder.rpartition("/")[0], folder]
    archive.sync_archive(tmp_path, [item] * (archive.MOST_SYNCED_ALONE + 1))
    assert done[3:] == ["all"]
