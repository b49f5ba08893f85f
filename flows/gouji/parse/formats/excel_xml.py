"""An XML workbook of Excel 2003, as document systems write them from templates -> paragraphs and grids."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document
from gouji.parse.files.zip_package import parse_xml

from .excel_xml_styles import DEFAULT, SHEET, rich_text, styles_of
from .sheet_blocks import MAX_SHEET_CELLS, MAX_SHEETS, MIN_FORMATTED_BLANKS, Merges, Sheet, as_document
from .sheet_view import CONDITIONS_UNCHECKED, MIN_ROW_POINTS, PLAIN_STYLE, CellStyle, Place, SheetView, is_plain

EXCEL = "urn:schemas-microsoft-com:office:excel"


def read_excel_xml(data: bytes) -> Document:
    """Paragraphs and tables of the sheets of a workbook that are shown; raises UnreadableDocument."""
    root = parse_xml(data, "Workbook")
    styles = styles_of(root)
    return as_document([_sheet(sheet, styles) for sheet in root.findall(f"{{{SHEET}}}Worksheet")[:MAX_SHEETS]])


def _sheet(sheet: etree._Element, styles: dict[str, CellStyle]) -> Sheet:
    name = sheet.get(f"{{{SHEET}}}Name") or ""
    table = sheet.find(f"{{{SHEET}}}Table")
    values, merges, view = ([], Merges(set(), {}), SheetView()) if table is None else _cells(table, name, styles)
    view.shows_zeros = sheet.find(f"{{{EXCEL}}}WorksheetOptions/{{{EXCEL}}}DoNotDisplayZeros") is None
    if conditions := len(sheet.findall(f"{{{EXCEL}}}ConditionalFormatting")):
        view.warnings.append(CONDITIONS_UNCHECKED.format(conditions))
    return Sheet(name, _is_hidden(sheet), values, merges, view)


def _is_hidden(sheet: etree._Element) -> bool:
    visible = sheet.findtext(f"{{{EXCEL}}}WorksheetOptions/{{{EXCEL}}}Visible") or ""
    return visible.startswith("Sheet")  # SheetHidden, SheetVeryHidden


def _cells(table: etree._Element, name: str, styles: dict[str, CellStyle]) -> tuple[list[list[Any]], Merges, SheetView]:
    """Values from A1 on, and what else tells the table. An index left out goes on from the one before."""
    values: dict[Place, Any] = {}
    merges, view = Merges(set(), {}), SheetView()
    by_column = _columns(table, view)
    printed: Counter[int] = Counter()
    width = merged = 0
    for r, row in _numbered(table, "Row"):
        if _is_unseen(row, "Height"):
            view.hidden_rows.update(range(r, r + 1 + _number(row, "Span")))
        for c, cell in _numbered(row, "Cell"):
            across, down = _number(cell, "MergeAcross"), _number(cell, "MergeDown")
            width = max(width, c + 1 + across)
            merged += (1 + across) * (1 + down)
            if (r + 1 + down) * width > MAX_SHEET_CELLS or merged > 2 * MAX_SHEET_CELLS:
                raise UnreadableDocument(
                    f"工作表「{name}」远到第 {r + 1 + down:,} 行第 {width:,} 列（上限共 {MAX_SHEET_CELLS:,} 格），"
                    "不像一份年度报告，请删去表外的内容后重新上报。 The sheet is too large."
                )
            _take_value(cell, (r, c), values, view)
            named = _style_id(cell) or _style_id(row) or by_column.get(c) or DEFAULT
            if (r, c) in view.runs or not is_plain(styles.get(named, PLAIN_STYLE)):
                view.styles[r, c] = styles.get(named, PLAIN_STYLE)
            printed[r] += 1
            if across or down:
                merges.ends[r, c] = c + across
                spot = ((y, x) for y in range(r, r + down + 1) for x in range(c, c + across + 1))
                merges.covered.update(place for place in spot if place != (r, c))
    view.printed.update(r for r, count in printed.items() if count >= MIN_FORMATTED_BLANKS)
    height = 1 + max((r for r, _ in values), default=-1)
    return [[values.get((r, c), "") for c in range(width)] for r in range(height)], merges, view


def _columns(table: etree._Element, view: SheetView) -> dict[int, str]:
    """Notes hidden columns; the styles of columns by their numbers."""
    styles = {}
    for column, node in _numbered(table, "Column"):
        span = range(column, column + 1 + _number(node, "Span"))
        if _is_unseen(node, "Width"):
            view.hidden_columns.update(span)
        if style := _style_id(node):
            styles.update(dict.fromkeys(span, style))
    return styles


def _take_value(cell: etree._Element, place: Place, values: dict[Place, Any], view: SheetView) -> None:
    value = cell.find(f"{{{SHEET}}}Data")
    if value is None:
        if formula := cell.get(f"{{{SHEET}}}Formula"):
            view.without_value[place] = formula
        return
    text = "".join(value.itertext())
    if not text:
        return
    values[place] = _value(text) if value.get(f"{{{SHEET}}}Type") == "Number" else text
    if runs := rich_text(value):
        view.runs[place] = runs


def _is_unseen(node: etree._Element, size: str) -> bool:
    """Hidden, or too small to show anything; sizes are in points."""
    said = node.get(f"{{{SHEET}}}{size}") or ""
    small = said.replace(".", "", 1).isdecimal() and float(said) < MIN_ROW_POINTS
    return node.get(f"{{{SHEET}}}Hidden") == "1" or small


def _style_id(node: etree._Element) -> str:
    return str(node.get(f"{{{SHEET}}}StyleID") or "")


def _numbered(parent: etree._Element, kind: str) -> Iterator[tuple[int, etree._Element]]:
    """(place from 0, element) of the rows, columns or cells of an element."""
    place = 0
    for node in parent.iterchildren(f"{{{SHEET}}}{kind}"):
        place = max(_number(node, "Index") - 1, place)
        yield place, node
        place += 1 + (_number(node, "Span") if kind != "Cell" else _number(node, "MergeAcross"))


def _number(node: etree._Element, name: str) -> int:
    value = node.get(f"{{{SHEET}}}{name}") or "0"
    return min(int(value), MAX_SHEET_CELLS) if value.isdecimal() else 0


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
