"""Reading on the machines of a cluster: documents and readings travel by a store that every machine can reach.

Without a store the home folder itself is shared. What a machine does with its documents is what a run on one machine does
(stage.py). Whatever a cluster loses, machines, its scheduler, the way to the store, is given to it once more, and what
it then has not read is read here: a run ends with the same readings, sooner or later.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from gouji.collect.archive import Archived
from gouji.collect.inbox import batches_of
from gouji.core.errors import GoujiError
from gouji.workers.pool import WorkerPool

from .cached_readings import key_of, known_segments, notes_path
from .reader_version import reader_version
from .stage import Staged, crashed_document, known, stage_documents
from .staged_tables import STAGED, batch_path
from .store import Store, StoreError

BATCH_SIZE = 500  # documents a task: a task of a cluster costs a third of a second, and a reader's start half of one
ROUNDS = 3  # that the cluster is asked for what it has not read
_READINGS = "readings"


class ReaderVersionError(GoujiError):
    """A machine of the cluster has another version of the reader."""


class Answer(NamedTuple):
    """What a cluster made of its batches: `parts` of those that came back, `problem` of the others, None for none."""

    parts: list[Staged]
    problem: str | None


class Places(NamedTuple):
    """Where documents and readings are: here, in the `folder` of `home`, and for the machines (`store`, or `home`)."""

    home: Path
    folder: Path
    store: str | None


def read_on_cluster(
    places: Places,
    read_batches: Callable[[list[list[Archived]]], Answer],
    read_here: Callable[[list[Archived]], list[Staged]],
    tell: Callable[[str], object],
    items: list[Archived],
) -> list[Staged]:
    """Read documents on the machines of a cluster, and bring the readings into the folder.

    `read_batches` does `read_on_machine` for every batch, somewhere; `read_here` reads what the cluster could not; `tell`
    hears of that. Raises ReaderVersionError where a machine has another reader.
    """
    parts: list[Staged] = []
    waiting, problem = items, None
    for _ in range(ROUNDS):
        if not waiting:
            return parts
        try:
            if places.store:
                send_documents(places.home, places.store, waiting)
            answer = read_batches(list(batches_of(waiting, BATCH_SIZE)))
            if places.store:
                fetch_readings(places.store, places.folder, [name for part in answer.parts for name in part.segments])
        except StoreError as error:
            answer = Answer([], str(error))
        problem = answer.problem or problem
        read, waiting = _taken(places.folder, waiting, answer.parts)
        parts += read
    if waiting:
        why = problem or "集群的存储读不出这些文件"
        tell(f"集群没有读完，其余 {len(waiting)} 份改在本机读取：{why} / the rest was read on this machine")
        parts += read_here(waiting)
    return parts


def read_on_machine(batch: list[Archived], home: Path, store: str | None, version: str) -> list[Staged]:
    """What one task does: read a batch, from the home folder or from the store, and leave its readings there.

    A document whose bytes cannot be had from the store has no row: it is for the machine that has the archive to say
    what became of it. `version`: the reader's of the run. Raises ReaderVersionError where this machine's is another, and
    StoreError.
    """
    if version != reader_version():
        raise ReaderVersionError(
            f"集群中有机器的读取程序与本次运行的版本不同（{reader_version()}，应为 {version}），请在各机安装同一版本的 gouji"
            "。 A machine of the cluster has another version of gouji: install the same everywhere."
        )
    if store is None:
        return _read(batch, home, home / _READINGS / version)
    with TemporaryDirectory(prefix="gouji-") as scratch:
        own = Path(scratch)
        Store(store).fetch({path: own / path for path in _paths(batch)})
        whole = [item for item in batch if all((own / path).is_file() for path in _paths([item]))]
        staged = _read(whole, own, own / _READINGS / version)
        written = [path for path in (own / _READINGS).rglob("*") if path.is_file()]
        Store(store).send({path.relative_to(own).as_posix(): path for path in written})
        return staged


def send_documents(home: Path, store: str, items: Iterable[Archived]) -> None:
    """Put the documents and their companions into the store, without those that are there. Raises StoreError."""
    sizes = Store(store).sizes("archive")
    missing = {
        path: home / path
        for path, size in _paths(items).items()
        if sizes.get(path) != size  # of another size: half of it
        and (home / path).is_file()  # else it is lost, and who reads will say so
    }
    Store(store).send(missing)


def fetch_readings(store: str, folder: Path, names: Iterable[str]) -> None:
    """Move segments from the store into the folder of readings, those that can be had; each counts once its note is
    there. Raises StoreError."""
    wanted = [
        path for name in names for path in (*(batch_path(folder, t, name) for t in STAGED), notes_path(folder, name))
    ]
    home = folder.parent.parent
    fetched = {path.relative_to(home).as_posix(): path for path in wanted}
    Store(store).fetch(fetched)
    Store(store).remove(name for name, path in fetched.items() if path.exists())


def _taken(folder: Path, items: list[Archived], parts: list[Staged]) -> tuple[list[Staged], list[Archived]]:
    """What is read of these documents: whole segments in the folder, and rows of documents that no segment holds, as
    reading them ended its process; and the documents that are neither. A lost copy is looked at here."""
    segments = known_segments(folder, items)
    kept = {key for segment in segments for key in segment.readings}
    rows = [part for part in parts if not part.segments and all(r["document_state"] != "lost" for r in part.documents)]
    told = {row["document_id"] for part in rows for row in part.documents}
    waiting = [item for item in items if key_of(item) not in kept and item.document_id not in told]
    return [*map(known, segments), *rows], waiting


def _read(batch: list[Archived], home: Path, folder: Path) -> list[Staged]:
    with WorkerPool(partial(stage_documents, home, folder), crashed_document, 1) as workers:
        return workers.run(batch)


def _paths(items: Iterable[Archived]) -> dict[str, int]:
    """Archive path -> size, of documents and of what came with them."""
    items = list(items)
    own = {item.archive_path: item.size_bytes for item in items}
    return own | {part.archive_path: part.size_bytes for item in items for part in item.companions}
