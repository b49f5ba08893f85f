"""`--json` is always a list on the standard output, also where a command cannot do its work; exit codes stay."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from gouji.cli.main import cli, main
from gouji.collect.archive import archive_bytes
from gouji.collect.log import Log
from gouji.desk.office_settings import set_settings
from gouji.desk.store import Desk

# What commands of --json need beside the option; what is asked of a home in which nothing was published.
NEEDS = {"parse": ["不在.docx"], "check": ["不在.docx"], "run": ["--inbox", "不在"]}
UNPUBLISHED = ("status", "diff", "facts", "waivers")
WORKS = {"doctor": 0, "verify": 0, "archive verify": 0, "desk log": 1, "desk case list": 0, "desk intake list": 0,
         "desk setting list": 5, "desk user list": 0, "desk link list": 0}  # fmt: skip


def with_json(command: click.Command, names: tuple[str, ...] = ()) -> Iterator[str]:
    if any("--json" in param.opts for param in command.params):
        yield " ".join(names)
    for name, below in command.commands.items() if isinstance(command, click.Group) else ():
        yield from with_json(below, (*names, name))


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)

    def ask(*words: str) -> tuple[object, list[dict[str, object]], str]:
        """(exit code, elements on the standard output, what stands on the standard error)."""
        monkeypatch.setattr(sys, "argv", ["gouji", *words, "--json"])
        with pytest.raises(SystemExit) as left:
            main()
        told = capfd.readouterr()
        return left.value.code, json.loads(told.out), told.err

    return ask


def test_every_command_with_json_is_tried_here() -> None:
    assert set(with_json(cli)) == {*NEEDS, *UNPUBLISHED, *WORKS}


@pytest.mark.parametrize("command", sorted({*NEEDS, *UNPUBLISHED, *WORKS}))
def test_wrong_usage_is_an_element(command: str, ask) -> None:
    code, elements, said = ask(
        *command.split(), *NEEDS.get(command, ["--home", "不在"] if command != "doctor" else ["--hom"])
    )
    assert code == 2
    assert [element["schema"] for element in elements] == [1]
    assert elements[0]["error"] in said
    if command != "doctor":  # which looks at a home that is not there, too
        assert "不在" in str(elements[0]["error"])
        assert "，当前目录下没有文件" in str(elements[0]["error"])


@pytest.mark.parametrize("command", UNPUBLISHED)
def test_where_nothing_was_published_the_error_is_an_element(command: str, ask, tmp_path: Path) -> None:
    code, (element,), said = ask(command, "--home", str(tmp_path))
    assert code == 2
    assert "请先运行 gouji run" in str(element["error"])
    assert str(element["error"]) in said.replace("\n", "")


@pytest.mark.parametrize("command", WORKS)
def test_what_works_is_a_list_without_errors(command: str, ask, tmp_path: Path) -> None:
    Log(tmp_path).received([archive_bytes(b"one", "2025/甲镇.html", tmp_path)])
    set_settings(Desk(tmp_path), "主任", {"phone": "0000-1"}, {"phone": 0})
    code, elements, _ = ask(*command.split(), "--home", str(tmp_path))
    assert code == 0
    assert len(elements) >= WORKS[command]
    assert not any("error" in element for element in elements)
