"""Files to take away: any bytes under a Chinese name, and a list as a workbook."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from fastapi.responses import Response

from gouji_web.wording import plain

from .listing import Column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_CELL = 32_000  # characters that a cell of Excel takes, less a little
_WIDEST, _NARROWEST = 60, 8  # of a column, in characters
_UNFIT = dict.fromkeys(map(ord, '\\/:*?"<>|\r\n\t'), "-")  # in names of files


def attachment(content: bytes, name: str, media_type: str = "application/octet-stream") -> Response:
    """A file to be saved under `name`, never opened within our pages whatever it holds."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(safe_name(name))}",
        "Cache-Control": "no-cache, private",
    }
    return Response(content, media_type=media_type, headers=headers)


def safe_name(name: str) -> str:
    """A name that any system takes for a file."""
    return plain(name, 120).translate(_UNFIT).strip(". ") or "file"


def workbook(sheets: Mapping[str, tuple[Sequence[Column], Iterable[Mapping[str, Any]]]]) -> bytes:
    """Sheets by title, each with its columns and rows: numbers stay numbers, days days, and text is text, also where
    it looks like a formula or an address."""
    import xlsxwriter  # by a server that is asked for one

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#eef3f7", "bottom": 1, "valign": "top"})
    text, number = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    for title, (columns, rows) in sheets.items():
        sheet = book.add_worksheet(plain(title).translate(_UNFIT | {ord("["): "-", ord("]"): "-"})[:31])
        widths = [len(column.title) for column in columns]
        last = 0
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column.title, head)
        for last, row in enumerate(rows, start=1):
            for at, column in enumerate(columns):
                value = row[column.key]
                if isinstance(value, date | datetime):
                    sheet.write_datetime(
                        last, at, value.replace(tzinfo=None) if isinstance(value, datetime) else value, day
                    )
                    widths[at] = max(widths[at], 6)
                elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                    sheet.write_number(last, at, float(value), number)
                elif value is not None:
                    said = plain("；".join(map(str, value)) if isinstance(value, list | tuple) else value, MAX_CELL)
                    sheet.write_string(last, at, said, text)
                    widths[at] = max(widths[at], len(said))
        for at, width in enumerate(widths):
            sheet.set_column(at, at, 2 * min(max(width, _NARROWEST // 2), _WIDEST // 2))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, max(len(columns) - 1, 0))
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()
