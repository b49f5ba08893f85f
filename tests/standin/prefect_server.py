"""One Prefect server for all tests of a session: its start takes longer than a run of a small district."""

import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from gouji.core.errors import NotPublished
from gouji.publish.lock import run_lock

PATIENCE = 300  # seconds, on a slow and shared machine
_FOLDER = "GOUJI_TESTS_PREFECT"  # in the environment: the folder of this session's server


def begin_session() -> None:
    """Called once, by the process that begins the session. Its worker processes inherit the environment, which names
    the server from the first: Prefect reads it when it is imported, and whoever needs the server starts it."""
    folder = Path(tempfile.mkdtemp(prefix="gouji-tests-prefect-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ |= {
        _FOLDER: str(folder),
        "PREFECT_HOME": str(folder / "home"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_API_AUTH_STRING": f"tests:{secrets.token_urlsafe(16)}",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    }


def end_session() -> None:
    folder = Path(os.environ[_FOLDER])
    pid = folder / "pid"
    if pid.exists():
        os.kill(int(pid.read_text()), signal.SIGTERM)
    shutil.rmtree(folder, ignore_errors=True)


def start_server() -> Path:
    """Start the session's server if nobody has; its folder."""
    folder = Path(os.environ[_FOLDER])
    while not (folder / "fresh.db").exists():
        try:
            with run_lock(folder, "prefect"):
                if not (folder / "fresh.db").exists():
                    _start(folder)
        except NotPublished:  # another worker is at it
            time.sleep(0.3)
    return folder


def prepare_home(home: Path) -> Path:
    """A Prefect home for a server of its own, with the database that a first start would take seconds to write."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(start_server() / "fresh.db", home / "prefect.db")
    return home


def _start(folder: Path) -> None:
    address, login = os.environ["PREFECT_API_URL"], os.environ["PREFECT_API_AUTH_STRING"]
    port = address.rpartition(":")[2].partition("/")[0]
    command = [sys.executable, "-P", "-m", "gouji.flow.prefect_app", port]
    own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_API_")}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, env=own | {"PREFECT_SERVER_API_AUTH_STRING": login}, stdout=log, stderr=log, start_new_session=True
        )
    (folder / "pid").write_text(str(server.pid))
    deadline = time.monotonic() + PATIENCE
    while not _is_up(address, login):
        if server.poll() is not None or time.monotonic() > deadline:
            raise TimeoutError((folder / "log").read_text(encoding="utf-8", errors="replace"))
        time.sleep(0.2)
    with sqlite3.connect(folder / "home" / "prefect.db") as database, sqlite3.connect(folder / "fresh.part") as copy:
        database.backup(copy)
    (folder / "fresh.part").rename(folder / "fresh.db")


def _is_up(url: str, login: str) -> bool:
    user, _, secret = login.partition(":")
    try:
        return httpx.get(f"{url}/health", auth=(user, secret), timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False
