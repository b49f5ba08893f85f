"""Word documents in XML: a cell says what the page shows, whatever else the file holds for it.

Each kind is tried on every cell of the form, in DOCX, in the strict standard's namespace and in Word 2003.
"""

import pytest

from gouji.parse.formats.docx import read_docx
from tests.parse import office as o
from tests.parse import writers as w
from tests.parse.office import run
from tests.parse.shown_docx import SHOWN, STYLES, docx, figures, of_2003, one_cell, paragraph, styled, tables


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


WHITE, BLACK = "<w:color w:val='FFFFFF'/>", "<w:color w:val='000000'/>"


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


# --- over the text, and beside it -----------------------------------------------------------------------------------
