"""Reading on the machines of a cluster: documents and readings travel by an address that every machine can reach.

The address is whatever fsspec knows (s3://bucket/folder, a shared folder); without one the home folder itself is
shared. What a machine does with its documents is what a run on one machine does (stage.py).
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gouji.collect.archive import Archived
from gouji.collect.inbox import batches_of
from gouji.core.errors import GoujiError
from gouji.workers.pool import WorkerPool

from .cached_readings import notes_path
from .reader_version import reader_version
from .stage import Staged, crashed_document, stage_documents
from .staged_tables import STAGED, batch_path

BATCH_SIZE = 500  # documents a task: a task of a cluster costs a third of a second, and a reader's start half of one
_MAX_OPEN_FILES = 500  # files sent or fetched together
_READINGS = "readings"


class ReaderVersionError(GoujiError):
    """A machine of the cluster has another version of the reader."""


def read_on_cluster(
    home: Path,
    store: str | None,
    folder: Path,
    read_batches: Callable[[list[list[Archived]]], list[Staged]],
    items: list[Archived],
) -> list[Staged]:
    """Read documents on the machines of a cluster, and bring the readings into `folder`.

    `read_batches` does `read_on_machine` for every batch, somewhere, and gives the results of all.
    """
    if not items:
        return []
    if store:
        send_documents(home, store, items)
    parts = read_batches(list(batches_of(items, BATCH_SIZE)))
    if store:
        fetch_readings(store, folder, [name for part in parts for name in part.segments])
    return parts


def read_on_machine(batch: list[Archived], home: Path, store: str | None, version: str) -> list[Staged]:
    """What one task does: read a batch, from the home folder or from the store, and leave its readings there.

    `version`: the reader's of the run. Raises Unlike where this machine's is another, and what the store raises.
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
        _fetch(store, {path: own / path for path in _paths(batch)}, may_lack=True)
        staged = _read(batch, own, own / _READINGS / version)
        written = [path for path in (own / _READINGS).rglob("*") if path.is_file()]
        _send(store, {path.relative_to(own).as_posix(): path for path in written})
        return staged


def send_documents(home: Path, store: str, items: Iterable[Archived]) -> None:
    """Put the documents and their companions into the store, without those that are there."""
    files, root = _open(store)
    there = files.find(f"{root}/archive", detail=True) if files.exists(f"{root}/archive") else {}
    sizes = {_normal(name): entry["size"] for name, entry in there.items()}
    missing = {
        path: home / path
        for path, size in _paths(items).items()
        if sizes.get(_normal(f"{root}/{path}")) != size  # of another size: half of it
        and (home / path).is_file()  # else it is lost, and who reads will say so
    }
    _send(store, missing)


def fetch_readings(store: str, folder: Path, names: Iterable[str]) -> None:
    """Move segments from the store into the folder of readings; each counts once its note is there."""
    wanted = [
        path for name in names for path in (*(batch_path(folder, t, name) for t in STAGED), notes_path(folder, name))
    ]
    home = folder.parent.parent
    fetched = {path.relative_to(home).as_posix(): path for path in wanted}
    _fetch(store, fetched, may_lack=True)
    files, root = _open(store)
    files.rm([f"{root}/{name}" for name, path in fetched.items() if path.exists()])


def _read(batch: list[Archived], home: Path, folder: Path) -> list[Staged]:
    with WorkerPool(partial(stage_documents, home, folder), crashed_document, 1) as workers:
        return workers.run(batch)


def _paths(items: Iterable[Archived]) -> dict[str, int]:
    """Archive path -> size, of documents and of what came with them."""
    items = list(items)
    own = {item.archive_path: item.size_bytes for item in items}
    return own | {part.archive_path: part.size_bytes for item in items for part in item.companions}


def _send(store: str, paths: dict[str, Path]) -> None:
    """{name in the store: local file}."""
    files, root = _open(store)
    for names in _parallel(paths):
        files.pipe({f"{root}/{name}": paths[name].read_bytes() for name in names})


def _fetch(store: str, paths: dict[str, Path], *, may_lack: bool = False) -> None:
    """{name in the store: local file}, in this order; a file appears whole or not at all."""
    files, root = _open(store)
    for names in _parallel(paths):
        found = files.cat([f"{root}/{name}" for name in names], on_error="omit" if may_lack else "raise")
        contents = {_normal(name): content for name, content in found.items()}
        for name in names:
            if (content := contents.get(_normal(f"{root}/{name}"))) is not None:
                paths[name].parent.mkdir(parents=True, exist_ok=True)
                part = paths[name].with_name(f".{paths[name].name}.part")
                part.write_bytes(content)
                part.replace(paths[name])


def _parallel(paths: dict[str, Path]) -> Iterable[list[str]]:
    names = list(paths)
    return (names[start : start + _MAX_OPEN_FILES] for start in range(0, len(names), _MAX_OPEN_FILES))


def _open(store: str) -> tuple[Any, str]:
    """(file system, folder in it)."""
    from fsspec.core import url_to_fs  # the others have no need of it

    files, root = url_to_fs(store)
    if hasattr(files, "auto_mkdir"):  # a folder of the system, where folders must be made
        files.auto_mkdir = True
    return files, root.rstrip("/")


def _normal(name: str) -> str:
    return name.strip("/")
