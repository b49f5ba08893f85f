"""A figure that is a picture, an embedded object or an outline is not blank: it is unreadable, and never told as not
filled in. Speck pictures, pictures behind the text and pictures beside words say nothing."""

import re
from collections.abc import Callable

import pytest

from gouji.core.model import BLANK, UNREADABLE
from gouji.demo.page_surface import HEIGHT, PageStyle
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import rtf_writer
from tests.parse import writers as w
from tests.parse.drawn_sheets import ods_with, picture_over
from tests.parse.formats import test_seen_on_pages as pages
from tests.parse.formats import test_shown_doc as shown_doc
from tests.parse.formats import test_shown_odt as shown_odt
from tests.parse.pdf_writer import lay_out
from tests.parse.pens import OfdPen, PdfPen, Pen
from tests.parse.reading import read, values

NAME = "applications.new.total"
FIGURE = w.numbered()[NAME]


def expect(found: dict[str, str], seen: str) -> None:
    assert found == w.numbered() | {NAME: seen}


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "seen"),
    [
        ('<img src="47.png">', UNREADABLE),
        ('<img src="47.png" alt="47" width="40px">', UNREADABLE),
        ('4<img src="7.png">', UNREADABLE),
        ("<svg><path d='M0 0L9 9'/></svg>", UNREADABLE),
        ("<canvas></canvas>", UNREADABLE),
        ('<object data="47.svg"></object>', UNREADABLE),
        ('<iframe srcdoc="47"></iframe>', UNREADABLE),
        ('<img src="spacer.gif" width="1" height="1">', BLANK),
        ('<img src="47.png" hidden>', BLANK),
        (f'<img src="dot.gif" width="2">{FIGURE}', FIGURE),
        (f"<table><tr><td>{FIGURE}</td></tr></table>", FIGURE),
        (f'<input type="button" value="{FIGURE}">', FIGURE),
    ],
)
def test_pages(inner: str, seen: str) -> None:
    expect(values(read(w.as_page(w.numbered(), inner=lambda t: inner if t == FIGURE else t).encode())), seen)


def test_a_picture_beside_a_label_says_nothing() -> None:
    expect(
        values(read(w.as_page(w.numbered(), inner=lambda t: f'{t}<img src="a.gif">' if t == "规章" else t).encode())),
        FIGURE,
    )


@pytest.mark.parametrize("style", ["zoom:0", "scale:0", "-webkit-text-fill-color:transparent"])
def test_other_ways_to_hide_a_digit(style: str) -> None:
    page = w.as_page(w.numbered(), inner=lambda t: f'<span style="{style}">9</span>{t}' if t == FIGURE else t)
    expect(values(read(page.encode())), FIGURE)


# --- Word and OpenDocument --------------------------------------------------------------------------------------------

WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
BLIP = '<a:graphic><a:graphicData><pic:pic xmlns:pic="urn:pic"><pic:blipFill><a:blip r:embed="rId5"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'


def inline(points: int) -> str:
    extent = f'<wp:extent cx="{12_700 * points}" cy="{12_700 * points}"/>'
    return f"<w:r><w:drawing {WP}><wp:inline>{extent}{BLIP}</wp:inline></w:drawing></w:r>"


def beside(behind: int) -> str:
    """A picture that the text runs around, or one behind it."""
    inside = f'<wp:anchor behindDoc="{behind}"><wp:wrapSquare/>{BLIP}</wp:anchor>'
    return f"<w:r><w:drawing {WP}>{inside}</w:drawing></w:r>"


VML = '<v:shape style="width:20pt;height:12pt"><v:imagedata r:id="rId5"/></v:shape>'


@pytest.mark.parametrize(
    ("inner", "seen"),
    [
        (inline(12), UNREADABLE),
        (inline(2), BLANK),
        (inline(12) + o.run("47"), UNREADABLE),
        (beside(0), UNREADABLE),
        (beside(1), BLANK),
        (f"<w:r><w:pict>{VML}</w:pict></w:r>", UNREADABLE),
        (f'<w:r><w:object>{VML}<o:OLEObject xmlns:o="urn:o" ProgID="Equation.3"/></w:object></w:r>', UNREADABLE),
        (f"<w:r><w:rPr><w:vanish/></w:rPr><w:pict>{VML}</w:pict></w:r>", BLANK),
    ],
    ids=["inline", "speck", "and digits", "beside", "behind", "VML", "equation", "hidden"],
)
def test_word(inner: str, seen: str) -> None:
    expect(values(read(o.as_docx(w.numbered(), inner=lambda t: inner if t == FIGURE else o.one_run(t)))), seen)


def test_a_picture_in_the_cell_of_a_label_of_word() -> None:
    data = o.as_docx(w.numbered(), inner=lambda t: o.one_run(t) + (inline(12) if t == "规章" else ""))
    expect(values(read(data)), FIGURE)


PICTURE = r"{\pict\pngblip\picwgoal400\pichgoal200 89504e47}"


@pytest.mark.parametrize(
    ("inner", "seen"),
    [
        (PICTURE, UNREADABLE),
        (rf"{{\*\shppict{PICTURE}}}{{\nonshppict{PICTURE}}}", UNREADABLE),
        (rf"{{\object\objemb{{\*\objdata 0102}}{{\result {PICTURE}}}}}", UNREADABLE),
        (rf"{{\shp{{\*\shpinst{{\sp{{\sn pib}}{{\sv {PICTURE}}}}}}}}}", UNREADABLE),
        (rf"{{\shp{{\*\shpinst{{\sp{{\sn pib}}{{\sv {PICTURE}}}}}{{\sp{{\sn fBehindDocument}}{{\sv 1}}}}}}}}", BLANK),
        (rf"{{\v {PICTURE}}}", BLANK),
    ],
    ids=["picture", "twice for old readers", "object", "shape", "behind", "hidden"],
)
def test_rtf(inner: str, seen: str) -> None:
    expect(values(read(rtf_writer.as_rtf(lambda t: inner if t == FIGURE else t))), seen)


@pytest.mark.parametrize(
    ("modifiers", "seen"),
    [(b"\x03\x6a\0\0\0\0", "□"), (b"\x0e\x68\0\0\0\0", "□"), (b"\x03\x6a\0\0\0\0\x3c\x08\x01", ""), (b"", "")],
    ids=["picture", "object", "hidden", "no picture"],
)
def test_doc(modifiers: bytes, seen: str) -> None:
    assert shown_doc.one_cell("\x01", ("\x01", modifiers)) == seen
    assert shown_doc.one_cell("规章\x01", ("\x01", modifiers)) == "规章"


@pytest.mark.parametrize(
    ("inner", "seen"),
    [
        ('<draw:frame text:anchor-type="as-char"><draw:image/></draw:frame>', UNREADABLE),
        ('<draw:frame text:anchor-type="paragraph"><draw:object/><draw:image/></draw:frame>', UNREADABLE),
        ('<draw:frame draw:style-name="Behind"><draw:image/></draw:frame>', BLANK),
    ],
)
def test_odt(inner: str, seen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    behind = shown_odt.style("Behind", '<style:graphic-properties style:run-through="background"/>', family="graphic")
    monkeypatch.setattr(shown_odt, "STYLES", shown_odt.STYLES + behind)
    for packed in (shown_odt.odt, shown_odt.fodt):
        (report,) = parse(packed(shown_odt.body(lambda t: inner if t == FIGURE else t)))
        expect(values(report), seen)


# --- sheets -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [b"\x02", b"\x06"], ids=["opaque", "see-through"])
def test_a_picture_over_a_blank_cell(kind: bytes) -> None:
    expect(values(read(picture_over("", None, kind=kind))), UNREADABLE)
    expect(values(read(picture_over("", (30, 12), kind=kind))), UNREADABLE)


def test_a_large_see_through_picture_over_blank_cells_is_a_seal() -> None:
    expect(values(read(picture_over("", None, 8, kind=b"\x06"))), BLANK)
    expect(values(read(picture_over("", (30, 120), kind=b"\x06"))), BLANK)


@pytest.mark.parametrize(("points", "seen"), [(14, 1), (32, 3)])
def test_how_far_a_picture_reaches_that_tells_its_size(points: int, seen: int) -> None:
    """Rows of 15 points: the cells below are covered as well."""
    found = values(read(picture_over(FIGURE, (30, points))))
    below = ["applications.new.total", "applications.carried_in.total", "applications.granted.total"]
    assert [name for name in below if found[name] == UNREADABLE] == below[:seen]


def test_a_picture_over_a_blank_cell_of_ods() -> None:
    assert values(read(ods_with("", "<draw:frame><draw:image/></draw:frame>")))[NAME] == UNREADABLE


# --- PDF and OFD ------------------------------------------------------------------------------------------------------

ISSUED = "disclosure.regulations.issued"


def picture(pen: Pen, x: float, y: float, size: float) -> None:
    assert isinstance(pen, PdfPen)
    box = f"{size} 0 0 {size} {x:.2f} {HEIGHT - y - size:.2f}"
    pen.pages[-1].append(f"q {box} cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q")


def outline(pen: Pen, x: float, y: float, size: float) -> None:
    """A 7 made of straight lines, a 0 of curves."""
    if isinstance(pen, PdfPen):
        up = HEIGHT - y - size
        pen.pages[-1].append(
            f"q 0 g {x} {up + size} m {x + 5} {up + size} l {x + 2} {up} l {x + 1} {up} l {x + 3} {up + size - 1} l h f"
            f" {x + 6} {up} m {x + 9} {up} {x + 9} {up + size} {x + 6} {up + size} c h f Q"
        )
    else:
        assert isinstance(pen, OfdPen)
        boundary, matrix = pen._placed(x, y, "3", "3")
        pen.pages[-1].append(
            f'<ofd:PathObject ID="{next(pen._marks)}" Boundary="{boundary}"{matrix} Stroke="false" Fill="true">'
            "<ofd:AbbreviatedData>M 0 0 B 2 0 2 3 0 3 C</ofd:AbbreviatedData></ofd:PathObject>"
        )


@pytest.mark.parametrize(
    ("kind", "draw"),
    [("pdf", picture), ("pdf", outline), ("ofd", outline)],
    ids=["picture", "outline", "outline of OFD"],
)
def test_a_figure_drawn_in_a_cell_of_a_page(kind: str, draw: Callable[[Pen, float, float, float], None]) -> None:
    def drawn(pen: Pen, x: float, y: float, text: str, size: float) -> None:
        draw(pen, x, y, size) if text == "162" else pen.write(x, y, text, size)

    surface = pages.odd(pages.PENS[kind], drawn)(PageStyle())  # type: ignore[call-arg]
    lay_out(w.zeros(**{ISSUED: "162"}), surface.style, surface)  # type: ignore[attr-defined, arg-type]
    (found,) = parse(surface.bytes())  # type: ignore[attr-defined]
    assert values(found) == w.zeros(**{ISSUED: UNREADABLE})
    assert any(re.search("图片或图形", warning) for warning in found.warnings)
