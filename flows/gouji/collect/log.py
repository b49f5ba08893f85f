"""The archive's log: ``archive/log.jsonl``, a line for everything received or looked for, never rewritten.

Every line carries the sha256 of the line before it (`previous`), so a line that was altered or taken out later shows.
A line is written after the bytes it names are on disk.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from gouji.core.disk import set_aside, write_whole
from gouji.core.json_lines import append_lines, read_lines
from gouji.core.settings import TIME_ZONE

from .archive import Archived, quarantine

# What was looked at: a file of the inbox; an address of the registry or found on one; a list page searched for a report.
INBOX, LIST, PAGE, FILE, ATTACHMENT, SEARCH = "inbox", "list", "page", "file", "attachment", "search"
COPY = "copy"  # the archive's own copy of a document, looked at by a run
# What it showed.
ARCHIVED, UNCHANGED = "archived", "unchanged"  # bytes for the first time (here); the same as before
GONE, REFUSED, FAILED = "gone", "refused", "failed"  # no such page; may not be fetched; could not be fetched
LISTED, NOT_LISTED = "listed", "not_listed"  # of a search
LOST, RECOVERED = "lost", "recovered"  # of a copy: damaged or missing and not to be had again; whole again

HEAD = "0" * 64  # `previous` of the first line


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One observation. `source` is the inbox path or the address asked for, `final` the one that answered;
    `page` and `link` are set for attachments: the page's document_id and the link as written there."""

    source: str
    role: str
    state: str
    time: datetime
    document_id: str | None = None
    size_bytes: int | None = None
    agency_code: str | None = None
    report_year: int | None = None
    final: str | None = None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    page: str | None = None
    link: str | None = None
    problem: str | None = None

    @property
    def address(self) -> str:
        return self.final or self.source

    @property
    def day(self) -> date:
        return self.time.astimezone(TIME_ZONE).date()


_FIELDS = tuple(each.name for each in fields(LogEntry))


class Log:
    """The log of one home folder. Append from any thread of the one process that holds the run's lock."""

    def __init__(self, home: Path, clock: Callable[[], datetime] | None = None) -> None:
        self.clock = clock or now
        self._path = log_path(home)
        self._lock = threading.Lock()
        lines = read_lines(self._path)
        self._previous = _digest(lines[-1]) if lines else HEAD
        self._entries: list[LogEntry] = []
        self._latest: dict[str, LogEntry] = {}
        self._copies: dict[str, LogEntry] = {}
        self._documents: dict[tuple[str, int], dict[str, LogEntry]] = {}
        self._known: set[tuple[str, str | None]] = set()
        self._lost: dict[str, date] = {}
        for entry in filter(None, map(read_entry, lines)):
            self._index(entry)

    def __iter__(self) -> Iterator[LogEntry]:
        return iter(list(self._entries))

    def latest(self, source: str) -> LogEntry | None:
        """The last observation of a path or an address."""
        return self._latest.get(source)

    def latest_copy(self, source: str) -> LogEntry | None:
        """The last observation of an address that has bytes."""
        return self._copies.get(source)

    def documents_of(self, agency_code: str, report_year: int) -> list[LogEntry]:
        """The last copies of an agency's pages and files for a report year, one an address."""
        return list(self._documents.get((agency_code, report_year), {}).values())

    @property
    def lost(self) -> dict[str, date]:
        """Documents whose copies are lost, each with the day on which that was first seen."""
        return dict(self._lost)

    def is_complete(self, agency_code: str, report_year: int) -> bool:
        """Whether no copy of an agency's pages, files and attachments for a year is lost."""
        owner = (agency_code, report_year)
        return not self._lost or not any(
            entry.document_id in self._lost and (entry.agency_code, entry.report_year) == owner
            for entry in self._entries
        )

    def received(self, items: Iterable[Archived]) -> None:
        """Log files of the inbox; the same bytes under the same name are logged once."""
        new = [item for item in items if (item.source, item.document_id) not in self._known]
        time = self.clock()
        self.append([LogEntry(i.source, INBOX, ARCHIVED, time, i.document_id, i.size_bytes) for i in new])

    def append(self, entries: list[LogEntry]) -> None:
        """Write the entries, one line each, on disk before we go on."""
        if not entries:
            return
        with self._lock:
            lines, previous = [], self._previous
            for entry in entries:
                line = _line(entry, previous)
                previous = _digest(line)
                lines.append(line + b"\n")
            append_lines(self._path, b"".join(lines))
            self._previous = previous
            for entry in entries:
                self._index(entry)

    def _index(self, entry: LogEntry) -> None:
        self._entries.append(entry)
        if entry.document_id and entry.state == LOST:
            self._lost[entry.document_id] = entry.day
        elif entry.document_id and entry.state in (ARCHIVED, RECOVERED):
            self._lost.pop(entry.document_id, None)
        if entry.role == COPY:
            return
        if entry.role != SEARCH:
            self._latest[entry.source] = entry
        if entry.role == INBOX:
            self._known.add((entry.source, entry.document_id))
        elif entry.document_id:
            self._copies[entry.source] = entry
            if entry.role in (PAGE, FILE) and entry.agency_code and entry.report_year:
                self._documents.setdefault((entry.agency_code, entry.report_year), {})[entry.source] = entry


def now() -> datetime:
    return datetime.now(UTC)


def log_path(home: Path) -> Path:
    return home / "archive" / "log.jsonl"


def read_entry(line: bytes) -> LogEntry | None:
    """A line as an entry; None for one that a crash cut short."""
    try:
        values: dict[str, Any] = json.loads(line)
        del values["previous"]
        return LogEntry(**values | {"time": datetime.fromisoformat(values["time"])})
    except (ValueError, KeyError, TypeError):
        return None


def check_chain(home: Path) -> tuple[list[LogEntry], list[str], int]:
    """All entries, what is wrong with the chain of lines, and how many lines a crash cut short."""
    entries, problems, cut, previous = [], [], 0, HEAD
    for number, line in enumerate(read_lines(log_path(home)), 1):
        entry = read_entry(line)
        if entry is None:
            cut += 1
        else:
            if json.loads(line)["previous"] != previous:
                problems.append(
                    f"{log_path(home)} 第 {number} 行与前一行不相衔接：此处曾被改动、删除或插入。"
                    " This line does not follow from the one before: altered, removed or inserted."
                )
            entries.append(entry)
        previous = _digest(line)
    return entries, problems, cut


class LogEnd(NamedTuple):
    """How long a log is and the sha256 of its last line, which by the chain speaks for all lines before."""

    lines: int
    head: str


def log_end(lines: list[bytes]) -> LogEnd:
    """The end of a log of these lines."""
    return LogEnd(len(lines), _digest(lines[-1]) if lines else HEAD)


def back_up_log(home: Path) -> LogEnd:
    """Keep a second copy of the log beside it, and tell its end: what a published version is founded on."""
    lines = read_lines(log_path(home))
    write_whole(backup_path(home), b"".join(line + b"\n" for line in lines))
    return log_end(lines)


def backup_path(home: Path) -> Path:
    """The copy of the log as of the last publication."""
    return home / "archive" / "log.backup.jsonl"


def follows(lines: list[bytes], end: LogEnd) -> bool:
    """Whether a log begins with the one that had this end: nothing of it was cut off, altered or put in."""
    previous = HEAD
    for line in lines[: end.lines]:
        # As we write lines; only of others it takes reading what they say.
        if not line.endswith(b'"previous": "%b"}' % previous.encode()):
            entry = read_entry(line)
            if entry is not None and json.loads(line)["previous"] != previous:
                return False
        previous = _digest(line)
    return len(lines) >= end.lines and previous == end.head


def mend_log(home: Path, end: LogEnd) -> bool:
    """Put the copy in the place of a log that lost what the last version was founded on; the lines since then are kept
    where they can be. False where the copy is no better; the damaged file is set aside."""
    path = log_path(home)
    lines = read_lines(path) if path.is_file() else []
    if follows(lines, end):
        return True
    backup = read_lines(backup_path(home)) if backup_path(home).is_file() else []
    if not follows(backup, end):
        return False
    set_aside(path, quarantine(home))
    previous = end.head
    whole = backup[: end.lines]
    for line in lines[end.lines :]:
        entry = read_entry(line)
        if entry is None or json.loads(line)["previous"] != previous:
            break
        previous = _digest(line)
        whole.append(line)
    write_whole(path, b"".join(line + b"\n" for line in whole))
    return True


def _line(entry: LogEntry, previous: str) -> bytes:
    values = {name: value for name in _FIELDS if (value := getattr(entry, name)) not in (None, {})}
    values |= {"time": entry.time.isoformat(timespec="milliseconds"), "previous": previous}
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
