"""Files of JSON lines that only grow: the record of runs, the archive's log."""

import os
from pathlib import Path


def append_lines(path: Path, text: bytes) -> None:
    """Add whole lines in one write, on disk before we go on; starts a new line after one that a crash cut short."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            text = (b"" if file.read(1) == b"\n" else b"\n") + text
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read_lines(path: Path) -> list[bytes]:
    """Every line but empty ones; none when there is no file yet. A line may be cut short."""
    return [line for line in path.read_bytes().split(b"\n") if line] if path.exists() else []
