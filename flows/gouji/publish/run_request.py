"""Runs that were asked for from a page: each a process of its own, which neither the server's end nor its own loses.

What was asked, by whom and when is an event of the desk (kind `run`), written first. The process is told the name of the
request by its environment, holds a lock for as long as it lives, and names it in the record of runs; what it says goes
to files. So whatever is killed, this is known: not begun, at work, or how it ended.

    home/runs/<request>/lock, summary.json (standard output), messages.txt (standard error)
"""

import os
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from gouji.core.disk import remove_path
from gouji.core.errors import NotPublished
from gouji.core.file_lock import open_for_lock, try_lock
from gouji.desk.events import Change
from gouji.desk.store import Desk

from .lock import active_run
from .run_folders import RunFolders

RUN = "run"  # kind of the desk's events
REQUEST = "GOUJI_RUN_REQUEST"  # variable of the environment
KEPT = 60  # requests whose files stay
MAX_SECONDS_TO_START = 30  # from the request to the lock, on a slow machine
MAX_MESSAGE_BYTES = 20_000
BEFORE_RUN: list[Callable[[], None]] = []  # called first: by what is to be ready for runs (flow/kept_server.py)
_NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{6}")
_one_at_a_time = threading.Lock()
_locks: list[int] = []  # handles held to the end of this process


class RunRequest(NamedTuple):
    """What was asked for. `at`: UTC."""

    request: str
    who: str
    at: datetime
    force: bool
    as_of: str | None


def start_run(home: Path, who: str, folders: RunFolders, *, force: bool = False, as_of: date | None = None) -> str:
    """Start `gouji run` in the background; returns the name of the request.

    Raises NotPublished where a run is at work or there is no registry, DeskError where the request cannot be written.
    """
    if folders.registry is None:
        raise NotPublished("还没有登记表，不知道有哪些单位、谁该报：请先在“登记”页建好。 No registry yet.")
    with _one_at_a_time:
        if active_run(home) is not None or waiting_request(home) is not None:
            raise NotPublished("已有一次发布正在进行，请等它结束。 A run is at work.")
        desk = Desk(home)
        request = f"{desk.clock().astimezone(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        asked = {"force": force, "as_of": as_of.isoformat() if as_of else None}
        desk.write(who, [Change(RUN, request, asked, seen=0)], "发布")
        for prepare in BEFORE_RUN:
            prepare()
        _start(home, request, folders, force, as_of)
    return request


def list_requests(home: Path) -> list[RunRequest]:
    """Everything that was asked for, the oldest first."""
    found = []
    for entry in Desk(home).entries(RUN):
        row, at = entry.value, datetime.fromisoformat(entry.at)
        found.append(RunRequest(entry.subject, entry.who, at, bool(row.get("force")), row.get("as_of")))
    return found


def waiting_request(home: Path) -> RunRequest | None:
    """The last request, while its process lives or may still be about to begin; None where it has ended."""
    requests = list_requests(home)
    if not requests:
        return None
    last = requests[-1]
    lock = request_folder(home, last.request) / "lock"
    if _is_held(lock):
        return last
    young = datetime.now(UTC) - last.at < timedelta(seconds=MAX_SECONDS_TO_START)
    return last if young and not lock.exists() and lock.parent.is_dir() else None


def request_at_hand() -> str | None:
    """The request that this process carries out, by its environment."""
    name = os.environ.get(REQUEST, "")
    return name if _NAME.fullmatch(name) else None


def hold_request(home: Path) -> None:
    """Say, to the end of this process, that the request it carries out is at work."""
    if name := request_at_hand():
        handle = open_for_lock(request_folder(home, name) / "lock")
        try_lock(handle)
        _locks.append(handle)


def messages_of(home: Path, request: str) -> str:
    """The last of what the process of a request wrote to its standard error."""
    try:
        with (request_folder(home, request) / "messages.txt").open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - MAX_MESSAGE_BYTES))
            return file.read().decode("utf-8", "replace").strip()
    except OSError:
        return ""


def request_folder(home: Path, request: str) -> Path:
    """Where what a request says is kept."""
    return home / "runs" / request


def _start(home: Path, request: str, folders: RunFolders, force: bool, as_of: date | None) -> None:
    folder = request_folder(home, request)
    for old in sorted(path for path in folder.parent.glob("*") if _NAME.fullmatch(path.name))[:-KEPT]:
        remove_path(old)
    folder.mkdir(parents=True)
    folders.inbox.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable, "-P", "-m", "gouji", "run", "--json", "--home", str(home.resolve()),
        "--inbox", str(folders.inbox), "--registry", str(folders.registry),
        *(["--force"] if force else []), *(["--as-of", as_of.isoformat()] if as_of else []),
    ]  # fmt: skip
    # A group of its own: Ctrl-C at the server's terminal ends the server only.
    apart = {"creationflags": 0x00000208} if sys.platform == "win32" else {"start_new_session": True}
    with (folder / "summary.json").open("wb") as out, (folder / "messages.txt").open("wb") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors, env=os.environ | {REQUEST: request}, **apart
        )
    threading.Thread(target=process.wait, daemon=True).start()  # or it would stay a zombie


def _is_held(lock: Path) -> bool:
    """Whether a living process holds this lock."""
    if not lock.exists():
        return False
    with suppress(OSError):
        handle = open_for_lock(lock)
        try:
            return not try_lock(handle)
        finally:
            os.close(handle)
    return False
