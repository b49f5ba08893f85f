"""`gouji doctor`: what is there, what is missing, and what to do about it; nothing is changed."""

import json
from collections import namedtuple
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.cli.main import cli
from gouji.desk.office_settings import set_settings
from gouji.desk.store import Desk
from gouji.publish import health


def ask(home: Path, *more: str) -> tuple[int, dict[str, dict[str, str]]]:
    answer = CliRunner().invoke(cli, ["doctor", "--home", str(home), "--json", *more])
    return answer.exit_code, {row["name"]: row for row in json.loads(answer.output)}


def files(home: Path) -> dict[str, bytes]:
    """What is kept there; not what SQLite lays beside a database while it is read."""
    return {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file() and "-" not in path.suffix}


def test_a_machine_that_has_everything(tmp_path: Path) -> None:
    set_settings(Desk(tmp_path), "主任", {"phone": "0000-1"}, {"phone": 0})
    before = files(tmp_path)
    code, told = ask(tmp_path)
    assert code == 0
    assert {"勾稽", "Python", "duckdb", "prefect", "附加包 ocr", "磁盘余量", "正在运行", "时间"} <= told.keys()
    assert told["duckdb"]["found"].startswith("2.")
    assert told["办公台"]["state"] == "good"
    assert told["现行版本"] == {"name": "现行版本", "state": "lacking", "found": "还没有发布过", "advice": ""}
    assert files(tmp_path) == before
    shown = CliRunner().invoke(cli, ["doctor", "--home", str(tmp_path)]).output
    assert "✓ 勾稽：" in shown


def test_a_home_that_is_not_there_yet_is_no_fault(tmp_path: Path) -> None:
    code, told = ask(tmp_path / "none")
    assert code == 0
    assert "还不存在" in told["产出目录"]["found"]


def test_a_full_disk_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: usage(9, 9, 1_000_000))
    code, told = ask(tmp_path)
    assert code == 1
    assert told["磁盘余量"]["state"] == "bad"
    assert "请腾出" in told["磁盘余量"]["advice"]


def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = health.version

    def version(name: str) -> str:
        if name in ("rapidocr", "polars"):
            raise PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(health, "version", version)
    code, told = ask(tmp_path)
    assert code == 1
    assert told["依赖包"]["found"] == "缺 polars"
    assert told["附加包 ocr"]["found"] == "缺 rapidocr"
    assert "gouji[ocr]" in told["附加包 ocr"]["advice"]
    assert "polars" not in told


def test_a_damaged_desk_is_told(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    code, told = ask(tmp_path)
    assert code == 1
    assert "gouji verify --repair" in told["办公台"]["advice"]
