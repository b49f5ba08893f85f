"""The files an office has put into a folder."""

from collections.abc import Iterator
from pathlib import Path

from .archive import Archived, archive_file

# The folder's own papers, and what file managers leave behind.
_NOT_REPORTS = frozenset({"registry.csv", "truth.json", "thumbs.db", "desktop.ini"})


def find_files(inbox: Path) -> list[Path]:
    """Every file under the folder that may be a report, in a fixed order.

    Hidden files and the lock files of office programs (~$…) are left out. Raises NotADirectoryError.
    """
    if not inbox.is_dir():
        raise NotADirectoryError(f"收件目录 {inbox} 不存在或不是目录。 No such inbox folder.")
    return sorted(path for path in inbox.rglob("*") if _may_be_report(path.relative_to(inbox)) and path.is_file())


def archive_batch(files: list[Path], inbox: Path, home: Path) -> list[Archived]:
    """Archive some of the inbox's files; sources are paths relative to the inbox, with "/"."""
    return [archive_file(file, file.relative_to(inbox).as_posix(), home) for file in files]


def divide(items: list, size: int) -> Iterator[list]:
    """Batches of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _may_be_report(path: Path) -> bool:
    return (
        path.name.lower() not in _NOT_REPORTS
        and not path.name.startswith("~$")
        and not any(part.startswith(".") for part in path.parts)
    )
