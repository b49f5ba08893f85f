"""`gouji dashboard` from elsewhere: it does not start without accounts, a name, or half of what encrypts."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.cli.main import cli
from gouji.desk.accounts import add_user
from gouji.desk.store import Desk

pytest.importorskip("jinja2")


def refused(home: Path, *words: str) -> str:
    done = CliRunner().invoke(cli, ["dashboard", "--home", str(home), *words])
    assert done.exit_code == 2
    return done.output


def test_from_elsewhere_only_with_the_account_of_somebody_who_manages(tmp_path: Path) -> None:
    for words in (("--host", "0.0.0.0", "--name", "a.example"), ("--log-in",)):
        assert "gouji desk user add" in refused(tmp_path, *words)
    add_user(Desk(tmp_path), "root", "经办员", "经办", "correct horse battery")
    assert "gouji desk user add" in refused(tmp_path, "--log-in")


def test_an_address_a_name_and_a_certificate_are_whole(tmp_path: Path) -> None:
    add_user(Desk(tmp_path), "root", "主任", "负责人", "correct horse battery")
    assert "--name" in refused(tmp_path, "--host", "0.0.0.0")
    assert "IPv4" in refused(tmp_path, "--host", "gouji.example")
    assert "必须登录" in refused(tmp_path, "--name", "gouji.example")
    half = tmp_path / "half.pem"
    half.touch()
    assert "--key" in refused(tmp_path, "--log-in", "--certificate", str(half))


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"--port {port + 1}" in refused(tmp_path, "--port", str(port))
