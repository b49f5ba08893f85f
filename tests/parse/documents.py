"""A document given as paragraphs and printed tables, in the formats it may come in."""

from collections.abc import Callable, Sequence
from html import escape

from gouji.demo.page_surface import COLUMNS, PageStyle, PageWriter
from gouji.demo.pdf import Pdf
from tests.parse import office
from tests.parse import writers as w

Blocks = Sequence["str | w.Rows"]
WIDTHS = {"本年制发件数": 4, "申请人情况": 10}  # columns of a printed table, by a text in its header


def as_html(blocks: Blocks) -> bytes:
    body = "\n".join(f"<p>{escape(b)}</p>" if isinstance(b, str) else w.html_table(b) for b in blocks)
    return f"<!DOCTYPE html><html><body>{body}</body></html>".encode()


def as_docx(blocks: Blocks) -> bytes:
    parts = (office.p(office.one_run(b)) if isinstance(b, str) else office.docx_table(b) for b in blocks)
    return office.docx("".join(parts))


def as_odt(blocks: Blocks) -> bytes:
    parts = (f"<text:p>{escape(b)}</text:p>" if isinstance(b, str) else office.odf_table(b) for b in blocks)
    return office.odf("text", "".join(parts))


def as_xlsx(blocks: Blocks) -> bytes:
    """One sheet; a table follows the paragraph above it at once."""
    rows: w.Rows = []
    for block in blocks:
        rows += [[w.Td(block)]] if isinstance(block, str) else block
    return office.xlsx({"年度报告": office.sheet_xml(rows)})


def as_markdown(blocks: Blocks) -> bytes:
    return "\n\n".join(b if isinstance(b, str) else w.markdown_table(b) for b in blocks).encode()


def as_tabbed_text(blocks: Blocks) -> bytes:
    return "\n".join(b if isinstance(b, str) else w.tab_table(b) for b in blocks).encode()


def as_pdf(blocks: Blocks) -> bytes:
    pdf = Pdf(PageStyle())
    writer = PageWriter(pdf.style, pdf)
    for block in blocks:
        if isinstance(block, str):
            writer.paragraph(block)
            continue
        texts = {td.text for row in block for td in row}
        wide = next((n for text, n in WIDTHS.items() if text in texts), max(sum(td.wide for td in r) for r in block))
        writer.table(block, COLUMNS.get(wide) or [480 / wide] * wide)
    return pdf.bytes()


FORMATS: dict[str, Callable[[Blocks], bytes]] = {
    "html": as_html,
    "docx": as_docx,
    "odt": as_odt,
    "xlsx": as_xlsx,
    "markdown": as_markdown,
    "text": as_tabbed_text,
    "pdf": as_pdf,
}
