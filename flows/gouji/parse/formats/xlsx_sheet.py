"""A sheet of an XLSX workbook, by the bytes of its part: what calamine does not tell (ECMA-376 part 1, 18.3)."""

import re
from html import unescape
from typing import NamedTuple

from gouji.core.model import UnreadableDocument
from gouji.parse.document import MAX_CELL_TEXT_LENGTH
from gouji.parse.files.zip_package import parse_xml

from .conditional_formats import conditions_of
from .sheet_blocks import MAX_SHEET_CELLS, MIN_FORMATTED_BLANKS
from .sheet_view import MIN_COLUMN_CHARACTERS, MIN_ROW_POINTS, PLAIN_STYLE, Place, SheetView, is_plain
from .xlsx_sizes import COLUMN, HEIGHT, RANGE, WIDTH
from .xlsx_styles import RichText, Styles, is_uniform

_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*)?>")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d{1,6})["']""")
_SHARED = re.compile(rb"<(?:\w+:)?c(\s[^>]*[^/>])>\s*<(?:\w+:)?v>\s*(\d{1,9})\s*<")
_SHARED_TYPE = re.compile(rb"""\st\s*=\s*["']s["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["'](\d{1,7})["'][^>]*[^/]>""")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c(\s[^>]*)>\s*<(?:\w+:)?f\b[^>]*(?:/>|>([^<]*)</(?:\w+:)?f>)"
    rb"\s*(<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)  # one without a result
_ERROR = re.compile(
    rb"<(?:\w+:)?c(\s[^>]*)>(?:\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v>([^<]*)<"
)
_ERROR_TYPE = re.compile(rb"""\st\s*=\s*["']e["']""")
_TEXT_RESULT = re.compile(rb"""\st\s*=\s*["']str["']""")  # an empty text is a result as well
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_NO_ZEROS = re.compile(rb"""<(?:\w+:)?sheetView\s[^>]*showZeros\s*=\s*["'](?:0|false)["']""")
_INLINE_RUNS = re.compile(rb"<(?:\w+:)?is>\s*<(?:\w+:)?r>")


class Book(NamedTuple):
    """What the sheets of a workbook share: styles, and the shared texts with runs of several styles."""

    styles: Styles
    shared: dict[int, RichText]


def look_at(part: bytes, name: str, book: Book) -> SheetView:
    """How a sheet is shown.

    Raises UnreadableDocument where a filled cell stands so far out that calamine would run out of memory.
    """
    if b"\0" in part[:64] or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        parse_xml(part, name)  # refuses a DTD
        raise UnreadableDocument(f"「{name}」不是 UTF-8 编码，请用 Excel 另存为 .xlsx 后重新上报。 Not UTF-8.")
    cells: dict[int, int] = {}
    last_row = last_column = 0
    for match in _CELL.finditer(part):
        attributes = match[1] or b""
        reference = _REFERENCE.search(attributes)
        if reference is None:
            if re.search(rb"\sr\s*=", attributes):
                raise UnreadableDocument(f"「{name}」的单元格位置无法辨认，文件可能已损坏，请重新索取。 Bad reference.")
            continue
        row, column = int(reference[2]), _column(reference[1])
        cells[row - 1] = cells.get(row - 1, 0) + 1
        if not attributes.endswith(b"/"):
            last_row, last_column = max(last_row, row), max(last_column, column)
    last_row = max([last_row, *(int(row) for row in _ROW.findall(part) if int(row) - 1 not in cells)])
    if last_row * max(last_column, 1) > MAX_SHEET_CELLS:
        raise UnreadableDocument(
            f"「{name}」的内容远到第 {last_row:,} 行第 {last_column:,} 列（上限共 {MAX_SHEET_CELLS:,} 格），不像一份年度报告，"
            "请删去表外的内容后重新上报。 A cell stands too far out."
        )
    view = SheetView(
        printed={row for row, count in cells.items() if count >= MIN_FORMATTED_BLANKS},
        hidden_rows={
            int(match[1]) - 1 for match in _ROW.finditer(part) if _is_unseen(match[0], HEIGHT, MIN_ROW_POINTS)
        },
        hidden_columns=_hidden_columns(part),
        without_value=_without_value(part),
        shows_zeros=_NO_ZEROS.search(part) is None,
    )
    _note_runs(view, part, name, book)
    if b"conditionalFormatting" in part:
        view.conditions = conditions_of(parse_xml(part, name), book.styles.changes)
    _note_styles(view, part, book.styles)
    return view


def _is_unseen(tag: bytes, size: re.Pattern[bytes], least: float) -> bool:
    said = size.search(tag)
    return _HIDDEN.search(tag) is not None or (said is not None and float(said[1] or 0) < least)


def _hidden_columns(part: bytes) -> set[int]:
    hidden: set[int] = set()
    for column in COLUMN.findall(part):
        ends = {name: int(number) for name, number in RANGE.findall(column)}
        if b"min" in ends and _is_unseen(column, WIDTH, MIN_COLUMN_CHARACTERS):
            hidden.update(range(ends[b"min"] - 1, min(ends.get(b"max", ends[b"min"]), MAX_SHEET_CELLS)))
    return hidden


def _without_value(part: bytes) -> dict[Place, str]:
    """Formulas without a result, and errors, which calamine gives as blank cells."""
    found = {}
    for attributes, formula, result in _FORMULA.findall(part):
        if (place := _place(attributes)) and not (result and _TEXT_RESULT.search(attributes)):
            found[place] = "=" + unescape(formula.decode("utf-8", "replace"))[:MAX_CELL_TEXT_LENGTH]
    for attributes, error in _ERROR.findall(part):
        if (place := _place(attributes)) and _ERROR_TYPE.search(attributes):
            found[place] = error.decode("utf-8", "replace")[:MAX_CELL_TEXT_LENGTH]
    return found


def _note_runs(view: SheetView, part: bytes, name: str, book: Book) -> None:
    """Texts with runs of several styles, shared and in the cell itself."""
    if book.shared:
        for attributes, number in _SHARED.findall(part):
            runs = book.shared.get(int(number))
            if runs and _SHARED_TYPE.search(attributes) and (place := _place(attributes)):
                view.runs[place] = runs
    if _INLINE_RUNS.search(part):
        for cell in parse_xml(part, name).iter("{*}c"):
            text = cell.find("{*}is")
            runs = None if text is None else book.styles.rich_text(text)
            if runs and not is_uniform(runs) and (place := _place(f' r="{cell.get("r")}"'.encode())):
                view.runs[place] = runs


def _note_styles(view: SheetView, part: bytes, styles: Styles) -> None:
    special = {str(i).encode(): style for i, style in enumerate(styles.cells) if view.conditions or not is_plain(style)}
    if special:
        default = special.get(b"0")
        for match in _CELL.finditer(part):
            attributes = match[1] or b""
            if attributes.endswith(b"/"):
                continue
            named = _STYLE.search(attributes)
            style = default if named is None else special.get(named[1])
            if style is not None and (place := _place(attributes)):
                view.styles[place] = style
    if view.runs:  # a run is seen on the ground of its cell
        for attributes in _CELL.findall(part):
            place = _place(attributes)
            if place in view.runs:
                named = _STYLE.search(attributes)
                number = int(named[1]) if named else 0
                view.styles[place] = styles.cells[number] if number < len(styles.cells) else PLAIN_STYLE


def _place(attributes: bytes) -> Place | None:
    reference = _REFERENCE.search(attributes)
    return None if reference is None else (int(reference[2]) - 1, _column(reference[1]) - 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
