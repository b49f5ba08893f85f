"""What a reader of a workbook sees is what is read: rich text, styles, number formats, hidden parts; every format."""

import csv
import struct
from collections.abc import Callable, Mapping
from io import StringIO

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


# --- CSV --------------------------------------------------------------------------------------------------------------


def as_csv(
    figures: Mapping[str, str], separator: str, cell: Callable[[str], str] = str, *, trimmed: bool = False
) -> str:
    rows = [[cell(text) for text in row] for row in w.spread(o.report_rows(figures))]
    if trimmed:
        rows = [row[: 1 + max((i for i, text in enumerate(row) if text), default=-1)] for row in rows]
    file = StringIO()
    csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL if separator == "\t" else csv.QUOTE_MINIMAL).writerows(
        rows
    )
    return file.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("trimmed", [True, False])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_separators_of_csv(separator: str, trimmed: bool, charset: str) -> None:
    report = read(as_csv(w.numbered(), separator, trimmed=trimmed).encode(charset))
    assert values(report) == w.numbered()
    assert report.warnings == []


CELLS = {
    "as text": lambda text: f'="{text}"' if text.isdigit() else text,
    "with blanks": lambda text: f" {text}\xa0" if text.isdigit() else text,
    "full width": lambda text: text.translate({48 + i: 0xFF10 + i for i in range(10)}) if text.isdigit() else text,
    "line breaks in quotes": lambda text: text[:2] + "\n" + text[2:] if text == "行政规范性文件" else text,
}


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("kind", list(CELLS))
def test_cells_of_csv(separator: str, kind: str) -> None:
    assert values(read(as_csv(w.numbered(), separator, CELLS[kind]).encode())) == w.numbered()


@pytest.mark.parametrize("empty", ["NaN", "nan", "None", "null", "<NA>"])
def test_empty_cells_as_tools_write_them_are_blank_and_told(empty: str) -> None:
    figures = w.numbered() | {NAME: ""}
    report = read(as_csv(figures, ",", lambda text: text or empty).encode())
    assert values(report) == figures | {NAME: BLANK}
    assert ["是软件写的空值" in warning for warning in report.warnings] == [True]


def test_the_line_by_which_excel_knows_the_separator() -> None:
    assert values(read(("sep=;\n" + as_csv(w.numbered(), ";")).encode())) == w.numbered()


# --- what is beside and below the values ------------------------------------------------------------------------------


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


PALE_FONT = '<font><color rgb="FFFFFFFF"/></font>'
CONDITIONS = {
    "zero in white": (0, 'type="cellIs" operator="equal"', "<formula>0</formula>", PALE_FONT, BLANK),
    "zero in white, as a formula": (0, 'type="expression"', "<formula>REF=0</formula>", PALE_FONT, BLANK),
    "not met": (47, 'type="cellIs" operator="equal"', "<formula>0</formula>", PALE_FONT, "47"),
    "between": (47, 'type="cellIs" operator="between"', "<formula>1</formula><formula>50</formula>", PALE_FONT, BLANK),
    "white on red": (
        47, 'type="cellIs" operator="greaterThan"', "<formula>40</formula>",
        f'{PALE_FONT}<fill><patternFill><bgColor rgb="FFFF0000"/></patternFill></fill>', "47",
    ),
    "struck": (47, 'type="cellIs" operator="lessThan"', "<formula>50</formula>", "<font><strike/></font>", BLANK),
    "number format": (
        0, 'type="cellIs" operator="equal"', "<formula>0</formula>", '<numFmt numFmtId="164" formatCode=";;;"/>', BLANK,
    ),
    "not evaluated": (47, 'type="expression"', "<formula>SUM(A1:A9)&gt;3</formula>", PALE_FONT, UNREADABLE),
    "of no matter": (47, 'type="duplicateValues"', "", '<font><color rgb="FFFF0000"/></font>', "47"),
    "bars only": (47, 'type="dataBar"', '<dataBar showValue="0"/>', "", BLANK),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(CONDITIONS))
def test_conditional_formats(kind: str) -> None:
    value, rule, formula, change, seen = CONDITIONS[kind]
    figures = w.numbered() | {NAME: str(value)}
    rows = o.report_rows(figures)
    row, column = w.places(rows)[NAME]
    place = f"{o.letters(column)}{row}"
    condition = (
        f'<conditionalFormatting sqref="{place}"><cfRule {rule} dxfId="0" priority="1">'
        f"{formula.replace('REF', place)}</cfRule></conditionalFormatting></worksheet>"
    )
    sheet = o.sheet_xml(rows).replace("</worksheet>", condition)
    styles = f'<styleSheet xmlns="{o.S}"><cellXfs><xf/><xf/></cellXfs><dxfs><dxf>{change}</dxf></dxfs></styleSheet>'
    found = values(read(o.xlsx({"Sheet1": sheet}, parts={"xl/styles.xml": styles})))
    assert found == figures | {NAME: seen}


FILLED, OPEN = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>', "<a:noFill/>"


@pytest.mark.parametrize(
    ("stored", "text", "fill", "seen"),
    [("99", "", FILLED, UNREADABLE), ("99", "47", FILLED, UNREADABLE), ("", "47", OPEN, UNREADABLE),
     ("47", "见注", OPEN, "47"), ("47", "", OPEN, "47")],
)  # fmt: skip
def test_shapes_over_cells(stored: str, text: str, fill: str, seen: str) -> None:
    """A white box over an old figure, a figure typed over it, a figure in a box over a blank cell, a remark."""
    figures = w.numbered() | {NAME: stored}
    rows = o.report_rows(figures)
    row, column = w.places(rows)[NAME]
    corner = "<xdr:{0}><xdr:col>{1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{2}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{0}>"
    body = f"<xdr:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody>" if text else ""
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>'
        f"{corner.format('from', column - 1, row - 1)}{corner.format('to', column, row)}"
        f'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="框"/></xdr:nvSpPr><xdr:spPr>{fill}</xdr:spPr>{body}</xdr:sp>'
        "<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    relations = f'<Relationships><Relationship Id="rId1" Type="{o.R}/drawing" Target="../drawings/drawing1.xml"/></Relationships>'
    parts = {"xl/worksheets/_rels/sheet1.xml.rels": relations, "xl/drawings/drawing1.xml": drawing}
    report = read(o.xlsx({"Sheet1": o.sheet_xml(rows)}, parts=parts))
    assert values(report) == figures | {NAME: seen}
    assert any("个文本框浮在表格之上" in warning for warning in report.warnings) == bool(text)


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08"


@pytest.mark.parametrize(("kind", "seen"), [(b"\x02", UNREADABLE), (b"\x06", "99")])
def test_pictures_over_cells(kind: bytes, seen: str) -> None:
    """A picture over a figure; one with transparent points, as a seal has, leaves it."""
    figures = w.numbered() | {NAME: "99"}
    rows = o.report_rows(figures)
    row, column = w.places(rows)[NAME]
    corner = "<xdr:{0}><xdr:col>{1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{2}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{0}>"
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
        f' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{o.R}"><xdr:twoCellAnchor>'
        f"{corner.format('from', column - 1, row - 1)}{corner.format('to', column, row)}"
        '<xdr:pic><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></xdr:twoCellAnchor></xdr:wsDr>'
    )
    relations = "<Relationships><Relationship Id='rId1' Type='{0}/{1}' Target='../{2}'/></Relationships>"
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations.format(o.R, "drawing", "drawings/drawing1.xml"),
        "xl/drawings/_rels/drawing1.xml.rels": relations.format(o.R, "image", "media/image1.png"),
        "xl/drawings/drawing1.xml": drawing,
        "xl/media/image1.png": PNG + kind + b"\0\0\0",
    }
    assert values(read(o.xlsx({"Sheet1": o.sheet_xml(rows)}, parts=parts))) == figures | {NAME: seen}


def ods_with(stored: str, inside: str, styles: str = "", behind: str = "", style: str = "") -> bytes:
    """A sheet in which one cell has more in it, or a style."""
    figures = w.numbered() | {NAME: "98765"}
    table = o.odf_table(o.report_rows(figures))
    start = table.rindex("<table:table-cell", 0, table.index("98765"))
    end = table.index("</table:table-cell>", start) + len("</table:table-cell>")
    named = f' table:style-name="{style}"' if style else ""
    cell = (
        f'<table:table-cell office:value-type="float" office:value="{stored}"{named}>'
        f"<text:p>{stored}</text:p>{inside}</table:table-cell>"
    )
    table = table[:start] + cell + table[end:]
    return o.odf("spreadsheet", table.replace("</table:table>", f"{behind}</table:table>"), styles)


@pytest.mark.parametrize(
    ("inside", "seen"),
    [
        ("<draw:custom-shape/>", UNREADABLE),
        ("<draw:frame><draw:image/></draw:frame>", UNREADABLE),
        ("<draw:frame><draw:text-box><text:p>47</text:p></draw:text-box></draw:frame>", UNREADABLE),
        ("<draw:frame><draw:text-box><text:p>见注</text:p></draw:text-box></draw:frame>", "99"),
        ('<draw:custom-shape draw:style-name="gr1"/>', "99"),
        ('<draw:control draw:control="c1"/>', UNREADABLE),
    ],
)
def test_drawings_over_cells_of_ods(inside: str, seen: str) -> None:
    styles = '<style:style style:name="gr1" style:family="graphic"><style:graphic-properties draw:fill="none"/></style:style>'
    assert values(read(ods_with("99", inside, styles)))[NAME] == seen


PALE_STYLE = (
    '<style:style style:name="pale" style:family="table-cell"><style:text-properties fo:color="#ffffff"/></style:style>'
)


@pytest.mark.parametrize(
    ("value", "asked", "seen"),
    [(0, "cell-content()=0", BLANK), (47, "cell-content()=0", "47"), (47, "cell-content-is-between(1,50)", BLANK),
     (47, "is-true-formula([.A1]&gt;3)", UNREADABLE)],
)  # fmt: skip
def test_conditional_styles_of_ods(value: int, asked: str, seen: str) -> None:
    styles = (
        f'{PALE_STYLE}<style:style style:name="ce9" style:family="table-cell">'
        f'<style:map style:condition="{asked}" style:apply-style-name="pale"/></style:style>'
    )
    assert values(read(ods_with(str(value), "", styles, style="ce9")))[NAME] == seen


@pytest.mark.parametrize(
    ("value", "asked", "seen"), [(0, "=0", BLANK), (47, "&gt;50", "47"), (47, "unique", UNREADABLE)]
)
def test_conditional_formats_of_ods(value: int, asked: str, seen: str) -> None:
    row, column = w.places(o.report_rows(w.numbered()))[NAME]
    place = f"表.{o.letters(column)}{row}"
    behind = (
        f'<calcext:conditional-formats xmlns:calcext="urn:x"><calcext:conditional-format calcext:target-range-address="{place}:{place}">'
        f'<calcext:condition calcext:apply-style-name="pale" calcext:value="{asked}"/></calcext:conditional-format>'
        "</calcext:conditional-formats>"
    )
    assert values(read(ods_with(str(value), "", PALE_STYLE, behind)))[NAME] == seen


def atom(kind: int, body: bytes, version: int = 0) -> bytes:
    return struct.pack("<HHI", version, kind, len(body)) + body


@pytest.mark.parametrize(
    ("what", "filled", "seen"),
    [(0x02, True, UNREADABLE), (0x08, False, UNREADABLE), (0x02, False, "99"), (0x19, True, "99")],
)
def test_drawings_over_cells_of_xls(what: int, filled: bool, seen: str) -> None:
    """A box, a picture, a box without ground, a comment."""
    figures = w.numbered() | {NAME: "99"}
    rows = o.report_rows(figures)
    row, column = w.places(rows)[NAME]
    place = struct.pack("<9H", 0, column - 1, 0, row - 1, 0, column, 0, row, 0)
    fill = struct.pack("<HI", 0x1BF, 0x100000 | (0x10 if filled else 0))
    shape = atom(0xF004, atom(0xF00B, fill, 0x13) + atom(0xF010, place), 0x0F)
    records = o.record(0xEC, shape) + o.record(0x5D, struct.pack("<HHHH", 0x15, 0x12, what, 1) + bytes(14))
    assert values(read(o.xls({"Sheet1": rows}, records))) == figures | {NAME: seen}


def test_conditional_formats_of_xls_are_told() -> None:
    records = o.record(0x1B0, struct.pack("<HHHHHHHHHHH", 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0))
    report = read(o.xls({"Sheet1": o.report_rows(w.numbered())}, records))
    assert [text for text in report.warnings if "条件格式未核对" in text]


def test_conditional_formats_of_excel_2003_are_told() -> None:
    plain = o.excel_2003({"Sheet1": o.report_rows(w.numbered())}).decode()
    said = '<ConditionalFormatting xmlns="urn:schemas-microsoft-com:office:excel"><Range>R9C9</Range></ConditionalFormatting>'
    report = read(plain.replace("</Worksheet>", f"{said}</Worksheet>").encode())
    assert [text for text in report.warnings if "条件格式未核对" in text]
    assert not [text for text in read(plain.encode()).warnings if "条件格式未核对" in text]


def test_what_a_reviser_replaced_in_ods_is_not_read() -> None:
    """The value before a tracked change is kept apart from the sheet."""
    before = '<table:change-track-table-cell office:value-type="float" office:value="9"><text:p>9</text:p></table:change-track-table-cell>'
    changes = (
        '<table:tracked-changes><table:cell-content-change table:id="ct1"><table:cell-address table:column="9" table:row="27"'
        f' table:table="0"/><table:previous>{before}</table:previous></table:cell-content-change></table:tracked-changes>'
    )
    assert values(read(o.odf("spreadsheet", changes + o.odf_table(o.report_rows(w.numbered()))))) == w.numbered()
