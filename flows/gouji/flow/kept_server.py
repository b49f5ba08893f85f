"""A Prefect server that `gouji dashboard` or `gouji serve` keeps for the runs of a home: a run that finds one need not wait
for its own."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gouji.core.held_file import hold, holder
from gouji.core.own_origin import LOOPBACK
from gouji.publish.lock import active_run
from gouji.publish.run_request import BEFORE_RUN

from .password import home_password
from .prefect_environment import set_defaults, set_password
from .server import NoServer, answers, check_password, free_port, names_a_server, server_of_a_run, started, wait_for

IDLE_SECONDS = 900  # without a run, after which a kept server is ended
MAX_SECONDS_TO_START = 60  # that a run waits for one, before it starts its own
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
    """When this process first starts a run (run_request.py), a server for the runs of the home, without pages and schedules,
    is started with it and kept until it has been idle for IDLE_SECONDS, at most until the body ends: it takes more
    memory than the pages themselves. Nothing where the operator's settings name one, or another process keeps one."""
    wanted, ended = threading.Event(), threading.Event()

    def keep() -> None:
        while wanted.wait() and not ended.is_set():
            wanted.clear()
            with suppress(NoServer):  # runs start their own, and say why where they cannot
                _keep_one(home, wanted, ended)

    keeping = threading.Thread(target=keep, daemon=True)
    keeping.start()
    BEFORE_RUN.append(wanted.set)
    try:
        yield
    finally:
        BEFORE_RUN.remove(wanted.set)
        ended.set()
        wanted.set()
        keeping.join(25)


def _keep_one(home: Path, wanted: threading.Event, ended: threading.Event) -> None:
    """One server, from its start until nobody wants it any more. Raises NoServer."""
    if names_a_server() or holder(_lock(home)) is not None:
        return
    port = free_port()
    # Offered before it answers: the run that wants it loads its code meanwhile, and waits.
    with (
        offered(home, f"http://{LOOPBACK}:{port}/api"),
        started(port, password=home_password(home), of_runs=True) as server,
    ):
        wait_for(server, port)
        while not ended.is_set() and (wanted.wait(IDLE_SECONDS) or active_run(home) is not None):
            wanted.clear()


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
    os.environ["PREFECT_API_URL"] = kept
    set_password(home_password(home))
    set_defaults()
    try:
        yield lambda: wait_for_kept(home, kept)
    except Exception as error:
        if not isinstance(error, NoServer) and answers(f"{kept}/health"):
            raise
        again = {name: value for name, value in os.environ.items() if name not in _OF_KEPT}
        command = [sys.executable, "-P", "-m", "gouji", *sys.argv[1:]]
        sys.exit(subprocess.run(command, env=again | {ALONE: "1"}, check=False).returncode)


def kept_server(home: Path) -> str | None:
    """Address of the server that is kept for a home, which may not answer yet (wait_for_kept). None where there is none,
    or the run is to have its own."""
    told = None if os.environ.get(ALONE) else holder(_lock(home))
    return (told or {}).get("address") or None


def wait_for_kept(home: Path, address: str) -> None:
    """Until it answers; raises NoServer where it does not, nobody keeps it any more, or it takes another password than the
    home's."""
    deadline = time.monotonic() + MAX_SECONDS_TO_START
    while not answers(f"{address}/health"):
        if kept_server(home) != address or time.monotonic() > deadline:
            raise NoServer(f"Prefect 服务没有启动（{address}）。 Prefect's server did not start.")
        time.sleep(0.1)
    check_password(address, home_password(home), home)


def _lock(home: Path) -> Path:
    return home.resolve() / "work" / "server.lock"
