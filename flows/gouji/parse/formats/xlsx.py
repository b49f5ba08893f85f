"""XLSX and XLS -> paragraphs and grids, with calamine.

A sheet's rows with several cells are tables, its rows with one text are paragraphs. A blank cell inside a table is
a box; of a merged range only the upper left cell is one.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from gouji.core.model import UnreadableDocument
from gouji.parse.cells.labels import tables_with_row
from gouji.parse.cells.rows import is_table_text
from gouji.parse.document import MAX_CELL_TEXT_LENGTH, Box, Document, Grid
from gouji.parse.files.zip_package import ENCRYPTED, Package, attribute, parse_xml

from .hidden_sheets import NOTHING_HIDDEN, VisibleSheet, visible_sheets

MAX_SHEET_CELLS = 200_000  # cells from A1 to the last one: calamine makes room for all of them
MAX_SHEETS = 50
MIN_FORMATTED_BLANKS = 5  # blank cells with a format of their own that make a row of a table
_BROKEN = "表格文件无法打开（{}），应为完整的 XLSX 或 XLS，可能已损坏，请重新下载或索取。 Cannot be opened."
_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*)?>")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
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
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_RANGE = re.compile(rb"""\s(min|max)\s*=\s*["'](\d{1,5})["']""")


class Merges(NamedTuple):
    """`covered`: cells (row, column from 0) of merged ranges but for their first; `ends`: last column by first cell."""

    covered: set[tuple[int, int]]
    ends: dict[tuple[int, int], int]


def read_xlsx(data: bytes) -> Document:
    """Paragraphs and tables of an XLSX workbook; raises UnreadableDocument."""
    package = Package(data)
    sheets = _sheet_parts(package)
    seen: dict[int, VisibleSheet] = {}
    for name in package.entries:
        if name not in sheets and not name.lower().endswith((".xml", ".rels")):
            continue
        part = package.read(name)  # as calamine will: sizes and checksums are right from here on
        if b"<sheetData" in part or b":sheetData" in part or name in sheets:
            looked = _visible_sheets(part, name)
            if name in sheets:
                seen[sheets.index(name)] = looked
        elif b"<!DOCTYPE" in part or b"\0" in part[:64]:
            parse_xml(part, name)
    return read_workbook(data, lambda _: seen)


def read_xls(data: bytes) -> Document:
    """Paragraphs and tables of a workbook of Excel 97 to 2003; raises UnreadableDocument."""
    return read_workbook(data, visible_sheets)


def _sheet_parts(package: Package) -> list[str]:
    """The part of each sheet, in the workbook's order."""
    if "xl/workbook.xml" not in package or "xl/_rels/workbook.xml.rels" not in package:
        raise UnreadableDocument("缺少 xl/workbook.xml，不是完整的 XLSX，请向报送单位重新索取。 No workbook part.")
    targets = {}
    for relation in package.xml("xl/_rels/workbook.xml.rels"):
        target = relation.get("Target") or ""
        targets[relation.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    sheets = package.xml("xl/workbook.xml").iter("{*}sheet")
    return [targets.get(attribute(sheet, "id"), "") for sheet in sheets]


def _visible_sheets(part: bytes, name: str) -> VisibleSheet:
    """What calamine does not tell of a sheet.

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
    return VisibleSheet(
        {row for row, count in cells.items() if count >= MIN_FORMATTED_BLANKS},
        {int(match[1]) - 1 for match in _ROW.finditer(part) if _HIDDEN.search(match[0])},
        _hidden_columns(part),
        _without_value(part),
    )


def _hidden_columns(part: bytes) -> set[int]:
    hidden: set[int] = set()
    for column in _COLUMN.findall(part):
        ends = {name: int(number) for name, number in _RANGE.findall(column)}
        if _HIDDEN.search(column) and b"min" in ends:
            hidden.update(range(ends[b"min"] - 1, min(ends.get(b"max", ends[b"min"]), MAX_SHEET_CELLS)))
    return hidden


def _without_value(part: bytes) -> dict[tuple[int, int], str]:
    """Formulas without a result, and errors, which calamine gives as blank cells."""
    found = {}
    for attributes, formula, result in _FORMULA.findall(part):
        if (place := _REFERENCE.search(attributes)) and not (result and _TEXT_RESULT.search(attributes)):
            found[_place(place)] = "=" + unescape(formula.decode("utf-8", "replace"))[:MAX_CELL_TEXT_LENGTH]
    for attributes, error in _ERROR.findall(part):
        if (place := _REFERENCE.search(attributes)) and _ERROR_TYPE.search(attributes):
            found[_place(place)] = error.decode("utf-8", "replace")[:MAX_CELL_TEXT_LENGTH]
    return found


def _place(reference: re.Match[bytes]) -> tuple[int, int]:
    return int(reference[2]) - 1, _column(reference[1]) - 1


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def read_workbook(data: bytes, look: Callable[[bytes], dict[int, VisibleSheet]]) -> Document:
    """Paragraphs and tables of what calamine reads; `look` tells what calamine does not, by place of the sheet."""
    document = Document([])
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        seen = look(data)
        names = workbook.sheet_names
        hidden = [sheet.visible != SheetVisibleEnum.Visible for sheet in workbook.sheets_metadata]
        order = sorted(range(len(names)), key=lambda i: hidden[i])[:MAX_SHEETS]
        for i in order:
            sheet = workbook.get_sheet_by_index(i)
            looked = seen.get(i, NOTHING_HIDDEN)
            blocks = _sheet(sheet, looked, _tables(document))
            if not blocks:
                continue
            document.warnings += sheet_warnings(names[i], looked, is_hidden=hidden[i])
            document.blocks += [*sheet_name(names[i]), *blocks]
    except PasswordError:
        raise UnreadableDocument(ENCRYPTED) from None
    except CalamineError as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise UnreadableDocument(ENCRYPTED) from None
        raise UnreadableDocument(_BROKEN.format(error)) from None
    except BaseException as error:  # some damage makes calamine panic, which is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableDocument(_BROKEN.format("结构残缺")) from None
    return document


def _tables(document: Document) -> int:
    return sum(isinstance(block, Grid) for block in document.blocks)


def sheet_name(name: str) -> list[str]:
    """A sheet's name as a line of text, where somebody gave it one."""
    return [] if not name.strip() or _DEFAULT_NAME.fullmatch(name.strip()) else [name.strip()]


def sheet_warnings(name: str, seen: VisibleSheet, *, is_hidden: bool) -> list[str]:
    warnings = [f"工作表「{name}」是隐藏的，排在最后读取"] if is_hidden else []
    uncomputed = sum(text.startswith("=") for text in seen.without_value.values())
    if uncomputed:
        warnings.append(
            f"工作表「{name}」有 {uncomputed} 格是没有计算结果的公式，不能读取（不按 0 也不按空格），"
            "请用 Excel 或 WPS 打开保存一次后重新上报"
        )
    if seen.hidden_rows or seen.hidden_columns:
        warnings.append(
            f"工作表「{name}」有隐藏的行（{len(seen.hidden_rows)}）或列（{len(seen.hidden_columns)}），打印时没有，未读"
        )
    return warnings


def _sheet(sheet: CalamineSheet, seen: VisibleSheet, tables: int) -> list[str | Grid]:
    if sheet.total_height * sheet.total_width > MAX_SHEET_CELLS:
        raise UnreadableDocument(
            f"工作表「{sheet.name}」远到第 {sheet.total_height:,} 行第 {sheet.total_width:,} 列"
            f"（上限共 {MAX_SHEET_CELLS:,} 格），不像一份年度报告，请删去表外的内容后重新上报。 The sheet is too large."
        )
    rows = [[cell_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    return sheet_blocks(rows, _merges(sheet), seen, tables)


def sheet_blocks(rows: list[list[str]], merges: Merges, seen: VisibleSheet, tables: int) -> list[str | Grid]:
    """Paragraphs and tables of a sheet, by its texts from A1 on; `tables`: those before it."""
    for (r, c), text in seen.without_value.items():
        rows += [[] for _ in range(r + 1 - len(rows))]
        rows[r] += [""] * (c + 1 - len(rows[r]))
        rows[r][c] = rows[r][c] or text
    while len(rows) in seen.printed and len(rows) - 1 in seen.printed:  # blank rows of the last table
        rows.append([])
    width = max(map(len, rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    for c in (c for c in seen.hidden_columns if c < width):
        merges.covered.update((r, c) for r in range(len(rows)))
        for row in rows:
            row[c] = ""
    blocks: list[str | Grid] = []
    run: list[int] = []
    for r, row in enumerate(rows):
        if r in seen.hidden_rows:
            continue
        texts = [text for text in row if text.strip()]
        if _in_table(texts) or (not texts and run and _is_printed(r, seen.printed)):
            run.append(r)
            continue
        blocks += _table(rows, run, merges, tables + 1)
        tables += bool(run)
        run = []
        blocks += [line for text in texts for line in _lines(text)]
    return blocks + _table(rows, run, merges, tables + 1)


def _in_table(texts: list[str]) -> bool:
    """Several texts, none of them prose; or a label of the form whose figures are blank, or a title inside a table."""
    if any(len(text) > MAX_CELL_TEXT_LENGTH for text in texts):
        return False
    return len(texts) > 1 or (len(texts) == 1 and is_table_text(texts[0]))


def _is_printed(row: int, printed: set[int]) -> bool:
    """Whether a row without any text is one of a table: in an XLSX its cells are there; in an XLS none can be told."""
    return not printed or row in printed


def _table(rows: list[list[str]], run: list[int], merges: Merges, index: int) -> list[str | Grid]:
    """Adjoining rows as a Grid, as wide as what is in them."""
    filled = [(r, c) for r in run for c, text in enumerate(rows[r]) if text.strip()]
    if not filled:
        return []
    first = min(c for _, c in filled)
    last = max(merges.ends.get((r, c), c) for r, c in filled)
    last = max([last, *(end for (r, c), end in merges.ends.items() if run[0] <= r <= run[-1] and first <= c <= last)])
    grid = [list(_row(rows[r], r, first, last, merges)) for r in run]
    return [Grid(index, grid)]


def _row(row: list[str], r: int, first: int, last: int, merges: Merges) -> Iterator[Box]:
    """A row's boxes, places counted from the sheet's A1. A title that is not merged over its row is one box."""
    filled = [c for c, text in enumerate(row) if text.strip()]
    alone = len(filled) == 1 and not tables_with_row(row[filled[0]])
    for c in filled if alone else range(first, last + 1):
        if (r, c) not in merges.covered:
            yield Box(row[c] if c < len(row) else "", r + 1, c + 1)


def _merges(sheet: CalamineSheet) -> Merges:
    """Merged ranges; of a hostile number or size, as many as have to do with cells."""
    merges = Merges(set(), {})
    rows, columns = sheet.total_height, sheet.total_width
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if (
            (bottom - top + 1) * (right - left + 1) + len(merges.covered) > 2 * MAX_SHEET_CELLS
            or top >= rows
            or left >= columns
        ):
            continue
        merges.ends[top, left] = right
        merges.covered.update(
            (r, c) for r in range(top, bottom + 1) for c in range(left, right + 1) if (r, c) != (top, left)
        )
    return merges


def cell_text(value: Any) -> str:
    """A value as its cell shows it: whole numbers without point, decimals to the 15 digits Excel keeps."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime) and value == datetime(value.year, value.month, value.day):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
