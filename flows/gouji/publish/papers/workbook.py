"""The workbook: overview, ranking, ledger of faults, status, the district's sums, doubtful figures, year on year, all
figures, and what each sheet is for.

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

from gouji.core.form_model import MONEY

from .all_figures_sheet import write_all_figures
from .contents import Office
from .ledger_sheet import write_ledger
from .overview_sheet import write_notes, write_overview
from .paper_file import XLSX, PaperFile
from .sheet_style import COUNT, HEAD, HEAD_POINTS, cell_text, for_print, number_format, pixels, row_points
from .sheets import (
    LAST_YEAR,
    SCORES,
    SUMS,
    agency_years_sheet,
    doubtful_sheet,
    ranking_sheet,
    status_sheet,
    sums_sheet,
)

# From papers/<district>/ in a version of public/ to the home folder.
_TO_HOME = "../../../.."
PERCENT = "（%）"


def workbooks(con: duckdb.DuckDBPyConnection, office: Office) -> Iterator[PaperFile]:
    """工作簿, one for the district."""
    yield PaperFile(f"{office.year}年度工作簿.xlsx", workbook_title(office), XLSX, workbook(con, office))


def workbook_title(office: Office) -> str:
    return str(office.policy["workbook"]["title"].format(district=office.district, year=office.year))


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
            "company": office.issuer,
            "created": datetime(office.as_of.year, office.as_of.month, office.as_of.day),
        }
    )
    find = {"district": office.district_code, "year": office.year}
    links = _links(office)
    write_overview(book, office)
    _sheet(book, "排名", ranking_sheet(office, con.sql(SCORES, params=find).pl()), freeze=2, scores=True)
    write_ledger(book, office, links)
    sources = [links.get(row["agency_code"]) for row in office.agencies]
    _sheet(book, "报送情况", status_sheet(office), freeze=2, links=sources)
    _sheet(book, "汇总", sums_sheet(office, con.sql(SUMS, params=find).pl()), freeze=3)
    _sheet(book, "存疑数字", doubtful_sheet(office), freeze=1)
    compared = office.policy["workbook"]["compared"]
    last = con.sql(LAST_YEAR, params=find | {"cells": compared}).pl()
    _sheet(book, "各机关同比", agency_years_sheet(office, compared, last), freeze=2)
    write_all_figures(book, office)
    write_notes(book, office)
    book.close()
    return buffer.getvalue()


def _sheet(
    book: Any, name: str, frame: pl.DataFrame, freeze: int, links: list[str | None] | None = None, scores: bool = False
) -> None:
    """A frame as a sheet: header frozen with the first columns, a filter on every column, widths by content.

    `links`: what the entries of the last column lead to; `scores`: its fractions are points, not figures of the form.
    """
    frame = frame.with_columns(pl.col(pl.String).map_elements(cell_text, return_dtype=pl.String))
    sheet = book.add_worksheet(name)
    frame.write_excel(
        book,
        sheet,
        table_style="Table Style Light 1",
        header_format=HEAD,
        column_widths={column: pixels(column, frame[column].to_list()) for column in frame.columns},
        column_formats={column: _format(frame[column], scores) for column in frame.columns},
        float_precision=2,
        freeze_panes=(1, freeze),
    )  # fmt: skip
    column = len(frame.columns) - 1
    for row, link in enumerate(links or [], 1):
        if link:
            sheet.write_url(row, column, link, string=str(frame[frame.columns[-1]][row - 1])[:250])
    amount = book.add_format({"num_format": number_format(MONEY)})
    for column, name in enumerate(frame.columns):
        if frame.height and not scores and _holds_figures(frame[name]):
            first = xlsxwriter.utility.xl_rowcol_to_cell(1, column)
            broken = {"type": "formula", "criteria": f"={first}<>INT({first})", "format": amount}
            sheet.conditional_format(1, column, frame.height, column, broken)
    sheet.set_row(0, HEAD_POINTS)
    texts = [column for column in frame.columns[: -1 if links else None] if frame[column].dtype == pl.String]
    wide = [pixels(column, frame[column].to_list()) / 7 for column in texts]
    for row, told in enumerate(frame.select(texts).iter_rows(), 1):
        sheet.set_row(row, row_points([text or "" for text in told], wide))
    for_print(sheet, 1)


def _format(column: pl.Series, scores: bool) -> dict[str, Any]:
    """Text wraps; numbers and days are centred. Where counts and amounts share a column it is that of counts."""
    if column.dtype == pl.String:
        return {"text_wrap": True, "valign": "top"}
    number = "yyyy-mm-dd" if column.dtype == pl.Date else "0"
    if column.dtype.is_float():
        number = "0.00" if scores else number_format(COUNT) if _holds_figures(column) else "0.0"
    return {"num_format": number, "align": "center", "valign": "top"}


def _holds_figures(column: pl.Series) -> bool:
    """Whether a column holds counts and amounts of the form, not percentages."""
    return column.dtype.is_float() and not column.name.endswith(PERCENT)


def _links(office: Office) -> dict[str, str]:
    """Where the report of each agency came from: an address, else the archived file."""
    targets = {}
    for row in office.agencies:
        if row["source"] and re.match(r"https?://[^\s]{1,2000}$", row["source"]):
            targets[row["agency_code"]] = row["source"]
        elif row["archive_path"]:
            targets[row["agency_code"]] = f"external:{_TO_HOME}/{row['archive_path']}"
    return targets
