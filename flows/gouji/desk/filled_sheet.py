"""The rows of a workbook that somebody filled in, by its headings."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from .errors import DeskError

MAX_SHEET_BYTES = 8_000_000


class SheetRow(NamedTuple):
    """A row: its number as Excel shows it, and its texts by heading; empty cells are empty texts."""

    line: int
    texts: dict[str, str]


def read_rows(data: bytes, keys: Sequence[str], headings: Mapping[str, str]) -> list[SheetRow]:
    """The rows of the first sheet that has the headings `keys`. `headings`: other words for headings. Raises DeskError
    where the bytes are no workbook (XLSX), or no sheet is headed so."""
    from python_calamine import CalamineError, CalamineWorkbook

    if not data or len(data) > MAX_SHEET_BYTES:
        raise DeskError("请选择从本页下载、填好的台账（XLSX，不超过 8 MB）。 No such workbook.")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise DeskError(
            "这个文件不是 Excel 工作簿（XLSX），或有密码、已损坏，请另存一份再传。 Not a workbook."
        ) from error
    for rows in sheets:
        head = [headings.get(text, text) for text in map(_text, rows[0])] if rows else []
        if all(key in head for key in keys):
            texts = [(line, [_text(value) for value in row]) for line, row in enumerate(rows[1:], 2)]
            return [SheetRow(line, dict(zip(head, row, strict=False))) for line, row in texts if any(row)]
    raise DeskError(
        f"表中没有{'、'.join(f'“{key}”' for key in keys)}各列：请用下载的台账填写，不要删去这几列。 Columns are missing."
    )


def _text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
