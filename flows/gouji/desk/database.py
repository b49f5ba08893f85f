"""``home/desk.db``: the SQLite file of the desk, its tables, and how it is opened."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import DeskDamaged, DeskError
from .events import Entry, Event, state_of, to_json

BUSY_SECONDS = 10.0  # a writer waits so long for another
# `entries` is a cache of what the events say. The last three tables are no decisions but what keeps strangers out:
# never copied, exported or published; without them accounts are there and nobody can log in.
_TABLES = """
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
    before TEXT, after TEXT, note TEXT NOT NULL, previous TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_of ON events (kind, subject, seq);
CREATE TRIGGER IF NOT EXISTS events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER IF NOT EXISTS events_are_never_removed BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
CREATE TRIGGER IF NOT EXISTS events_are_only_added BEFORE INSERT ON events
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'events are never put in between'); END;
CREATE TABLE IF NOT EXISTS entries (
    kind TEXT NOT NULL, subject TEXT NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (kind, subject)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passwords (
    user TEXT PRIMARY KEY, salt BLOB NOT NULL, hash BLOB NOT NULL, n INTEGER NOT NULL, r INTEGER NOT NULL,
    p INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0, locked_until TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (
    token_hash TEXT PRIMARY KEY, user TEXT NOT NULL, created TEXT NOT NULL, expires TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS links (token_hash TEXT PRIMARY KEY, link TEXT NOT NULL) WITHOUT ROWID;
"""
_COLUMNS = "seq, at, who, kind, subject, before, after, note, previous, digest"


def database_path(home: Path) -> Path:
    return home / "desk.db"


@contextmanager
def open_database(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection of one's own to a desk, made where there is none; nothing is begun yet. What is committed is on
    disk. Raises DeskDamaged for a file that is no database any more, DeskError where others kept it too long."""
    try:
        is_new = not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        con = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            if is_new:
                path.chmod(0o600)
            con.execute("PRAGMA journal_mode = WAL")
            con.execute("PRAGMA synchronous = FULL")
            if is_new or not con.execute("SELECT 1 FROM sqlite_master WHERE name = 'links'").fetchone():
                con.executescript(_TABLES)
            yield con
        finally:
            con.close()
    except sqlite3.DatabaseError as error:
        raise _refused(path, error) from error


@contextmanager
def writing(con: sqlite3.Connection) -> Iterator[None]:
    """One change of the file, by one writer at a time: all of it or nothing."""
    con.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def read_events(con: sqlite3.Connection, where: str = "", parameters: Iterable[object] = ()) -> list[Event]:
    """Events in order; `where`: the rest of the query."""
    rows = con.execute(f"SELECT {_COLUMNS} FROM events {where or 'ORDER BY seq'}", tuple(parameters))
    return [Event._make((*row[:5], _value(row[5]), _value(row[6]), *row[7:])) for row in rows]


def read_entries(con: sqlite3.Connection, where: str = "", parameters: Iterable[object] = ()) -> list[Entry]:
    """Entries by kind and subject; `where`: the condition."""
    query = f"SELECT kind, subject, seq, at, who, value FROM entries {where} ORDER BY kind, subject"
    return [Entry._make((*row[:5], json.loads(row[5]))) for row in con.execute(query, tuple(parameters))]


def insert_events(con: sqlite3.Connection, events: Iterable[Event]) -> None:
    """Add events, and bring `entries` up to them."""
    for event in events:
        before, after = (None if v is None else to_json(v) for v in (event.before, event.after))
        con.execute(
            f"INSERT INTO events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*event[:5], before, after, *event[7:]),
        )
        con.execute("DELETE FROM entries WHERE kind = ? AND subject = ?", (event.kind, event.subject))
        if after is not None:
            con.execute(
                "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
                (event.kind, event.subject, event.seq, event.at, event.who, after),
            )


def rebuild_entries(con: sqlite3.Connection, events: Iterable[Event]) -> None:
    """Make `entries` anew from all events."""
    con.execute("DELETE FROM entries")
    con.executemany(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
        ((*entry[:5], to_json(entry.value)) for entry in state_of(events).values()),
    )


def _value(text: str | None) -> dict[str, object] | None:
    return None if text is None else json.loads(text)


def _refused(path: Path, error: sqlite3.DatabaseError) -> DeskError:
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return DeskError(
            f"另一位正在保存，等了 {BUSY_SECONDS:.0f} 秒仍未轮到，未予保存，请再试一次。 Kept by another: try again."
        )
    if isinstance(error, sqlite3.OperationalError) and "malformed" not in str(error):
        return DeskError(f"{path} 不能读写（{error}），请核对磁盘空间与权限后再试。 The desk's file cannot be used.")
    return DeskDamaged(
        f"{path} 已损坏（{error}）。另有一份逐条的记录 desk.jsonl，请运行 gouji desk verify --repair 由它恢复；"
        "两份都坏的，用 gouji desk import 从备份恢复。 The desk's file is damaged: gouji desk verify --repair."
    )
