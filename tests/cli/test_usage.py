"""Wrong usage is told in Chinese, with what is there instead, and ends with the exit code of wrong usage."""

import sys
from pathlib import Path

import pytest

from gouji.cli.main import main


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "收件").mkdir()
    (tmp_path / "示范").mkdir()
    (tmp_path / "甲镇.docx").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str]:
    """(exit code, what stands on the standard error)."""
    monkeypatch.setattr(sys, "argv", ["gouji", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code, capsys.readouterr().err


@pytest.mark.parametrize(("words", "told"), [
    (["run", "--inbox", "收件件"], "找不到文件夹“收件件”，当前目录下有：收件、示范（--inbox）。"),
    (["run", "--inbox", "无/收件"], "找不到文件夹“无/收件”，“无”也不在（--inbox）。"),
    (["check", "乙镇.docx"], "找不到文件“乙镇.docx”，当前目录下有：收件、甲镇.docx、示范（FILE…）。"),
    (["run", "--year", "去年"], "“去年”不是数字（--year）。"),
    (["run", "--year", "25"], "25 超出范围，应为 2008"),
    (["run", "--as-of", "2026年"], "“2026年”不是日期，应如 2026-02-15（--as-of）。"),
    (["run", "--forse"], "没有选项 --forse，是否即 --force"),
    (["rnu"], "没有命令 rnu，是否即 run？"),
    (["parse"], "缺少参数"),
    (["doctor", "3"], "多出了参数 3。"),
    (["status", "--home", "产出"], "找不到文件夹“产出”，当前目录下有：收件、示范；产出目录由 gouji run 建立（--home）。"),
    (["archive", "export", "存档.warc", "--home", "产出"], "找不到文件夹“产出”，当前目录下有：收件、示范"),
    (["run", "--registry", "区.csv", "--home", "收件"], "（wanzhou），当前目录下有：收件、甲镇.docx、示范"),
    (["registry", "区.csv"], "找不到文件“区.csv”，当前目录下有：收件、甲镇.docx、示范；要写样表的"),
    (["desk", "case", "read", "台账.xlsx"], "找不到文件“台账.xlsx”，当前目录下有：收件"),
    (["verify", "--home", ".", "--inbox", "原件"], "找不到文件夹“原件”，当前目录下有：收件、示范（--inbox）。"),
])  # fmt: skip
def test_what_is_wrong_is_told(
    here: Path, words: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = said(monkeypatch, capsys, *words)
    assert code == 2
    assert told in text
    assert "--help" in text.splitlines()[-1]
    assert sorted(path.name for path in here.iterdir()) == ["收件", "甲镇.docx", "示范"]  # nothing was made


def test_a_command_that_ends_well_has_exit_code_0(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(monkeypatch, capsys, "--version") == (0, "")


def test_a_group_without_a_command_shows_its_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = said(monkeypatch, capsys, "desk", "case")
    assert code == 2
    assert "整改台账" in text
