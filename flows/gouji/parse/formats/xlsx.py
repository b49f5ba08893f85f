"""XLSX and XLS -> paragraphs and grids: the values by calamine, how they are shown by what calamine does not tell."""

from collections.abc import Callable, Iterator
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document
from gouji.parse.files.zip_package import ENCRYPTED, Package, attribute, parse_xml

from .sheet_blocks import MAX_SHEET_CELLS, MAX_SHEETS, Merges, Sheet, as_document
from .sheet_view import SheetView
from .xls_records import look_at_sheets
from .xlsx_drawings import note_drawings
from .xlsx_sheet import Book, look_at
from .xlsx_styles import Styles, shared_runs

_BROKEN = "表格文件无法打开（{}），应为完整的 XLSX 或 XLS，可能已损坏，请重新下载或索取。 Cannot be opened."


def read_xlsx(data: bytes) -> Document:
    """Paragraphs and tables of an XLSX workbook; raises UnreadableDocument."""
    package = Package(data)
    sheets = _sheet_parts(package)
    styles = Styles(package)
    book = Book(styles, shared_runs(package, styles))
    views: dict[int, SheetView] = {}
    for name in package.entries:
        if name not in sheets and not name.lower().endswith((".xml", ".rels")):
            continue
        part = package.read(name)  # as calamine will: sizes and checksums are right from here on
        if b"<sheetData" in part or b":sheetData" in part or name in sheets:
            looked = look_at(part, name, book)
            if name in sheets:
                note_drawings(looked, package, name)
                views[sheets.index(name)] = looked
        elif b"<!DOCTYPE" in part or b"\0" in part[:64]:
            parse_xml(part, name)
    return read_workbook(data, lambda _: views)


def read_xls(data: bytes) -> Document:
    """Paragraphs and tables of a workbook of Excel 5 to 2003; raises UnreadableDocument."""
    return read_workbook(data, look_at_sheets)


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


def read_workbook(data: bytes, look: Callable[[bytes], dict[int, SheetView]]) -> Document:
    """Paragraphs and tables of what calamine reads; `look` tells what calamine does not, by place of the sheet."""
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        return as_document(list(_sheets(workbook, look(data))))
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


def _sheets(workbook: CalamineWorkbook, views: dict[int, SheetView]) -> Iterator[Sheet]:
    for i, metadata in enumerate(workbook.sheets_metadata[:MAX_SHEETS]):
        sheet = workbook.get_sheet_by_index(i)
        _refuse_large(sheet)
        values = sheet.to_python(skip_empty_area=False)
        is_hidden = metadata.visible != SheetVisibleEnum.Visible
        yield Sheet(sheet.name, is_hidden, values, _merges(sheet), views.get(i, SheetView()))


def _refuse_large(sheet: CalamineSheet) -> None:
    if sheet.total_height * sheet.total_width > MAX_SHEET_CELLS:
        raise UnreadableDocument(
            f"工作表「{sheet.name}」远到第 {sheet.total_height:,} 行第 {sheet.total_width:,} 列"
            f"（上限共 {MAX_SHEET_CELLS:,} 格），不像一份年度报告，请删去表外的内容后重新上报。 The sheet is too large."
        )


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
