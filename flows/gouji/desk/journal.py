"""The second copy of the desk's events, a line each in ``home/desk.jsonl``: what either file loses, the other has."""

import os
from collections.abc import Iterable
from pathlib import Path

from gouji.core.disk import write_whole
from gouji.core.json_lines import append_lines, read_lines

from .events import Event, chain_problem, from_line, to_line

_MAX_TAIL_BYTES = 1 << 16


def journal_path(home: Path) -> Path:
    return home / "desk.jsonl"


def append_events(home: Path, events: Iterable[Event]) -> None:
    """Add events, on disk before we go on."""
    append_lines(journal_path(home), b"".join(to_line(event) + b"\n" for event in events))


def rewrite_journal(home: Path, events: Iterable[Event]) -> None:
    """Write the copy anew."""
    write_whole(journal_path(home), b"".join(to_line(event) + b"\n" for event in events))


def last_digest(home: Path) -> str | None:
    """The digest of the last event of the copy; None where it has none or its last line is cut short."""
    try:
        with journal_path(home).open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _MAX_TAIL_BYTES))
            tail = file.read()
    except OSError:
        return None
    event = from_line(tail.rstrip(b"\n").rpartition(b"\n")[2]) if tail.endswith(b"\n") else None
    return event.digest if event else None


def read_journal(home: Path) -> list[Event] | None:
    """Every event of the copy; None where it is not whole. Without a file: none."""
    try:
        return read_events(read_lines(journal_path(home)))
    except OSError:
        return None


def read_events(lines: Iterable[bytes]) -> list[Event] | None:
    """Lines as events; None where one is cut short or does not follow from the one before."""
    events = []
    for line in lines:
        if (event := from_line(line)) is None:
            return None
        events.append(event)
    return None if chain_problem(events) else events
