"""An XML workbook of Excel 2003, as document systems write them from templates -> paragraphs and grids."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document, Grid
from gouji.parse.files.zip_package import parse_xml

from .hidden_sheets import VisibleSheet
from .xlsx import (
    MAX_SHEET_CELLS,
    MAX_SHEETS,
    MIN_FORMATTED_BLANKS,
    Merges,
    cell_text,
    sheet_blocks,
    sheet_name,
    sheet_warnings,
)

SHEET = "urn:schemas-microsoft-com:office:spreadsheet"
EXCEL = "urn:schemas-microsoft-com:office:excel"


def read_excel_xml(data: bytes) -> Document:
    """Paragraphs and tables of the workbook, hidden sheets last; raises UnreadableDocument."""
    document = Document([])
    sheets = parse_xml(data, "Workbook").findall(f"{{{SHEET}}}Worksheet")
    for sheet in sorted(sheets, key=_is_hidden)[:MAX_SHEETS]:
        table = sheet.find(f"{{{SHEET}}}Table")
        if table is None:
            continue
        name = sheet.get(f"{{{SHEET}}}Name") or ""
        rows, merges, seen = _cells(table, name)
        blocks = sheet_blocks(rows, merges, seen, sum(isinstance(block, Grid) for block in document.blocks))
        if not blocks:
            continue
        document.warnings += sheet_warnings(name, seen, is_hidden=_is_hidden(sheet))
        document.blocks += [*sheet_name(name), *blocks]
    return document


def _is_hidden(sheet: etree._Element) -> bool:
    visible = sheet.findtext(f"{{{EXCEL}}}WorksheetOptions/{{{EXCEL}}}Visible") or ""
    return visible.startswith("Sheet")  # SheetHidden, SheetVeryHidden


def _cells(table: etree._Element, name: str) -> tuple[list[list[str]], Merges, VisibleSheet]:
    """Texts from A1 on, and what else tells the table. An index left out goes on from the one before."""
    texts: dict[tuple[int, int], str] = {}
    merges, seen = Merges(set(), {}), VisibleSheet(set(), set(), set(), {})
    for column, node in _numbered(table, "Column"):
        if node.get(f"{{{SHEET}}}Hidden") == "1":
            seen.hidden_columns.update(range(column, column + 1 + _number(node, "Span")))
    printed: Counter[int] = Counter()
    width = merged = 0
    for r, row in _numbered(table, "Row"):
        if row.get(f"{{{SHEET}}}Hidden") == "1":
            seen.hidden_rows.add(r)
        for c, cell in _numbered(row, "Cell"):
            across, down = _number(cell, "MergeAcross"), _number(cell, "MergeDown")
            width = max(width, c + 1 + across)
            merged += (1 + across) * (1 + down)
            if (r + 1 + down) * width > MAX_SHEET_CELLS or merged > 2 * MAX_SHEET_CELLS:
                raise UnreadableDocument(
                    f"工作表「{name}」远到第 {r + 1 + down:,} 行第 {width:,} 列（上限共 {MAX_SHEET_CELLS:,} 格），"
                    "不像一份年度报告，请删去表外的内容后重新上报。 The sheet is too large."
                )
            value = cell.find(f"{{{SHEET}}}Data")
            text = "" if value is None else "".join(value.itertext())
            if value is not None and value.get(f"{{{SHEET}}}Type") == "Number":
                text = _plain(text)
            if text:
                texts[r, c] = text
            elif value is None and (formula := cell.get(f"{{{SHEET}}}Formula")):
                seen.without_value[r, c] = formula
            printed[r] += 1
            if across or down:
                merges.ends[r, c] = c + across
                spot = ((y, x) for y in range(r, r + down + 1) for x in range(c, c + across + 1))
                merges.covered.update(place for place in spot if place != (r, c))
    seen.printed.update(r for r, count in printed.items() if count >= MIN_FORMATTED_BLANKS)
    height = 1 + max((r for r, _ in texts), default=-1)
    return [[texts.get((r, c), "") for c in range(width)] for r in range(height)], merges, seen


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


def _plain(text: str) -> str:
    """A number as its cell shows it: 12, not 12.0."""
    try:
        return cell_text(float(text))
    except ValueError:
        return text
