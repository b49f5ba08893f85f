"""Documents and sheets of office suites made to harm whoever reads them: sizes and places by chance."""

import random
import struct
from functools import cache
from pathlib import Path

from tests.parse import office as o
from tests.parse import rtf_writer as rtf
from tests.parse import writers as w

from .hostile_kinds import ANY, RIGHT, Kind
from .hostile_markup import PIECES

OFFICE = Path(__file__).parents[1] / "golden" / "office"
_ODD_NUMBERS = (
    "²",
    "1e999",
    "-1",
    "NaN",
    "",
    "9" * 30,
    "9" * 5_000,
    "0x10",
    "1_0",
    "١",
    "2147483648",
    "1e-400",
    "Infinity",
    " 1 ",
    "-0",
)
_FORMATS = (
    '"x"' * 85, "0" * 255, "#,##0" + "," * 250, "0." + "0" * 250, "%" * 255, "0.0E+0" * 40, "[>{}]0".format("9" * 200), "[=1e9]0", "[<²]0",
    ";" * 255, "[h]:mm:ss.000", "y" * 200, "@" * 200, "[$" * 100, "[" * 255, "_" * 255, "*" * 255, '"', "\\", "# ?/?", "[DBNum1]0", "0;;;@", "G/通用格式;",
)  # fmt: skip


@cache
def docx_tables() -> str:
    return o.docx_body({code: o.docx_table(rows) for code, rows in w.printed(w.numbered()).items()})


def _word(draw: random.Random, extra: str, styles: str = "") -> bytes:
    """A report with something behind it, as DOCX or in one XML file."""
    body = docx_tables() + extra
    parts: dict[str, str | bytes] = (
        {"word__styles.xml": f'<w:styles xmlns:w="{o.W}">{styles}</w:styles>'} if styles else {}
    )
    if draw.random() < 0.3:
        from tests.parse.formats.test_one_file_xml import flat, word_2003

        return draw.choice((word_2003, flat))(body)
    if styles:
        relation = f'<Relationship Id="r1" Type="{o.R}/styles" Target="styles.xml"/>'
        parts["word___rels__document.xml.rels"] = (
            f'<Relationships xmlns="{o.PACKAGE}/relationships">{relation}</Relationships>'
        )
    return o.docx(body, **parts)


def _word_nested(draw: random.Random) -> bytes:
    opened, closed = draw.choice((
        ("<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"), ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("<w:p><w:r><w:pict><v:textbox><w:txbxContent>", "</w:txbxContent></v:textbox></w:pict></w:r></w:p>"),
        ("<w:ins>", "</w:ins>"), ("<w:p><w:hyperlink>", "</w:hyperlink></w:p>"), ("<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>"),
        ("<w:p><w:smartTag>", "</w:smartTag></w:p>"), ("<w:customXml>", "</w:customXml>"),
    ))  # fmt: skip
    depth = draw.choice((30, 80, 250, 900, 5_000))
    return _word(draw, opened * depth + o.p(o.one_run("1")) + closed * depth)


def _word_fields(draw: random.Random) -> bytes:
    kind = draw.choice(("begin", "separate", "end"))
    field = f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r><w:r><w:instrText>IF 1 = 1</w:instrText></w:r>"
    return _word(draw, o.p(field * draw.randint(500, 30_000) + o.one_run("1")))


def _word_styles(draw: random.Random) -> bytes:
    """Styles based on one another in a ring, in a long chain, on themselves; each with odd numbers."""
    count, odd = draw.choice((2, 60, 5_000)), draw.choice(_ODD_NUMBERS)
    kind = draw.choice(("paragraph", "character", "table"))
    made = (f"<w:style w:type='{kind}' w:styleId='s{i}' w:default='1'><w:basedOn w:val='s{(i + 1) % count}'/><w:rPr><w:sz w:val='{odd}'/>"
            f"<w:position w:val='{odd}'/><w:color w:val='{odd}' w:themeColor='x'/></w:rPr></w:style>" for i in range(count))  # fmt: skip
    own = o.p(f"<w:pPr><w:pStyle w:val='s1'/></w:pPr>{o.run('1', '<w:rStyle w:val=chr/>'.replace('chr', repr('s1')))}")
    return _word(draw, own * draw.randint(1, 500), "".join(made))


def _word_spans(draw: random.Random) -> bytes:
    odd = draw.choice((*_ODD_NUMBERS, "70000", "1000000000"))
    cell = f"<w:tc><w:tcPr><w:gridSpan w:val='{odd}'/><w:vMerge w:val='{draw.choice(('restart', 'continue'))}'/></w:tcPr>{o.p(o.one_run('1'))}</w:tc>"
    row = f"<w:tr><w:trPr><w:gridBefore w:val='{odd}'/><w:gridAfter w:val='{odd}'/></w:trPr>{cell * draw.randint(1, 60)}</w:tr>"
    return _word(draw, f"<w:tbl>{row * draw.randint(1, 800)}</w:tbl>")


def _word_many(draw: random.Random) -> bytes:
    piece = draw.choice((o.p(o.one_run("1")), o.p(o.one_run("一、总体情况")), o.one_run("9"), "<w:r><w:br/></w:r>", "<w:bookmarkStart w:id='1'/>",
                         "<w:p><w:del><w:r><w:delText>1</w:delText></w:r></w:del></w:p>", o.p(o.run("1", "<w:vertAlign w:val='superscript'/>")), "<w:p/>",
                         "<w:p><w:pPr><w:numPr><w:ilvl w:val='99'/><w:numId w:val='-1'/></w:numPr></w:pPr></w:p>"))  # fmt: skip
    many = piece * draw.randint(5_000, 60_000)
    return _word(draw, many if piece.startswith("<w:p") else f"<w:p>{many}</w:p>")


def _word_run(draw: random.Random) -> bytes:
    return _word(
        draw,
        o.p(o.one_run(draw.choice([piece for piece in PIECES if piece.isprintable()]) * draw.randint(1_000, 100_000))),
    )


def _word_tables(draw: random.Random) -> bytes:
    return o.docx(docx_tables() * draw.randint(10, 60))


def _rtf(draw: random.Random) -> bytes:
    n = draw.choice((40, 3_000, 100_000))
    odd = draw.choice((
        "{" * n, "}" * n, "{\\*\\x " * n, "\\u99999999999 ?" * n, "\\bin999999999 x", "\\cellx1" * n + "\\cell\\row", "\\trowd\\cell" * n + "\\row",
        "{\\field{\\*\\fldinst X}{\\fldrslt " * n + "1", "\\'4" * n, "\\uc999999999\\u50 x", "\\fs" + "9" * min(n, 9_000) + " 1", "\\trowd\\cellx-" + "9" * 30 + " 1\\cell\\row",
        "\\intbl\\itap" + str(n) + " 1\\nestcell\\nestrow" * 50, "\\par" * n, "\\tab" * n, "{\\stylesheet" + "{\\s1\\sbasedon1 x;}" * n + "}", "{\\colortbl" + ";" * n + "}",
        "\\cf" + str(n) + " 1", "{\\object{\\*\\objdata " + "0" * n + "}}", "{\\pict\\pngblip " + "f" * n + "}", "\\" * n, "\\clvmrg\\cellx9" * n + "\\row", "\\plain\\f9" * n,
        "{\\shp{\\*\\shpinst{\\shptxt " * n, "\\up" + "9" * 20 + " 1", "\\~\\-\\_" * n, "\\u8238 " * n, "\\row" * n, "\\sect\\page" * n,
    ))  # fmt: skip
    good = rtf.as_rtf()
    return good[:-1] + odd.encode() + b"}"


def _doc(draw: random.Random) -> bytes:
    """A Word file whose tables of places and lengths say otherwise; what they say is what counts."""
    data = bytearray((OFFICE / "numbered.doc").read_bytes())
    start = data.index(b"\xec\xa5")  # the file information block
    for _ in range(draw.randint(1, 3)):
        struct.pack_into(
            "<I", data, start + 154 + 8 * draw.randrange(0, 90) + 4, draw.choice((0, 1, 2**31, 2**32 - 1, 10**6, 4_097))
        )
    return bytes(data)


def _odf(draw: random.Random) -> bytes:
    depth = draw.choice((30, 120, 900, 8_000))
    nested = draw.choice((
        ("<text:list><text:list-item>", "</text:list-item></text:list>"), ("<text:section>", "</text:section>"),
        ("<table:table><table:table-row><table:table-cell>", "</table:table-cell></table:table-row></table:table>"),
        ("<text:p><draw:frame><draw:text-box>", "</draw:text-box></draw:frame></text:p>"), ("<text:p><text:span>", "</text:span></text:p>"),
        ("<draw:g>", "</draw:g>"), ("<table:table-row-group>", "</table:table-row-group>"), ("<text:index-body>", "</text:index-body>"),
    ))  # fmt: skip
    body = o.odt_body({code: o.odf_table(rows) for code, rows in w.printed(w.numbered()).items()})
    odd = draw.choice((nested[0] * depth + "<text:p>1</text:p>" + nested[1] * depth, f"<text:p><text:s text:c='{draw.choice((*_ODD_NUMBERS, 10**9))}'/>1</text:p>" * 50,
                       "<text:p>1</text:p>" * depth * 10, "<text:p>" + "<text:tab/><text:line-break/>" * depth * 5 + "</text:p>"))  # fmt: skip
    return o.odf("text", body + odd, _rings(draw))


def _rings(draw: random.Random) -> str:
    """Styles in a ring: parents, and formats that send each other on."""
    count, odd = draw.choice((1, 3, 3_000)), draw.choice(_ODD_NUMBERS)
    styles = "".join(f"<style:style style:name='s{i}' style:family='paragraph' style:parent-style-name='s{(i + 1) % count}'>"
                     f"<style:text-properties fo:font-size='{odd}pt' style:text-position='{odd}% {odd}%'/></style:style>" for i in range(count))  # fmt: skip
    return styles + "".join(f"<number:number-style style:name='n{i}'><number:number number:decimal-places='{odd}' number:min-integer-digits='{odd}'/>"
                            f"<style:map style:condition='value()&gt;={odd}' style:apply-style-name='n{(i + 1) % count}'/></number:number-style>"
                            f"<style:style style:name='c{i}' style:family='table-cell' style:data-style-name='n{i}'/>" for i in range(count))  # fmt: skip


def _ods(draw: random.Random) -> bytes:
    odd, many = draw.choice(_ODD_NUMBERS), draw.choice((9, 1_000, 1_048_576, 10**9, 10**30))
    cell = f"<table:table-cell table:style-name='c0' office:value-type='float' office:value='{odd}'><text:p>1</text:p></table:table-cell>"
    extra = draw.choice((
        f"<table:table-row table:number-rows-repeated='{many}'>{cell}</table:table-row>",
        "<table:table-row>" + cell.replace("<table:table-cell", f"<table:table-cell table:number-columns-repeated='{many}'", 1) + "</table:table-row>",
        f"<table:table-row table:number-rows-repeated='{many}'><table:table-cell table:number-columns-repeated='{many}'/></table:table-row>",
        "<table:table-row>" + cell.replace("<table:table-cell", f"<table:table-cell table:number-columns-spanned='{many}' table:number-rows-spanned='{many}'", 1) + "</table:table-row>",
        f"<table:table-row>{cell * 500}</table:table-row>" * 40, "<table:table-row/>" * 50_000, f"<table:table-column table:number-columns-repeated='{many}' table:visibility='collapse'/>",
    ))  # fmt: skip
    rows = o.odf_table(o.report_rows(w.numbered())).replace("</table:table>", f"{extra}</table:table>")
    return o.flat_ods(rows, _rings(draw)) if draw.random() < 0.4 else o.odf("spreadsheet", rows, _rings(draw))


def _xlsx_sheet(draw: random.Random) -> bytes:
    """More rows, cells and marks of odd places below a report."""
    n, odd = draw.choice((1, 200, 20_000)), draw.choice(_ODD_NUMBERS)
    place = draw.choice(
        ("A1048576", "XFD900", "AAAAAAAAA1", "1A", "", "A99999999999999999999", "ZZZ900", "A0", "$A$900")
    )
    good = o.sheet_xml(o.report_rows(w.numbered()))
    rows = (
        f"<row r='{draw.choice((900, 1_048_576, 2**31, -1, 'x'))}'><c r='{place}' s='{odd[:20]}'><v>{odd}</v></c></row>"
        * n
    )
    end = draw.choice((
        "<mergeCells>" + "".join(f"<mergeCell ref='A{i}:XFD{i + 9}'/>" for i in range(900, 900 + n)) + "</mergeCells>", f"<mergeCells><mergeCell ref='{place}:{place}'/></mergeCells>",
        "".join(f"<conditionalFormatting sqref='A900:XFD{i + 900}'><cfRule type='cellIs' operator='equal' dxfId='{i}'><formula>1</formula></cfRule></conditionalFormatting>" for i in range(n)),
        "<hyperlinks>" + "<hyperlink ref='A900'/>" * n + "</hyperlinks>", "<legacyDrawing/><drawing/>" * n, "",
    ))  # fmt: skip
    columns = draw.choice(
        (
            "",
            f"<cols><col min='{odd[:20]}' max='{odd[:20]}' hidden='0'/></cols>",
            "<cols>" + "<col min='200' max='16384' hidden='1'/>" * n + "</cols>",
        )
    )
    xml = good.replace("</sheetData>", f"{rows}</sheetData>{end}").replace("<sheetData>", f"{columns}<sheetData>")
    return o.xlsx({"年度报告": xml})


def _xlsx_formats(draw: random.Random) -> bytes:
    """Every figure in one odd number format: what it shows is right, or the cell is marked."""
    code = draw.choice(_FORMATS).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    font, count = draw.choice(_ODD_NUMBERS), draw.choice((1, 5_000))
    own = "<xf numFmtId='170' fontId='0' fillId='9' applyNumberFormat='1'/>"
    styles = (f"<styleSheet xmlns='{o.S}'><numFmts><numFmt numFmtId='170' formatCode=\"{code}\"/></numFmts><fonts><font><sz val='{font}'/><color rgb='{font}' theme='{font}' tint='{font}'/>"
              f"</font></fonts><fills/><cellXfs><xf/>{own * count}</cellXfs></styleSheet>")  # fmt: skip
    sheet = o.sheet_xml(o.report_rows(w.numbered()))
    relation = f'<Relationship Id="s" Type="{o.R}/styles" Target="styles.xml"/><Relationship Id="rId1" Type="{o.R}/worksheet" Target="worksheets/sheet1.xml"/>'
    return o.xlsx(
        {"a": sheet},
        parts={
            "xl/styles.xml": styles,
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{o.PACKAGE}/relationships">{relation}</Relationships>',
        },
    )


def _sheets(draw: random.Random) -> bytes:
    sheet = o.sheet_xml(o.report_rows(w.numbered()))
    return o.xlsx({f"表{i}": sheet for i in range(draw.randint(20, 150))})


def _xls(draw: random.Random) -> bytes:
    """Records that do not belong there, or that are longer than they say, in a workbook of Excel 97."""
    n = draw.choice((1, 300, 20_000))
    odd = draw.choice((
        o.record(0xE5, struct.pack("<H", 60_000)), o.record(0x203, struct.pack("<HHHd", 65_535, 255, 9, 1e308)) * n, o.record(0x0A) * n, o.record(0x3C, b"x" * 8_000) * min(n, 900),
        o.record(0xFC, struct.pack("<II", 2**31, 2**31)), struct.pack("<HH", 0x204, 60_000), o.record(0x41E, struct.pack("<HHB", 164, 255, 1) + b"0\0" * 255) * min(n, 900),
        o.record(0xE0, b"\xff" * 20) * n, o.record(0x31, b"\xff" * 16) * n, o.record(0x809, b"\0" * 16) * n, o.record(0x7D, struct.pack("<HHHHHH", 200, 60_000, 0, 0, 1, 0)) * n,
        o.record(0x208, struct.pack("<HHHHHHI", 65_535, 0, 9, 0, 0, 0, 0x20)) * n, o.record(0x06, b"\0" * 22) * n, o.record(0xBD, struct.pack("<HHH", 900, 9, 250)) * n,
    ))  # fmt: skip
    return o.xls({"Sheet1": o.report_rows(w.numbered())}, **{draw.choice(("before", "styles")): odd})  # type: ignore[arg-type]


def _excel_2003(draw: random.Random) -> bytes:
    odd, many = draw.choice(_ODD_NUMBERS), draw.choice((9, 10**6, 10**30, -5))
    style = f"<Style ss:ID='s1' ss:Parent='s1'><NumberFormat ss:Format='{draw.choice(_FORMATS[:6]).replace(chr(34), '')}'/><Font ss:Size='{odd}' ss:Color='{odd}'/></Style>"
    row = f"<Row ss:Index='{many}' ss:Span='{many}'><Cell ss:Index='{many}' ss:MergeAcross='{many}' ss:MergeDown='{many}' ss:StyleID='x'><Data ss:Type='Number'>{odd}</Data></Cell></Row>"
    columns = f"<Column ss:Index='{many}' ss:Span='{many}' ss:Hidden='1'/>" if draw.random() < 0.3 else ""
    count = draw.choice((1, 10_000))
    return o.excel_2003(
        {"a": o.report_rows(w.numbered())}, rows=row * count, styles=style * draw.choice((0, 1, 3_000)), columns=columns
    )


KINDS: tuple[Kind, ...] = (
    Kind("word, nesting", RIGHT, _word_nested), Kind("word, fields", RIGHT, _word_fields), Kind("word, styles", RIGHT, _word_styles), Kind("word, spans", RIGHT, _word_spans),
    Kind("word, many", RIGHT, _word_many), Kind("word, a run", RIGHT, _word_run), Kind("docx, tables", ANY, _word_tables), Kind("rtf", ANY, _rtf), Kind("doc, places", ANY, _doc),
    Kind("odt", RIGHT, _odf), Kind("ods, fods", ANY, _ods), Kind("xlsx, places", ANY, _xlsx_sheet), Kind("xlsx, formats", ANY, _xlsx_formats), Kind("xlsx, sheets", ANY, _sheets),
    Kind("xls, records", ANY, _xls), Kind("excel 2003", ANY, _excel_2003),
)  # fmt: skip
