"""The printed tables of writers.py as PDF, in every manner of drawing them."""

from collections.abc import Iterable, Mapping
from typing import Any

from gouji.demo.page_surface import COLUMNS, PageStyle, PageWriter, Surface
from gouji.demo.pdf import Pdf
from tests.parse.writers import HEADINGS, PROSE, TITLE, Rows, printed


def lay_out(
    figures: Mapping[str, str],
    style: PageStyle,
    surface: Surface,
    form: str = "2021",
    title: Iterable[str] = (TITLE,),
    tables: Mapping[str, Rows] | None = None,
) -> None:
    """A whole report on a PDF or OFD."""
    writer = PageWriter(style, surface)
    for line in title:
        writer.paragraph(line, 18, indent=False, centred=True)
    made = printed(figures, form) if tables is None else tables
    for number, heading in enumerate(HEADINGS, 1):
        writer.paragraph(heading, 14)
        for text in PROSE.get(number, ()):
            writer.paragraph(text)
        code = {2: "disclosure", 3: "applications", 4: "disputes"}.get(number)
        if code and code in made:
            wide = 10 if code == "applications" else 4 if code == "disclosure" else 15
            writer.table(made[code], COLUMNS[wide])


class PdfWriter(PageWriter):
    """Writes on a PDF of its own."""

    def __init__(self, style: PageStyle) -> None:
        self.pdf = Pdf(style)
        super().__init__(style, self.pdf)


def report(figures: Mapping[str, str], style: PageStyle | None = None, form: str = "2021", **given: Any) -> bytes:
    """A whole report as PDF; `given`: title, tables."""
    pdf = Pdf(style or PageStyle())
    lay_out(figures, pdf.style, pdf, form, **given)
    return pdf.bytes()
