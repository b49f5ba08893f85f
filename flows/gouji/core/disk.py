"""Files on disk: made durable, removed whatever they are, set aside under a name of their own."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path


def sync_file(path: Path) -> None:
    """Put a file's content on disk before we go on."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in place of what is there: whole and on disk, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    sync_file(part)
    if path.is_dir():  # put there by somebody; the file is ours
        remove_path(path)
    part.replace(path)


def remove_path(path: Path) -> None:
    """Remove a file, a link or a folder, or nothing; what is in use of a folder stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def set_aside(path: Path, folder: Path) -> Path | None:
    """Move what stands at `path` into `folder`, under its name and the time; where it is now, None for nothing there."""
    if not path.exists() and not path.is_symlink():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"{path.name}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    path.rename(aside)
    return aside
