"""What a page of the browser can try against `gouji serve`, on its real server and with its real runs."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from gouji.demo.district import write_district
from gouji.flow.password import password_file
from gouji.publish.runs import read_runs
from tests.standin.foreign_packages import write_foreign_packages
from tests.standin.prefect_server import prepare_home

EVIL = "http://evil.example"
PATIENCE = 240  # seconds


class Served(NamedTuple):
    address: str
    login: tuple[str, str]
    home: Path
    heard: Path  # written by the operator's command, once a run


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory):
    """`gouji serve` over a small district: the missed run is made, and the schedule waits."""
    folder = tmp_path_factory.mktemp("served")
    inbox, home, heard = folder / "inbox", folder / "home", folder / "heard"
    write_district(inbox, agencies=3, years=1, seed=5, pages=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    places = ["--registry", "inbox/registry.csv", "--inbox", "inbox", "--home", "home"]
    write_foreign_packages(folder)  # neither the server nor a run of the schedule imports what stands where it started
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "GOUJI_", "PYTHON"))}
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("gouji")), "serve", *places, "--port", str(port)],
        cwd=folder,
        env=own | {"PREFECT_HOME": str(prepare_home(folder / "prefect")), "GOUJI_NOTIFY": f"echo run >> '{heard}'"},
    )
    try:
        until(lambda: password_file(home).exists() and runs(home))
        user, _, secret = password_file(home).read_text(encoding="utf-8").strip().partition(":")
        served = Served(f"http://127.0.0.1:{port}/api", (user, secret), home, heard)
        until(lambda: deployment(served))
        yield served
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def until(done: Any) -> Any:
    deadline = time.monotonic() + PATIENCE
    while not (found := done()):
        assert time.monotonic() < deadline
        time.sleep(0.3)
    return found


def runs(home: Path) -> int:
    return len([run for run in read_runs(home) if run["ended_at"]])


def deployment(served: Served) -> str | None:
    address = f"{served.address}/deployments/name/gouji-annual/gouji-serve"
    answer = httpx.get(address, auth=served.login, trust_env=False)
    return str(answer.json()["id"]) if answer.status_code == httpx.codes.OK else None


def start_run(served: Served, parameters: dict[str, Any], **options: Any) -> httpx.Response:
    address = f"{served.address}/deployments/{deployment(served)}/create_flow_run"
    scheduled = {"type": "SCHEDULED"}
    return httpx.post(
        address, json={"parameters": parameters, "state": scheduled, "enforce_parameter_schema": False}, trust_env=False,
        timeout=30, **options,
    )  # fmt: skip


@pytest.mark.slow
def test_a_page_of_another_site_starts_nothing(served, tmp_path):
    stolen = {"notify": f"id > '{tmp_path / 'stolen'}'"}
    # What a page can send and read: refused before Prefect sees it, with or without the password.
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    asked = httpx.options(
        f"{served.address}/deployments/{deployment(served)}/create_flow_run",
        headers={"Origin": EVIL} | preflight, trust_env=False,
    )  # fmt: skip
    posted = [start_run(served, stolen, headers={"Origin": EVIL}, auth=login) for login in (None, served.login)]
    rebound = start_run(served, stolen, headers={"Host": "evil.example"}, auth=served.login)
    for answer in (asked, *posted, rebound):
        assert answer.status_code == httpx.codes.FORBIDDEN
        assert "access-control-allow-origin" not in answer.headers
    for login in (None, ("gouji", "guessed")):
        assert start_run(served, stolen, auth=login).status_code == httpx.codes.UNAUTHORIZED
    # Prefect's own pages, of the same origin, are served.
    own = {"Origin": served.address.removesuffix("/api")}
    assert httpx.get(f"{served.address}/admin/version", headers=own, auth=served.login, trust_env=False).is_success
    assert not (tmp_path / "stolen").exists()


@pytest.mark.slow
def test_even_with_the_password_a_run_takes_no_command_and_no_path(served, tmp_path):
    before, elsewhere = runs(served.home), tmp_path / "elsewhere"
    places = {"home": str(elsewhere), "inbox": "/etc", "registry": "/etc/passwd", "dask": "tcp://evil.example:1"}
    for parameters in ({"notify": f"id > '{tmp_path / 'stolen'}'"} | places, {"year": "2025 && id"}):
        answer = start_run(served, parameters, auth=served.login)
        if answer.status_code == httpx.codes.CREATED:
            state = until(lambda run=answer: ended(served, run.json()["id"]))
            assert state in ("FAILED", "CRASHED")
    assert not (tmp_path / "stolen").exists()
    assert not elsewhere.exists()
    assert runs(served.home) == before
    # A run with nothing but data is made as the operator has set it up, and the operator's command hears of it.
    right = start_run(served, {"rebuild": True}, auth=served.login)
    assert right.status_code == httpx.codes.CREATED
    assert until(lambda: ended(served, right.json()["id"])) == "COMPLETED"
    assert runs(served.home) == before + 1
    assert served.heard.read_text(encoding="utf-8").count("run") == before + 1


def ended(served: Served, run: str) -> str | None:
    answer = httpx.get(f"{served.address}/flow_runs/{run}", auth=served.login, trust_env=False)
    state = answer.json()["state"]["type"]
    return state if state in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None
