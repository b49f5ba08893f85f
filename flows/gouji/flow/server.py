"""A Prefect server of our own for the schedule and its pages, where the operator has set up none."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from gouji.core.errors import GoujiError

from .prefect_environment import set_defaults

_STARTING = 300  # seconds; the first start of a fresh home writes a database


class NoServer(GoujiError):
    """The server did not start; the message says what to do."""


@contextmanager
def prefect_server(host: str, port: int) -> Iterator[str]:
    """Address of the API: PREFECT_API_URL where that is set, else that of a server started here and ended at the end
    (or of one that already answers there). Must be entered before Prefect is imported. Raises NoServer."""
    address = os.environ.get("PREFECT_API_URL") or f"http://{host}:{port}/api"
    if "PREFECT_API_URL" in os.environ or _answers(address):
        os.environ["PREFECT_API_URL"] = address
        set_defaults()
        yield address
        return
    os.environ |= {"PREFECT_API_URL": address, "PREFECT_SERVER_UI_API_URL": address}
    set_defaults()
    command = [sys.executable, "-P", "-m", "prefect", "server", "start", "--host", host, "--port", str(port)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # as by Ctrl-C: the server is ended as well
    # A session of its own: Ctrl-C is for us, and the server is needed until we have ended.
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait(server, address)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait(server: subprocess.Popen[bytes], address: str) -> None:
    began = time.monotonic()
    while not _answers(address):
        if server.poll() is not None or time.monotonic() - began > _STARTING:
            raise NoServer(
                f"Prefect 服务没有启动（{address}）：端口可能已被占用，请以 --port 换一个，或以 PREFECT_API_URL 指明已有的服务。"
                " Prefect's server did not start."
            )
        time.sleep(0.3)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
