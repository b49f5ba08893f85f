"""The files an office has put into a folder."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from gouji.core.settings import Settings

from .archive import Archived, Companion, archive_bytes, archive_file, sync_archive, with_companions
from .companion_files import find_companions, is_part_of_page
from .inbox_index import InboxIndex
from .log import Log

T = TypeVar("T")

# The folder's own papers, and what file managers leave behind.
_NOT_REPORTS = frozenset({"registry.csv", "truth.json", "thumbs.db", "desktop.ini"})


def find_files(inbox: Path) -> list[Path]:
    """Every file under the folder that may be a report, in a fixed order.

    Hidden files, the lock files of office programs (~$…) and the folders that browsers save beside a page are left
    out. Raises NotADirectoryError, and PermissionError for a folder that may not be read.
    """
    if not inbox.is_dir():
        raise NotADirectoryError(f"收件目录 {inbox} 不存在或不是目录。 No such inbox folder.")
    try:
        return sorted(_files_below(inbox), key=str)
    except PermissionError as error:
        raise PermissionError(
            f"收件目录中的 {error.filename} 无权读取，请调整权限后重新运行。 No permission to read this folder."
        ) from error


def _files_below(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:  # it knows what is a folder without asking for each of tens of thousands
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                path = folder / entry.name
                if not is_part_of_page(path):
                    yield from _files_below(path)
            elif _may_be_report(entry.name) and entry.is_file():
                yield folder / entry.name


def collect_inbox(
    log: Log, settings: Settings, archive_batches: Callable[[list[list[Path]]], list[Archived]]
) -> list[Archived]:
    """Archive the bytes of every file in the inbox, once each; a file that did not change is not read again.

    `archive_batches` does `archive_batch` for every batch and gives the results of all.
    """
    files = find_files(settings.inbox)
    seen = InboxIndex(settings.home, settings.inbox, files)
    known = {file: item for file in files if (item := seen.archived(file)) is not None}
    unknown = [file for file in files if file not in known]
    new = archive_batches(list(batches_of(unknown, settings.batch(len(unknown)))))
    if new:
        sync_archive()
        log.received(with_companions(new))
    items = sorted([*known.values(), *new], key=lambda item: item.source)
    seen.note(items)
    return items


def archive_batch(files: list[Path], inbox: Path, home: Path) -> list[Archived]:
    """Archive some of the inbox's files, pages with what they link to; sources are paths relative to the inbox,
    with "/"."""
    return [archive_document(file, inbox, home, lambda path: path.relative_to(inbox).as_posix()) for file in files]


def archive_document(file: Path, folder: Path, home: Path, source: Callable[[Path], str]) -> Archived:
    """Archive a file and, where it is a page, the files of `folder` that it links to; `source` names a file."""
    companions = []
    data = file.read_bytes()
    for link, path in find_companions(file, data, folder):
        part = archive_file(path, source(path), home)
        companions.append(Companion(link, part.document_id, part.source, part.archive_path, part.size_bytes))
    return archive_bytes(data, source(file), home, sync=False)._replace(companions=tuple(companions))


def batches_of(items: list[T], size: int) -> Iterator[list[T]]:
    """Batches of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _may_be_report(name: str) -> bool:
    return name.lower() not in _NOT_REPORTS and not name.startswith("~$")
