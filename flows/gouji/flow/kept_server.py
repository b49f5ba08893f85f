"""A Prefect server that `gouji dashboard` or `gouji serve` keeps for the runs of a home: a run that finds one need not wait
for its own."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gouji.core.held_file import hold, holder

from .password import home_password
from .prefect_environment import set_defaults, set_password
from .server import NoServer, answers, check_password, free_port, names_a_server, server_of_a_run, started, wait_for

_OF_KEPT = ("PREFECT_API_URL", "PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING")
# In the environment of a run that is made again, after the server that was kept had gone.
ALONE = "GOUJI_OWN_SERVER"


@contextmanager
def offered(home: Path, address: str) -> Iterator[None]:
    """Runs of the home find the server at `address`, until the body ends, however it does; one that is offered already
    stays."""
    with hold(_lock(home), {"address": address}):
        yield


@contextmanager
def keep_server(home: Path) -> Iterator[None]:
    """A server for the runs of a home, without pages and schedules, ended with this process; the body does not wait for it.
    Nothing where the operator's settings name one, or another process keeps one."""
    if names_a_server() or holder(_lock(home)) is not None:
        yield
        return
    port, password, ended = free_port(), home_password(home), threading.Event()
    with started(port, password=password, of_runs=True) as server:

        def offer() -> None:
            try:
                wait_for(server, port)
            except NoServer:  # runs start their own, and say why where they cannot
                return
            with offered(home, f"http://127.0.0.1:{port}/api"):
                ended.wait()

        offering = threading.Thread(target=offer, daemon=True)
        offering.start()
        try:
            yield
        finally:
            ended.set()
            offering.join(2)


@contextmanager
def server_for(home: Path) -> Iterator[Callable[[], None]]:
    """The server that is kept for a home, else one for this process alone (server_of_a_run); what is given waits until it
    is there. Must be entered before Prefect is imported.

    Where a kept server goes while the body is at work, and the body fails, the command is run again with a server of its
    own, and this process ends as that one did: nothing is done twice but what was not finished.
    """
    kept = None if names_a_server() else kept_server(home)
    if kept is None:
        with server_of_a_run() as wait:
            yield wait
        return
    address, password = kept
    os.environ["PREFECT_API_URL"] = address
    set_password(password)
    set_defaults()
    try:
        yield lambda: None
    except Exception:
        if answers(f"{address}/health"):
            raise
        again = {name: value for name, value in os.environ.items() if name not in _OF_KEPT}
        command = [sys.executable, "-P", "-m", "gouji", *sys.argv[1:]]
        sys.exit(subprocess.run(command, env=again | {ALONE: "1"}, check=False).returncode)


def kept_server(home: Path) -> tuple[str, str] | None:
    """Address and password of the server that is kept for a home: it answers, and takes the home's password and no
    other. None where there is none, or the run is to have its own."""
    told = None if os.environ.get(ALONE) else holder(_lock(home))
    address = (told or {}).get("address")
    if not address or not answers(f"{address}/health"):
        return None
    password = home_password(home)
    try:
        check_password(address, password, home)
    except NoServer:
        return None
    return address, password


def _lock(home: Path) -> Path:
    return home.resolve() / "work" / "server.lock"
