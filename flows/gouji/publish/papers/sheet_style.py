"""How the sheets of the workbook look and print: formats of numbers, widths, headings that repeat, page feet."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from gouji.core.form_model import MONEY

from .blocks import clean

COUNT = "件"
HEAD = {"bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True, "valign": "vcenter"}
A4 = 9  # Excel's code of the paper
_MAX_TEXT_LENGTH = 32_000  # Excel holds 32,767 characters a cell
HEAD_LINES, HEAD_POINTS = 3, 48
_LINE_POINTS, _MAX_ROW_POINTS = 15, 400  # Excel takes 409 at most
_MIN_PIXELS, _MAX_PIXELS = 48, 320
_SCREEN_ROWS = 200  # of a column that its width is judged by


def number_format(unit: str) -> str:
    """Counts are whole; amounts show two decimals, and more where there are more. Never a point with nothing after it."""
    return "#,##0.00####" if unit == MONEY else "#,##0"


def cell_text(value: str) -> str:
    """Text as a cell can hold it."""
    return clean(value)[:_MAX_TEXT_LENGTH]


def pixels(title: str, values: list[Any]) -> int:
    """Width that shows the heading on up to `HEAD_LINES` lines and most entries whole."""
    texts = [str(value) for value in values[:_SCREEN_ROWS] if value is not None]
    longest = max(map(_width, texts), default=0)
    return min(max(longest * 7 + 14, _width(title) * 7 // HEAD_LINES + 28, _MIN_PIXELS), _MAX_PIXELS)


def row_points(texts: Sequence[str], characters: Sequence[float]) -> float:
    """Height of a row whose `texts` wrap in columns so many Latin characters wide; no program is left to find it."""
    lines = [
        sum(max(1, ceil(_width(part) / max(1.0, 0.85 * wide))) for part in text.split("\n"))
        for text, wide in zip(texts, characters, strict=True)
    ]
    return min(_LINE_POINTS * max(lines, default=1), _MAX_ROW_POINTS)


def _width(text: str) -> int:
    """In Latin characters; a Chinese one is twice as wide."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)


def for_print(sheet: Any, head: int, *, fit: bool = True) -> None:
    """A4 across, the first `head` rows on every page, one page wide where it `fit`s; the sheet's name and page below."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)  # inches
    if fit:
        sheet.fit_to_pages(1, 0)
    if head:
        sheet.repeat_rows(0, head - 1)
    sheet.set_footer("&L&A&C第 &P 页，共 &N 页")
