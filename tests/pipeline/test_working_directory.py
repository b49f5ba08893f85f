"""Folders of the names of our packages in the working directory are the user's own and are never imported."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from gouji.demo.district import write_district
from gouji.flow.password import password_file

PATIENCE = 240  # seconds, for a server and two runs on a slow machine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working directory with an inbox, and packages that must not be imported."""
    for name in ("gouji", "flows", "dashboards", "gouji_web"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(f"raise SystemExit('imported: {name}')\n")
    write_district(tmp_path / "inbox", agencies=3, years=1, seed=4)
    return tmp_path


@pytest.fixture
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A Prefect home of its own, and none of what other tests have set."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "PYTHON"))}
    return ours | {"PREFECT_HOME": str(tmp_path_factory.mktemp("prefect"))}


def command(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("gouji")), *arguments]


def test_run(folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        command("run", "--inbox", "inbox", "--home", "home"),
        cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (folder / "home" / "public" / "latest.json").exists()


def test_a_run_of_the_schedule(folder: Path, environment: dict[str, str]) -> None:
    with serving(folder, environment) as api:
        deployment = when_there(api, "GET", "/deployments/name/gouji-annual/yearly")
        run = when_there(api, "POST", f"/deployments/{deployment['id']}/create_flow_run")
        end = time.monotonic() + PATIENCE
        while (state := when_there(api, "GET", f"/flow_runs/{run['id']}")["state"])["type"] not in (
            "COMPLETED", "FAILED", "CRASHED", "CANCELLED",
        ) and time.monotonic() < end:  # fmt: skip
            time.sleep(1)
        assert state["type"] == "COMPLETED", state


class Api(NamedTuple):
    """Where a server answers, and the file with its password."""

    address: str
    password: Path


class serving:  # noqa: N801
    """`gouji serve` in a folder, on a free port of this machine; its API, with the password of its home."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        arguments = command(
            "serve", "--registry", "inbox", "--inbox", "inbox", "--home", "home", "--port", str(self._port)
        )
        self._home = folder / "home"
        self._log = (folder / "serve.log").open("w")
        self._process = subprocess.Popen(arguments, cwd=folder, env=environment, stdout=self._log, stderr=self._log)

    def __enter__(self) -> "Api":
        return Api(f"http://127.0.0.1:{self._port}/api", password_file(self._home))

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(60)
        self._log.close()


def when_there(api: Api, method: str, path: str) -> dict:
    """The answer of the API, which may not be up yet, nor the deployment be there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            user, _, secret = api.password.read_text(encoding="utf-8").strip().partition(":")
            body = {} if method == "POST" else None
            answer = httpx.request(
                method, api.address + path, json=body, auth=(user, secret), timeout=10, trust_env=False
            )
            if answer.is_success:
                return answer.json()
        except (httpx.HTTPError, OSError):
            pass
        time.sleep(0.5)
    raise TimeoutError(f"{method} {path}")
