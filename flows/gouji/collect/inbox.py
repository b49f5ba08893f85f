"""The files an office has put into a folder."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from gouji.core.errors import unforeseen
from gouji.core.settings import Settings

from .archive import Archived, Companion, sync_archive, with_companions
from .companion_files import find_companions, may_have_companions
from .inbox_files import NotCollected, list_inbox, source_name
from .inbox_index import InboxIndex
from .intake import Untakable, read_whole, take_in
from .log import Log

T = TypeVar("T")


class Received(NamedTuple):
    """What an inbox held: what is archived, and what could not be collected."""

    items: list[Archived]
    refused: list[NotCollected]


def collect_inbox(
    log: Log, settings: Settings, archive_batches: Callable[[list[list[Path]]], list[Archived | NotCollected]]
) -> Received:
    """Archive the bytes of every file in the inbox, once each; a file that did not change is not read again.

    `archive_batches` does `collect_batch` for every batch and gives the results of all.
    """
    listed = list_inbox(settings.inbox)
    seen = InboxIndex(settings.home, settings.inbox, listed.files)
    known = {file: item for file in listed.files if (item := seen.archived(file)) is not None}
    unknown = [file for file in listed.files if file not in known]
    results = archive_batches(list(batches_of(unknown, settings.batch(len(unknown)))))
    new = [item for item in results if isinstance(item, Archived)]
    if new:
        received = with_companions(new)
        sync_archive(settings.home, received)
        log.received(received)
    items = sorted([*known.values(), *new], key=lambda item: item.source)
    seen.note(items)
    refused = [*listed.refused, *(item for item in results if isinstance(item, NotCollected))]
    return Received(items, list({entry.source: entry for entry in refused}.values()))


def collect_batch(files: list[Path], inbox: Path, home: Path) -> list[Archived | NotCollected]:
    """`archive_batch` in which a file that cannot be taken in costs itself only."""
    results: list[Archived | NotCollected] = []
    for file in files:
        source = source_name(inbox, file)
        try:
            results.append(archive_document(file, inbox, home, partial(source_name, inbox), results.append))
        except Untakable as error:
            results.append(NotCollected(source, f"{source} {error}."))
        except (OSError, MemoryError):  # of our own disk and memory
            raise
        except Exception as error:
            results.append(NotCollected(source, f"{source}：{unforeseen(error)}"))
    return results


def archive_batch(files: list[Path], inbox: Path, home: Path) -> list[Archived]:
    """Archive some of the inbox's files, pages with what they link to; sources are paths relative to the inbox,
    with "/". Raises Untakable."""
    return [archive_document(file, inbox, home, partial(source_name, inbox)) for file in files]


def archive_document(
    file: Path,
    folder: Path,
    home: Path,
    source: Callable[[Path], str],
    refuse: Callable[[NotCollected], object] = lambda _: None,
) -> Archived:
    """Archive a file and, where it is a page, the files of `folder` that it links to; `source` names a file. `refuse`
    hears of the linked files that cannot be taken in. Raises Untakable."""
    companions = []
    page = read_whole(file) if may_have_companions(file) else None
    for link, path in find_companions(file, page or b"", folder):
        try:
            part = take_in(path, source(path), home)
        except Untakable as error:
            refuse(NotCollected(source(path), f"{source(path)} {error}."))
        else:
            companions.append(Companion(link, part.document_id, part.source, part.archive_path, part.size_bytes))
    return take_in(file, source(file), home, page)._replace(companions=tuple(companions))


def batches_of(items: list[T], size: int) -> Iterator[list[T]]:
    """Batches of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))
