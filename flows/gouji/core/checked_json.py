"""Small files that a program writes for itself, as JSON with a checksum: what is damaged is noticed, never believed.

A file holds the sha256 of its content in the first line and the content, JSON, in the second.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any


def write_checked(path: Path, value: Any) -> None:
    """Write a value as JSON in place of what is there: whole and on disk, or not at all.

    Raises OSError, and TypeError for what JSON does not know.
    """
    content = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read_checked(path: Path) -> Any | None:
    """What `write_checked` wrote; None where the file is missing or not what was written."""
    try:
        digest, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return json.loads(content) if digest == hashlib.sha256(content).hexdigest().encode() else None
