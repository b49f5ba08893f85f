"""The workbook: ranking, findings, status, all figures, the district's sums, year on year; a sheet each.

Text from reports is written as text, never as a formula, a number or a link. Links are made by us: to the page a
report was collected from, else to its archived bytes beside the published versions.
"""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import duckdb
import polars as pl
import xlsxwriter

from gouji.core.forms import Form, FormCell, load_forms
from gouji.core.model import ABSENT, NOT_APPLICABLE, REPORTED

from .blocks import clean
from .contents import Office, Row
from .paper_file import XLSX, PaperFile
from .sheets import (
    LAST_YEAR,
    SCORES,
    SUMS,
    agency_years_sheet,
    district_years_sheet,
    findings_sheet,
    ranking_sheet,
    status_sheet,
    sums_sheet,
)

# From papers/<district>/ in a version of public/ to the home folder.
_TO_HOME = "../../../.."
MONEY = "万元"
PERCENT = "（%）"
_MAX_TEXT_LENGTH = 32_000  # Excel holds 32,767 characters a cell


def workbooks(con: duckdb.DuckDBPyConnection, office: Office) -> Iterator[PaperFile]:
    """工作簿, one for the district."""
    yield PaperFile(f"{office.year}年度工作簿.xlsx", workbook_title(office), XLSX, workbook(con, office))


def workbook_title(office: Office) -> str:
    return f"{office.district}{office.year}年度政府信息公开工作年度报告工作簿"


def workbook(con: duckdb.DuckDBPyConnection, office: Office) -> bytes:
    """The bytes of the workbook; the same tables give the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    book.set_properties(
        {
            "title": workbook_title(office),
            "author": office.issuer,
            "created": datetime(office.as_of.year, office.as_of.month, office.as_of.day),
        }
    )
    find = {"district": office.district_code, "year": office.year}
    _sheet(book, "排名", ranking_sheet(office, con.sql(SCORES, params=find).pl()), freeze=2, scores=True)
    _sheet(
        book,
        "问题清单",
        findings_sheet(office),
        freeze=1,
        links=_links(office, [f["agency_code"] for f in office.findings]),
        scores=True,
    )
    _sheet(
        book,
        "报送情况",
        status_sheet(office),
        freeze=2,
        links=_links(office, [a["agency_code"] for a in office.agencies]),
    )
    _figures(book, office)
    sums = con.sql(SUMS, params=find).pl()
    _sheet(book, "汇总", sums_sheet(office, sums), freeze=3)
    _sheet(book, f"同比（全{office.level}）", district_years_sheet(office, sums), freeze=3)
    compared = office.policy["workbook"]["compared"]
    last = con.sql(LAST_YEAR, params=find | {"cells": compared}).pl()
    _sheet(book, "同比（机关）", agency_years_sheet(office, compared, last), freeze=2)
    book.close()
    return buffer.getvalue()


def _sheet(
    book: Any, name: str, frame: pl.DataFrame, freeze: int, links: list[str | None] | None = None, scores: bool = False
) -> None:
    """A frame as a sheet: header frozen with the first columns, a filter on every column, widths by content.

    `links`: what the entries of the last column lead to; `scores`: its fractions are points, not figures of the form.
    """
    frame = frame.with_columns(pl.col(pl.String).map_elements(_text, return_dtype=pl.String))
    sheet = book.add_worksheet(name)
    frame.write_excel(
        book,
        sheet,
        table_style="Table Style Light 1",
        header_format={"bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True, "valign": "vcenter"},
        column_widths={column: _pixels(frame[column]) for column in frame.columns},
        column_formats={column: _format(frame[column], scores) for column in frame.columns},
        float_precision=2,
        freeze_panes=(1, freeze),
    )  # fmt: skip
    column = len(frame.columns) - 1
    for row, link in enumerate(links or [], 1):
        if link:
            sheet.write_url(row, column, link, string=str(frame[frame.columns[-1]][row - 1])[:250])
    amount = book.add_format({"num_format": _number_format(MONEY)})
    for column, name in enumerate(frame.columns):
        if frame.height and not scores and _holds_figures(frame[name]):
            first = xlsxwriter.utility.xl_rowcol_to_cell(1, column)
            broken = {"type": "formula", "criteria": f"={first}<>INT({first})", "format": amount}
            sheet.conditional_format(1, column, frame.height, column, broken)
    _for_print(sheet, 1)


def _number_format(unit: str) -> str:
    """Counts are whole; amounts show two decimals, and more where there are more. Never a point with nothing after it."""
    return "#,##0.00####" if unit == MONEY else "#,##0"


def _format(column: pl.Series, scores: bool) -> dict[str, Any]:
    """Text wraps; numbers and days are centred. Where counts and amounts share a column it is that of counts."""
    if column.dtype == pl.String:
        return {"text_wrap": True, "valign": "top"}
    number = "yyyy-mm-dd" if column.dtype == pl.Date else "0"
    if column.dtype.is_float():
        number = "0.00" if scores else _number_format("件") if _holds_figures(column) else "0.0"
    return {"num_format": number, "align": "center", "valign": "top"}


def _holds_figures(column: pl.Series) -> bool:
    """Whether a column holds counts and amounts of the form, not percentages."""
    return column.dtype.is_float() and not column.name.endswith(PERCENT)


def _for_print(sheet: Any, head: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, head - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _text(value: str) -> str:
    return clean(value)[:_MAX_TEXT_LENGTH]


def _pixels(column: pl.Series) -> int:
    """Width that shows the header and most entries; Chinese characters are twice as wide as Latin ones."""
    texts = [column.name, *(str(value) for value in column.head(200) if value is not None)]
    longest = max(sum(2 if ord(c) > 0x2E80 else 1 for c in text) for text in texts)
    return min(max(longest * 7 + 14, 56), 360)


def _links(office: Office, agencies: list[str]) -> list[str | None]:
    """For each agency named where its report came from: an address, else the archived file."""
    targets = {}
    for row in office.agencies:
        if row["source"] and re.match(r"https?://[^\s]{1,2000}$", row["source"]):
            targets[row["agency_code"]] = row["source"]
        elif row["archive_path"]:
            targets[row["agency_code"]] = f"external:{_TO_HOME}/{row['archive_path']}"
    return [targets.get(code) for code in agencies]


def _figures(book: Any, office: Office) -> None:
    """全部数据: a row an agency, a column a cell of the forms in use. On top the sums, which follow the filter and which
    no filter hides or sorts, then two header rows, the lower of them with the filters."""
    sheet = book.add_worksheet("全部数据")
    head = book.add_format({"bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})  # fmt: skip
    numbers = {unit: book.add_format({"num_format": _number_format(unit)}) for unit in ("件", MONEY)}
    total = {"bold": True, "bg_color": "#F2F2F2", "top": 1, "bottom": 1}
    totals = {unit: book.add_format(total | {"num_format": _number_format(unit)}) for unit in ("件", MONEY)}
    first, below = 3, 3  # agency, kind, form; sums and two lines of labels
    used = {row["form"] for row in office.agencies if row["form"]}
    lines = _lines([form for form in load_forms().values() if form.code in used])
    cells_in_order = [cell for cells in lines.values() for cell in cells]
    places = {cell.cell: place for place, cell in enumerate(cells_in_order, first)}
    units = {cell.cell: MONEY if cell.unit == MONEY else "件" for cell in cells_in_order}
    agencies = [row for row in office.agencies if row["report_id"] and row["kind"] != "district"]
    sheet.merge_range(0, 0, 0, first - 1, "合计（随筛选变化）", book.add_format(total))
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
    for line, row in enumerate(agencies, below):
        for column, text in enumerate((row["name"], row["peer_group"], row["form"] or "")):
            sheet.write_string(line, column, _text(text))
        for figure in office.cells.get(row["report_id"], []):
            name = figure["cell"]
            if figure["state"] == REPORTED:
                sheet.write_number(line, places[name], float(figure["value"]), numbers[units[name]])
                sums[name] = sums.get(name, 0) + figure["value"]
            else:
                sheet.write_string(line, places[name], _instead(figure))
    last = max(len(agencies) + below - 1, below)
    for name, column in places.items():
        span = xlsxwriter.utility.xl_range(below, column, last, column)
        sheet.write_formula(0, column, f"=SUBTOTAL(109,{span})", totals[units[name]], float(sums.get(name, 0)))
    sheet.autofilter(below - 1, 0, last, first + len(places) - 1)
    sheet.freeze_panes(below, first)
    sheet.set_row(1, 48)
    sheet.set_row(2, 32)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 2, 8)
    sheet.set_column(first, first + len(places) - 1, 10)
    _for_print(sheet, below)


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
        return cell["raw"].strip()[:_MAX_TEXT_LENGTH] or "/"
    return "缺" if cell["state"] == ABSENT else _text(cell["raw"].strip())
