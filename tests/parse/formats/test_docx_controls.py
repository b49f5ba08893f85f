"""DOCX: fields, form controls, and what lies over the text."""

import pytest

from gouji.core.model import BLANK, REPORTED, UNREADABLE
from gouji.parse.document import Run, seen_text
from gouji.parse.formats.docx import read_docx
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import writers as w
from tests.parse.office import run
from tests.parse.shown_docx import char, code, control, docx, field, form_field, one_cell, one_figure, tables


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
