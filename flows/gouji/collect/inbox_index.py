"""What the inbox held when it was last archived: ``home/work/inbox.json``.

A file that has the size, the time and the place on disk it had then is neither read nor hashed again, as in git and
rsync: among 40,000 reports the one that changed costs a second and not half a minute. Only ever a shortcut: without
the file, or where the archive lacks the bytes, everything is read.
"""

import hashlib
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gouji.core.checked_json import read_checked, write_checked

from .archive import Archived, Companion
from .inbox_files import file_named, path_in, source_name

# A file changed within so many nanoseconds of being read may change again under the same time: not noted.
_MIN_AGE_NANOSECONDS = 2_000_000_000


class InboxIndex:
    """The files of an inbox as last archived."""

    def __init__(self, home: Path, inbox: Path, files: list[Path]) -> None:
        self._home, self._inbox = home, inbox
        self._path = home / "work" / "inbox.json"
        # Which files a page's links name depends on which files there are.
        names = "\n".join(path_in(inbox, file) for file in files)
        self._listing = f"{inbox}\n{hashlib.sha256(names.encode('utf-8', 'surrogateescape')).hexdigest()}"
        self._entries: dict[str, Any] = self._load()
        self._unchanged: set[str] = set()

    def archived(self, file: Path) -> Archived | None:
        """The file as archived last time; None when it or a file that came with it is not what it was."""
        entry = self._entries.get(source_name(self._inbox, file))
        if entry is None:
            return None
        stamps, fields, companions = entry
        item = Archived(*fields)._replace(companions=tuple(Companion(*each) for each in companions))
        held = [item.archive_path, *(companion.archive_path for companion in item.companions)]
        if stamps != self._stamps(item) or not all(os.path.isfile(f"{self._home}/{path}") for path in held):  # noqa: PTH113
            return None
        self._unchanged.add(item.source)
        return item

    def note(self, items: Iterable[Archived]) -> None:
        """Keep these, and only these, for the next run; a file that is still being written is left out."""
        settled = time.time_ns() - _MIN_AGE_NANOSECONDS
        entries = {}
        for item in items:
            if item.source in self._unchanged:
                entries[item.source] = self._entries[item.source]
                continue
            stamps = self._stamps(item)
            if all(stamp and stamp[1] < settled for stamp in stamps):
                entries[item.source] = (stamps, item[:4], item.companions)
        write_checked(self._path, {"listing": self._listing, "files": entries})

    def _load(self) -> dict[str, Any]:
        kept = read_checked(self._path)
        return kept["files"] if kept and kept["listing"] == self._listing else {}

    def _stamps(self, item: Archived) -> list[list[int] | None]:
        return [_stamp(self._inbox, source) for source in (item.source, *(c.source for c in item.companions))]


def collected(home: Path, inbox: Path) -> dict[str, str]:
    """The files that the last run collected and that are unchanged since: document_id by source. Files that came or went
    beside them do not matter here."""
    kept = read_checked(home / "work" / "inbox.json")
    if not kept or not str(kept["listing"]).startswith(f"{inbox}\n"):
        return {}
    entries = ((source, stamps, fields) for source, (stamps, fields, _) in kept["files"].items())
    return {source: fields[0] for source, stamps, fields in entries if stamps[0] == _stamp(inbox, source)}


def _stamp(inbox: Path, source: str) -> list[int] | None:
    """What tells that a file was changed or replaced."""
    try:
        try:
            stat = os.stat(f"{inbox}/{source}")  # noqa: PTH116  for tens of thousands of files
        except FileNotFoundError:
            stat = file_named(inbox, source).stat()
    except OSError:
        return None
    return [stat.st_size, stat.st_mtime_ns, stat.st_ino, stat.st_ctime_ns]
