"""Word documents in XML: a cell says what the page shows, whatever else the file holds for it.

Each kind is tried on every cell of the form, in DOCX, in the strict standard's namespace and in Word 2003.
"""

from collections.abc import Callable, Mapping
from html import escape

import pytest

from gouji.core.model import BLANK, REPORTED, UNREADABLE, Cell
from gouji.parse.document import Grid, Run, seen_text
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


@pytest.mark.parametrize("kind", SHOWN)
def test_docx(kind: str) -> None:
    assert figures(docx(o.docx_body(tables(SHOWN[kind])))) == w.numbered()


@pytest.mark.parametrize("kind", ["hidden by a style's base", "struck by style", "white by style", "a drop-down"])
def test_the_strict_standard(kind: str) -> None:
    assert figures(docx(o.docx_body(tables(SHOWN[kind])), o.STRICT)) == w.numbered()


def test_sizes_with_units_as_the_strict_standard_writes_them() -> None:
    tiny, small = run("9", "<w:sz w:val='1pt'/>"), "<w:sz w:val='10.5pt'/>"
    assert figures(docx(o.docx_body(tables(lambda t: tiny + run(t, small))), o.STRICT)) == w.numbered()


@pytest.mark.parametrize("kind", [kind for kind in SHOWN if "theme" not in kind])
def test_word_2003(kind: str) -> None:
    assert figures(of_2003(o.docx_body(tables(SHOWN[kind])))) == w.numbered()


def test_an_inserted_docx() -> None:
    relations = (
        f'<Relationships xmlns="{o.PACKAGE}/relationships"><Relationship Id="rId7" Type="{o.R}/aFChunk"'
        ' Target="/word/part.docx"/></Relationships>'
    )
    part = docx(o.docx_body(tables(SHOWN["hidden by a character style"])))
    parts: dict[str, str | bytes] = {"word___rels__document.xml.rels": relations, "word__part.docx": part}
    assert figures(o.docx(o.p(run(w.TITLE)) + '<w:altChunk r:id="rId7"/>', **parts)) == w.numbered()


# --- grounds and styles of paragraphs, cells, tables, boxes ----------------------------------------------------------


def one_cell(content: str, cell: str = "", table: str = "", rows: int = 1) -> str:
    """What the first cell of a table says; `content` is paragraphs."""
    body = f"<w:tc><w:tcPr>{cell}</w:tcPr>{content}</w:tc><w:tc>{o.p(run('乙'))}</w:tc>"
    made = f"<w:tbl><w:tblPr>{table}</w:tblPr>{f'<w:tr>{body}</w:tr>' * rows}</w:tbl>"
    grid = next(block for block in read_docx(docx(made)).blocks if isinstance(block, Grid))
    return grid.rows[-1][0].text


WHITE, BLACK = "<w:color w:val='FFFFFF'/>", "<w:color w:val='000000'/>"


def paragraph(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def shading(fill: str, pattern: str = "clear", color: str = "auto") -> str:
    return f"<w:shd w:val='{pattern}' w:color='{color}' w:fill='{fill}'/>"


@pytest.mark.parametrize(
    ("fill", "colour", "seen"),
    [
        ("1F3864", "FFFFFF", "947"),
        ("1F3864", "1F3864", "47"),
        ("auto", "FFFFFF", "47"),
        ("FFFFFF", "FFFFFF", "47"),
        ("D9D9D9", "000000", "947"),
    ],
)
def test_text_on_the_ground_of_its_cell(fill: str, colour: str, seen: str) -> None:
    text = run("9", f"<w:color w:val='{colour}'/>") + run("47", "<w:color w:val='00FF00'/>")
    assert one_cell(o.p(text), shading(fill)) == seen
    assert one_cell(o.p(text), table=shading(fill)) == seen


def test_text_on_the_ground_of_its_paragraph() -> None:
    assert one_cell(paragraph(run("47", WHITE), shading("000000"))) == "47"
    assert one_cell(paragraph(run("9", BLACK) + run("47", WHITE), shading("000000")), shading("FFFFFF")) == "47"
    assert one_cell(paragraph(run("9") + run("47", WHITE), "<w:pStyle w:val='OnBlue'/>")) == "47"
    assert one_cell(paragraph(run("9", WHITE) + run("47"), shading("auto", "nil"))) == "47"


def test_patterns_are_mixed() -> None:
    assert (
        one_cell(o.p(run("9", "<w:color w:val='BFBFBF'/>") + run("47")), shading("FFFFFF", "pct25", "000000")) == "47"
    )
    assert one_cell(o.p(run("47", WHITE)), shading("FFFFFF", "horzStripe", "000000")) == "47"  # not told: seen


def test_a_head_that_its_table_style_makes_white_on_dark_is_seen() -> None:
    head = "<w:tblStyle w:val='DarkHead'/><w:tblLook w:val='04A0'/>"
    assert one_cell(o.p(run("47")), table=head) == "47"
    assert one_cell(o.p(run("47", WHITE)), table=head) == "47"
    assert one_cell(o.p(run("9", WHITE) + run("47")), table=head, rows=2) == "47"  # the second row is no head
    no_head = "<w:tblStyle w:val='DarkHead'/><w:tblLook w:val='04A0' w:firstRow='0'/>"
    assert one_cell(o.p(run("9", WHITE) + run("47")), table=no_head) == "47"


def test_toggles_count_over_the_levels_of_styles() -> None:
    """17.7.3: hidden by paragraph and by character style is seen; by one of them, or by all three levels, is not."""
    of_paragraph, of_table = "<w:pStyle w:val='HiddenLines'/>", "<w:tblStyle w:val='HiddenTable'/>"
    assert one_cell(paragraph(run("9") + styled("Hidden", "47"), of_paragraph)) == "47"
    assert one_cell(o.p(run("9") + styled("Hidden", "47")), table=of_table) == "47"
    assert one_cell(paragraph(run("47") + styled("Hidden"), of_paragraph), table=of_table) == "47"
    assert one_cell(paragraph(run("9") + run("47", "<w:vanish w:val='0'/>"), of_paragraph)) == "47"


def test_defaults_of_the_document_hide_until_the_text_says_otherwise() -> None:
    defaults = "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>"
    text = tables(lambda t: run("9") + run(t, "<w:vanish w:val='0'/>"))
    title = w.TITLE
    body = o.docx_body(text).replace(
        f'<w:rPr></w:rPr><w:t xml:space="preserve">{title}', f"<w:rPr><w:vanish w:val='0'/></w:rPr><w:t>{title}"
    )
    assert figures(docx(body, styles=defaults + STYLES)) == w.numbered()


@pytest.mark.parametrize("gone", ["<w:vanish/>", "<w:specVanish/>", "<w:del w:id='1'/>"])
def test_paragraphs_whose_mark_is_not_there_are_one(gone: str) -> None:
    assert one_cell(paragraph(run("4"), f"<w:rPr>{gone}</w:rPr>") + paragraph(run("7"))) == "47"


def test_a_row_that_a_reviser_deleted_in_word_2003() -> None:
    change = "<aml:annotation aml:id='1' w:type='Word.Deletion'/>"
    deleted = f"<w:tr><w:trPr>{change}</w:trPr><w:tc>{o.p(run('规章'))}</w:tc><w:tc>{o.p(run('7'))}</w:tc></w:tr>"
    made = {code: table.replace("<w:tr>", f"{deleted}<w:tr>", 1) for code, table in tables(o.one_run).items()}
    assert figures(of_2003(o.docx_body(made))) == w.numbered()


@pytest.mark.parametrize(
    ("shape", "seen"),
    [
        ("<wps:spPr><a:solidFill><a:srgbClr val='1F3864'/></a:solidFill></wps:spPr>", True),
        ("<wps:spPr><a:gradFill/></wps:spPr>", True),
        ("<wps:spPr><a:solidFill><a:schemeClr val='tx1'/></a:solidFill></wps:spPr>", True),
        ("<wps:spPr><a:noFill/></wps:spPr>", False),
        ("<wps:spPr><a:solidFill><a:schemeClr val='bg1'/></a:solidFill></wps:spPr>", False),
    ],
)
def test_white_text_in_a_box(shape: str, seen: bool) -> None:
    content = f"<w:txbxContent>{o.p(run('框中', WHITE))}</w:txbxContent>"
    box = f"<w:drawing><a:graphic><wps:wsp>{shape}<wps:txbx>{content}</wps:txbx></wps:wsp></a:graphic></w:drawing>"
    assert read_docx(docx(o.p(f"<w:r>{box}</w:r>"))).blocks == (["框中"] if seen else [])


def test_white_text_on_a_dark_page_is_seen_where_the_page_is_shown() -> None:
    settings = f'<w:settings xmlns:w="{o.W}"><w:displayBackgroundShape/></w:settings>'
    xml = o.document_xml(o.p(run("白字", WHITE))).replace("<w:body>", "<w:background w:color='1F3864'/><w:body>")
    parts = {"[Content_Types].xml": o.TYPES, "word/document.xml": xml}
    assert read_docx(o.zipped(parts | {"word/settings.xml": settings})).blocks == ["白字"]
    assert read_docx(o.zipped(parts)).blocks == []


# --- fields and controls ---------------------------------------------------------------------------------------------


def test_a_field_may_go_over_paragraphs_but_not_over_cells() -> None:
    begun = char("begin") + code("IF") + run("9")
    blocks = read_docx(docx(o.p(begun) + o.p(run("9") + char("separate") + run("文") + char("end")))).blocks
    assert blocks == ["文"]
    assert one_cell(o.p(begun + run("47"))) == "947"  # without end: hides nothing


@pytest.mark.parametrize(
    ("state", "seen"),
    [("<w:default w:val='1'/>", "☑"), ("<w:default w:val='1'/><w:checked w:val='0'/>", "☐"), ("<w:checked/>", "☑")],
)
def test_a_check_box_shows_its_state(state: str, seen: str) -> None:
    assert one_cell(o.p(form_field(f"<w:checkBox>{state}</w:checkBox>", None, "FORMCHECKBOX"))) == seen


def one_figure(inner: str) -> tuple[Cell, list[str]]:
    """The cell whose figure is written so, and the warnings."""
    name = w.names()[1]
    figure = w.numbered()[name]
    (report,) = parse(docx(o.docx_body(tables(lambda t: inner if t == figure else o.one_run(t)))))
    return next(cell for cell in report.cells if cell.cell == name), report.warnings


def test_a_choice_that_is_not_in_the_list_is_unreadable() -> None:
    cell, _ = one_figure(
        form_field("<w:ddList><w:result w:val='4'/><w:listEntry w:val='0'/></w:ddList>", None, "FORMDROPDOWN")
    )
    assert (cell.state, cell.value) == (UNREADABLE, None)


@pytest.mark.parametrize("instruction", [r"EQ \o\ac(○,1)", "=40+7", "QUOTE 47"])
def test_what_a_field_works_out_when_it_is_shown_is_unreadable(instruction: str) -> None:
    cell, _ = one_figure(field(code(instruction), None))
    assert cell.state == UNREADABLE


def test_a_control_of_a_program_is_unreadable_and_said() -> None:
    cell, warnings = one_figure("<w:r><w:object><w:control r:id='rId8' w:name='TextBox1'/></w:object></w:r>")
    assert cell.state == UNREADABLE
    assert any("ActiveX" in warning for warning in warnings)


def test_the_prompt_of_a_list_control_is_blank() -> None:
    cell, _ = one_figure(control("dropDownList", "<w:showingPlcHdr/>")("选择一项。"))
    assert cell.state == BLANK


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ((Run("申请47"), Run("1", raised=True), Run("件")), "申请47件"),
        ((Run("申请"), Run("[1]", raised=True), Run("47件")), "申请47件"),
        ((Run("面积3平方米"), Run("2", raised=True), Run("。")), "面积3平方米 2 。"),
        ((Run("申请47"), Run("余", raised=True), Run("件")), "申请47 余 件"),
        ((Run("申请9", struck=True), Run("47", raised=True)), " 47 "),
    ],
)
def test_a_note_beside_a_figure_of_prose_is_no_digit(runs: tuple[Run, ...], text: str) -> None:
    assert seen_text(runs) == text


# --- over the text, and beside it -----------------------------------------------------------------------------------

WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:wps="urn:wps" xmlns:a="urn:a/drawingml/"'


def shape(properties: str, anchor: str = 'behindDoc="0"', wrap: str = "<wp:wrapNone/>", text: str = "") -> str:
    inside = f"<wps:txbx><w:txbxContent>{o.p(run(text))}</w:txbxContent></wps:txbx>" if text else ""
    return (
        f"<w:r><w:drawing {WP}><wp:anchor {anchor}>{wrap}<a:graphic><wps:wsp><wps:spPr>{properties}</wps:spPr>{inside}"
        "</wps:wsp></a:graphic></wp:anchor></w:drawing></w:r>"
    )


VML = '<w:r><w:pict xmlns:v="urn:v"><v:rect style="position:absolute;width:30pt;z-index:{0}" {1}/></w:pict></w:r>'
FILL = "<a:solidFill><a:srgbClr val='FFFFFF'/></a:solidFill>"


@pytest.mark.parametrize(
    ("over", "seen"),
    [
        (shape(FILL), False),
        (VML.format(5, 'fillcolor="white"'), False),
        (shape("<a:noFill/>"), True),
        (shape(FILL, 'behindDoc="1"'), True),
        (shape(FILL, wrap="<wp:wrapSquare/>"), True),
        (VML.format(-5, ""), True),
        (VML.format(5, 'filled="f"'), True),
    ],
)
def test_shapes_over_figures(over: str, seen: bool) -> None:
    cells = parse(docx(o.docx_body(tables(lambda t: o.one_run(t) + (over if t.isdigit() else "")))))[0].cells
    assert {cell.state for cell in cells} == {REPORTED if seen else UNREADABLE}


def test_a_shape_over_the_text_is_told() -> None:
    (report,) = parse(docx(o.p(shape(FILL)) + o.docx_body(tables(o.one_run))))
    assert [each.place for each in report.unread if "浮在文字之上" in each.place]
    assert {cell.state for cell in report.cells} == {REPORTED}


STORE = "{0A1B2C3D-0000-4000-8000-000000000001}"


@pytest.mark.parametrize(
    ("stored", "kind", "seen"),
    [("74", "text", False), ("47", "text", True), ("是", "text", True), ("74", "comboBox", True), (None, "text", True)],
)
def test_controls_bound_to_a_part_of_their_own(stored: str | None, kind: str, seen: bool) -> None:
    """Word shows what the part holds, others what the text keeps; a list shows another text than it keeps."""

    def bound(text: str) -> str:
        if text != "104":
            return o.one_run(text)
        binding = (
            f"<w:dataBinding w:prefixMappings=\"xmlns:n='urn:n'\" w:xpath='/n:a[1]/n:b[1]' w:storeItemID='{STORE}'/>"
        )
        return f"<w:sdt><w:sdtPr>{binding}<w:{kind}/></w:sdtPr><w:sdtContent>{run('47')}</w:sdtContent></w:sdt>"

    held = "" if stored is None else f"<b>{stored}</b>"
    parts = {
        "customXml__item1.xml": f'<a xmlns="urn:n">{held}</a>',
        "customXml__itemProps1.xml": f'<ds:datastoreItem xmlns:ds="urn:ds" ds:itemID="{STORE}"/>',
    }
    (report,) = parse(o.docx(o.docx_body(tables(bound)), **parts))
    name = w.names()[4]
    (cell,) = (each for each in report.cells if each.cell == name)
    assert (cell.state, cell.raw) == ((REPORTED, "47") if seen else (UNREADABLE, "47／74"))
