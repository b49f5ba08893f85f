"""How much a command says, and what completes it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SHELLS = ("bash", "zsh", "fish", "powershell")


def gouji(*arguments: str | Path, **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "gouji", *arguments], env=os.environ | environment, capture_output=True, text=True
    )
    return done.returncode, done.stdout, done.stderr


def test_what_was_done_is_left_out_where_it_is_to_be_quiet(tmp_path: Path) -> None:
    few = ("--agencies", "1", "--years", "1")
    assert gouji("demo", tmp_path / "quiet", *few, "--quiet") == (0, "", "")
    assert gouji("-q", "demo", tmp_path / "too", *few) == (0, "", "")
    assert (tmp_path / "quiet" / "truth.json").is_file()
    assert "已写入" in gouji("demo", tmp_path / "told", *few)[1]
    code, _, said = gouji("parse", tmp_path / "quiet" / "truth.json", "-q")  # an error is told all the same
    assert code == 2
    assert "truth.json" in said


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_a_script(shell: str) -> None:
    code, script, _ = gouji("completion", shell)
    assert code == 0
    assert "_GOUJI_COMPLETE" in script
    assert f"{shell}_complete" in script


def test_commands_options_and_their_choices_are_completed() -> None:
    def completed(words: str) -> list[str]:
        count = str(len(words.split(" ")) - 1)
        _, told, _ = gouji(_GOUJI_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=count)
        return told.split()

    assert completed("gouji re") == ["plain,registry", "plain,restore"]
    assert "plain,--inbox" in completed("gouji run --in")
    assert completed("gouji completion z") == ["plain,zsh"]
    assert completed("gouji desk case o") == ["plain,open"]
