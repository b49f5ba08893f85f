"""Writers of workbooks with cells of a style of their own, one for each format."""

import re
import struct
from collections.abc import Callable, Mapping
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from tests.parse import office as o
from tests.parse import writers as w

WHITE, BLUE = 0xFFFFFF, 0x1F497D
ACCOUNTING = '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '


class Font(NamedTuple):
    struck: bool = False
    raised: bool = False
    colour: int | None = None
    points: int = 11


PLAIN, STRUCK, RAISED, PALE, TINY = Font(), Font(struck=True), Font(raised=True), Font(colour=WHITE), Font(points=1)


class Styled(NamedTuple):
    """A cell: a number, or a text as runs."""

    value: float | None = None
    runs: tuple[tuple[str, Font], ...] = ()
    code: str = "General"
    font: Font = PLAIN
    fill: int | None = None


def _places(figures: Mapping[str, str], own: Mapping[str, Styled]) -> dict[tuple[int, int], Styled]:
    """By row and column from 0."""
    places = w.places(o.report_rows(figures))
    return {(places[name][0] - 1, places[name][1] - 1): cell for name, cell in own.items()}


# --- XLSX -------------------------------------------------------------------------------------------------------------


def as_xlsx(figures: Mapping[str, str], own: Mapping[str, Styled], *, inline: bool = False) -> bytes:
    cells = _places(figures, own)
    sheet = o.sheet_xml(o.report_rows(figures))
    texts: list[str] = []
    for number, ((r, c), cell) in enumerate(cells.items()):
        place = f'r="{o.letters(c + 1)}{r + 1}"'
        style = f's="{number + 2}"'
        if cell.runs:
            runs = "".join(f"<r>{_font(f, 'rPr') if f != PLAIN else ''}<t>{escape(t)}</t></r>" for t, f in cell.runs)
            texts.append(f'<si>{runs}<rPh sb="0" eb="1"><t>拼</t></rPh></si>')
            new = f'<c {place} {style} t="s"><v>{len(texts) - 1}</v></c>'
            if inline:
                new = f'<c {place} {style} t="inlineStr"><is>{runs}</is></c>'
        else:
            new = f"<c {place} {style}><v>{cell.value}</v></c>"
        sheet, count = re.subn(rf"<c {place}(?: [^>]*)?(?:/>|>.*?</c>)", new, sheet, count=1)
        assert count == 1, place
    parts = {"xl/styles.xml": _styles(list(cells.values()))}
    if texts:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{o.S}">{"".join(texts)}</sst>'
    return o.xlsx({"年度报告": sheet}, parts=parts)


def _font(font: Font, element: str) -> str:
    parts = "<strike/>" if font.struck else ""
    parts += f'<sz val="{font.points}"/>'
    parts += '<color theme="1"/>' if font.colour is None else f'<color rgb="FF{font.colour:06X}"/>'
    parts += '<vertAlign val="superscript"/>' if font.raised else ""
    return f"<{element}>{parts}</{element}>"


def _styles(cells: list[Styled]) -> str:
    """Style 0 and 1 are plain; those of the cells follow."""
    numbers = range(len(cells))
    codes = "".join(f'<numFmt numFmtId="{164 + i}" formatCode={quoteattr(cells[i].code)}/>' for i in numbers)
    fonts = "".join(_font(each, "font") for each in (PLAIN, *(cell.font for cell in cells)))
    solid = (
        '<fill><patternFill patternType="solid"><fgColor rgb="FF{:06X}"/><bgColor indexed="64"/></patternFill></fill>'
    )
    fills = "".join("<fill/>" if cell.fill is None else solid.format(cell.fill) for cell in cells)
    own = "".join(f'<xf numFmtId="{164 + i}" fontId="{i + 1}" fillId="{i + 1}"/>' for i in numbers)
    return (
        f'<styleSheet xmlns="{o.S}"><numFmts>{codes}</numFmts><fonts>{fonts}</fonts><fills><fill/>{fills}</fills>'
        f"<cellXfs><xf/><xf/>{own}</cellXfs></styleSheet>"
    )


# --- XLS --------------------------------------------------------------------------------------------------------------

_AUTOMATIC, _PALETTE = 0x7FFF, {WHITE: 9, BLUE: 8}


def as_xls(figures: Mapping[str, str], own: Mapping[str, Styled], *, cut: int = 0) -> bytes:
    """`cut`: bytes of the first part of the shared texts, which go on in a record of its own."""
    cells = _places(figures, own)
    fonts = [PLAIN] * 4
    records: dict[tuple[int, int], bytes] = {}
    texts: list[bytes] = []
    formats, styles = b"", _xf(0, 0, None)
    for number, (place, cell) in enumerate(cells.items(), 1):
        fonts.append(cell.font)
        formats += o.record(0x41E, struct.pack("<HHB", 163 + number, len(cell.code), 1) + cell.code.encode("utf-16-le"))
        styles += _xf(len(fonts), 163 + number, cell.fill)
        if cell.runs:
            text = "".join(t for t, _ in cell.runs)
            at, runs = 0, b""
            for t, font in cell.runs:
                fonts.append(font)
                runs += struct.pack("<HH", at, len(fonts))
                at += len(t)
            head = struct.pack("<HBH", len(text), 0x09, len(cell.runs))
            texts.append(head + text.encode("utf-16-le") + runs)
            records[place] = o.record(0xFD, struct.pack("<HHHI", *place, number, len(texts) - 1))
        else:
            records[place] = o.record(0x203, struct.pack("<HHHd", *place, number, cell.value or 0.0))
    palette = o.record(
        0x92, struct.pack("<H", 56) + BLUE.to_bytes(3, "big") + b"\0" + WHITE.to_bytes(3, "big") + b"\0" * 217
    )
    shared = b"".join(texts)
    sst = struct.pack("<II", len(texts), len(texts)) + (shared[:cut] if cut else shared)
    more = o.record(0xFC, sst) + (o.record(0x3C, shared[cut:]) if cut else b"")
    head = b"".join(map(_xls_font, fonts)) + formats + styles + palette + more
    return o.xls({"年度报告": o.report_rows(figures)}, styles=head, own=records)


def _xls_font(font: Font) -> bytes:
    colour = _AUTOMATIC if font.colour is None else _PALETTE[font.colour]
    fields = (font.points * 20, 0x08 if font.struck else 0, colour, 400, int(font.raised), 0, 0, 0, 0, 1, 1)
    return o.record(0x31, struct.pack("<HHHHHBBBBBB", *fields) + "A".encode("utf-16-le"))


def _xf(font: int, number_format: int, fill: int | None) -> bytes:
    """`font`: its number among all, of which 4 is left out."""
    pattern = 0 if fill is None else 1 << 26
    colours = 0x20C0 if fill is None else _PALETTE[fill] | 0x2080
    return o.record(0xE0, struct.pack("<HHHBBBBIIH", font, number_format, 1, 0, 0, 0, 0, 0, pattern, colours))


# --- Excel 2003 XML ---------------------------------------------------------------------------------------------------


def as_excel_2003(figures: Mapping[str, str], own: Mapping[str, Styled]) -> bytes:
    styles = '<Style ss:ID="Default"><Font ss:Size="11"/></Style>'
    cells = {}
    for number, (place, cell) in enumerate(_places(figures, own).items()):
        styles += f'<Style ss:ID="t{number}">{_excel_2003_style(cell)}</Style>'
        data = f'<Data ss:Type="Number">{cell.value}</Data>'
        if cell.runs:
            runs = "".join(map(_html, cell.runs))
            data = f'<ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">{runs}</ss:Data>'
        cells[place] = f' ss:StyleID="t{number}">{data}'
    return o.excel_2003({"年度报告": o.report_rows(figures)}, styles=styles, own=cells)


def _excel_2003_style(cell: Styled) -> str:
    marks = ' ss:StrikeThrough="1"' if cell.font.struck else ""
    marks += ' ss:VerticalAlign="Superscript"' if cell.font.raised else ""
    marks += "" if cell.font.colour is None else f' ss:Color="#{cell.font.colour:06X}"'
    fill = "" if cell.fill is None else f'<Interior ss:Color="#{cell.fill:06X}" ss:Pattern="Solid"/>'
    return f'<Font{marks} ss:Size="{cell.font.points}"/>{fill}<NumberFormat ss:Format={quoteattr(cell.code)}/>'


def _html(run: tuple[str, Font]) -> str:
    text, font = escape(run[0]), run[1]
    text = f"<S>{text}</S>" if font.struck else f"<Sup>{text}</Sup>" if font.raised else text
    if font.colour is not None or font.points != PLAIN.points:
        colour = "" if font.colour is None else f' html:Color="#{font.colour:06X}"'
        return f'<Font html:Size="{font.points}"{colour} xmlns:html="http://www.w3.org/TR/REC-html40">{text}</Font>'
    return text


# --- ODS and FODS -----------------------------------------------------------------------------------------------------

# The number formats as LibreOffice writes them: the kind of style, its elements, and the conditions it maps.
_N = "number:number number:min-integer-digits"
_ONE = f'<{_N}="1" number:decimal-places="0"/>'
_ODF_FORMATS: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "General": ("number", f'<{_N}="1"/>', ()),
    "@": ("text", "<number:text-content/>", ()),
    "0": ("number", _ONE, ()),
    "#,##0": ("number", f'<{_N}="1" number:decimal-places="0" number:grouping="true"/>', ()),
    "#,##0,": (
        "number",
        f'<{_N}="1" number:decimal-places="0" number:grouping="true" number:display-factor="1000"/>',
        (),
    ),
    "#,##0.0#,": (
        "number",
        f'<{_N}="1" number:decimal-places="2" number:min-decimal-places="1" number:grouping="true"'
        ' number:display-factor="1000"/>',
        (),
    ),
    "0,,": ("number", f'<{_N}="1" number:decimal-places="0" number:display-factor="1000000"/>', ()),
    "0!.0000": (
        "number",
        f'<{_N}="5" number:decimal-places="0"><number:embedded-text number:position="4">.</number:embedded-text>'
        "</number:number>",
        (),
    ),
    "0!.0,": (
        "number",
        f'<{_N}="2" number:decimal-places="0" number:display-factor="1000"><number:embedded-text number:position="1">.'
        "</number:embedded-text></number:number>",
        (),
    ),
    '0!.0,"万"': (
        "number",
        f'<{_N}="2" number:decimal-places="0" number:display-factor="1000"><number:embedded-text number:position="1">.'
        "</number:embedded-text></number:number><number:text>万</number:text>",
        (),
    ),
    '"共"0"件"': ("number", f"<number:text>共</number:text>{_ONE}<number:text>件</number:text>", ()),
    '0"件"': ("number", f"{_ONE}<number:text>件</number:text>", ()),
    '"见附表"': ("number", "<number:text>见附表</number:text>", ()),
    "0;-0;;@": ("text", "<number:text-content/>", ((">0", "0"), ("<0", "-0"), ("=0", ""))),
    '[=0]"";0': ("number", _ONE, (("=0", ""),)),
    "#,###": ("number", f'<{_N}="0" number:decimal-places="0" number:grouping="true"/>', ()),
    ";;;": ("text", "", ((">0", ""), ("<0", ""), ("=0", ""))),
    "[Red]0": ("number", f'<style:text-properties fo:color="#ff0000"/>{_ONE}', ()),
    "0;[Red]-0": ("number", f"<number:text>-</number:text>{_ONE}", ((">=0", "0"),)),
    "0;[Red]0": ("number", f'<style:text-properties fo:color="#ff0000"/>{_ONE}', ((">=0", "0"),)),
    "-0": ("number", f"<number:text>-</number:text>{_ONE}", ()),
    "": ("number", "", ()),
    "0%": ("percentage", f"{_ONE}<number:text>%</number:text>", ()),
    "# ?/?": ("number", '<number:fraction number:min-integer-digits="0" number:min-numerator-digits="1"/>', ()),
    "[DBNum1]0": ("number", '<number:scientific-number number:decimal-places="0"/>', ()),
    'yyyy"年"m"月"d"日"': ("date", "<number:year/><number:text>年</number:text><number:month/><number:day/>", ()),
    ACCOUNTING: ("text", "<number:text-content/>", ((">0", "#,##0"), ("<0", "-0"), ("=0", "-"))),
    "-": ("number", "<number:text>-</number:text>", ()),
}


def as_ods(figures: Mapping[str, str], own: Mapping[str, Styled], *, flat: bool = False) -> bytes:
    """What the program drew of a number (text:p) is left as if it had no format: the format counts."""
    styles = _odf_formats({code for cell in own.values() for code in _with_sections(cell.code)})
    cells = {}
    for number, (place, cell) in enumerate(_places(figures, own).items()):
        fill = "" if cell.fill is None else f' fo:background-color="#{cell.fill:06X}"'
        styles += (
            f'<style:style style:name="ce{number}" style:family="table-cell" style:data-style-name="{_key(cell.code)}">'
            f"<style:table-cell-properties{fill}/>{_odf_font(cell.font)}</style:style>"
        )
        inner, kind = f"{cell.value}", f'office:value-type="float" office:value="{cell.value}"'
        if cell.runs:
            kind, inner = 'office:value-type="string"', ""
            for at, (text, font) in enumerate(cell.runs):
                styles += (
                    f'<style:style style:name="t{number}_{at}" style:family="text">{_odf_font(font)}</style:style>'
                )
                inner += f'<text:span text:style-name="t{number}_{at}">{escape(text)}</text:span>'
        note = "<office:annotation><text:p>99</text:p></office:annotation>"
        cells[place] = (
            f'<table:table-cell table:style-name="ce{number}" {kind}>{note}<text:p>{inner}</text:p></table:table-cell>'
        )
    table = o.odf_table(o.report_rows(figures), cells)
    return o.flat_ods(table, styles) if flat else o.odf("spreadsheet", table, styles=styles)


def as_fods(figures: Mapping[str, str], own: Mapping[str, Styled]) -> bytes:
    return as_ods(figures, own, flat=True)


def _with_sections(code: str) -> list[str]:
    return [code, *(each for _, each in _ODF_FORMATS[code][2])]


def _key(code: str) -> str:
    return f"N{list(_ODF_FORMATS).index(code)}"


def _odf_formats(codes: set[str]) -> str:
    styles = ""
    for code in sorted(codes):
        kind, elements, conditions = _ODF_FORMATS[code]
        maps = "".join(
            f'<style:map style:condition={quoteattr(f"value(){condition}")} style:apply-style-name="{_key(each)}"/>'
            for condition, each in conditions
        )
        styles += f'<number:{kind}-style style:name="{_key(code)}">{elements}{maps}</number:{kind}-style>'
    return styles


def _odf_font(font: Font) -> str:
    marks = ' style:text-line-through-style="solid"' if font.struck else ""
    marks += ' style:text-position="super 58%"' if font.raised else ""
    marks += "" if font.colour is None else f' fo:color="#{font.colour:06X}"'
    return f'<style:text-properties{marks} fo:font-size="{font.points}pt"/>'


WRITERS: dict[str, Callable[[Mapping[str, str], Mapping[str, Styled]], bytes]] = {
    "XLSX": as_xlsx,
    "XLS": as_xls,
    "Excel 2003 XML": as_excel_2003,
    "ODS": as_ods,
    "FODS": as_fods,
}
