"""A table whose rows are lines of one row of cells, in documents and sheets; of pages in test_html_held.py."""

from collections.abc import Callable

import pytest

from gouji.core.model import BLANK, UNREADABLE
from gouji.parse.document import Grid
from gouji.parse.formats import doc
from tests.parse import office as o
from tests.parse import rtf_writer
from tests.parse import writers as w
from tests.parse.formats import test_shown_odt as shown_odt
from tests.parse.formats.test_doc import IN_TABLE, ROW_END, row_of, streams
from tests.parse.reading import read, values

BLANK_CELL = "applications.granted.research"


def broken(figures: dict[str, str], *, lost: bool = False) -> w.Rows:
    """The table of applications with its 25 rows as lines of one row; `lost`: one line of a column is not there."""
    rows = w.printed(figures)["applications"]
    heads, body = rows[:3], rows[3:]
    labels = "\n".join("".join(td.text for td in row if td.cell is None) for row in body)
    columns = [[row[-7 + i].text for row in body] for i in range(7)]
    if lost:
        del columns[2][4]
    return [*heads, [w.Td(labels, 3), *(w.Td("\n".join(column)) for column in columns)]]


def paragraphs(text: str) -> str:
    return "</w:p><w:p>".join(o.one_run(line) for line in text.split("\n"))


def breaks(text: str) -> str:
    return "<w:r><w:br/></w:r>".join(o.one_run(line) for line in text.split("\n"))


def docx(inner: Callable[[str], str]) -> Callable[[w.Rows, dict[str, str]], bytes]:
    def made(rows: w.Rows, figures: dict[str, str]) -> bytes:
        tables = {code: o.docx_table(each, inner) for code, each in w.printed(figures).items()}
        return o.docx(o.docx_body(tables | {"applications": o.docx_table(rows, inner)}))

    return made


def rtf(mark: str) -> Callable[[w.Rows, dict[str, str]], bytes]:
    def made(rows: w.Rows, figures: dict[str, str]) -> bytes:
        def inner(text: str) -> str:
            return text.replace("\n", mark)

        tables = {code: rtf_writer.rtf_table(each, inner) for code, each in w.printed(figures).items()}
        tables["applications"] = rtf_writer.rtf_table(rows, inner)
        parts = [f"{w.TITLE}\\par"]
        for number, heading in enumerate(w.HEADINGS, 1):
            parts += [f"{text}\\par" for text in (heading, *w.PROSE.get(number, ()))]
            parts.append(tables.get({2: "disclosure", 3: "applications", 4: "disputes"}.get(number, ""), ""))
        return rtf_writer.rtf("".join(parts))

    return made


def odt(mark: str) -> Callable[[w.Rows, dict[str, str]], bytes]:
    def made(rows: w.Rows, figures: dict[str, str]) -> bytes:
        tables = {code: o.odf_table(each) for code, each in w.printed(figures).items()}
        tables["applications"] = o.odf_table(rows).replace("\n", mark)
        return shown_odt.odt(o.odt_body(tables))

    return made


def sheet(write: Callable[[w.Rows], bytes]) -> Callable[[w.Rows, dict[str, str]], bytes]:
    def made(rows: w.Rows, figures: dict[str, str]) -> bytes:
        whole = o.report_rows(figures)
        size = len(w.printed(figures)["applications"])
        at = next(i for i, row in enumerate(whole) if any("勾稽关系" in td.text for td in row))
        return write([*whole[:at], *rows, *whole[at + size :]])

    return made


def ods(rows: w.Rows) -> bytes:
    return o.odf("spreadsheet", o.odf_table(rows).replace("\n", "</text:p><text:p>"))


FORMATS: dict[str, Callable[[w.Rows, dict[str, str]], bytes]] = {
    "docx paragraphs": docx(paragraphs),
    "docx breaks": docx(breaks),
    "rtf paragraphs": rtf("\\par "),
    "rtf lines": rtf("\\line "),
    "odt paragraphs": odt("</text:p><text:p>"),
    "odt breaks": odt("<text:line-break/>"),
    "xlsx": sheet(lambda rows: o.xlsx({"年度报告": o.sheet_xml(rows)})),
    "xls": sheet(lambda rows: o.xls({"年度报告": rows})),
    "Excel 2003 XML": sheet(lambda rows: o.excel_2003({"年度报告": rows})),
    "ods": sheet(ods),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_each_line_is_a_row(kind: str) -> None:
    figures = w.numbered()
    assert values(read(FORMATS[kind](broken(figures), figures))) == figures


@pytest.mark.parametrize("kind", FORMATS)
def test_an_empty_line_is_a_blank_cell(kind: str) -> None:
    figures = w.numbered() | {BLANK_CELL: ""}
    assert values(read(FORMATS[kind](broken(figures), figures))) == figures | {BLANK_CELL: BLANK}


@pytest.mark.parametrize("kind", FORMATS)
def test_a_column_that_lacks_a_line_is_unreadable(kind: str) -> None:
    """Nobody can tell which line is whose."""
    figures = w.numbered()
    found = values(read(FORMATS[kind](broken(figures, lost=True), figures)))
    column = {name for name in figures if name.startswith("applications.") and name.endswith(".research")}
    assert {name for name, value in found.items() if value != figures[name]} == column
    assert {found[name] for name in column} == {UNREADABLE}


def test_lines_of_doc() -> None:
    """Word 97: paragraphs of a cell."""
    labels, figures = "规章\r行政规范性文件\x07", "1\r2\x07"
    marks = [(part, IN_TABLE) for cell in (labels, figures) for part in cell.replace("\r", "\r\n").split("\n")]
    made = doc.read_streams(streams([*marks, ("\x07", ROW_END + row_of([0, 1000, 2000]))], []))
    (grid,) = [block for block in made.blocks if isinstance(block, Grid)]
    assert [[box.text for box in row] for row in grid.rows] == [["规章", "1"], ["行政规范性文件", "2"]]
