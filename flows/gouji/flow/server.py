"""A Prefect server of our own where the operator has set up none: for the schedule and its pages, or for one run.

A server takes as long to start as this process to load the flow, so that of a run is begun first and waited for last.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from gouji.core.errors import GoujiError, refusal
from gouji.core.own_origin import LOOPBACK

from .empty_database import prefect_home, put_empty_database
from .password import home_password, password_file
from .prefect_environment import set_defaults, set_password

_STARTING = 300  # seconds; the first start of a fresh home writes a database
_OF_RUNS = {
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT_UI_ENABLED": "0",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",  # a second and more of a fresh home's first start
}
_MAX_KEPT_LINES = 400  # of what a server says while it starts: one traceback


class NoServer(GoujiError):
    """The server did not start; the message says what to do."""


@contextmanager
def prefect_server(home: Path, port: int) -> Iterator[str]:
    """Address of the API: PREFECT_API_URL where that is set, else that of a server on this machine, with the password
    of the home, started here and ended at the end (or of the one that another process has started so).

    Must be entered before Prefect is imported. Raises NoServer, also where another server answers at that port.
    """
    if given := os.environ.get("PREFECT_API_URL"):
        set_defaults()
        yield given
        return
    address, password = f"http://{LOOPBACK}:{port}/api", home_password(home)
    os.environ |= {"PREFECT_API_URL": address, "PREFECT_SERVER_UI_API_URL": address}
    set_password(password)
    set_defaults()
    if answers(f"{address}/health"):
        check_password(address, password, home)
        yield address
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # as by Ctrl-C: the server is ended as well
    with started(port) as server:
        wait_for(server, port)
        yield address


@contextmanager
def server_of_a_run() -> Iterator[Callable[[], None]]:
    """A server for what this process runs, without pages and schedules, ended with it; what is given waits until it is
    there and raises NoServer where it does not start. Nothing is started where the operator's settings name a server.

    Must be entered before Prefect is imported.
    """
    if names_a_server():
        yield lambda: None
        return
    port = free_port()
    os.environ["PREFECT_API_URL"] = f"http://{LOOPBACK}:{port}/api"
    os.environ.setdefault("PREFECT_LOGGING_TO_API_ENABLED", "false")  # nobody looks at it
    with started(port, of_runs=True) as server:
        said = _Said(server)
        yield lambda: _until_it_answers(server, port, said)


@contextmanager
def started(port: int, *, of_runs: bool = False, password: str | None = None) -> Iterator[subprocess.Popen[str]]:
    """The process of a server, which ends when we do, however that is; `of_runs`: without what only pages and schedules
    need; `password`: other than that of the environment."""
    put_empty_database(prefect_home())
    command = [sys.executable, "-P", "-m", "gouji.flow.prefect_app", str(port), "attended"]
    more = _OF_RUNS if of_runs else {}
    if password:
        more = more | {"PREFECT_SERVER_API_AUTH_STRING": password}
    # A session of its own: Ctrl-C is for us, and the server is needed until we have ended.
    server = subprocess.Popen(
        command, env=os.environ | more, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=True,
    )  # fmt: skip
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def names_a_server() -> bool:
    """Whether the environment or one of the files that Prefect reads names a server (or may)."""
    if os.environ.get("PREFECT_API_URL"):
        return True
    home = prefect_home()
    files = [Path(os.environ.get("PREFECT_PROFILES_PATH") or home / "profiles.toml")]
    files += [Path(name) for name in (".env", "prefect.toml", "pyproject.toml")]
    return any(_NAMED.search(file.read_text(encoding="utf-8", errors="replace")) for file in files if file.is_file())


_NAMED = re.compile(r"PREFECT_API_URL|^\s*\[(tool\.prefect\.)?api\]|^\s*api\.url", re.MULTILINE)


def check_password(address: str, password: str, home: Path) -> None:
    """Raises NoServer unless what answers there asks for the home's password, and takes it."""
    user, _, secret = password.partition(":")
    if answers(f"{address}/admin/version") or not answers(f"{address}/admin/version", (user, secret)):
        raise NoServer(
            f"{address} 已有另一个 Prefect 服务，其口令不是 {password_file(home)}：请以 --port 换一个端口，"
            "或以 PREFECT_API_URL（及 PREFECT_API_AUTH_STRING）指明要用它。"
            " Another Prefect server answers there: choose a port, or name it by PREFECT_API_URL."
        )


class _Said:
    """What a server writes to its standard error: kept while it starts, as it may not come to more than a traceback, and
    passed on once it has started."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._kept: deque[str] = deque(maxlen=_MAX_KEPT_LINES)
        self.has_started = False
        self._hearing = threading.Thread(target=self._hear, args=(server,), daemon=True)
        self._hearing.start()

    def _hear(self, server: subprocess.Popen[str]) -> None:
        for line in server.stderr or ():
            if self.has_started:
                sys.stderr.write(line)
            else:
                self._kept.append(line)

    def why(self) -> str | None:
        """What the system refused to a server that has ended, in our words; None where it was something else."""
        self._hearing.join(5)
        errors = [line for line in self._kept if not line[:1].isspace()]  # without the frames of tracebacks
        return next((told for line in reversed(errors) if (told := refusal(RuntimeError(line)))), None)


def wait_for(server: subprocess.Popen[str], port: int) -> None:
    """Wait until a server that was started answers; raises NoServer where it does not."""
    _until_it_answers(server, port, _Said(server))


def _until_it_answers(server: subprocess.Popen[str], port: int, said: _Said) -> None:
    began, address = time.monotonic(), f"http://{LOOPBACK}:{port}/api"
    while not answers(f"{address}/health"):
        if server.poll() is not None or time.monotonic() - began > _STARTING:
            why = said.why() if server.poll() is not None else None
            raise NoServer(
                f"Prefect 服务没有启动（{address}）："
                f"{why or '端口可能已被占用，请以 --port 换一个，或以 PREFECT_API_URL 指明已有的服务。'}"
                " Prefect's server did not start."
            )
        time.sleep(0.1)
    said.has_started = True


def answers(address: str, login: tuple[str, str] | None = None) -> bool:
    """Whether an address answers well, within two seconds."""
    try:
        return httpx.get(address, auth=login, timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
