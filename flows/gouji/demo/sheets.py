"""Documents of pages: PDF and OFD, laid out alike."""

from .draft import Draft
from .ofd import Ofd
from .office import Placed, printed_parts
from .page_surface import COLUMNS, LEFT, RIGHT, PageStyle, PageWriter, Td
from .pdf import Pdf

SIZES = {"title": 18.0, "heading": 14.0, "paragraph": 12.0}


def pdf_document(draft: Draft) -> bytes:
    """The bytes of a PDF document."""
    pdf = Pdf(_style(draft))
    _write(draft, PageWriter(pdf.style, pdf))
    return pdf.bytes()


def ofd_document(draft: Draft) -> bytes:
    """The bytes of an OFD document."""
    ofd = Ofd(_style(draft), letters=draft.layout["letters"], shared=True)
    _write(draft, PageWriter(ofd.style, ofd))
    return ofd.bytes()


def _style(draft: Draft) -> PageStyle:
    running = draft.name if draft.layout.get("running") else ""
    return PageStyle(rules=draft.layout["rules"], rows_a_page=draft.layout.get("rows_a_page", 0), running=running)


def _write(draft: Draft, writer: PageWriter) -> None:
    for kind, content in printed_parts(draft):
        if kind == "table":
            writer.table([[_td(box) for box in row] for row in content], _columns(content))
        else:
            writer.paragraph(content, SIZES[kind], indent=kind != "title", centred=kind == "title")


def _td(placed: Placed) -> Td:
    text, _, tall, wide = placed
    return Td(text, wide, tall, "figure" if len(text) < 12 and any(char.isdigit() for char in text) else None)


def _columns(rows: list[list[Placed]]) -> list[float]:
    """Widths of the grid's columns: those of the statutory table of so many, else all the same."""
    count = max(at + wide for row in rows for _, at, _, wide in row)
    return COLUMNS.get(count) or [(RIGHT - LEFT) / count] * count
