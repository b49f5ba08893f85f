"""A damaged or missing copy is never used: it is set aside, had again where that can be, and told where not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.cli.main import cli
from gouji.collect.archive import Archived, DamagedCopy, archive_bytes, quarantine, read_archived
from gouji.collect.log import COPY, LOST, RECOVERED, Log
from gouji.collect.proof import prove_archive
from gouji.collect.verify import verify_archive
from gouji.read.cached_readings import open_readings
from gouji.read.stage import mark_lost, merge, stage_documents


def cut(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def replace_by_folder(path: Path) -> None:
    path.unlink()
    (path / "inner").mkdir(parents=True)


DAMAGES = pytest.mark.parametrize("damage", [cut, flip, Path.unlink, replace_by_folder])


@pytest.fixture
def item(tmp_path: Path) -> Archived:
    kept = archive_bytes("虚构镇的年度报告".encode(), "2025/甲.txt", tmp_path)
    Log(tmp_path).received([kept])
    prove_archive(tmp_path, Log(tmp_path), None)
    return kept


@DAMAGES
def test_had_again_from_the_inbox(tmp_path: Path, item: Archived, damage: Callable[[Path], None]) -> None:
    inbox = tmp_path / "inbox" / "2025"
    inbox.mkdir(parents=True)
    (inbox / "甲.txt").write_bytes("虚构镇的年度报告".encode())
    damage(tmp_path / item.archive_path)
    with pytest.raises(DamagedCopy):
        read_archived(tmp_path, item.archive_path)
    result = CliRunner().invoke(cli, ["archive", "verify", "--repair", "--home", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert read_archived(tmp_path, item.archive_path) == "虚构镇的年度报告".encode()
    assert len(list(quarantine(tmp_path).glob("*"))) == (damage is not Path.unlink)
    assert Log(tmp_path).lost == {}


@DAMAGES
def test_what_is_lost_is_told_with_the_day_until_it_is_back(
    tmp_path: Path, item: Archived, damage: Callable[[Path], None]
) -> None:
    damage(tmp_path / item.archive_path)
    for _ in range(2):  # the second time nothing is new
        assert prove_archive(tmp_path, Log(tmp_path), tmp_path / "inbox").lost == [item.document_id]
    assert [entry.state for entry in Log(tmp_path) if entry.role == COPY] == [LOST]
    (lost,) = Log(tmp_path).lost.values()
    assert isinstance(lost, date)
    assert len(verify_archive(tmp_path).problems) == 1
    archive_bytes("虚构镇的年度报告".encode(), "again", tmp_path)
    assert prove_archive(tmp_path, Log(tmp_path), None).lost == []
    assert [entry.state for entry in Log(tmp_path) if entry.role == COPY] == [LOST, RECOVERED]
    assert Log(tmp_path).lost == {}
    assert verify_archive(tmp_path).problems == []


@DAMAGES
def test_of_a_lost_document_nothing_is_read_and_the_others_are(
    tmp_path: Path, item: Archived, damage: Callable[[Path], None]
) -> None:
    page = archive_bytes(b"<html><p>A page.</p></html>", "2025/b.html", tmp_path)
    damage(tmp_path / item.archive_path)
    items = [item, page]
    staged = merge(items, list(stage_documents(tmp_path, open_readings(tmp_path), items)))
    rows = {row["source"]: row for row in mark_lost(staged, {item.document_id: date(2026, 1, 20)}).documents}
    assert rows["2025/甲.txt"]["document_state"] == "lost"
    assert "2026-01-20" in str(rows["2025/甲.txt"]["problem"])
    assert rows["2025/b.html"]["document_state"] == "unreadable"  # it holds no report, which is no loss


def test_bytes_that_come_again_replace_a_damaged_copy_of_the_same_size(tmp_path: Path, item: Archived) -> None:
    flip(tmp_path / item.archive_path)
    archive_bytes("虚构镇的年度报告".encode(), "2025/甲.txt", tmp_path)
    assert read_archived(tmp_path, item.archive_path) == "虚构镇的年度报告".encode()
