"""The two files of a desk against each other and against what the last version was founded on; backup and import."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from gouji.core.disk import remove_path, set_aside

from .database import database_path, insert_events, open_database, read_entries, read_events, rebuild_entries, writing
from .errors import DeskDamaged, DeskError
from .events import Event, chain_problem, from_line, state_of, to_line
from .journal import journal_path, read_journal, rewrite_journal
from .store import Desk, writer_lock

_AGAIN = "从备份恢复：gouji desk import 备份文件 / restore it from a backup"


class DeskEnd(NamedTuple):
    """How many events a desk has and the digest of the last, which by the chain speaks for all before."""

    events: int
    head: str


def desk_end(home: Path) -> DeskEnd | None:
    """The end of a desk now; None where there is none."""
    last = Desk(home).latest_events(1)
    return DeskEnd(last[0].seq, last[0].digest) if last else None


def desk_problems(home: Path, end: DeskEnd | None = None) -> list[str]:
    """What is wrong with a desk; `end`: what the last published version was founded on. Changes nothing."""
    problems, events = _database_problems(home)
    copy = read_journal(home)
    if copy is None:
        problems.append(f"{journal_path(home)} 有损坏或缺失的行 / damaged lines")
    elif not problems and copy != (events or []):
        problems.append(f"{journal_path(home)} 与 {database_path(home).name} 不一致 / the two copies differ")
    if not _begins_with(max((events or [], copy or []), key=len), end):
        problems.append(f"{database_path(home)} 缺少最近发布的版本所依据的记录 / events of the last version are gone")
    return problems


def heal_desk(home: Path, end: DeskEnd | None = None) -> bool:
    """Make both files whole from the one that is; whether anything was done. Damaged files are set aside.

    Raises DeskDamaged where neither has what the last version was founded on.
    """
    if not desk_problems(home, end):
        return False
    with writer_lock(home):
        problems, here = _database_problems(home)
        copy = read_journal(home)
        whole = [events for events in (here, copy) if events is not None and _begins_with(events, end)]
        if not whole or not _same_start(whole):
            raise DeskDamaged(
                f"{database_path(home)} 与 {journal_path(home).name} 都不完整：{'；'.join(problems) or '两份不一致'}；请{_AGAIN}"
            )
        events = max(whole, key=len)
        if here == events:
            with open_database(database_path(home)) as con, writing(con):
                rebuild_entries(con, events)
        if _database_problems(home) != ([], events):
            _make_database(home, events)
        if copy != events:
            set_aside(journal_path(home), home / "set-aside")
            rewrite_journal(home, events)
    return True


def import_events(home: Path, lines: Iterable[bytes], replace: bool = False) -> int:
    """Restore a desk from exported lines; returns how many events were new.

    What is at the desk must be the beginning of it, unless `replace` sets that aside. Raises DeskError.
    """
    events: list[Event] = []
    for number, line in enumerate((line for line in lines if line.strip()), 1):
        if (event := from_line(line.strip())) is None:
            raise DeskError(
                f"第 {number} 行不是办公台的记录，或不完整，未导入。 Line {number} is no event: nothing imported."
            )
        events.append(event)
    if problem := chain_problem(events):
        raise DeskError(f"备份不完整：{problem}，未导入。 Nothing was imported.")
    with writer_lock(home):
        problems, here = _database_problems(home)
        if (problems or here != events[: len(here or [])]) and not replace:
            raise DeskError(
                "现有的办公台与备份不是同一份，或已损坏，未导入；确要以备份取代的，请加 --replace（现有文件移至 set-aside）。"
                " The desk here is another, or damaged: --replace sets it aside."
            )
        if problems or here != events[: len(here or [])]:
            here = None
        new = events[len(here or []) :]
        if here is None:
            _make_database(home, events)
        else:
            with open_database(database_path(home)) as con, writing(con):
                insert_events(con, new)
        rewrite_journal(home, events)
    return len(new)


def export_lines(home: Path) -> list[bytes]:
    """Every event as a line of JSON: a backup. Passwords and links are not in it. Raises DeskDamaged."""
    events = Desk(home).events()
    if problem := chain_problem(events):
        raise DeskDamaged(f"{database_path(home)}：{problem}；请运行 gouji desk verify --repair")
    return [to_line(event) + b"\n" for event in events]


def _database_problems(home: Path) -> tuple[list[str], list[Event] | None]:
    """What is wrong with the database, and its events where they are whole; no database and no copy are no problem."""
    path = database_path(home)
    if not path.is_file():
        is_lost = path.exists() or journal_path(home).exists()
        return ([f"{path} 丢失 / lost"], None) if is_lost else ([], [])
    try:
        with open_database(path) as con:
            told = [row[0] for row in con.execute("PRAGMA integrity_check(3)")]
            events = read_events(con)
            entries = {(entry.kind, entry.subject): entry for entry in read_entries(con)}
    except (DeskError, sqlite3.Error, ValueError) as error:
        return [f"{path}：{error}"], None
    if problem := chain_problem(events):
        return [f"{path}：{problem}"], None
    problems = [] if told == ["ok"] else [f"{path} 的结构已损坏（{told[0]}）/ damaged"]
    if entries != state_of(events):
        problems.append(f"{path} 的现状表与记录不符 / the cached state is not what the events say")
    return problems, events


def _make_database(home: Path, events: list[Event]) -> None:
    """A database of these events in the place of the one there, with what can still be read of who may log in."""
    path = database_path(home)
    kept = {table: _rows_still_read(path, table) for table in ("passwords", "links")}
    for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        set_aside(name, home / "set-aside")
    part = path.with_name(f".{path.name}.part")
    for name in (part, part.with_name(f"{part.name}-wal"), part.with_name(f"{part.name}-shm")):
        remove_path(name)
    with open_database(part) as con, writing(con):
        insert_events(con, events)
        for table, rows in kept.items():
            for row in rows:
                con.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    part.replace(path)


def _rows_still_read(path: Path, table: str) -> list[tuple[Any, ...]]:
    """The rows of a table of a damaged file: none where it cannot be read."""
    if not path.is_file() or path.stat().st_size == 0:
        return []
    try:
        with open_database(path) as con:
            return con.execute(f"SELECT * FROM {table}").fetchall()
    except DeskError:
        return []


def _begins_with(events: list[Event], end: DeskEnd | None) -> bool:
    if end is None or end.events == 0:
        return True
    return len(events) >= end.events and events[end.events - 1].digest == end.head


def _same_start(whole: list[list[Event]]) -> bool:
    shorter, longer = min(whole, key=len), max(whole, key=len)
    return longer[: len(shorter)] == shorter
