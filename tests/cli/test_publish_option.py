"""`--publish` at the command: what is refused before a run, how a run that could not send ends, what verify says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gouji.cli.main import cli
from gouji.publish.targets.send import send_version
from tests.publish.targets.test_targets import open_target, version


@contextmanager
def no_server(_: Path) -> Iterator[Any]:
    yield lambda: None


def run_ending(sent: dict[str, Any] | None, home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`gouji run --publish` whose flow says this of the sending."""
    summary: dict[str, Any] = {"seconds": {"work": 1.0}} | ({} if sent is None else {"sent": sent})
    told = []
    monkeypatch.setattr("gouji.flow.kept_server.server_for", no_server)
    monkeypatch.setattr("gouji.check.new_warehouse.make_ahead", lambda: None)
    monkeypatch.setattr("gouji.flow.annual.run_annual", lambda operator, *_: told.append(operator) or summary)
    command = ["run", "--home", str(home), "--registry", "wanzhou", "--json", "--publish", str(home.parent / "there")]
    done = CliRunner().invoke(cli, command)
    assert told[0].publish == str(home.parent / "there")
    return done


@pytest.mark.parametrize(
    ("sent", "code"), [({"state": "sent"}, 0), ({"state": "newer_there"}, 0), ({"state": "failed"}, 4), (None, 4)]
)
def test_a_run_that_published_and_could_not_send_ends_with_a_code_of_its_own(
    sent: dict[str, Any] | None, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run_ending(sent, tmp_path / "home", monkeypatch)
    assert done.exit_code == code, done.output
    assert json.loads(done.stdout)[0].get("sent") == sent


def test_an_address_that_cannot_be_one_is_refused_before_a_run(tmp_path: Path) -> None:
    for command in (["run"], ["serve", "--registry", "wanzhou"]):
        done = CliRunner().invoke(cli, [*command, "--home", str(tmp_path), "--publish", "s3://key:secret@bucket/x"])
        assert done.exit_code == 2
        assert "不要写密钥" in done.output
        assert "secret@" not in done.output


def test_verify_tells_and_mends_what_was_sent(tmp_path: Path) -> None:
    home, there = tmp_path / "home", tmp_path / "there"
    name = version(home, 1)
    send_version(home, open_target(str(there), home))
    (there / name / "papers" / "通报.html").unlink()
    command = ["verify", "--home", str(home), "--publish", str(there)]
    done = CliRunner().invoke(cli, [*command, "--json"])
    assert done.exit_code == 1
    (problem,) = json.loads(done.stdout)
    assert problem["part"] == "target"
    assert "通报.html" in problem["problem"]
    assert CliRunner().invoke(cli, [*command, "--repair"]).exit_code == 0
    assert (there / name / "papers" / "通报.html").read_text(encoding="utf-8") == "1"
