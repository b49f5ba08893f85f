"""`gouji serve` on its real server and with its real runs: what a page of the browser can try against it, what Prefect's
pages show of a run, and who hears of one that was cancelled or killed."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from gouji.core.settings import today
from gouji.demo.district import write_district
from gouji.flow.password import password_file
from gouji.publish.run_progress import read_progress
from gouji.publish.runs import read_runs
from tests.standin.foreign_packages import write_foreign_packages
from tests.standin.prefect_server import prepare_home
from tests.standin.waiting import PATIENCE, until

EVIL = "http://evil.example"
DISTRICT = "示例省云汀市澜溪区"
ROOT = Path(__file__).resolve().parents[2]


class Served(NamedTuple):
    address: str
    login: tuple[str, str]
    home: Path
    heard: Path  # written by the operator's command, a line of JSON once a run


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
        env=own | {"PREFECT_HOME": str(prepare_home(folder / "prefect")), "GOUJI_NOTIFY": f"(cat; echo) >> '{heard}'"},
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
    # Prefect keeps why it refused parameters, but no result of a run beside the version.
    kept = results_kept(served)
    right = start_run(served, {"rebuild": True}, auth=served.login)
    assert right.status_code == httpx.codes.CREATED
    assert until(lambda: ended(served, right.json()["id"])) == "COMPLETED"
    assert runs(served.home) == before + 1
    # Of the others it heard that they ended without publishing, and nothing that they had been given.
    assert [news["event"] for news in heard(served) if "message" not in news] == ["published", "unchanged"]
    assert not any("evil" in str(news) or "passwd" in str(news) for news in heard(served))
    check_what_prefect_shows(served, right.json()["id"])
    assert results_kept(served) == kept


def ended(served: Served, run: str) -> str | None:
    answer = httpx.get(f"{served.address}/flow_runs/{run}", auth=served.login, trust_env=False)
    state = answer.json()["state"]["type"]
    return state if state in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") else None


def results_kept(served: Served) -> set[str]:
    return {path.name for path in (served.home.parent / "prefect" / "storage").glob("*")}


def check_what_prefect_shows(served: Served, run: str) -> None:
    """Of a run that ended well: its name and tags, the lines of its stages, artifacts in Chinese with the way to the pages."""
    shown = ask(served, f"flow_runs/{run}")
    name = f"{DISTRICT} {today().year - 1} 年度 {today()}"
    assert shown["name"] == name
    assert set(shown["tags"]) == {DISTRICT, f"{today().year - 1} 年度", "定时"}
    logs = {"logs": {"flow_run_id": {"any_": [run]}}, "limit": 200}
    lines = until(lambda: [line["message"] for line in ask(served, "logs/filter", logs)] or None)
    assert sum(line.startswith(("收集：用", "读取：用", "入库：用", "检查：用")) for line in lines) == 4
    of_run = {"artifacts": {"flow_run_id": {"any_": [run]}}}
    artifacts = {each["key"]: each["data"] for each in ask(served, "artifacts/filter", of_run)}
    assert set(artifacts) == {"gouji-summary", "gouji-pages", "gouji-reported", "gouji-findings", "gouji-ranking"}
    assert f"http://127.0.0.1:8501/downloads?year={today().year - 1}" in artifacts["gouji-summary"]
    assert str(served.home / "public") in artifacts["gouji-summary"]
    for key in ("gouji-reported", "gouji-findings", "gouji-ranking"):
        words = json.dumps(json.loads(artifacts[key]), ensure_ascii=False)
        assert re.findall(r"[a-z]{4,}", words) == [], key


@pytest.mark.slow
def test_a_run_that_is_cancelled_or_killed_is_heard_of(served, webhook):
    address, received = webhook
    set_up = [sys.executable, str(ROOT / "docs" / "examples" / "automation.py"), address]
    server = {"PREFECT_API_URL": served.address, "PREFECT_API_AUTH_STRING": ":".join(served.login)}
    subprocess.run(
        set_up, env=os.environ | server | {"NO_PROXY": "127.0.0.1"}, check=True, capture_output=True, timeout=PATIENCE
    )
    before = len(heard(served))

    killed = at_work(served)
    os.kill(killed[1], signal.SIGKILL)
    assert until(lambda: ended(served, killed[0])) == "CRASHED"
    until(lambda: len(heard(served)) > before)
    told = heard(served)[before]
    assert told["event"] == "not_published"
    assert told["message"].startswith("中断")

    cancelled = at_work(served)
    os.kill(cancelled[1], signal.SIGSTOP)  # or it might have ended before it is reached
    ask(served, f"flow_runs/{cancelled[0]}/set_state", {"state": {"type": "CANCELLING"}})
    time.sleep(1)
    os.kill(cancelled[1], signal.SIGCONT)
    assert until(lambda: ended(served, cancelled[0])) == "CANCELLED"
    until(lambda: len(heard(served)) > before + 1)
    assert heard(served)[before + 1]["message"].startswith("已取消")

    # The automation of docs/examples told of both, and nobody of either twice.
    texts = until(lambda: received if len(received) == 2 else None)
    assert [text["text"].rpartition("：")[2] for text in texts] == ["Crashed", "Cancelled"]
    assert all(DISTRICT in text["text"] for text in texts)
    assert len(heard(served)) == before + 2


@pytest.fixture
def webhook():
    """An address that takes JSON, and what it was sent."""
    received: list[dict[str, Any]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/notify", received
        server.shutdown()


def at_work(served: Served) -> tuple[str, int]:
    """A run that has just begun: its id, and its process."""
    known = read_progress(served.home)
    run = start_run(served, {"rebuild": True}, auth=served.login).json()["id"]
    until(lambda: (now := read_progress(served.home)) and (known is None or now.process != known.process), every=0.02)
    return run, read_progress(served.home).process


def heard(served: Served) -> list[dict[str, Any]]:
    return [json.loads(line) for line in served.heard.read_text(encoding="utf-8").splitlines() if line]


def ask(served: Served, what: str, content: dict[str, Any] | None = None) -> Any:
    answer = httpx.request(
        "GET" if content is None else "POST", f"{served.address}/{what}", json=content, auth=served.login, timeout=30,
        trust_env=False,
    )  # fmt: skip
    assert answer.is_success, answer.text
    return answer.json()
