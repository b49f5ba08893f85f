"""All documents of a run, read: those whose readings are kept from earlier runs are not read again."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from gouji.collect.archive import Archived
from gouji.collect.inbox import batches_of
from gouji.core.settings import Settings
from gouji.workers.pool import WorkerPool

from .cached_readings import key_of, known_segments
from .stage import Staged, crashed_document, known, merge, stage_documents, unused_companions


def read_documents(
    documents: list[Archived], folder: Path, read_new: Callable[[list[Archived]], list[Staged]]
) -> Staged:
    """Read every document once. `folder`: the readings kept; `read_new` reads what is not there and keeps it there."""
    first = {item.document_id: item for item in reversed(documents)}
    parts: list[Staged] = []
    waiting = sorted(first.values(), key=lambda item: item.source)
    while waiting:  # once, and once more for what pages had no use for
        segments = known_segments(folder, waiting)
        kept = {key for segment in segments for key in segment.readings}
        read = read_new([item for item in waiting if key_of(item) not in kept])
        parts += (read := [*map(known, segments), *read])
        waiting = unused_companions(read, first)
    return merge(documents, parts)


def read_in_batches(
    settings: Settings, read_batches: Callable[[list[list[Archived]]], list[Staged]], items: list[Archived]
) -> list[Staged]:
    """Read documents by batches; `read_batches` gives the results of all."""
    return read_batches(list(batches_of(items, settings.batch(len(items)))))


def start_readers(settings: Settings, folder: Path) -> WorkerPool[Archived, Staged]:
    """Worker processes that read documents and keep the readings in `folder`; to be entered with `with`."""
    return WorkerPool(partial(stage_documents, settings.home, folder), crashed_document, settings.processes)
