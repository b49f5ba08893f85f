"""What a run does for the archive first: damaged copies are set aside and had again, and what is lost is logged.

A copy that nobody has touched since it was last hashed here is not hashed again before it is read; `work/proof.json`
holds the time of that. Reading hashes in any case (`archive.read_archived`).
"""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from gouji.core.checked_json import read_checked, write_checked
from gouji.core.disk import remove_path

from .archive import archive_bytes, archive_path, is_whole, set_aside_copy
from .inbox_files import file_named
from .log import COPY, INBOX, LOST, RECOVERED, Log, LogEntry

# Of a file changed within so many nanoseconds of being hashed the clock may not tell.
_MIN_AGE_NANOSECONDS = 2_000_000_000
_THREADS = 4  # hashing leaves the interpreter free, and a disk answers several at a time


class Proof(NamedTuple):
    """What was done: document_ids had again, those that are lost now, and where damaged copies were put."""

    recovered: list[str]
    lost: list[str]
    set_aside: list[Path]


def prove_archive(home: Path, log: Log, inbox: Path | None, everything: bool = False) -> Proof:
    """Hash what was touched since the last time (or `everything`), set aside what is damaged, have it again from the
    inbox, and log what cannot be had.

    To be called by the one process that holds the run's lock.
    """
    started = time.time_ns()
    since = 0 if everything else _proven_at(home)
    for part in (home / "archive").glob("??/.*"):
        remove_path(part)  # of a killed run
    sources: dict[str, list[LogEntry]] = {}
    for entry in log:
        if entry.document_id:
            sources.setdefault(entry.document_id, []).append(entry)
    aside, recovered, lost = [], [], []
    for document_id in _damaged(home, sources, since):
        if place := set_aside_copy(home, document_id):
            aside.append(place)
        if inbox and _take_again(home, document_id, inbox, sources[document_id]):
            recovered.append(document_id)
        else:
            lost.append(document_id)
    known = log.lost
    again = [document_id for document_id in known if document_id not in lost]
    entries = [_entry(log, LOST, sources[i]) for i in lost if i not in known]
    log.append([*entries, *(_entry(log, RECOVERED, sources[i]) for i in again)])
    write_checked(_path(home), started - _MIN_AGE_NANOSECONDS)
    return Proof(recovered, lost, aside)


def forget_proof(home: Path) -> None:
    """Have the next run hash everything: bytes were found damaged that nobody had touched."""
    remove_path(_path(home))


def _damaged(home: Path, documents: Iterable[str], since: int) -> Iterator[str]:
    def is_proven(document_id: str) -> bool:
        try:
            stat = os.stat(f"{home}/{archive_path(document_id)}")  # noqa: PTH116  for tens of thousands of files
        except OSError:
            return False
        return max(stat.st_mtime_ns, stat.st_ctime_ns) <= since

    names = [document_id for document_id in sorted(documents) if not is_proven(document_id)]
    with ThreadPoolExecutor(_THREADS) as pool:
        whole = pool.map(lambda name: is_whole(home / archive_path(name)), names)
        yield from (name for name, is_good in zip(names, whole, strict=True) if not is_good)


def _take_again(home: Path, document_id: str, inbox: Path, entries: list[LogEntry]) -> bool:
    """Archive a document again from where it lay in the inbox, if it still does."""
    for source in {entry.source for entry in entries if entry.role == INBOX}:
        try:
            data = file_named(inbox, source).read_bytes()
        except (OSError, ValueError):
            continue
        if hashlib.sha256(data).hexdigest() == document_id:
            archive_bytes(data, source, home)
            return True
    return False


def _entry(log: Log, state: str, entries: list[LogEntry]) -> LogEntry:
    first = entries[0]
    return LogEntry(first.source, COPY, state, log.clock(), first.document_id, first.size_bytes)


def _proven_at(home: Path) -> int:
    at = read_checked(_path(home))
    return at if isinstance(at, int) else 0


def _path(home: Path) -> Path:
    return home / "work" / "proof.json"
