"""The password of the Prefect server that Gouji starts: who does not have it gets nothing from the API."""

import os
import secrets
from pathlib import Path

BYTES = 32
_USER = "gouji"


def new_password() -> str:
    """User and password as Prefect takes them, random."""
    return f"{_USER}:{secrets.token_urlsafe(BYTES)}"


def password_file(home: Path) -> Path:
    """Where that of a home is kept."""
    return home / "prefect-password"


def home_password(home: Path) -> str:
    """That of a home, made at first use; the file can be read by its owner only. An empty file is made anew."""
    path = password_file(home)
    home.mkdir(parents=True, exist_ok=True)
    if path.is_file() and (kept := path.read_text(encoding="utf-8").strip()):
        path.chmod(0o600)
        return kept
    path.unlink(missing_ok=True)
    made = new_password()
    # Never readable by others, not even for a moment.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(made + "\n")
    return made
