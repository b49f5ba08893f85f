"""The archive's log, its proof, and its export as WARC."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from gouji.cli.main import cli
from gouji.collect.archive import archive_bytes, archive_path
from gouji.collect.log import (
    ARCHIVED,
    FAILED,
    PAGE,
    UNCHANGED,
    Log,
    LogEntry,
    back_up_log,
    backup_path,
    log_path,
    mend_log,
)
from gouji.collect.verify import verify_archive
from gouji.collect.warc import export_warc

DAY = datetime(2026, 1, 13, 3, tzinfo=UTC)
ADDRESS = "http://www.example.invalid/nb/t20260113_1.html"


def looked(home: Path, log: Log, data: bytes, days: int = 0, state: str = ARCHIVED, **more: object) -> LogEntry:
    """An archived look at ADDRESS, `days` after the first."""
    item = archive_bytes(data, ADDRESS, home)
    headers = {"Content-Type": "text/html; charset=gb2312", "Content-Encoding": "gzip"}
    entry = LogEntry(
        ADDRESS, PAGE, state, DAY + timedelta(days=days), item.document_id, len(data), status=200, headers=headers,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip
    log.append([entry])
    return entry


def test_what_is_logged_comes_back_and_the_last_look_is_known(tmp_path: Path) -> None:
    log = Log(tmp_path)
    first = looked(tmp_path, log, b"one", agency_code="990101", report_year=2025)
    failed = LogEntry(ADDRESS, PAGE, FAILED, DAY + timedelta(1), problem="超时")
    log.append([failed])
    again = Log(tmp_path)
    assert list(again) == [first, failed] == list(log)
    assert again.latest(ADDRESS) == failed
    assert again.latest("http://other.invalid/") is None
    looked(tmp_path, again, b"one", 2, UNCHANGED)
    assert verify_archive(tmp_path).problems == []


def test_a_file_of_the_inbox_is_logged_once_until_it_changes(tmp_path: Path) -> None:
    items = [archive_bytes(data, "2025/甲镇.html", tmp_path) for data in (b"one", b"one", b"two")]
    for item in items:
        Log(tmp_path).received([item])
    assert [entry.document_id for entry in Log(tmp_path)] == [items[0].document_id, items[2].document_id]


def test_a_day_is_a_day_in_china() -> None:
    assert str(LogEntry(ADDRESS, PAGE, ARCHIVED, datetime(2026, 1, 31, 22, tzinfo=UTC)).day) == "2026-02-01"


def test_threads_append_one_chain(tmp_path: Path) -> None:
    log = Log(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: log.received([archive_bytes(b"%d" % n, f"{n}.html", tmp_path)]), range(60)))
    verified = verify_archive(tmp_path)
    assert (verified.files, verified.entries, verified.problems, verified.notes) == (60, 60, [], [])


def test_a_line_cut_short_by_a_crash_is_told_and_the_log_goes_on(tmp_path: Path) -> None:
    looked(tmp_path, Log(tmp_path), b"one")
    whole = log_path(tmp_path).read_bytes()
    log_path(tmp_path).write_bytes(whole + whole[:50])
    looked(tmp_path, Log(tmp_path), b"two", 1)
    verified = verify_archive(tmp_path)
    assert (verified.entries, verified.problems) == (2, [])
    assert "1 行" in verified.notes[0]


@pytest.mark.parametrize("harm", ["line altered", "line removed", "bytes altered", "bytes removed"])
def test_verify_tells_of_harm(tmp_path: Path, harm: str) -> None:
    log = Log(tmp_path)
    documents = [looked(tmp_path, log, f"文 {n}".encode(), n).document_id for n in range(3)]
    assert verify_archive(tmp_path).problems == []
    lines = log_path(tmp_path).read_bytes().split(b"\n")
    entry = tmp_path / archive_path(str(documents[1]))
    if harm == "line altered":
        log_path(tmp_path).write_bytes(b"\n".join([lines[0], lines[1].replace(b"200", b"201"), *lines[2:]]))
    elif harm == "line removed":
        log_path(tmp_path).write_bytes(b"\n".join([lines[0], *lines[2:]]))
    elif harm == "bytes altered":
        entry.chmod(0o644)
        entry.write_bytes(b"other")
    else:
        entry.unlink()
    problems = verify_archive(tmp_path).problems
    assert len(problems) == 1
    assert ("第 " in problems[0]) == harm.startswith("line")
    result = CliRunner().invoke(cli, ["archive", "verify", "--home", str(tmp_path), "--json"])
    assert result.exit_code == 1
    assert [element["problems"] for element in json.loads(result.stdout)] == [problems]


def test_files_that_are_not_in_the_log_are_a_note(tmp_path: Path) -> None:
    archive_bytes(b"one", "甲.html", tmp_path)
    verified = verify_archive(tmp_path)
    assert verified.problems == []
    assert "1 份文件不在日志中" in verified.notes[0]
    assert CliRunner().invoke(cli, ["archive", "verify", "--home", str(tmp_path)]).exit_code == 0


def test_what_a_power_failure_left_of_an_entry_is_written_again(tmp_path: Path) -> None:
    item = archive_bytes(b"whole", "甲.html", tmp_path)
    (tmp_path / item.archive_path).chmod(0o644)
    (tmp_path / item.archive_path).write_bytes(b"")
    assert archive_bytes(b"whole", "甲.html", tmp_path) == item
    assert (tmp_path / item.archive_path).read_bytes() == b"whole"


def test_warc_holds_every_look_and_is_the_same_every_time(tmp_path: Path) -> None:
    log = Log(tmp_path)
    looked(tmp_path, log, "第一版".encode("gb18030"))
    looked(tmp_path, log, "第一版".encode("gb18030"), 1, UNCHANGED)
    looked(tmp_path, log, "第二版".encode("gb18030"), 9)
    log.append([LogEntry(ADDRESS, PAGE, FAILED, DAY + timedelta(10), problem="超时")])
    log.received([archive_bytes(b"in the inbox", "2025/甲 镇.doc", tmp_path)])
    result = CliRunner().invoke(cli, ["archive", "export", str(tmp_path / "a.warc.gz"), "--home", str(tmp_path)])
    assert result.exit_code == 0
    assert export_warc(tmp_path, tmp_path / "b.warc.gz") == 5
    assert (tmp_path / "a.warc.gz").read_bytes() == (tmp_path / "b.warc.gz").read_bytes()
    records = []
    with (tmp_path / "a.warc.gz").open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            body = record.content_stream().read()
            records.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), body))
            if record.rec_type == "response":
                digest = record.rec_headers.get_header("WARC-Payload-Digest")
                assert digest == f"sha256:{hashlib.sha256(body).hexdigest()}"
                assert record.http_headers.get_header("Content-Type") == "text/html; charset=gb2312"
                assert record.http_headers.get_header("Content-Encoding") is None
    assert [record[:2] for record in records[1:]] == [
        ("response", ADDRESS),
        ("revisit", ADDRESS),
        ("response", ADDRESS),
        ("resource", "urn:gouji:inbox:2025/%E7%94%B2%20%E9%95%87.doc"),
    ]
    assert [record[2] for record in records[1:]] == [
        "第一版".encode("gb18030"),
        b"",
        "第二版".encode("gb18030"),
        b"in the inbox",
    ]
    with pytest.raises(FileExistsError, match="已存在"):
        export_warc(tmp_path, tmp_path / "a.warc.gz")


@pytest.mark.parametrize("harm", ["last line altered", "tail cut", "emptied", "deleted"])
def test_a_log_that_lost_what_was_published_is_seen_and_mended(tmp_path: Path, harm: str) -> None:
    log = Log(tmp_path)
    for number in range(3):
        looked(tmp_path, log, f"文 {number}".encode(), number)
    end, whole = back_up_log(tmp_path), log_path(tmp_path).read_bytes()
    lines = whole.splitlines(keepends=True)
    if harm == "last line altered":
        log_path(tmp_path).write_bytes(b"".join([*lines[:2], lines[2].replace(b"200", b"201")]))
    elif harm == "deleted":
        log_path(tmp_path).unlink()
    else:
        log_path(tmp_path).write_bytes(b"".join(lines[: 1 if harm == "tail cut" else 0]))
    assert mend_log(tmp_path, end)
    assert log_path(tmp_path).read_bytes() == whole
    backup_path(tmp_path).unlink()
    log_path(tmp_path).write_bytes(lines[0])
    assert not mend_log(tmp_path, end)
