"""A folder as a target: a share that others mount."""

import hashlib
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from gouji.core.digest import file_digest
from gouji.core.disk import sync_file, sync_folder, write_whole
from gouji.core.errors import refusal
from gouji.core.file_lock import alone

from .target import POINTER, Kept, Seen, TargetError

_PART, _LOCK = ".part", ".publish.lock"
_WAIT_SECONDS = 30  # for another publisher, which holds the lock for the time of one small file
_one_at_a_time = threading.Lock()  # a lock of the system does not keep out its own process


class FolderTarget:
    """Versions in a folder; a file appears whole by its last step, a rename."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def address(self) -> str:
        return str(self._root)

    def kept(self, below: str = "") -> dict[str, Kept]:
        folder = self._root.joinpath(*below.split("/"))
        with self._told(folder):
            found = {}
            for path in folder.rglob("*") if folder.is_dir() else ():
                if path.is_file() and not path.name.endswith(_PART):
                    stat = path.stat()
                    modified = datetime.fromtimestamp(stat.st_mtime, UTC)
                    found[path.relative_to(self._root).as_posix()] = Kept(stat.st_size, modified)
            return found

    def read(self, name: str) -> Seen | None:
        with self._told(path := self._path(name)):
            if not path.is_file():
                return None
            content = path.read_bytes()
        return Seen(content, hashlib.sha256(content).hexdigest())

    def stored_digest(self, name: str) -> str | None:
        return self.digest(name)

    def digest(self, name: str) -> str | None:
        with self._told(path := self._path(name)):
            return file_digest(path) if path.is_file() else None

    def put(self, name: str, file: Path, sha256: str) -> None:
        with self._told(path := self._path(name)):
            part = self._part(path)
            shutil.copyfile(file, part)
            if file_digest(part) != sha256:
                part.unlink()
                raise TargetError(
                    f"{file} 与清单不符，没有送往 {path}；请先运行 gouji verify。 Damaged here: not sent."
                )
            sync_file(part)
            part.replace(path)
            sync_folder(path.parent)

    def copy(self, source: str, name: str, sha256: str) -> bool:
        with self._told(path := self._path(name)):
            if self.digest(source) != sha256:
                return False
            part = self._part(path)
            try:
                os.link(self._path(source), part)
            except OSError:  # a share without such links
                return False
            part.replace(path)
            sync_folder(path.parent)
            return True

    def switch(self, content: bytes, mark: str | None) -> bool:
        with self._told(path := self._path(POINTER)), self._alone():
            seen = self.read(POINTER)
            if (seen.mark if seen else None) != mark:
                return False
            write_whole(path, content)
            sync_folder(path.parent)
            return True

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            with self._told(path := self._path(name)):
                path.unlink(missing_ok=True)
            for folder in path.parents:
                if folder == self._root:
                    break
                with suppress(OSError):  # not empty
                    folder.rmdir()

    def drop_unfinished(self, before: datetime) -> None:
        with self._told(self._root):
            for part in self._root.rglob(f".*{_PART}"):
                if part.stat().st_mtime < before.timestamp():
                    part.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._root.joinpath(*name.split("/"))

    def _part(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}{_PART}")
        part.unlink(missing_ok=True)
        return part

    @contextmanager
    def _told(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise TargetError(
                f"没有送到 {self._root}（{path.name}）：{refusal(error)} 处理后重新运行 gouji run 即接着送。"
                " Not sent: run again once this is mended."
            ) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Of all that publish here, also from other machines that mount the share."""
        busy = TargetError(
            f"另一个程序一直占着 {self._root / _LOCK}，没有切换；请稍后重新运行。 Another holds the lock."
        )
        with alone(self._root / _LOCK, _one_at_a_time, _WAIT_SECONDS, busy):
            yield
