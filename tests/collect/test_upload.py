"""Files that come by a page: nothing in the inbox is replaced, hidden or named by whoever sends them."""

import io
from pathlib import Path

import pytest

from gouji.collect.inbox_files import find_files
from gouji.collect.upload import MAX_NAME_BYTES, safe_name, take_uploads


def send(inbox: Path, *files: tuple[str, bytes], **options):
    return take_uploads(inbox, ((name, io.BytesIO(data)) for name, data in files), **options)


def test_the_same_bytes_are_kept_once_and_other_bytes_beside(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    arrivals = send(inbox, ("年报.docx", b"one"), ("年报.docx", b"two"), ("副本.docx", b"one"), ("年报.docx", b"six"))
    assert [(each.state, each.kept_as) for each in arrivals] == [
        ("kept", "年报.docx"), ("renamed", "年报（2）.docx"), ("known", "年报.docx"), ("renamed", "年报（3）.docx"),
    ]  # fmt: skip
    assert {path.name: path.read_bytes() for path in find_files(inbox)} == {
        "年报.docx": b"one", "年报（2）.docx": b"two", "年报（3）.docx": b"six",
    }  # fmt: skip
    assert [each.state for each in send(inbox, ("又一份.docx", b"two"))] == ["known"]
    assert list(inbox.glob(".*")) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/年报.docx", "年报.docx"),
        ("C:\\Users\\甲\\年报.docx", "年报.docx"),
        (".hidden.docx", "hidden.docx"),
        ("~$年报.docx", "$年报.docx"),
        ("a\x00b\u202exslx.exe\n.docx", "abxslx.exe.docx"),
        ("con.docx", "文件-con.docx"),
        ("甲:乙?.docx", "甲-乙-.docx"),
        ("..", "文件"),
        ("", "文件"),
        ("长" * 300 + ".docx", "长" * ((MAX_NAME_BYTES - 5) // 3) + ".docx"),
    ],
)
def test_a_name_is_one_of_a_visible_file_in_the_inbox(tmp_path: Path, name: str, kept: str) -> None:
    assert safe_name(name) == kept
    [arrival] = send(tmp_path / "in", (name, b"x"))
    assert [path.name for path in find_files(tmp_path / "in")] == [arrival.kept_as] == [kept]
    assert len(list(tmp_path.rglob("*"))) == 2


def test_what_is_no_report_is_refused_in_words(tmp_path: Path) -> None:
    empty, large, registry = send(
        tmp_path, ("空.docx", b""), ("大.pdf", b"x" * 11), ("registry.csv", b"code"), most_bytes=10
    )
    assert "空文件" in empty.told
    assert "不像一份年度报告" in large.told
    assert "登记" in registry.told
    assert find_files(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_costs_the_file_only(tmp_path: Path) -> None:
    (tmp_path / "年报.docx").mkdir()
    [arrival] = send(tmp_path, ("年报.docx", b"x"))
    assert (arrival.state, arrival.kept_as) == ("renamed", "年报（2）.docx")


@pytest.mark.parametrize(
    "name", ["policy.toml", "Changes.csv", "changes_registry.csv", "机构变更.csv", "机构变更_甲区.CSV", "registry.csv"]
)
def test_who_hands_in_reports_cannot_change_what_is_owed_or_what_a_fault_costs(tmp_path: Path, name: str) -> None:
    (arrival,) = send(tmp_path, (name, b"from,to,kind,day"))
    assert "登记" in arrival.told
    assert not list(tmp_path.iterdir())
