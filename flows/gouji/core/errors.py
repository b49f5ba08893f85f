"""The errors that Gouji raises on purpose: a message says what is wrong, where, what was expected and what to do."""

import errno
import os
import traceback
from pathlib import Path

# What the system refuses, and what to do; also found in the words of libraries that pass on no number.
_REFUSALS = {
    errno.ENOSPC: "磁盘已满，请腾出空间后再试",
    errno.EDQUOT: "磁盘配额已用完，请腾出空间或请管理员放宽",
    errno.EFBIG: "文件大小超出系统限制（ulimit -f），请放宽后再试",
    errno.EROFS: "所在磁盘只读，请换一个可写的目录",
    errno.EACCES: "没有权限，请核对目录与文件的属主和权限",
    errno.EPERM: "系统不允许，请核对目录与文件的属主和权限",
    errno.EIO: "磁盘读写出错，请检查磁盘；再试仍然如此的，请从备份恢复到另一块磁盘",
    errno.ENOMEM: "内存不足，请关闭其他程序或放宽限制（ulimit -v）后再试",
    errno.EMFILE: "打开的文件过多，请放宽限制（ulimit -n）后再试",
    errno.ENOTDIR: "路径中有一段是文件而不是目录，请核对路径",
    errno.ENOENT: "不存在，请核对路径",
}
# The same in the words of SQLite.
_IN_SQLITE = {
    "database or disk is full": errno.ENOSPC,
    "disk I/O error": errno.EIO,
    "attempt to write a readonly database": errno.EACCES,
    "unable to open database file": errno.EACCES,
}
# How libraries say that no memory is left.
_NO_MEMORY = ("memory", "failed to map segment", "can't start new thread", "bad_alloc")


class GoujiError(Exception):
    """Root of them all."""


class NotPublished(GoujiError):
    """Nothing was switched: the last published version stands. The message says why and what to do."""


class InDoubt(NotPublished):
    """A run that would go on once somebody has confirmed it: `confirmed_by` is what they would say, "force" (what is in
    doubt was looked at) or "day" (the day to judge by is meant)."""

    def __init__(self, message: str, confirmed_by: str) -> None:
        super().__init__(message)
        self.confirmed_by = confirmed_by


class FormError(GoujiError, ValueError):
    """A file of a form is wrong: the message names file and key, what was found and what was expected."""

    def __init__(self, file: str, key: str, found: str, expected: str, english: str) -> None:
        super().__init__(
            f"{file}：{key}：{found}；应为{expected}，请改正这个文件。 {english} Correct this file: nothing was read."
        )


def unforeseen(error: BaseException) -> str:
    """An exception that nobody foresaw, in one line: its kind, what it says and where in Gouji it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "gouji" in Path(frame.filename).parts] or frames
    place = f"{Path(own[-1].filename).name}:{own[-1].lineno} {own[-1].name}" if own else "?"
    said = " ".join(str(error).encode("utf-8", "replace").decode().split())[:200]
    return f"程序未料到的错误 {type(error).__name__}（{said}；{place}），请报告此问题。 Unforeseen error."


def refusal(error: BaseException) -> str | None:
    """What the system refused, in one line of Chinese with the file and what to do; None where it was not the system."""
    said = " ".join(str(error).split())
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, MemoryError) or (number is None and any(words in said.lower() for words in _NO_MEMORY)):
        number = errno.ENOMEM
    if number is None:
        number = next((known for known in _REFUSALS if os.strerror(known) in said), None)
    if number is None:
        number = next((known for words, known in _IN_SQLITE.items() if words in said), None)
    if number is None:
        return f"{said}。" if isinstance(error, OSError) else None
    words = _REFUSALS.get(number, os.strerror(number))
    name = getattr(error, "filename", None)
    place = f"{os.fsdecode(name)}：" if isinstance(name, str | bytes | os.PathLike) else ""
    told = os.strerror(number) if isinstance(error, OSError | MemoryError) else said[:200]
    return f"{place}{words}。 {told}."
