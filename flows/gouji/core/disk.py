"""Files on disk: made durable, removed whatever they are, set aside under a name of their own."""

import errno
import os
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import get_ident
from typing import TypeVar

Result = TypeVar("Result")
WAITS = (1, 4)  # seconds between the tries of a step whose file is in use


def sync_file(path: Path) -> None:
    """Put a file's content on disk before we go on."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_tree(folder: Path) -> None:
    """Put the content and the names of all files below a folder on disk; a file of several names is, as versions share
    what is published only."""
    for path in folder.rglob("*"):
        if path.is_file():
            if path.stat().st_nlink == 1:
                sync_file(path)
        else:
            sync_folder(path)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, or the content of a file that may not be written; Windows has no way to and needs
    none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in place of what is there: whole and on disk, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}.part")  # threads of the pages write too
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


def move_whole(source: Path, target: Path) -> None:
    """Rename, so that the target appears whole; over a border between file systems by way of a copy beside it."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = target.with_name(f".incoming-{target.name}")
        if source.is_dir():
            shutil.copytree(source, part)
            sync_tree(part)
        else:
            shutil.copy2(source, part)
            sync_file(part)
        part.rename(target)
    sync_folder(target.parent)


def is_in_use(error: OSError) -> bool:
    """Whether a file could not be had because somebody has it open, as Windows and shared folders answer."""
    return isinstance(error, PermissionError)


def in_time(
    step: Callable[[], Result], waits: Sequence[float] = WAITS, may_pass: Callable[[OSError], bool] = is_in_use
) -> Result:
    """What a step gives, done again after each of the waits (seconds) where it failed for what may pass, by itself a file
    in use. Only that step is repeated, so what is told in the end is what kept it, and not that an earlier try got half way."""
    for seconds in waits:
        try:
            return step()
        except OSError as error:
            if not may_pass(error):
                raise
            time.sleep(seconds)
    return step()
