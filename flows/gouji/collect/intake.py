"""Taking one file of an office into the archive: in pieces, within a limit on its size, and only as a whole.

Errors of the office's file are `Untakable`; those of our own disk are OSError, and stop the run.
"""

import hashlib
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from gouji.core.errors import GoujiError

from .archive import Archived, archive_bytes, archive_path, is_whole, set_aside_copy

MAX_FILE_BYTES = 1_000_000_000  # bytes of one file, as of all documents in an archive of a district
MAX_BYTES_AT_ONCE = 64_000_000  # bytes of a file that is held in memory as a whole
_PIECE_BYTES = 4_000_000
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe must not hold us up


class Untakable(GoujiError):
    """A file that cannot be taken in; the message says why and what to do."""


def read_whole(path: Path, most_bytes: int = MAX_BYTES_AT_ONCE) -> bytes:
    """A file's bytes. Raises Untakable, also for a file of more than `most_bytes` and one that is being written."""
    with _opened(path, most_bytes) as file:
        return b"".join(_pieces(file, most_bytes))


def take_in(path: Path, source: str, home: Path, data: bytes | None = None) -> Archived:
    """Copy a file's bytes into the archive unless they are there; `sync_archive` puts them on disk. `data`: what
    `read_whole` gave of it a moment ago. Raises Untakable."""
    if data is not None:
        return archive_bytes(data, source, home, sync=False)
    if _size(path) <= MAX_BYTES_AT_ONCE:
        return archive_bytes(read_whole(path), source, home, sync=False)
    document_id, size = _digest(path)
    relative = archive_path(document_id)
    target = home / relative
    if not is_whole(target):
        set_aside_copy(home, document_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{document_id}.{os.getpid()}.{threading.get_ident()}")
        try:
            if _copy(path, partial) != document_id:
                raise Untakable(_CHANGING)
            partial.chmod(0o444)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return Archived(document_id, source, relative, size)


_CHANGING = "收取时仍在写入，没有收取，下次运行时再收。 Still being written: taken at the next run"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise Untakable(_words(error)) from None


def _digest(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with _opened(path, MAX_FILE_BYTES) as file:
        for piece in _pieces(file, MAX_FILE_BYTES):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def _copy(path: Path, target: Path) -> str:
    """Copy a file; the sha256 of what was written."""
    digest = hashlib.sha256()
    with _opened(path, MAX_FILE_BYTES) as file, target.open("wb") as out:
        for piece in _pieces(file, MAX_FILE_BYTES):
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()


@contextmanager
def _opened(path: Path, most_bytes: int) -> Iterator[BinaryIO]:
    """A file, open; on leaving it is known not to have changed meanwhile."""
    try:
        file = os.fdopen(os.open(path, _FLAGS), "rb", buffering=0)
    except OSError as error:
        raise Untakable(_words(error)) from None
    with file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise Untakable("不是普通文件，没有读取。 Not a regular file")
        if before.st_size > most_bytes:
            raise Untakable(_too_large(before.st_size, most_bytes))
        yield file
        after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or file.tell() != after.st_size:
            raise Untakable(_CHANGING)


def _pieces(file: BinaryIO, most_bytes: int) -> Iterator[bytes]:
    read = 0
    while True:
        try:
            piece = file.read(_PIECE_BYTES)
        except OSError as error:
            raise Untakable(_words(error)) from None
        if not piece:
            return
        read += len(piece)
        if read > most_bytes:
            raise Untakable(_too_large(read, most_bytes))
        yield piece


def _words(error: OSError) -> str:
    return f"读不出（{error.strerror}），没有收取，请检查权限或磁盘，或重新放入。 Cannot be read"


def _too_large(size: int, most_bytes: int) -> str:
    return f"有 {size:,} 字节以上（上限 {most_bytes:,}），不像一份年度报告，没有收取。 Too large"
