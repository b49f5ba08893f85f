"""The errors that Gouji raises on purpose: a message says what is wrong, where, what was expected and what to do."""

import traceback
from pathlib import Path


class GoujiError(Exception):
    """Root of them all."""


class NotPublished(GoujiError):
    """Nothing was switched: the last published version stands. The message says why and what to do."""


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
