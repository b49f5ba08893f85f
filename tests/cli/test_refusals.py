"""What the system refuses is told in one clear line, with an exit code and without a traceback."""

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gouji.core.errors import refusal


def gouji(*arguments: str | Path, limit: Callable[[], None]) -> tuple[int, list[str]]:
    """Exit code and lines on the standard error of the command, under a limit of the system."""
    done = subprocess.run(
        [sys.executable, "-m", "gouji", *arguments], capture_output=True, text=True, check=False, preexec_fn=limit
    )
    return done.returncode, done.stderr.splitlines()


def little_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))


def no_disk() -> None:
    """Every write of a byte to a file fails."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


@pytest.mark.parametrize("command", ["run", "status", "verify", "check", "serve"])
def test_too_little_memory(command: str, tmp_path: Path) -> None:
    given = {"check": [__file__], "serve": ["--registry", "wanzhou"]}.get(command, ["--home", tmp_path])
    code, said = gouji(command, *given, limit=little_memory)
    assert (code, len(said)) == (3, 1), said
    assert "ulimit -v" in said[0]


def test_a_report_is_read_with_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "年报.txt"
    file.write_text("2025年云溪镇政府信息公开工作年度报告\n一、总体情况\n本镇2025年公开信息。\n", encoding="utf-8")
    assert gouji("parse", file, limit=little_memory) == (0, [])


@pytest.mark.parametrize("command", [["verify"], ["archive", "verify"]])
def test_no_room_on_the_disk(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    code, said = gouji(*command, "--repair", "--home", tmp_path, limit=no_disk)
    assert (code, len(said)) == (2, 1), said
    assert "文件大小超出系统限制" in said[0]


def test_a_file_where_the_home_should_be(tmp_path: Path) -> None:
    (tmp_path / "work").write_bytes(b"")
    (tmp_path / "archive").mkdir()
    code, said = gouji("verify", "--repair", "--home", tmp_path, limit=lambda: None)
    assert (code, len(said)) == (2, 1), said


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/甲"), "/srv/甲：磁盘已满"),
        (OSError(errno.EROFS, os.strerror(errno.EROFS), b"/srv"), "/srv：所在磁盘只读"),
        (OSError(errno.EIO, os.strerror(errno.EIO)), "磁盘读写出错"),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES), "x"), "x：没有权限"),
        (RuntimeError('IO Error: Could not write file "x": No space left on device'), "磁盘已满"),
        (RuntimeError("sqlite3.OperationalError: database or disk is full"), "磁盘已满"),
        (MemoryError(), "内存不足"),
        (ImportError("_duckdb.so: failed to map segment from shared object"), "内存不足"),
        (RuntimeError("can't start new thread"), "内存不足"),
    ],
)
def test_words_of_the_system_in_chinese(error: Exception, words: str) -> None:
    said = refusal(error)
    assert said is not None
    assert said.startswith(words)
    assert "\n" not in said


def test_what_the_system_did_not_refuse_is_no_refusal() -> None:
    assert refusal(ValueError("invalid literal")) is None
