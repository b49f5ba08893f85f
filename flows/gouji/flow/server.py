"""A Prefect server of our own for the schedule and its pages, where the operator has set up none."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from gouji.core.errors import GoujiError, refusal
from gouji.core.own_origin import LOOPBACK

from .password import home_password, password_file
from .prefect_environment import set_defaults, set_password

_STARTING = 300  # seconds; the first start of a fresh home writes a database
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
    if _answers(f"{address}/health"):
        _check_password(address, password, home)
        yield address
        return
    command = [sys.executable, "-P", "-m", "gouji.flow.prefect_app", str(port)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # as by Ctrl-C: the server is ended as well
    # A session of its own: Ctrl-C is for us, and the server is needed until we have ended.
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=True
    )
    said = _Said(server)
    try:
        _wait(server, address, said)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _check_password(address: str, password: str, home: Path) -> None:
    """That what answers there asks for our password, and takes it."""
    user, _, secret = password.partition(":")
    if _answers(f"{address}/admin/version") or not _answers(f"{address}/admin/version", (user, secret)):
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


def _wait(server: subprocess.Popen[str], address: str, said: _Said) -> None:
    began = time.monotonic()
    while not _answers(f"{address}/health"):
        if server.poll() is not None or time.monotonic() - began > _STARTING:
            why = said.why() if server.poll() is not None else None
            raise NoServer(
                f"Prefect 服务没有启动（{address}）："
                f"{why or '端口可能已被占用，请以 --port 换一个，或以 PREFECT_API_URL 指明已有的服务。'}"
                " Prefect's server did not start."
            )
        time.sleep(0.3)
    said.has_started = True


def _answers(address: str, login: tuple[str, str] | None = None) -> bool:
    try:
        return httpx.get(address, auth=login, timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
