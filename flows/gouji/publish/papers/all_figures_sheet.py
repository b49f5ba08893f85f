"""全部数据: every figure of every agency, a row an agency, a column a cell of the forms in use."""

from typing import Any

import xlsxwriter

from gouji.core.form_model import MONEY
from gouji.core.forms import Form, FormCell, load_forms
from gouji.core.model import ABSENT, NOT_APPLICABLE, REPORTED

from .contents import Office, Row
from .sheet_style import COUNT, HEAD, cell_text, for_print, number_format

NAME = "全部数据"
_FIRST, _BELOW = 3, 3  # agency, kind, form; sums and two lines of labels
_SCALE = 70  # per cent: two lines of table 三 stand side by side on A4 across
_COLUMNS_A_PAGE = 15
_NAME_WIDTH, _WIDTH, _AMOUNT_WIDTH = 16, 7, 12  # characters


def write_all_figures(book: Any, office: Office) -> None:
    """On top the sums, which follow the filter and which no filter hides or sorts, then two header rows, the lower of
    them with the filters. On paper the agencies stand on every page, and no line of the form is torn."""
    sheet = book.add_worksheet(NAME)
    head = book.add_format(HEAD | {"align": "center"})
    numbers = {unit: book.add_format({"num_format": number_format(unit)}) for unit in (COUNT, MONEY)}
    total = {"bold": True, "bg_color": "#F2F2F2", "top": 1, "bottom": 1}
    totals = {unit: book.add_format(total | {"num_format": number_format(unit)}) for unit in (COUNT, MONEY)}
    used = {row["form"] for row in office.agencies if row["form"]}
    lines = _lines([form for form in load_forms().values() if form.code in used])
    cells_in_order = [cell for cells in lines.values() for cell in cells]
    places = {cell.cell: place for place, cell in enumerate(cells_in_order, _FIRST)}
    units = {cell.cell: MONEY if cell.unit == MONEY else COUNT for cell in cells_in_order}
    agencies = [row for row in office.agencies if row["report_id"] and row["kind"] != "district"]
    sheet.merge_range(0, 0, 0, _FIRST - 1, "合计（随筛选变化）", book.add_format(total))
    for column, title in enumerate(("机关", "组别", "格式")):
        sheet.merge_range(1, column, 2, column, title, head)
    for label, cells in lines.items():
        columns = [places[cell.cell] for cell in cells]
        for column, cell in zip(columns, cells, strict=True):
            sheet.write_string(2, column, cell.column_label, head)
        if len(columns) == 1:
            sheet.write_string(1, columns[0], label, head)
        else:
            sheet.merge_range(1, columns[0], 1, columns[-1], label, head)
    sums: dict[str, Any] = {}
    for line, row in enumerate(agencies, _BELOW):
        for column, text in enumerate((row["name"], row["peer_group"], row["form"] or "")):
            sheet.write_string(line, column, cell_text(text))
        for figure in office.cells.get(row["report_id"], []):
            name = figure["cell"]
            if figure["state"] == REPORTED:
                sheet.write_number(line, places[name], float(figure["value"]), numbers[units[name]])
                sums[name] = sums.get(name, 0) + figure["value"]
            else:
                sheet.write_string(line, places[name], _instead(figure))
    last = max(len(agencies) + _BELOW - 1, _BELOW)
    for name, column in places.items():
        span = xlsxwriter.utility.xl_range(_BELOW, column, last, column)
        sheet.write_formula(0, column, f"=SUBTOTAL(109,{span})", totals[units[name]], float(sums.get(name, 0)))
    sheet.autofilter(_BELOW - 1, 0, last, _FIRST + len(places) - 1)
    sheet.freeze_panes(_BELOW, _FIRST)
    sheet.set_row(1, 60)
    sheet.set_row(2, 44)
    sheet.set_column(0, 0, _NAME_WIDTH)
    sheet.set_column(1, 2, 6)
    sheet.set_column(_FIRST, _FIRST + len(places) - 1, _WIDTH)
    for cell in cells_in_order:
        if units[cell.cell] == MONEY:
            sheet.set_column(places[cell.cell], places[cell.cell], _AMOUNT_WIDTH)
    for_print(sheet, _BELOW, fit=False)
    sheet.set_print_scale(_SCALE)
    sheet.repeat_columns(0, _FIRST - 1)
    sheet.set_v_pagebreaks(_breaks([len(cells) for cells in lines.values()]))


def _breaks(widths: list[int]) -> list[int]:
    """Columns before which a page ends, so that the columns of one line stay together."""
    breaks, column, on_page = [], _FIRST, 0
    for width in widths:
        if on_page and on_page + width > _COLUMNS_A_PAGE:
            breaks.append(column)
            on_page = 0
        column, on_page = column + width, on_page + width
    return breaks


def _lines(forms: list[Form]) -> dict[str, list[FormCell]]:
    """Cells by row of the forms, newest form first; columns that only an older one has stand after its row's others."""
    rows: dict[tuple[str, str], dict[str, FormCell]] = {}
    labels: dict[tuple[str, str], str] = {}
    for form in reversed(forms):
        numerals = {table.code: table.number for table in form.tables}
        for cell in form.cells:
            row = (cell.table, cell.row)
            labels.setdefault(row, f"表{numerals[cell.table]} {cell.row_label}")
            rows.setdefault(row, {}).setdefault(cell.cell, cell)
    return {labels[row]: list(cells.values()) for row, cells in rows.items()}


def _instead(cell: Row) -> str:
    """What stands where no figure was reported."""
    if cell["state"] == NOT_APPLICABLE:
        return cell_text(cell["raw"].strip()) or "/"
    return "缺" if cell["state"] == ABSENT else cell_text(cell["raw"].strip())
