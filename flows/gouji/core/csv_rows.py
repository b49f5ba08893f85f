"""CSV files as people keep them: with or without a byte order mark, UTF-8 or GB18030."""

import csv
from pathlib import Path
from typing import Any


def csv_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV with a heading line, UTF-8 or GB18030; names and values without surrounding spaces."""
    return rows_of_csv(path.read_bytes())


def rows_of_csv(data: bytes) -> list[dict[str, str]]:
    """The same of the bytes of a CSV."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    rows: list[dict[str, Any]] = list(csv.DictReader(text.splitlines()))
    return [
        {k.strip(): (v or "").strip() for k, v in row.items() if isinstance(k, str) and not isinstance(v, list)}
        for row in rows
    ]
