"""Small files that a program writes for itself, as JSON with a checksum: what is damaged is noticed, never believed.

A file holds the sha256 of its content in the first line and the content, JSON, in the second.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from .disk import write_whole


def write_checked(path: Path, value: Any) -> None:
    """Write a value as JSON in place of what is there: whole and on disk, or not at all.

    Raises OSError, and TypeError for what JSON does not know.
    """
    content = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()
    write_whole(path, hashlib.sha256(content).hexdigest().encode() + b"\n" + content)


def read_checked(path: Path) -> Any | None:
    """What `write_checked` wrote; None where the file is missing or not what was written."""
    try:
        digest, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return json.loads(content) if digest == hashlib.sha256(content).hexdigest().encode() else None
