"""The archive: every document's bytes, once, under the sha256 of their content.

Bytes are hashed whenever they are read, and a copy that is not what its name says is never used: it is kept in
``archive/quarantine`` for whoever asks what happened, and had again where that can be (`proof.py`).
"""

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from gouji.core.digest import file_digest
from gouji.core.disk import in_time, set_aside, sync_folder
from gouji.core.errors import GoujiError

MOST_SYNCED_ALONE = 100  # files
SHARE_WAITS = (0.2, 1.0)  # seconds between the tries of a file that cannot be read


class DamagedCopy(GoujiError):
    """A copy in the archive is missing, or its bytes are not what its name says."""


class Companion(NamedTuple):
    """A file that belongs to a page: `link` as the page writes it; otherwise as in Archived."""

    link: str
    document_id: str
    source: str
    archive_path: str
    size_bytes: int


class Archived(NamedTuple):
    """One received file: where it came from and where its bytes are kept (relative to the home folder); for a page
    also the pictures and files it shows or offers, as far as they came with it."""

    document_id: str
    source: str
    archive_path: str
    size_bytes: int
    companions: tuple[Companion, ...] = ()
    # Of what came from the web: the day (in China) on which the address first showed these bytes, the agency whose
    # source it was found by, which version at this address, and whether that is what the address shows now.
    fetched_on: date | None = None
    agency_code: str | None = None
    version: int = 1
    in_force: bool = True


def archive_path(document_id: str) -> str:
    return f"archive/{document_id[:2]}/{document_id}"


def archive_bytes(data: bytes, source: str, home: Path, sync: bool = True) -> Archived:
    """Keep bytes in the archive unless they are there; never rewrites an entry.

    They are written to a neighbour first and moved into place once on disk, so a killed run leaves no half entry. What
    stands there damaged is set aside. Without `sync` they are on disk only after `sync_archive`: a file's own fsync
    takes longer than reading a report.
    """
    document_id = hashlib.sha256(data).hexdigest()
    relative = archive_path(document_id)
    target = home / relative
    if not is_whole(target):
        set_aside_copy(home, document_id)
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{document_id}.{os.getpid()}.{threading.get_ident()}")
        with partial.open("wb") as file:
            file.write(data)
            if sync or not hasattr(os, "sync"):
                file.flush()
                os.fsync(file.fileno())
        partial.chmod(0o444)
        partial.replace(target)
    return Archived(document_id, source, relative, len(data))


def sync_archive(home: Path, items: Sequence[Archived]) -> None:
    """Put on disk what was archived without: few by themselves, as the system may have much else to write. Windows has no
    such call, and no need: see archive_bytes."""
    if not hasattr(os, "sync"):
        return
    if len(items) > MOST_SYNCED_ALONE:
        os.sync()
        return
    paths = {home / item.archive_path for item in items}
    folders = {folder for path in paths for folder in (path.parent, path.parent.parent)}  # which may be new as well
    for path in sorted(paths) + sorted(folders):
        sync_folder(path)


def independent(items: list[Archived]) -> list[Archived]:
    """Without the files that came as part of a page."""
    parts = {companion.source for item in items for companion in item.companions}
    return [item for item in items if item.source not in parts]


def with_companions(items: list[Archived]) -> list[Archived]:
    """All that was received, the files that came with pages among it."""
    parts = {c.source: Archived(*c[1:]) for item in items for c in item.companions}
    own = {item.source for item in items}
    return [*items, *(part for source, part in parts.items() if source not in own)]


def companions_of(item: Archived, home: Path, damaged: list[str]) -> Callable[[str], bytes | None]:
    """What came with a page, by link, for its reading; `damaged` hears of copies that cannot be read."""
    paths = {companion.link: companion.archive_path for companion in item.companions}

    def companion(link: str) -> bytes | None:
        try:
            return read_archived(home, paths[link]) if link in paths else None
        except DamagedCopy as error:
            damaged.append(str(error))
            return None

    return companion


def read_archived(home: Path, relative: str) -> bytes:
    """The bytes of an archived file, proved by their sha256; raises DamagedCopy."""
    path = home / relative
    try:
        data = in_time(path.read_bytes, SHARE_WAITS, _may_answer_later)
    except OSError as error:
        raise DamagedCopy(
            f"存档中的 {relative} 读不出（{error.strerror}）。 The archived copy cannot be read."
        ) from error
    if hashlib.sha256(data).hexdigest() != path.name:
        raise DamagedCopy(f"存档中的 {relative} 与其 sha256 不符，已损坏。 The archived copy is damaged.")
    return data


def _may_answer_later(error: OSError) -> bool:
    """Whether a shared folder may only not answer for a moment."""
    return not isinstance(error, FileNotFoundError)


def is_whole(path: Path) -> bool:
    """Whether a file of the archive is there and is what its name says."""
    try:
        return file_digest(path) == path.name
    except OSError:
        return False


def quarantine(home: Path) -> Path:
    """Where damaged copies are kept."""
    return home / "archive" / "quarantine"


def set_aside_copy(home: Path, document_id: str) -> Path | None:
    """Move what stands in the place of a copy into the quarantine; where it is now, None for nothing there."""
    return set_aside(home / archive_path(document_id), quarantine(home))
