"""The desk of one home: what the office decided, read and written by pages and commands.

Every call opens the file anew, so a Desk may be used from any thread; readers never wait. What `write` returns is on
disk, in the database and in the copy beside it (journal.py).
"""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gouji.core.file_lock import alone
from gouji.core.settings import TIME_ZONE

from .database import (
    BUSY_SECONDS,
    database_path,
    insert_events,
    open_database,
    read_entries,
    read_events,
    writing,
)
from .errors import DeskConflict, DeskDamaged, DeskError
from .events import (
    HEAD,
    MAX_NAME_CHARACTERS,
    MAX_SUBJECT_CHARACTERS,
    MAX_VALUE_BYTES,
    Change,
    Entry,
    Event,
    make_event,
    to_json,
)
from .journal import append_events, journal_path, last_digest, read_journal, rewrite_journal

_one_writer = threading.Lock()  # of this process; other processes are kept out by the lock of the file


class Desk:
    """The decisions kept in a home folder; the folder may be new, and a desk that nobody wrote to has no file."""

    def __init__(self, home: Path, clock: Callable[[], datetime] | None = None) -> None:
        self.home = home
        self.clock = clock or (lambda: datetime.now(UTC))

    def today(self) -> date:
        """The day in China."""
        return self.clock().astimezone(TIME_ZONE).date()

    def entry(self, kind: str, subject: str) -> Entry | None:
        """The state of one thing; None where nothing is said of it."""
        found = self._entries("WHERE kind = ? AND subject = ?", kind, subject)
        return found[0] if found else None

    def entries(self, kind: str, start: str = "", ending: str = "") -> list[Entry]:
        """The state of all things of a kind whose subject begins and ends so, in order of subject."""
        end = start + "\U0010ffff"
        ends_so = "substr(subject, length(subject) - length(?) + 1) = ?"
        where = f"WHERE kind = ? AND subject >= ? AND subject < ? AND {ends_so}"
        return self._entries(where, kind, start, end, ending, ending)

    def events(
        self, kind: str | None = None, subject: str | None = None, after: int = 0, limit: int = -1
    ) -> list[Event]:
        """What happened since event `after`, the first first; of one kind or one thing; at most `limit`."""
        if not self.exists():
            return []
        conditions = {"seq > ?": after, "kind = ?": kind, "subject = ?": subject}
        given = {condition: value for condition, value in conditions.items() if value is not None}
        where = f"WHERE {' AND '.join(given)} ORDER BY seq LIMIT ?"
        with open_database(database_path(self.home)) as con:
            return read_events(con, where, (*given.values(), limit))

    def latest_events(self, limit: int) -> list[Event]:
        """The last events, the newest first."""
        if not self.exists():
            return []
        with open_database(database_path(self.home)) as con:
            return read_events(con, "ORDER BY seq DESC LIMIT ?", (limit,))

    def write(self, who: str, changes: Sequence[Change], note: str = "") -> list[Event]:
        """Take down changes, all or none; returns their events, none for what changes nothing.

        `note` goes with each change that has none. Raises DeskConflict where a thing is not what its change has
        seen, DeskError for what cannot be kept, DeskDamaged.
        """
        _check(who, changes)
        path = database_path(self.home)
        with writer_lock(self.home):
            self.exists()
            with open_database(path) as con:
                self._same_in_both(con)
                with writing(con):
                    events = self._events_of(con, who, changes, note)
                    insert_events(con, events)
                if events:
                    append_events(self.home, events)
        return events

    def exists(self) -> bool:
        """Whether there is a desk; raises DeskDamaged where its file is lost and the copy is there."""
        path = database_path(self.home)
        if path.is_file():
            return True
        if path.exists() or journal_path(self.home).exists():
            raise DeskDamaged(
                f"{path} 丢失，而逐条的记录 {journal_path(self.home).name} 还在：请运行 gouji desk verify --repair 恢复。"
                " The desk's file is lost, its copy is there: gouji desk verify --repair."
            )
        return False

    def _entries(self, where: str, *parameters: object) -> list[Entry]:
        if not self.exists():
            return []
        with open_database(database_path(self.home)) as con:
            return read_entries(con, where, parameters)

    def _events_of(self, con: Any, who: str, changes: Sequence[Change], note: str) -> list[Event]:
        last = con.execute("SELECT seq, digest FROM events ORDER BY seq DESC LIMIT 1").fetchone() or (0, HEAD)
        at = self.clock().astimezone(UTC).isoformat(timespec="milliseconds")
        events: list[Event] = []
        state: dict[tuple[str, str], tuple[int, Any]] = {}
        for change in changes:
            key = (change.kind, change.subject)
            if key not in state:
                found = read_entries(con, "WHERE kind = ? AND subject = ?", key)
                state[key] = (found[0].seq, found[0].value) if found else (0, None)
            seq, before = state[key]
            if change.seen is not None and change.seen != seq:
                raise DeskConflict(
                    read_events(con, "WHERE kind = ? AND subject = ? AND seq > ? ORDER BY seq", (*key, change.seen))
                )
            if before == change.after and not change.note:
                continue
            event = make_event(last[0] + 1, at, who, change, before, change.note or note, last[1])
            events.append(event)
            last = (event.seq, event.digest)
            state[key] = (event.seq, change.after)
        return events

    def _same_in_both(self, con: Any) -> None:
        """Bring the file and its copy together where a crash parted them."""
        head = con.execute("SELECT digest FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        if last_digest(self.home) == (head[0] if head else None):
            return
        here, there = read_events(con), read_journal(self.home) or []
        if there[: len(here)] == here:
            with writing(con):
                insert_events(con, there[len(here) :])
        elif here[: len(there)] != there:
            raise DeskDamaged(
                f"{database_path(self.home)} 与 {journal_path(self.home).name} 各说各的，请先运行 gouji desk verify。"
                " The desk's file and its copy differ: gouji desk verify."
            )
        else:
            rewrite_journal(self.home, here)


@contextmanager
def writer_lock(home: Path) -> Iterator[None]:
    """Keep all other writers of a desk out, in this process and in others; raises DeskError after BUSY_SECONDS."""
    with one_writer(home / "work" / "desk.lock", _one_writer):
        yield


@contextmanager
def one_writer(file: Path, of_process: threading.Lock) -> Iterator[None]:
    """Keep other writers out: of this process by a lock, of others by a file. Raises DeskError after BUSY_SECONDS."""
    busy = DeskError("另一位正在保存，未予保存，请再试一次。 Kept by another writer: try again.")
    with alone(file, of_process, BUSY_SECONDS, busy):
        yield


def _check(who: str, changes: Sequence[Change]) -> None:
    if not who.strip() or len(who) > MAX_NAME_CHARACTERS:
        raise DeskError(f"请写明是谁（不超过 {MAX_NAME_CHARACTERS} 字）。 Say who decides.")
    for change in changes:
        if not 0 < len(change.subject) <= MAX_SUBJECT_CHARACTERS:
            raise DeskError(f"「{change.subject[:40]}」应有 1 至 {MAX_SUBJECT_CHARACTERS} 字。 Too long or empty.")
        try:
            text = to_json([who, change.subject, change.note, change.after])
            size = len(text.encode())
        except (TypeError, ValueError) as error:
            raise DeskError(f"{change.kind}：所写的内容不能保存（{error}）。 Cannot be kept.") from error
        if size > MAX_VALUE_BYTES or json.loads(text)[-1] != change.after:
            raise DeskError(f"{change.kind}：所写的内容过长或不能保存，请缩短。 Too long, or not what JSON can keep.")
