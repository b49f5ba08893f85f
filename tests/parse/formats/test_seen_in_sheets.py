"""What a reader of a workbook sees is what is read: rich text, styles, number formats, hidden parts; every format."""

import struct

import pytest

from gouji.core.model import BLANK, NOT_APPLICABLE, UNREADABLE
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import styled as s
from tests.parse import writers as w
from tests.parse.reading import read, values

NAME = "applications.new.total"

# Kind -> the cell, and what is read.
KINDS: dict[str, tuple[s.Styled, str]] = {
    "struck run": (s.Styled(runs=(("9", s.STRUCK), ("47", s.PLAIN))), "47"),
    "struck run behind": (s.Styled(runs=(("47", s.PLAIN), ("44", s.STRUCK))), "47"),
    "raised run": (s.Styled(runs=(("47", s.PLAIN), ("1", s.RAISED))), "47"),
    "run in the colour of the ground": (s.Styled(runs=(("9", s.PALE), ("47", s.PLAIN))), "47"),
    "pale run on a dark ground": (s.Styled(runs=(("4", s.PALE), ("7", s.Font(colour=s.WHITE))), fill=s.BLUE), "47"),
    "run of size 1": (s.Styled(runs=(("47", s.PLAIN), ("9", s.TINY))), "47"),
    "struck cell": (s.Styled(47, font=s.STRUCK), BLANK),
    "struck text": (s.Styled(runs=(("47", s.STRUCK),)), BLANK),
    "cell in the colour of the paper": (s.Styled(47, font=s.PALE), BLANK),
    "cell in the colour of its ground": (s.Styled(47, font=s.Font(colour=s.BLUE), fill=s.BLUE), BLANK),
    "pale cell on a dark ground": (s.Styled(47, font=s.PALE, fill=s.BLUE), "47"),
    "cell of size 1": (s.Styled(47, font=s.TINY), BLANK),
    "thousands": (s.Styled(47000, code="#,##0,"), "47"),
    "thousands and decimals": (s.Styled(47500, code="#,##0.0#,"), "47.5"),
    "millions": (s.Styled(47_000_000, code="0,,"), "47"),
    "ten thousands": (s.Styled(470_000, code="0!.0000"), "47"),
    "ten thousands in two digits": (s.Styled(475_000, code="0!.0,"), "47.5"),
    "rounded": (s.Styled(46.6, code="0"), "47"),
    "rounded half up": (s.Styled(46.5, code="0"), "47"),
    "words around": (s.Styled(47, code='"共"0"件"'), "47"),
    "unit behind": (s.Styled(47, code='0"件"'), "47"),
    "thousands separators": (s.Styled(1234, code="#,##0"), "1234"),
    "zero by a section": (s.Styled(0, code="0;-0;;@"), BLANK),
    "zero by a condition": (s.Styled(0, code='[=0]"";0'), BLANK),
    "zero by number signs": (s.Styled(0, code="#,###"), BLANK),
    "zero of accounts": (s.Styled(0, code=s.ACCOUNTING), NOT_APPLICABLE),
    "figure of accounts": (s.Styled(1047, code=s.ACCOUNTING), "1047"),
    "hidden format": (s.Styled(47, code=";;;"), BLANK),
    "colour": (s.Styled(47, code="[Red]0"), "47"),
    "negative": (s.Styled(-47, code="0;[Red]-0"), "-47"),
    "negative told by its colour": (s.Styled(-47, code="0;[Red]0"), UNREADABLE),
    "percent": (s.Styled(0.47, code="0%"), UNREADABLE),
    "unit of ten thousand": (s.Styled(475_000, code='0!.0,"万"'), UNREADABLE),
    "fraction": (s.Styled(46.5, code="# ?/?"), UNREADABLE),
    "Chinese numerals": (s.Styled(47, code="[DBNum1]0"), UNREADABLE),
    "date": (s.Styled(47, code='yyyy"年"m"月"d"日"'), UNREADABLE),
    "words only": (s.Styled(47, code='"见附表"'), UNREADABLE),
    "general": (s.Styled(47, code="General"), "47"),
    "text": (s.Styled(47, code="@"), "47"),
}


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("writer", list(s.WRITERS))
def test_a_cell_as_it_is_shown(writer: str, kind: str) -> None:
    cell, seen = KINDS[kind]
    report = read(s.WRITERS[writer](w.numbered(), {NAME: cell}))
    found = values(report)
    assert (float(found[NAME]) == float(seen)) if seen[-1].isdigit() else found[NAME] == seen
    assert found == w.numbered() | {NAME: found[NAME]}


@pytest.mark.parametrize("kind", [kind for kind, (cell, _) in KINDS.items() if cell.runs])
def test_runs_in_the_cell_itself(kind: str) -> None:
    """XLSX without a table of shared texts, as libraries write it."""
    cell, seen = KINDS[kind]
    assert values(read(s.as_xlsx(w.numbered(), {NAME: cell}, inline=True)))[NAME] == seen


@pytest.mark.parametrize("cut", [0, 1, 2, 3])
def test_shared_texts_over_two_records_of_excel_97(cut: int) -> None:
    """Cut within the places of runs, and between two texts."""
    first = s.Styled(runs=(("9", s.STRUCK), ("47", s.PLAIN)))
    second = s.Styled(runs=(("48", s.PLAIN), ("1", s.RAISED)))
    size = 5 + 6 + 8  # head, three characters, two runs
    data = s.as_xls(w.numbered(), {NAME: first, "applications.new.natural_person": second}, cut=size - cut)
    found = values(read(data))
    assert (found[NAME], found["applications.new.natural_person"]) == ("47", "48")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize("hidden_first", [True, False])
def test_a_report_on_a_hidden_sheet_does_not_count(state: str, hidden_first: bool) -> None:
    stale, shown = (o.report_rows(w.zeros()), o.report_rows(w.numbered()))
    rows = {"旧表": stale, "新表": shown} if hidden_first else {"新表": shown, "旧表": stale}
    book = o.xlsx({name: o.sheet_xml(each) for name, each in rows.items()}, hidden=["旧表"], state=state)
    for data in (book, o.xls(rows, hidden=["旧表"])):
        (report,) = parse(data)
        assert values(report) == w.numbered()
        assert ["工作表「旧表」是隐藏的" in warning for warning in report.warnings] == [True]


def test_zeros_that_the_sheet_does_not_show_are_blank_and_told() -> None:
    figures = w.numbered() | {NAME: "0"}
    rows = o.report_rows(figures)
    view = '<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews><sheetData>'
    window = o.record(0x23E, struct.pack("<HHHHHHHHH", 0x06A6, 0, 0, 64, 0, 0, 0, 0, 0))
    books = (
        o.xlsx({"Sheet1": o.sheet_xml(rows).replace("<sheetData>", view)}),
        o.xls({"Sheet1": rows}, window),
        o.excel_2003({"Sheet1": rows}, options="<DoNotDisplayZeros/>"),
    )
    for data in books:
        report = read(data)
        assert values(report) == figures | {NAME: BLANK}
        assert ["1 格存的是 0 而不显示" in warning for warning in report.warnings] == [True]


def test_rows_and_columns_of_no_size_are_not_read() -> None:
    """Height 0 and width 0, without a mark that they are hidden."""
    rows = o.report_rows(w.numbered())
    at = next(i for i, row in enumerate(rows) if row and row[0].text == "行政许可")
    rows.insert(at, [w.Td("行政许可"), w.Td("7", 3)])
    rows = [[w.Td("99"), *row] for row in rows]
    sheet = o.sheet_xml(rows).replace("<sheetData>", '<cols><col min="1" max="1" width="0"/></cols><sheetData>')
    small = sheet.replace(f'<row r="{at + 1}">', f'<row r="{at + 1}" ht="0" customHeight="1">')
    records = o.record(0x208, struct.pack("<HHHHIHH", at, 0, 9, 0, 0, 0x40, 0))
    records += o.record(0x7D, struct.pack("<HHHHHH", 0, 0, 0, 0, 0, 0))
    excel_2003 = o.excel_2003({"Sheet1": rows}, columns='<Column ss:Width="0"/>').decode()
    lines = excel_2003.split("<Row>")
    excel_2003 = "<Row>".join(lines[: at + 1]) + '<Row ss:Height="0">' + "<Row>".join(lines[at + 1 :])
    for data in (o.xlsx({"Sheet1": small}), o.xls({"Sheet1": rows}, records), excel_2003.encode()):
        assert values(read(data)) == w.numbered()


def test_comments_are_not_read() -> None:
    """A note of XLSX is a part of its own; that of Excel 2003 stands in the cell; that of ODS before its text."""
    figures = w.numbered()
    rows = o.report_rows(figures)
    row, column = w.places(rows)[NAME]
    note = f'<comments xmlns="{o.S}"><commentList><comment ref="{o.letters(column)}{row}"><text><t>应为99</t></text></comment></commentList></comments>'
    data = f' ss:StyleID="s1"><Data ss:Type="Number">{figures[NAME]}</Data><Comment><ss:Data>应为99</ss:Data></Comment>'
    books = (
        o.xlsx({"Sheet1": o.sheet_xml(rows)}, parts={"xl/comments1.xml": note}),
        o.excel_2003({"Sheet1": rows}, own={(row - 1, column - 1): data}),
        s.as_ods(figures, {NAME: s.Styled(float(figures[NAME]))}),
    )
    for book in books:
        assert values(read(book)) == figures


def test_values_under_a_merged_cell_are_not_seen() -> None:
    """The form's figures of one column wide cells are merged with cells that hold an older value."""
    rows = o.report_rows(w.numbered())
    sheet = o.sheet_xml(rows)
    at = next(i for i, row in enumerate(rows, 1) if row and row[0].text == "行政许可")
    covered = sheet.replace(f'<c r="C{at}" s="1"/>', f'<c r="C{at}" s="1"><v>7</v></c>')
    assert covered != sheet
    assert values(read(o.xlsx({"Sheet1": covered}))) == w.numbered()


def test_rows_of_a_folded_outline_and_of_a_filter_are_not_read() -> None:
    rows = o.report_rows(w.numbered())
    at = next(i for i, row in enumerate(rows) if row and row[0].text == "行政许可")
    rows.insert(at, [w.Td("行政许可"), w.Td("7", 3)])
    row = f'<row r="{at + 1}"'
    folded = o.sheet_xml(rows).replace(row, f'{row} outlineLevel="1" hidden="1"')
    lines = o.odf_table(rows).split("<table:table-row>")
    for mark in ("collapse", "filter"):
        hidden = f'<table:table-row table:visibility="{mark}">'
        ods = "<table:table-row>".join(lines[: at + 1]) + hidden + "<table:table-row>".join(lines[at + 1 :])
        assert values(read(o.odf("spreadsheet", ods))) == w.numbered()
    lines[at + 1] = lines[at + 1].replace("</table:table-row>", "</table:table-row></table:table-row-group>", 1)
    group = '<table:table-row-group table:display="false"><table:table-row>'
    ods = "<table:table-row>".join(lines[: at + 1]) + group + "<table:table-row>".join(lines[at + 1 :])
    for book in (o.xlsx({"Sheet1": folded}), o.odf("spreadsheet", ods)):
        assert values(read(book)) == w.numbered()


def test_hidden_columns_sheets_and_zeros_of_ods() -> None:
    figures = w.numbered() | {NAME: "0"}
    rows = [[w.Td("99"), *row] for row in o.report_rows(figures)]
    column = '<table:table-column table:style-name="co1"/><table:table-column table:number-columns-repeated="20"/>'
    styles = (
        '<style:style style:name="co1" style:family="table-column"><style:table-column-properties'
        ' style:column-width="0cm"/></style:style><style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    table = o.odf_table(rows).replace('table:name="表">', f'table:name="表">{column}')
    stale = o.odf_table(o.report_rows(w.zeros())).replace('table:name="表"', 'table:name="旧" table:style-name="ta2"')
    report = read(o.odf("spreadsheet", stale + table, styles))
    assert values(report) == figures
    assert [text for text in report.warnings if "「旧」是隐藏的" in text]
    settings = '<settings><item config:name="ShowZeroValues" config:type="boolean">false</item></settings>'
    report = read(o.odf("spreadsheet", table, styles, **{"settings.xml": settings}))
    assert values(report)[NAME] == BLANK


@pytest.mark.parametrize("text", ["\u300047\u3000", "４７", "47\xa0", "\t47 ", "47\u200b"])
@pytest.mark.parametrize("writer", list(s.WRITERS))
def test_numbers_stored_as_text(writer: str, text: str) -> None:
    data = s.WRITERS[writer](w.numbered(), {NAME: s.Styled(runs=((text, s.PLAIN),))})
    assert values(read(data))[NAME] == "47"


def test_what_a_reviser_replaced_in_ods_is_not_read() -> None:
    """The value before a tracked change is kept apart from the sheet."""
    before = '<table:change-track-table-cell office:value-type="float" office:value="9"><text:p>9</text:p></table:change-track-table-cell>'
    changes = (
        '<table:tracked-changes><table:cell-content-change table:id="ct1"><table:cell-address table:column="9" table:row="27"'
        f' table:table="0"/><table:previous>{before}</table:previous></table:cell-content-change></table:tracked-changes>'
    )
    assert values(read(o.odf("spreadsheet", changes + o.odf_table(o.report_rows(w.numbered()))))) == w.numbered()
