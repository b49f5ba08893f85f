"""Word documents whose cells hold more than they show, for tests."""

from collections.abc import Callable, Mapping
from html import escape

from gouji.core.model import REPORTED, Cell
from gouji.parse.document import Grid
from gouji.parse.formats.docx import read_docx
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import writers as w
from tests.parse.formats.test_one_file_xml import word_2003
from tests.parse.office import run

Inner = Callable[[str], str]


def style(kind: str, name: str, properties: str = "", based_on: str = "", more: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{base}{more}'
        f"<w:rPr>{properties}</w:rPr></w:style>"
    )


STYLES = "".join(
    [
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>',
        style("character", "Hidden", "<w:vanish/>"),
        style("character", "HiddenToo", "<w:sz w:val='18'/>", "Hidden"),
        style("character", "SeenAgain", "<w:vanish w:val='0'/>", "HiddenToo"),
        style("character", "Struck", "<w:strike/>"),
        style("character", "StruckTwice", "<w:dstrike/>"),
        style("character", "White", "<w:color w:val='FFFFFF'/>"),
        style("character", "Speck", "<w:sz w:val='2'/>"),
        style("character", "Raised", "<w:vertAlign w:val='superscript'/>"),
        style("paragraph", "HiddenLines", "<w:vanish/>", "a", "<w:link w:val='HiddenLinesChar'/>"),
        style("character", "HiddenLinesChar", "<w:vanish/>", "", "<w:link w:val='HiddenLines'/>"),
        style("paragraph", "OnBlue", "<w:color w:val='1F4E79'/>", "a", "<w:pPr><w:shd w:fill='1F4E79'/></w:pPr>"),
        style("table", "HiddenTable", "<w:vanish/>"),
        style(
            "table",
            "DarkHead",
            "",
            "",
            "<w:tblStylePr w:type='firstRow'><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:tcPr>"
            "<w:shd w:val='clear' w:color='auto' w:fill='1F3864'/></w:tcPr></w:tblStylePr>",
        ),
    ]
)


THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:clrScheme name="x">'
    '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
    '<a:accent1><a:srgbClr val="FFFFFE"/></a:accent1></a:clrScheme></a:themeElements></a:theme>'
)


def styled(name: str, text: str = "9", direct: str = "") -> str:
    return run(text, f'<w:rStyle w:val="{name}"/>{direct}')


def before(properties: str, text: str = "9") -> Inner:
    """Text of these properties, then the figure."""
    return lambda t: run(text, properties) + o.one_run(t)


def char(kind: str) -> str:
    return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"


def code(text: str) -> str:
    return f"<w:r><w:instrText xml:space='preserve'> {text} </w:instrText></w:r>"


def field(instruction: str, result: str | None) -> str:
    """A field; `instruction` and `result` are runs."""
    shown = "" if result is None else char("separate") + result
    return char("begin") + instruction + shown + char("end")


MERGED = field(code("MERGEFIELD n"), run("94"))


def form_field(data: str, result: str | None, name: str) -> str:
    begin = f"<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:name w:val='d'/>{data}</w:ffData></w:fldChar></w:r>"
    shown = "" if result is None else char("separate") + run(result)
    return begin + code(name) + shown + char("end")


def drop_down(state: str, result: str | None = None) -> Inner:
    """Of three entries the figure is the second; `state` says which is chosen."""

    def made(text: str) -> str:
        entries = "".join(f"<w:listEntry w:val='{escape(entry)}'/>" for entry in ("0", text, "7"))
        return form_field(f"<w:ddList>{state}{entries}</w:ddList>", result, "FORMDROPDOWN") if text else ""

    return made


def control(kind: str, more: str = "") -> Inner:
    return lambda t: (
        f"<w:sdt><w:sdtPr>{more}<w:{kind}><w:listItem w:displayText='7' w:value='9'/></w:{kind}></w:sdtPr>"
        f"<w:sdtContent>{run(t)}</w:sdtContent></w:sdt>"
        if t
        else ""
    )


SHOWN: Mapping[str, Inner] = {
    "hidden": before("<w:vanish/>"),
    "hidden by a character style": lambda t: styled("Hidden") + o.one_run(t),
    "hidden by a style's base": lambda t: styled("HiddenToo") + o.one_run(t),
    "hidden by a linked style": lambda t: styled("HiddenLinesChar") + o.one_run(t),
    "a style that shows again": lambda t: styled("SeenAgain", t) + styled("Hidden"),
    "hidden style, shown directly": lambda t: styled("Hidden", t, "<w:vanish w:val='0'/>") + styled("Hidden"),
    "hidden on the web only": lambda t: run(t, "<w:webHidden/>"),
    "struck": before("<w:strike/>"),
    "struck by style": lambda t: styled("Struck") + styled("Struck", t, "<w:strike w:val='false'/>"),
    "struck twice": before("<w:dstrike/>"),
    "struck twice by style": lambda t: styled("StruckTwice") + o.one_run(t),
    "white": before("<w:color w:val='FFFFFF'/>"),
    "nearly white": before("<w:color w:val='FDFDFD'/>"),
    "white by style": lambda t: styled("White") + o.one_run(t),
    "white of the theme": before("<w:color w:val='000000' w:themeColor='background1'/>"),
    "white accent of the theme": before("<w:color w:val='4472C4' w:themeColor='accent1'/>"),
    "white by style, black directly": lambda t: styled("White") + styled("White", t, "<w:color w:val='auto'/>"),
    "in the colour of its highlight": before("<w:color w:val='FFFF00'/><w:highlight w:val='yellow'/>"),
    "in the colour of its shading": before("<w:color w:val='C0C0C0'/><w:shd w:val='clear' w:fill='C0C0C0'/>"),
    "black on solid black": before("<w:color w:val='000000'/><w:shd w:val='solid' w:color='000000'/>"),
    "white on black is seen": lambda t: run(t, "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='000000'/>"),
    "white on a highlight is seen": lambda t: run(t, "<w:color w:val='FFFFFF'/><w:highlight w:val='darkBlue'/>"),
    "white in relief is seen": lambda t: run(t, "<w:color w:val='FFFFFF'/><w:emboss/>"),
    "one point": before("<w:sz w:val='2'/>"),
    "a speck by style": lambda t: styled("Speck") + o.one_run(t),
    "a raised mark": lambda t: o.one_run(t) + (run("1", "<w:vertAlign w:val='superscript'/>") if t else ""),
    "a lowered mark": lambda t: o.one_run(t) + (run("2", "<w:vertAlign w:val='subscript'/>") if t else ""),
    "raised by style": lambda t: o.one_run(t) + (styled("Raised", "[1]") if t else ""),
    "raised by its position": lambda t: o.one_run(t) + run("3", "<w:position w:val='10'/><w:sz w:val='14'/>"),
    "levelled by a point is no mark": lambda t: run(t[:1]) + run(t[1:], "<w:position w:val='-2'/>"),
    "raised as a whole": lambda t: run(t, "<w:vertAlign w:val='superscript'/>"),
    "a field in an instruction": lambda t: field(code("IF") + MERGED + code("= 1"), o.one_run(t)),
    "two deep in an instruction": lambda t: field(
        code("IF") + field(code("=") + MERGED + code("+1"), run("95")) + code("= 1"), o.one_run(t)
    ),
    "a field in a result": lambda t: field(code("IF 1 = 1"), field(code("MERGEFIELD n"), o.one_run(t))),
    "a drop-down": drop_down("<w:result w:val='1'/>"),
    "a drop-down by default": drop_down("<w:default w:val='1'/>"),
    "a drop-down changed": drop_down("<w:default w:val='2'/><w:result w:val='1'/>"),
    "a drop-down with a stale result": drop_down("<w:result w:val='1'/>", "9"),
    "a text field": lambda t: form_field("<w:textInput><w:default w:val='9'/></w:textInput>", t, "FORMTEXT"),
    "a list control": control("dropDownList"),
    "a combo box": control("comboBox"),
    "a date control": control("date"),
    "an inserted figure beside a deleted one": lambda t: (
        f"<w:del w:id='1'><w:r><w:delText>9</w:delText></w:r></w:del><w:ins w:id='2'>{o.one_run(t)}</w:ins>"
    ),
}  # fmt: skip


def cells(data: bytes) -> dict[str, Cell]:
    (report,) = parse(data)
    return {cell.cell: cell for cell in report.cells}


def figures(data: bytes) -> dict[str, str]:
    return {name: str(cell.value) if cell.state == REPORTED else cell.state for name, cell in cells(data).items()}


def tables(inner: Inner) -> dict[str, str]:
    return {code: o.docx_table(rows, inner) for code, rows in w.printed(w.numbered()).items()}


def docx(body: str, namespace: str = o.W, styles: str = STYLES) -> bytes:
    parts: dict[str, str | bytes] = {
        "word__styles.xml": f'<w:styles xmlns:w="{namespace}">{styles}</w:styles>',
        "word__theme__theme1.xml": THEME,
    }
    return o.docx(body, namespace, **parts)


def of_2003(body: str) -> bytes:
    return word_2003(body).replace(b"<w:styles/>", f"<w:styles>{STYLES}</w:styles>".encode())


def one_cell(content: str, cell: str = "", table: str = "", rows: int = 1) -> str:
    """What the first cell of a table says; `content` is paragraphs."""
    body = f"<w:tc><w:tcPr>{cell}</w:tcPr>{content}</w:tc><w:tc>{o.p(run('乙'))}</w:tc>"
    made = f"<w:tbl><w:tblPr>{table}</w:tblPr>{f'<w:tr>{body}</w:tr>' * rows}</w:tbl>"
    grid = next(block for block in read_docx(docx(made)).blocks if isinstance(block, Grid))
    return grid.rows[-1][0].text


def paragraph(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def one_figure(inner: str) -> tuple[Cell, list[str]]:
    """The cell whose figure is written so, and the warnings."""
    name = w.names()[1]
    figure = w.numbered()[name]
    (report,) = parse(docx(o.docx_body(tables(lambda t: inner if t == figure else o.one_run(t)))))
    return next(cell for cell in report.cells if cell.cell == name), report.warnings
