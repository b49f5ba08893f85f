"""What sending asks of a place that keeps versions; `s3.py` and `folder.py` are such places.

The layout is that of `public/`: <version>/…, <version>/manifest.json and latest.json. A name is relative to the target,
its parts divided by "/".
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from gouji.core.errors import GoujiError

POINTER = "latest.json"


class TargetError(GoujiError):
    """Nothing was switched at the target: the message names it, the file, and what to do."""


class TargetUnusable(TargetError):
    """The address cannot be one of a target, or what it needs is not installed: told before anything is run."""


class Kept(NamedTuple):
    """A file at the target; `modified` has a time zone."""

    size: int
    modified: datetime


class Seen(NamedTuple):
    """Content that was read, and the mark by which the target tells whether it still is that."""

    content: bytes
    mark: str


class Target(Protocol):
    """Every method raises TargetError where the target does not do what is asked."""

    @property
    def address(self) -> str:
        """As the user named it, without anything secret."""

    def kept(self, below: str = "") -> dict[str, Kept]:
        """The files whose names begin with `below`."""

    def read(self, name: str) -> Seen | None:
        """A small file; None where there is none."""

    def stored_digest(self, name: str) -> str | None:
        """sha256 of a file as it was stored, without reading it where that can be told; None for a file of others."""

    def digest(self, name: str) -> str | None:
        """sha256 of a file, of its bytes as they are read now; None where there is none."""

    def put(self, name: str, file: Path, sha256: str) -> None:
        """Keep a file whole, or not at all."""

    def copy(self, source: str, name: str, sha256: str) -> bool:
        """Keep a file that the target has under another name; False where it has to be put."""

    def switch(self, content: bytes, mark: str | None) -> bool:
        """Put the pointer in one step, if it is still the one of `mark` (None: if there is none); False otherwise."""

    def remove(self, names: Iterable[str]) -> None:
        """Files that are there or not."""

    def drop_unfinished(self, before: datetime) -> None:
        """Remove what uploads that were begun before that moment and never ended have left."""
