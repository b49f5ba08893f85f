"""The archived original of a report: whose bytes they are, and the table or page where a figure stood."""

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from gouji.collect.archive import read_archived
from gouji.parse.document import Grid
from gouji.parse.files.media_types import media_type
from gouji_web.page_picture import PictureCache, table_of
from gouji_web.wording import plain

from .versions import VersionReader

ROWS_AROUND = 40  # rows of a long table shown before and after the figure

_DOCUMENT = """
SELECT d.*, r.title FROM reports r JOIN documents d USING (document_id) WHERE r.report_id = ? ORDER BY d.source LIMIT 1
"""
_ATTACHED = "SELECT * FROM documents WHERE attached_to = ? AND link = ? ORDER BY source LIMIT 1"
_CELL = "FROM cells WHERE report_id = ? AND cell = ?"
_PICTURED = frozenset({"application/pdf", "image/png", "image/jpeg"})


class Original(NamedTuple):
    """A document of the archive. `inside`: the name of the file written into it that is meant, else ""; `problem`: why
    it cannot be opened, "" where it can."""

    source: str
    document_id: str
    media_type: str
    size_bytes: int
    path: Path
    archive_path: str
    inside: str
    problem: str

    @property
    def file_name(self) -> str:
        return Path(self.source.replace("\\", "/")).name or self.document_id


class Box(NamedTuple):
    """A cell of the original's table; `covered`: by one above."""

    text: str
    colspan: int
    is_here: bool = False
    covered: bool = False


def original_of(version: VersionReader, report_id: str, attachment: str | None = None) -> Original | None:
    """The document that a report, or a cell of its attachment, was read from."""
    row = version.row(_DOCUMENT, report_id)
    if row is None:
        return None
    attached = version.row(_ATTACHED, row["document_id"], attachment) if attachment else None
    inside = attachment if attachment and attached is None and attachment.startswith("data:") else ""
    row = attached or row
    path = version.home / row["archive_path"]
    problem = "" if path.is_file() else "存档中没有这份原件，可能只拷贝了 public 目录。"
    kind = _kind_inside(inside) or row["media_type"] or ("" if problem else media_type(path.read_bytes())[0] or "")
    kept = row["source"], row["document_id"], kind, row["size_bytes"]
    return Original(*kept, path, row["archive_path"], inside, problem)


def bytes_of(version: VersionReader, original: Original) -> bytes:
    """The bytes as they were archived. Raises DamagedCopy, which says what to do."""
    return read_archived(version.home, original.archive_path)


def cell_of(version: VersionReader, report_id: str, cell: str) -> dict[str, Any] | None:
    """A row of `cells` that has a place in its document."""
    row = version.row(_CELL, report_id, cell)
    return row if row is not None and row["table_index"] is not None else None


def place_words(cell: dict[str, Any]) -> str:
    """Where a figure stood: 第 2 页，第 3 张表，第 4 行第 5 列."""
    page = f"第 {cell['page']} 页，" if cell["page"] else ""
    return f"{page}第 {cell['table_index']} 张表，第 {cell['row_index']} 行第 {cell['column_index']} 列"


def has_picture(original: Original) -> bool:
    """Whether its pages can be drawn."""
    return original.media_type in _PICTURED


def picture(original: Original, page: int | None) -> bytes | None:
    """A page as PNG or JPEG; None for other formats and for what cannot be drawn within limits."""
    return _pictures().get(original.path, page, original.inside)


def table_around(original: Original, cell: dict[str, Any]) -> list[list[Box]]:
    """The table of a figure, every line as wide as the table: what a merged cell covers to its right belongs to it."""
    grid = _grid(original.path, cell["table_index"], cell["page"], original.inside)
    return _boxes(grid, cell["row_index"], cell["column_index"]) if grid is not None else []


def _kind_inside(inside: str) -> str:
    """data:image/png#2 -> image/png."""
    return inside.removeprefix("data:").split("#")[0]


@lru_cache(maxsize=1)
def _pictures() -> PictureCache:
    """One for all who look."""
    return PictureCache()


@lru_cache(maxsize=64)
def _grid(path: Path, index: int, page: int | None, inside: str) -> Grid | None:
    return table_of(path, index, page, inside)


def _boxes(grid: Grid, row: int, column: int) -> list[list[Box]]:
    width = max((box.column for boxes in grid.rows for box in boxes), default=0)
    lines = []
    for boxes in grid.rows:
        if not boxes or not row - ROWS_AROUND <= boxes[0].row <= row + ROWS_AROUND:
            continue
        here = max((box.column for box in boxes if box.row == row and box.column <= column), default=None)
        line = [Box("", boxes[0].column - 1, covered=True)] if boxes[0].column > 1 else []
        for box, following in zip(boxes, [*boxes[1:], None], strict=True):
            span = (following.column if following else width + 1) - box.column
            line.append(Box(plain(box.text, 300), span, box.row == row and box.column == here))
        lines.append(line)
    return lines
