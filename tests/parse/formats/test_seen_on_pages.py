"""PDF and OFD: what is seen on the drawn page is what is read. Each figure of a report drawn in an odd way."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest

from gouji.core.model import BLANK, UNREADABLE, Report
from gouji.demo.page_surface import PageStyle, width_of
from gouji.parse.reports import parse
from tests.parse import writers as w
from tests.parse.pdf_writer import lay_out
from tests.parse.pens import WHITE, OfdPen, PdfPen, Pen
from tests.parse.reading import values

PENS = {"pdf": PdfPen, "ofd": OfdPen}
RED, BLUE, YELLOW, PALE = (0.9, 0, 0), (0.1, 0.2, 0.5), (1, 1, 0.4), (0.85, 0.85, 0.85)

Draw = Callable[[Pen, float, float, str, float], None]


def _over(x: float, y: float, text: str, size: float) -> tuple[float, float, float, float]:
    return x - 0.5, y, x + width_of(text, size) + 0.5, y + size


def under_white_box(pen: Pen, x: float, y: float, text: str, size: float) -> None:
    pen.write(x, y, text[::-1], size)
    pen.fill(*_over(x, y, text, size), WHITE)
    pen.write(x, y, text, size)


def under_coloured_box(pen: Pen, x: float, y: float, text: str, size: float) -> None:
    pen.write(x - 2, y, "54", size)
    pen.fill(x - 3, y, x + width_of(text, size) + 1, y + size, YELLOW)
    pen.write(x, y, text, size)


def box_before_text(pen: Pen, x: float, y: float, text: str, size: float) -> None:
    pen.fill(*_over(x, y, text, size), YELLOW)
    pen.write(x, y, text, size)


def white_on_dark(pen: Pen, x: float, y: float, text: str, size: float) -> None:
    pen.fill(*_over(x, y, text, size), BLUE)
    pen.write(x, y, text, size, WHITE)


def highlighter(pen: Pen, x: float, y: float, text: str, size: float) -> None:
    pen.write(x, y, text, size)
    pen.fill(*_over(x, y, text, size), YELLOW, 0.4)


def _beside(**how: object) -> Draw:
    """A figure with a digit before it that is not seen."""

    def draw(pen: Pen, x: float, y: float, text: str, size: float) -> None:
        pen.write(x - size / 2, y, "9", size, **how)  # type: ignore[arg-type]
        pen.write(x, y, text, size)

    return draw


def colour_of_dark_ground(pen: Pen, x: float, y: float, text: str, size: float) -> None:
    pen.fill(x - size / 2, y, x, y + size, BLUE)
    pen.write(x - size / 2, y, "9", size, BLUE)
    pen.write(x, y, text, size)


def _watermark(mark: str, **how: object) -> Draw:
    def draw(pen: Pen, x: float, y: float, text: str, size: float) -> None:
        pen.write(x - 8, y + 2, mark, size, **how)  # type: ignore[arg-type]
        pen.write(x, y, text, size)

    return draw


def _shadow(colour: tuple[float, float, float], away: float) -> Draw:
    def draw(pen: Pen, x: float, y: float, text: str, size: float) -> None:
        pen.write(x + away, y + away, text, size, colour)
        pen.write(x, y, text, size)

    return draw


def struck_by_line(pen: Pen, x: float, y: float, text: str, size: float) -> None:
    pen.write(x - size / 2, y, "9", size)
    pen.line(x - size / 2, y + 0.6 * size, x, y + 0.6 * size)
    pen.write(x, y, text, size)


def struck_by_thin_box(pen: Pen, x: float, y: float, text: str, size: float) -> None:
    pen.write(x - size / 2, y, "8", size, RED)
    pen.fill(x - size / 2, y + 0.55 * size, x, y + 0.62 * size, RED)
    pen.write(x, y, text, size)


def struck_twice(pen: Pen, x: float, y: float, text: str, size: float) -> None:
    pen.write(x - size / 2, y, "7", size)
    for share in (0.5, 0.65):
        pen.line(x - size / 2, y + share * size, x, y + share * size)
    pen.write(x, y, text, size)


def underlined(pen: Pen, x: float, y: float, text: str, size: float) -> None:
    pen.write(x, y, text, size)
    pen.line(x, y + size, x + width_of(text, size), y + size)


def _mark(mark: str, up: float) -> Draw:
    def draw(pen: Pen, x: float, y: float, text: str, size: float) -> None:
        pen.write(x, y, text, size)
        pen.write(x + width_of(text, size), y - up * size, mark, 0.6 * size)

    return draw


SEEN: dict[str, Draw] = {
    "white box, typed over": under_white_box,
    "coloured box, typed over": under_coloured_box,
    "box before the text": box_before_text,
    "white on a dark ground": white_on_dark,
    "highlighter": highlighter,
    "white": _beside(colour=WHITE),
    "nearly white": _beside(colour=(0.98, 0.98, 0.98)),
    "colour of a dark ground": colour_of_dark_ground,
    "invisible": _beside(how="hidden"),
    "opacity 0": _beside(alpha=0),
    "cut off": _beside(how="cut off"),
    "switched off": _beside(how="switched off"),
    "pale watermark of words and digits": _watermark("内部20240118", colour=PALE),
    "pale watermark of digits": _watermark("20240118", colour=PALE),
    "see-through watermark": _watermark("内部资料2024", colour=RED, alpha=0.2),
    "slanted watermark": _watermark("内部20240118", how="slanted"),
    "pale shadow": _shadow(PALE, 3),
    "dark shadow": _shadow((0, 0, 0), 2),
    "struck by a line": struck_by_line,
    "struck by a thin box": struck_by_thin_box,
    "struck twice": struck_twice,
    "underlined": underlined,
    "raised note mark": _mark("1", 0.1),
    "raised note mark in brackets": _mark("[2]", 0.1),
    "lowered mark": _mark("1", -0.65),
}


def odd(pen: type[Pen], draw: Draw) -> type[Pen]:
    """A surface on which each figure is drawn in an odd way."""

    class OddPen(pen):  # type: ignore[misc, valid-type]
        def text(self, x: float, y: float, text: str, size: float) -> None:
            if text.isdigit():
                draw(self, x, y, text, size)
            else:
                super().text(x, y, text, size)

    return OddPen


def drawn(pen: type[Pen], draw: Draw, figures: dict[str, str], style: PageStyle | None = None) -> Report:
    surface = odd(pen, draw)(style or PageStyle())  # type: ignore[call-arg]
    lay_out(figures, surface.style, surface)  # type: ignore[attr-defined, arg-type]
    (found,) = parse(surface.bytes())  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("pen", PENS.values(), ids=list(PENS))
@pytest.mark.parametrize("draw", SEEN.values(), ids=list(SEEN))
def test_what_is_seen_is_read(draw: Draw, pen: type[Pen]) -> None:
    found = drawn(pen, draw, w.numbered())
    assert values(found) == w.numbered()
    assert found.title == w.TITLE


@pytest.mark.parametrize("pen", PENS.values(), ids=list(PENS))
def test_two_figures_over_one_place_are_unreadable(pen: type[Pen]) -> None:
    def typed_over(pen: Pen, x: float, y: float, text: str, size: float) -> None:
        pen.write(x, y, "547", size)
        pen.write(x, y, text, size)

    found = drawn(pen, typed_over, dict.fromkeys(w.names(), "162"))
    assert set(values(found).values()) == {UNREADABLE}
    assert any("叠印" in warning and "547／162" in warning for warning in found.warnings)


@pytest.mark.parametrize("pen", PENS.values(), ids=list(PENS))
def test_a_covered_figure_is_no_figure_and_is_told(pen: type[Pen]) -> None:
    def covered(pen: Pen, x: float, y: float, text: str, size: float) -> None:
        pen.write(x, y, text, size)
        if text == "162":
            pen.fill(*_over(x, y, text, size), (0, 0, 0))

    name = "disclosure.regulations.issued"
    found = drawn(pen, covered, w.zeros(**{name: "162"}))
    assert values(found) == w.zeros(**{name: BLANK})
    assert any("看不见" in warning and "162" in warning for warning in found.warnings)


# --- notes on PDF -----------------------------------------------------------------------------------------------


def test_what_a_note_strikes_out_is_not_read() -> None:
    def struck(pen: Pen, x: float, y: float, text: str, size: float) -> None:
        if text == "162":
            pen.write(x - 10, y, "54", size)
            pen.note("StrikeOut", x - 10, y, x, y + size)  # type: ignore[attr-defined]
        pen.write(x, y, text, size)

    figures = w.zeros(**{"disclosure.regulations.issued": "162"})
    assert values(drawn(PdfPen, struck, figures)) == figures


@pytest.mark.parametrize("flags", [2, 32])
def test_a_hidden_note_changes_nothing(flags: int) -> None:
    def noted(pen: Pen, x: float, y: float, text: str, size: float) -> None:
        pen.write(x, y, text, size)
        if text == "162":
            pen.note("StrikeOut", x, y, x + 15, y + size, f"/F {flags} ")  # type: ignore[attr-defined]

    figures = w.zeros(**{"disclosure.regulations.issued": "162"})
    assert values(drawn(PdfPen, noted, figures)) == figures


# --- several pages on a sheet -----------------------------------------------------------------------------------


def on_sheets(pages: list[list[str]]) -> list[list[str]]:
    """Pages of PDF content, two side by side on a sheet of the same width, as a printer driver lays them out."""
    return [
        [
            line
            for k, page in enumerate(pages[at : at + 2])
            for line in ("q", f"0.5 0 0 0.5 {k * 297.5} 210 cm", *page, "Q")
        ]
        for at in range(0, len(pages), 2)
    ]


def test_two_pages_on_a_sheet_of_pdf() -> None:
    pdf = PdfPen(PageStyle(page_number=""))
    lay_out(w.numbered(), pdf.style, pdf)
    pdf.pages = [["q", "1.4 0 0 1.4 0 -250 cm", *page, "Q"] for page in on_sheets(pdf.pages)]
    data = pdf.bytes().replace(b"/MediaBox [0.0 0.0 595.0 842.0]", b"/MediaBox [0 0 833 620]")
    (found,) = parse(data)
    assert values(found) == w.numbered()
    assert found.title == w.TITLE
    assert [section.number for section in found.sections] == [1, 2, 3, 4, 5, 6]


class OfdSheets(OfdPen):
    """Each page is half of a sheet."""

    def __init__(self) -> None:
        super().__init__(PageStyle(page_number=""))
        self.half = 0

    def new_page(self) -> None:
        self.half = 1 - self.half
        if not self.half:
            super().new_page()

    def _placed(self, x: float, y: float, wide: str, high: str, own: str = "") -> tuple[str, str]:
        return super()._placed(x + self.half * 595, y, wide, high, own)


def test_two_pages_on_a_sheet_of_ofd() -> None:
    ofd = OfdSheets()
    lay_out(w.numbered(), ofd.style, ofd)
    ofd.half = 0
    data = _resized(ofd.bytes(), b"0 0 209.9 297", b"0 0 419.8 297")
    (found,) = parse(data)
    assert values(found) == w.numbered()
    assert [section.number for section in found.sections] == [1, 2, 3, 4, 5, 6]


def _resized(data: bytes, old: bytes, new: bytes) -> bytes:
    """The OFD with sheets of another size."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            assert name != "Doc_0/Document.xml" or old in part
            target.writestr(name, part.replace(old, new))
    return out.getvalue()


@pytest.mark.parametrize("rules", ["lines", "none"])
def test_single_pages_of_a_report_are_right_or_left_out(rules: str) -> None:
    pdf = PdfPen(PageStyle(rules=rules, rows_a_page=9))
    lay_out(w.numbered(), pdf.style, pdf)
    right = 0
    for page in pdf.pages:
        alone = PdfPen(pdf.style)
        alone.pages = [page]
        for found in parse(alone.bytes()):
            read = {cell: value for cell, value in values(found).items() if value.isdigit()}
            assert read.items() <= w.numbered().items()
            right += len(read)
    assert right > 100


# --- pictures on OFD ----------------------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08"


@pytest.mark.parametrize(
    ("picture", "more", "seen"),
    [(PNG + b"\x02\0\0\0", "", UNREADABLE), (b"\xff\xd8\xff\xe0", "", UNREADABLE), (PNG + b"\x06\0\0\0", "", "162"),
     (b"\xff\xd8\xff\xe0", ' Alpha="80"', "162"), (b"\xff\xd8\xff\xe0", ' Visible="false"', "162")],
)  # fmt: skip
def test_a_picture_over_a_figure(picture: bytes, more: str, seen: str) -> None:
    """Opaque, with transparent points as a seal, see-through as a watermark, not shown."""

    def under_picture(pen: Pen, x: float, y: float, text: str, size: float) -> None:
        pen.write(x, y, text, size)
        if text == "162" and isinstance(pen, OfdPen):
            boundary = f"{x * 25.4 / 72:.3f} {y * 25.4 / 72:.3f} 12 4"
            pen.pages[-1].append(
                f'<ofd:ImageObject ID="{next(pen._marks)}" Boundary="{boundary}" ResourceID="9"{more}/>'
            )

    name = "disclosure.regulations.issued"
    surface = odd(OfdPen, under_picture)(PageStyle())  # type: ignore[call-arg]
    lay_out(w.zeros(**{name: "162"}), surface.style, surface)  # type: ignore[attr-defined, arg-type]
    old = ZipFile(BytesIO(surface.bytes()))  # type: ignore[attr-defined]
    media = '<ofd:MultiMedias><ofd:MultiMedia ID="9"><ofd:MediaFile>seal.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>'
    file = BytesIO()
    with ZipFile(file, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry.endswith("PublicRes.xml"):
                content = content.replace(b"</ofd:Res>", media.encode())
            new.writestr(entry, content)
        new.writestr("Doc_0/Res/seal.png", picture)
    (found,) = parse(file.getvalue())
    assert values(found) == w.zeros(**{name: seen})
    assert any("图片盖在数字上" in warning for warning in found.warnings) == (seen == UNREADABLE)
