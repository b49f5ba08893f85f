"""What lies in an inbox: the files to collect, and the entries that cannot be, each with its reason.

One odd entry (a name that is no UTF-8, a link to itself, a pipe, a folder that cannot be read) costs itself only.
"""

import os
import re
import stat
from pathlib import Path
from typing import NamedTuple

from gouji.core.changes_names import is_changes_name

from .companion_files import is_part_of_page

# The folder's own papers, and what file managers leave behind.
_NOT_REPORTS = frozenset(
    {"registry.csv", "policy.toml", "truth.json", "thumbs.db", "desktop.ini"}  # and files of changes
)
_ESCAPED = re.compile("%([0-9A-F]{2})")
_KINDS = (
    (stat.S_ISFIFO, "是管道（FIFO）"),
    (stat.S_ISSOCK, "是套接字（socket）"),
    (stat.S_ISCHR, "是设备"),
    (stat.S_ISBLK, "是设备"),
)


class NotCollected(NamedTuple):
    """An entry of the inbox that was not collected: its path there in valid UTF-8, the reason with what to do, and
    its size where that is known."""

    source: str
    problem: str
    size_bytes: int = 0


class InboxFiles(NamedTuple):
    """The files that may be reports, in order of path, and what cannot be collected."""

    files: list[Path]
    refused: list[NotCollected]


def list_inbox(inbox: Path) -> InboxFiles:
    """Every file under the folder that may be a report.

    Hidden files, the lock files of office programs (~$…) and the folders that browsers save beside a page are left
    out. A link to a folder of the inbox is followed, once; one that leads out of it is not. Raises NotADirectoryError,
    and PermissionError where the inbox itself may not be read.
    """
    if not inbox.is_dir():
        raise NotADirectoryError(f"收件目录 {inbox} 不存在或不是目录。 No such inbox folder.")
    walk = _Walk(inbox)
    try:
        walk.enter(inbox)
    except PermissionError as error:
        raise PermissionError(
            f"收件目录 {error.filename} 无权读取，请调整权限后重新运行。 No permission to read this folder."
        ) from error
    while walk.waiting:
        folder = walk.waiting.pop()
        try:
            walk.enter(folder)
        except OSError as error:
            walk.refuse(folder, f"是读不出的文件夹（{error.strerror}），其中的文件没有收取，请检查权限或磁盘")
    return InboxFiles(sorted(walk.files, key=str), sorted(walk.refused))


def find_files(inbox: Path) -> list[Path]:
    """The files of `list_inbox`."""
    return list_inbox(inbox).files


def source_name(inbox: Path, file: Path) -> str:
    """A file's path in the inbox with "/", in valid UTF-8, that `file_named` leads back from.

    A name that is none is read as the Chinese of Windows (GB18030, as an ordinary unzip leaves it); where that does
    not fit or names another file, its odd bytes are written as %XX.
    """
    relative = path_in(inbox, file)
    if _is_utf8(relative):
        return relative
    folder, parts = inbox, []
    for part in file.relative_to(inbox).parts:
        parts.append(_shown(folder, part))
        folder /= part
    return "/".join(parts)


def path_in(inbox: Path, file: Path) -> str:
    """A file's path in the inbox with "/"; by their texts where these tell, for tens of thousands of files."""
    path, before = str(file), f"{inbox}/"
    return path[len(before) :] if path.startswith(before) else file.relative_to(inbox).as_posix()


def file_named(inbox: Path, source: str) -> Path:
    """The file that a source of this inbox names, whether or not it is still there."""
    path = inbox / source
    if os.path.lexists(path):
        return path
    path = inbox
    for part in source.split("/"):
        names = (part, os.fsdecode(part.encode("gb18030", "replace")), _unescaped(part))
        path = next((path / name for name in names if os.path.lexists(path / name)), path / part)
    return path


class _Walk:
    """One walk through an inbox."""

    def __init__(self, inbox: Path) -> None:
        self._inbox, self._root = inbox, inbox.resolve()
        self._linked: set[Path] = set()  # folders that a link was followed to
        self.waiting: list[Path] = []
        self.files: list[Path] = []
        self.refused: list[NotCollected] = []

    def enter(self, folder: Path) -> None:
        with os.scandir(folder) as entries:  # it knows what is a folder without asking for each of tens of thousands
            for entry in entries:
                if not entry.name.startswith("."):
                    path = folder / entry.name
                    try:
                        self._see(entry, path)
                    except OSError as error:
                        self.refuse(path, f"打不开（{error.strerror}），请检查权限、磁盘或所链接的文件")

    def refuse(self, path: Path, reason: str) -> None:
        source = source_name(self._inbox, path)
        self.refused.append(NotCollected(source, f"{source} {reason}。 Not collected."))

    def _see(self, entry: os.DirEntry[str], path: Path) -> None:
        if entry.is_dir(follow_symlinks=False):
            if not is_part_of_page(path):
                self.waiting.append(path)
        elif entry.is_symlink() and path.is_dir():
            self._follow(path)
        elif not may_be_report(entry.name):
            return
        elif entry.is_file():
            self.files.append(path)
        else:
            mode = path.stat().st_mode  # raises OSError for a link to nothing or to itself
            kind = next((words for test, words in _KINDS if test(mode)), "不是文件")
            self.refuse(path, f"{kind}，不是普通文件，没有读取；如是报告，请以普通文件放入")

    def _follow(self, link: Path) -> None:
        target = link.resolve()
        if not target.is_relative_to(self._root):
            self.refuse(link, "链接到收件目录之外的文件夹，没有跟随；请将其中的文件放入收件目录")
        elif target in self._linked or link.parent.resolve().is_relative_to(target):
            self.refuse(link, "链接到自身所在的或另一链接已指向的文件夹，不再重复收取")
        else:
            self._linked.add(target)
            self.waiting.append(link)


def _shown(folder: Path, part: str) -> str:
    if _is_utf8(part):
        return part
    raw = os.fsencode(part)
    try:
        name = raw.decode("gb18030")
        if name.isprintable() and "/" not in name and not os.path.lexists(folder / name):
            return name
    except UnicodeDecodeError:
        pass
    return "".join(f"%{ord(c) - 0xDC00:02X}" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in part)


def _unescaped(part: str) -> str:
    return _ESCAPED.sub(lambda match: chr(0xDC00 + int(match[1], 16)), part)


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def may_be_report(name: str) -> bool:
    """Whether a file of this name is looked at; not the papers of the folder itself: where the registry lies in the
    inbox, they decide who owes what and what a fault costs, so whoever hands in reports cannot hand these in."""
    return name.lower() not in _NOT_REPORTS and not is_changes_name(name) and not name.startswith("~$")
