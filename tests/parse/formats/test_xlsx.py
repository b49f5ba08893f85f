"""Workbooks: every cell of every way to lay out the form, and workbooks that would do harm."""

import csv
import re
import struct
from contextlib import suppress
from io import StringIO

import pytest

from gouji.core.model import BLANK, REPORTED, UNREADABLE, Report, UnreadableDocument
from gouji.parse import format_registry
from gouji.parse.files import media_types
from gouji.parse.formats.xlsx import read_xlsx
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import writers as w

FORMS = ("2021", "2019")
NAMES = {
    "disclosure": "主动公开政府信息情况",
    "applications": "收到和处理政府信息公开申请情况",
    "disputes": "行政复议、行政诉讼情况",
}


def read(data: bytes, media_type: str = format_registry.XLSX) -> Report:
    (report,) = parse(data)
    assert report.media_type == media_type
    return report


def figures(report: Report) -> dict[str, str | None]:
    return {c.cell: str(c.value) if c.state == REPORTED else None for c in report.cells}


def expect_numbered(report: Report, form: str = "2021") -> None:
    assert figures(report) == w.numbered(form)
    assert report.warnings == []
    assert (report.agency, report.report_year, len(report.sections)) == (w.AGENCY, 2024, 6)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("numbers", [True, False])
def test_every_cell(form: str, merged: bool, numbers: bool) -> None:
    report = read(o.as_xlsx(w.numbered(form), form, merged=merged, numbers=numbers))
    expect_numbered(report, form)
    assert report.sections[0].text == "\n".join(w.PROSE[1])


@pytest.mark.parametrize("form", FORMS)
def test_every_cell_of_excel_97(form: str) -> None:
    expect_numbered(read(o.xls({"年度报告": o.report_rows(w.numbered(form), form)}), format_registry.XLS), form)


def test_locators_are_the_sheet_s_own() -> None:
    rows = o.report_rows(w.numbered())
    cells = {c.cell: c for c in read(o.xlsx({"Sheet1": o.sheet_xml(rows)})).cells}
    for name, (row, column) in w.places(rows).items():
        assert (cells[name].row, cells[name].column) == (row, column), name
    assert {c.table for c in cells.values()} <= {1, 2, 3, 4, 5, 6, 7}


@pytest.mark.parametrize("merged", [True, False])
def test_blanks_stay_blank(merged: bool) -> None:
    empty = {name for i, name in enumerate(w.names()) if i % 7 == 3}
    wanted = {name: "" if name in empty else text for name, text in w.numbered().items()}
    report = read(o.as_xlsx(wanted, merged=merged))
    assert {c.cell for c in report.cells if c.state == BLANK} == empty
    assert figures(report) == {name: text or None for name, text in wanted.items()}


@pytest.mark.parametrize("table", list(NAMES))
def test_a_table_without_any_figure_is_blank(table: str) -> None:
    wanted = w.numbered() | {n: "" for n in w.names() if n.startswith(f"{table}.")}
    report = read(o.as_xlsx(wanted))
    assert figures(report) == {name: text or None for name, text in wanted.items()}
    assert {c.state for c in report.cells if c.cell.startswith(f"{table}.")} == {BLANK}
    rows = w.printed(wanted)
    alone = read(o.xlsx({NAMES[code]: o.sheet_xml(rows[code]) for code in NAMES}))
    assert {c.state for c in alone.cells if c.cell.startswith(f"{table}.")} == {BLANK}
    assert figures(alone) == figures(report)


def test_a_table_a_sheet_and_the_hidden_one_not_read() -> None:
    tables = w.printed(w.numbered())
    prose: w.Rows = [[w.Td(w.TITLE)], *([w.Td(text)] for text in (w.HEADINGS[0], *w.PROSE[1]))]
    sheets = {"Sheet1": o.sheet_xml(prose)} | {NAMES[code]: o.sheet_xml(rows) for code, rows in tables.items()}
    report = read(o.xlsx(sheets))
    assert figures(report) == w.numbered()
    assert [s.number for s in report.sections] == [1, 2, 3, 4]
    assert report.agency == w.AGENCY
    stale = {"旧": o.sheet_xml([[w.Td("旧的说明")]])}
    document = read_xlsx(o.xlsx(stale | sheets, hidden=["旧"]))
    assert document.blocks == read_xlsx(o.xlsx(sheets)).blocks
    assert document.warnings == ["工作表「旧」是隐藏的，打开和打印时都看不到，未读；如应上报，请取消隐藏后重新上报"]


@pytest.mark.parametrize(
    ("stored", "value"),
    [("25.100000000000001", "25.1"), ("25.099999999999998", "25.1"), ("0.0", "0"), ("12.0", "12"), ("1.5E1", "15"),
     ("0.30000000000000004", "0.3"), ("1234567", "1234567")],
)  # fmt: skip
def test_numbers_as_the_cell_shows_them(stored: str, value: str) -> None:
    name = "disclosure.fees.amount"
    sheet = o.sheet_xml(o.report_rows(w.numbered())).replace(f"<v>{w.numbered()[name]}</v>", f"<v>{stored}</v>")
    assert figures(read(o.xlsx({"Sheet1": sheet})))[name] == value


@pytest.mark.parametrize(
    "formula", ["<f>SUM(D9:I9)&gt;0</f>", "<f>SUM(D9:I9)&gt;0</f><v></v>", '<f t="shared" si="0"/>']
)
def test_formulas_count_with_their_result_and_cannot_be_read_without(formula: str) -> None:
    name = "applications.new.total"
    sheet = o.sheet_xml(o.report_rows(w.numbered()))
    text = w.numbered()[name]
    expect_numbered(read(o.xlsx({"Sheet1": sheet.replace(f"<v>{text}</v>", f"<f>SUM(A1:F1)</f><v>{text}</v>")})))
    report = read(o.xlsx({"Sheet1": sheet.replace(f"<v>{text}</v>", formula)}))
    cell = next(c for c in report.cells if c.cell == name)
    assert (cell.state, cell.raw) == (UNREADABLE, "=SUM(D9:I9)>0" if "SUM" in formula else "=")
    assert any("1 格是没有计算结果的公式" in warning for warning in report.warnings)


def test_a_whole_column_of_formulas_without_result() -> None:
    """None of the last column's cells has a value: they are there all the same."""
    sheet = o.sheet_xml(o.report_rows(w.numbered()))
    totals = {name: text for name, text in w.numbered().items() if name.endswith(".total") and "disputes" not in name}
    for text in totals.values():
        sheet = sheet.replace(f"<v>{text}</v>", "<f>SUM(D9:I9)</f>")
    states = {c.cell: c.state for c in read(o.xlsx({"Sheet1": sheet})).cells}
    assert {name for name, state in states.items() if state == UNREADABLE} == set(totals)


def test_a_formula_whose_result_is_an_empty_text_is_blank() -> None:
    name = "applications.new.total"
    sheet = o.sheet_xml(o.report_rows(w.numbered()))
    at = re.search(rf'<c r="[A-Z]+\d+" s="1"><v>{w.numbered()[name]}</v></c>', sheet)
    assert at is not None
    cell = (
        at[0].replace(' s="1"', ' t="str"').replace("<v>", '<f>IF(A1=0,"",A1)</f><v>').replace(w.numbered()[name], "")
    )
    report = read(o.xlsx({"Sheet1": sheet.replace(at[0], cell)}))
    assert next(c.state for c in report.cells if c.cell == name) == BLANK
    assert report.warnings == []


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#VALUE!"])
def test_an_error_is_no_figure(error: str) -> None:
    name = "applications.new.total"
    sheet = o.sheet_xml(o.report_rows(w.numbered()))
    at = re.search(rf'<c r="[A-Z]+\d+" s="1"><v>{w.numbered()[name]}</v></c>', sheet)
    assert at is not None
    cell = at[0].replace(' s="1"', ' t="e"').replace("<v>", "<f>A1/0</f><v>").replace(w.numbered()[name], error)
    report = read(o.xlsx({"Sheet1": sheet.replace(at[0], cell)}))
    assert next((c.state, c.raw) for c in report.cells if c.cell == name) == (UNREADABLE, error)


def test_hidden_rows_and_columns_are_not_read_and_told() -> None:
    """Last year's figures in a hidden row, a count of one's own in a hidden column: not in print."""
    rows = o.report_rows(w.numbered())
    at = next(i for i, row in enumerate(rows) if row and row[0].text == "行政许可")
    rows.insert(at, [w.Td("行政许可"), w.Td("7", 3)])
    rows = [[w.Td("99"), *row] for row in rows]
    hidden = o.sheet_xml(rows).replace("<sheetData>", '<cols><col min="1" max="1" hidden="1"/></cols><sheetData>')
    hidden = hidden.replace(f'<row r="{at + 1}">', f'<row r="{at + 1}" hidden="true">')
    excel_97 = o.record(0x208, struct.pack("<HHHHIHH", at, 0, 9, 255, 0, 0x20, 0))
    excel_97 += o.record(0x7D, struct.pack("<HHHHHH", 0, 0, 2048, 0, 1, 0))
    for book in (o.xlsx({"Sheet1": hidden}), o.xls({"Sheet1": rows}, excel_97)):
        (report,) = parse(book)
        assert figures(report) == w.numbered()
        assert ["隐藏的行（1）或列（1）" in warning for warning in report.warnings] == [True]


def test_errors_of_excel_97_are_no_blanks() -> None:
    """An error as a value, and as a formula's result."""
    wrong = {"disclosure.licensing.decisions": "#REF!", "applications.new.total": "#DIV/0!"}
    (report,) = parse(o.xls({"Sheet1": o.report_rows(w.numbered() | wrong)}))
    assert {c.cell: c.raw for c in report.cells if c.state == UNREADABLE} == wrong


def test_prose_beside_its_heading() -> None:
    rows = o.report_rows(w.numbered())
    at = next(i for i, row in enumerate(rows) if row and row[0].text == w.HEADINGS[4])
    long = "存在的问题是" + "公开不够及时，" * 60
    rows[at : at + 1] = [[w.Td(w.HEADINGS[4]), w.Td(long)]]
    report = read(o.xlsx({"Sheet1": o.sheet_xml(rows)}))
    expect_numbered(report)
    assert long in report.sections[4].text


# --- workbooks that would do harm ---------------------------------------------------------------------------------


def with_cell(reference: str, content: str = "<v>1</v>") -> bytes:
    sheet = o.sheet_xml(o.report_rows(w.numbered()))
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    end = "</c>" if content else ""
    cell = f'<c r="{reference}">{content}{end}' if content else f'<c r="{reference}" s="1"/>'
    return o.xlsx({"Sheet1": sheet.replace("</sheetData>", f'<row r="{row}">{cell}</row></sheetData>')})


@pytest.mark.parametrize("reference", ["XFD1048576", "A1048576", "XFD1000", "ZZZ9999999"])
def test_a_cell_far_out(reference: str) -> None:
    with pytest.raises(UnreadableDocument, match="远到第"):
        parse(with_cell(reference))


def test_formats_far_out_do_no_harm() -> None:
    expect_numbered(read(with_cell("XFD1048576", "")))
    expect_numbered(read(with_cell("A1048576", "")))


@pytest.mark.parametrize("reference", ["&#88;FD1048576", "XFD01048576", "xfd1048576", "1A"])
def test_references_in_disguise(reference: str) -> None:
    with pytest.raises(UnreadableDocument):
        parse(with_cell(reference))


def test_a_far_row_without_references() -> None:
    sheet = o.sheet_xml(o.report_rows(w.numbered()))
    far = sheet.replace("</sheetData>", '<row r="1048576"><c><v>1</v></c></row></sheetData>')
    with pytest.raises(UnreadableDocument):
        parse(o.xlsx({"Sheet1": far}))


def test_entity_bomb_and_other_encodings() -> None:
    sheet = o.sheet_xml(o.report_rows(w.numbered()))
    with pytest.raises(UnreadableDocument, match="DTD"):
        parse(o.xlsx({"Sheet1": sheet.replace("<worksheet", '<!DOCTYPE d [<!ENTITY e "x">]><worksheet')}))
    with pytest.raises(UnreadableDocument, match="UTF-8"):
        parse(o.xlsx({"Sheet1": sheet.replace('"UTF-8"', '"UTF-16"').encode("utf-16")}))  # type: ignore[dict-item]


def test_zip_bomb() -> None:
    with pytest.raises(UnreadableDocument, match="膨胀到"):
        parse(o.xlsx({"Sheet1": o.sheet_xml([]) + " " * 25_000_000}))


def test_merged_ranges_without_end() -> None:
    sheet = o.sheet_xml(o.report_rows(w.numbered()))
    merges = "".join(f'<mergeCell ref="R{i}:XFD1048576"/>' for i in range(1, 500))
    report = read(o.xlsx({"Sheet1": sheet.replace("<mergeCells>", f"<mergeCells>{merges}")}))
    assert figures(report) == w.numbered()


def test_encrypted() -> None:
    locked = o.ole({"EncryptedPackage": b"x" * 5_000, "EncryptionInfo": b"y"})
    assert media_types.media_type(locked)[0] == format_registry.ENCRYPTED
    with pytest.raises(UnreadableDocument, match="文件已加密，请向报送单位索取未加密的文件"):
        parse(locked)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8])
def test_truncated(share: float) -> None:
    for data in (o.as_xlsx(w.numbered()), o.xls({"Sheet1": o.report_rows(w.numbered())})):
        with pytest.raises(UnreadableDocument):
            parse(data[: int(len(data) * share)])


def test_every_byte_broken_costs_the_workbook_only() -> None:
    for data in (o.as_xlsx(w.numbered()), o.xls({"Sheet1": o.report_rows(w.numbered())})):
        for at in range(0, len(data), max(1, len(data) // 150)):
            with suppress(UnreadableDocument):
                parse(data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :])


def test_no_workbook_inside() -> None:
    with pytest.raises(UnreadableDocument, match="XLSX"):
        parse(o.zipped({"[Content_Types].xml": o.TYPES, "xl/workbook.xml": "<workbook/>"}))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("charset", ["utf-8-sig", "gb18030"])
def test_every_cell_of_a_sheet_saved_as_csv(form: str, charset: str) -> None:
    """As Excel saves it: covered cells blank, every row as wide as the widest, labels with commas in quotes."""
    rows = w.spread(o.report_rows(w.numbered(form), form))
    file = StringIO()
    csv.writer(file).writerows(rows)
    expect_numbered(read(file.getvalue().encode(charset), format_registry.TEXT), form)


def test_prose_with_commas_is_no_csv() -> None:
    prose = "\n".join(f"公开信息{n}条,其中,政策,文件,动态{'类' if n % 2 else ',公告类'}" for n in range(40))
    report = read((w.as_text(w.numbered(), w.pipe_table) + "\n" + prose).encode(), format_registry.TEXT)
    assert figures(report) == w.numbered()
    assert "公开信息39条,其中,政策" in report.sections[-1].text
