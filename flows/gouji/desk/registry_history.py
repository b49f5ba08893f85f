"""Registries that the office replaced: the files as they were, to be looked at, taken away and put back.

home/registry-history/<sha256>.csv
"""

import re
from pathlib import Path
from typing import NamedTuple

from gouji.core.digest import file_digest
from gouji.core.disk import write_whole

from .errors import DeskError
from .store import Desk

REGISTRY = "registry"  # kind of the desk's events
FOLDER = "registry-history"
MAX_BYTES = 200_000_000  # of all of them; the oldest go first. A district's is some kilobytes, a country's 5 MB
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Former(NamedTuple):
    """A registry that was in use: from when (UTC, as the desk has it), put there by whom and how; None where that was not
    at the desk; `is_kept`: its file is there."""

    digest: str
    at: str | None
    who: str | None
    note: str | None
    is_kept: bool


def keep_former(home: Path, path: Path) -> str:
    """Keep the file that is about to be replaced; its digest, "" where there is none."""
    if not path.is_file():
        return ""
    digest, folder = file_digest(path), home / FOLDER
    write_whole(folder / f"{digest}.csv", path.read_bytes())
    files = sorted(folder.glob("*.csv"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    held = 0
    for file in files:
        held += file.stat().st_size
        if held > MAX_BYTES and file.stem != digest:
            file.unlink(missing_ok=True)
    return digest


def former_registries(desk: Desk, current: str) -> list[Former]:
    """Every registry that was in use before the `current` one (its digest), the newest first, each once."""
    found: dict[str, Former] = {}
    for event in desk.events(REGISTRY):
        told = event.after or {}
        if before := told.get("replaced"):
            found.setdefault(str(before), Former(str(before), None, None, None, False))
        if digest := told.get("sha256"):
            found.pop(str(digest), None)  # put back: it stands where it came last
            found[str(digest)] = Former(str(digest), event.at, event.who, event.note, False)
    return [
        each._replace(is_kept=_file(desk.home, digest).is_file())
        for digest, each in reversed(found.items())
        if digest != current and _DIGEST.fullmatch(digest)
    ]


def former_registry(home: Path, digest: str) -> bytes:
    """The bytes of one. Raises DeskError where it is not there."""
    if not _DIGEST.fullmatch(digest) or not _file(home, digest).is_file():
        raise DeskError("这份以前的登记表已不在，没有改动。 It is not kept any more.")
    return _file(home, digest).read_bytes()


def _file(home: Path, digest: str) -> Path:
    return home / FOLDER / f"{digest}.csv"
