"""The archive: every document's bytes, once, under the sha256 of their content."""

import hashlib
import os
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple


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

    They are written to a neighbour first and moved into place once on disk, so a killed run leaves no half entry. An
    entry of another size can only be what a power failure left of one: it is written again. Without `sync` they are on
    disk only after `sync_archive`: a file's own fsync takes longer than reading a report.
    """
    document_id = hashlib.sha256(data).hexdigest()
    relative = archive_path(document_id)
    target = home / relative
    if not target.exists() or target.stat().st_size != len(data):
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


def sync_archive() -> None:
    """Put on disk what was archived without; Windows has no such call, and no need: see archive_bytes."""
    if hasattr(os, "sync"):
        os.sync()


def independent(items: list[Archived]) -> list[Archived]:
    """Without the files that came as part of a page."""
    parts = {companion.source for item in items for companion in item.companions}
    return [item for item in items if item.source not in parts]


def with_companions(items: list[Archived]) -> list[Archived]:
    """All that was received, the files that came with pages among it."""
    parts = {c.source: Archived(*c[1:]) for item in items for c in item.companions}
    return [*items, *(part for source, part in parts.items() if all(item.source != source for item in items))]


def companions_of(item: Archived, home: Path) -> Callable[[str], bytes | None]:
    """What came with a page, by link, for its reading."""
    paths = {companion.link: companion.archive_path for companion in item.companions}
    return lambda link: read_archived(home, paths[link]) if link in paths else None


def read_archived(home: Path, relative: str) -> bytes:
    return (home / relative).read_bytes()
