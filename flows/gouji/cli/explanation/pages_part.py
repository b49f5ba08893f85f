"""The part of the page about drawn pages (PDF, OFD, scans): ruling lines, cells and words where they stand."""

from gouji.parse.trace import PageDrawn

from .markup import folded, left_out, text
from .report_traces import ReportTrace

MAX_PAGES = 20
MAX_SHAPES = 1_500  # of each kind on one page


def pages_part(report: ReportTrace) -> str:
    """Each page as a drawing; its cells are filled, its rules are lines."""
    shown = [folded(f"第 {page.number} 页 page {page.number}", _drawing(page)) for page in report.pages[:MAX_PAGES]]
    return "\n".join(shown) + left_out(len(report.pages) - MAX_PAGES, "页|pages")


def _drawing(page: PageDrawn) -> str:
    cells = "".join(
        f'<rect x="{x0:.1f}" y="{top:.1f}" width="{max(x1 - x0, 0):.1f}" height="{max(bottom - top, 0):.1f}"/>'
        for x0, top, x1, bottom in page.cells[:MAX_SHAPES]
    )
    rules = "".join(
        f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}"/>' for x0, y0, x1, y1 in page.rules[:MAX_SHAPES]
    )
    words = "".join(
        f'<text x="{x0:.1f}" y="{bottom - 0.15 * (bottom - top):.1f}" font-size="{max(0.85 * (bottom - top), 1):.1f}" '
        f'textLength="{max(x1 - x0, 1):.1f}" lengthAdjust="spacingAndGlyphs">{text(words)}</text>'
        for words, x0, top, x1, bottom in page.texts[:MAX_SHAPES]
        if words.strip()
    )
    most = max(len(page.cells), len(page.rules), len(page.texts))
    return (
        f'<svg class="drawn" viewBox="0 0 {max(page.width, 1):.0f} {max(page.height, 1):.0f}" role="img">'
        f"{cells}{rules}{words}</svg>{left_out(most - MAX_SHAPES, '个图形|shapes')}"
    )
