"""Paths in the text of a query."""

import glob
from pathlib import Path


def quoted(path: Path) -> str:
    """A path as DuckDB takes it in a quoted pattern: its own special characters stand for themselves."""
    return glob.escape(str(path)).replace("'", "''")
