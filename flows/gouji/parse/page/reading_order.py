"""Pages of placed characters and rules -> paragraphs and grids in reading order."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from gouji.core.characters import fold
from gouji.core.model import UNREADABLE
from gouji.parse.cells.figures import read_figure
from gouji.parse.cells.labels import tables_with_row
from gouji.parse.document import Box, Grid, LookAgain
from gouji.parse.prose.identity import is_title
from gouji.parse.prose.sections import find_headings, section_of_blocks
from gouji.parse.trace import PageDrawn, Trace

from .broken_figures import in_cells
from .layout import Glyph, Region, RuledFrame, RuledLine, TextLine, boxes, dotted, fill, find_frames, lines_of
from .letter_spacing import without_spacing
from .unruled_tables import find_rows, names_form, words_of

trace = Trace(__name__)
MARGIN = 0.12  # of the page's height: page numbers and running headers stand in it
PRINTED_MARGIN = 30.0  # points: what a browser adds to a page stands in it
MAX_CELL_LENGTH = 300  # characters: a cell with more holds prose, so its row is page layout
EDGE = 1.0  # points: a table this near to the edge of the paper is cut off by it
OFF_THE_PAGE = "（超出纸张）"
HEADER_ROWS = 5  # most rows of a header that is printed again on the next page
INDENT = 1.2  # of a character's height
SHORT = 2.0  # of a character's height: a line that ends so far before the margin ends its paragraph
SIZES = 1.2  # lines whose characters differ more than this are of different paragraphs
FULL = 0.6  # of the page's width: what a full line of prose takes at least
FAR = 1.6  # times the usual distance of lines: a new paragraph
_TABLE_SECTIONS = (2, 3, 4)
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:\d{1,3}|[IVXivx]{1,5})[-—–·\s]*|第?\d{1,3}页?(?:[/,，共\s]*(?:共|of)?\d{1,3}页?)?", re.IGNORECASE
)
# What a browser prints around a page: the time and title above it, the address and page number below.
_PRINTED_ABOVE = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4},?\s+\d{1,2}:\d{2}\D.*")
_PRINTED_BELOW = re.compile(r"(?:https?|file)://\S+(?:\s+\d{1,3}/\d{1,3})?")
_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]部分|[(（][一二三四五六七八九十]{1,2}[)）]"
)
_SENTENCE_ENDS = "。！？；：!?;:"


@dataclass
class DrawnPage:
    """What stands on a page, upright; lengths in points from its upper left corner."""

    number: int  # from 1
    width: float = 0.0
    height: float = 0.0
    glyphs: list[Glyph] = field(default_factory=list)
    horizontals: list[RuledLine] = field(default_factory=list)
    verticals: list[RuledLine] = field(default_factory=list)
    dots: list[tuple[float, float]] = field(default_factory=list)  # of dotted rules
    has_picture: bool = False  # one that covers most of the page
    has_hidden_text: bool = False
    has_drawing: bool = False  # so many graphic objects that they may be text turned to outlines
    is_recognised: bool = False  # its characters were recognised in a picture
    look_again: Callable[[Region], list[Box]] | None = None  # what a cell of a scan says, prepared in other ways
    warnings: list[str] = field(default_factory=list)


class PageItem(NamedTuple):
    """A line of text or a table, its page and, of a ruled table, its frame."""

    page: DrawnPage
    item: TextLine | list[list[Box]]
    top: float
    frame: RuledFrame | None = None


def read_pages(pages: list[DrawnPage]) -> list[str | Grid]:
    """Paragraphs and grids of a document. A table's part on each page is a grid of its own."""
    return _blocks(_without_furniture(pages, [_place(page) for page in pages]))


def _place(page: DrawnPage) -> list[PageItem]:
    """Lines and tables of a page from top to bottom."""
    across, down = dotted(page.dots), dotted([(y, x) for x, y in page.dots])
    frames = [f for f in find_frames(page.horizontals + across, page.verticals + down) if len(f.regions) > 1]
    inside: dict[int, list[Glyph]] = {}
    outside: list[Glyph] = []
    for glyph in page.glyphs if page.is_recognised else without_spacing(page.glyphs):
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.middle
        at = next((k for k, frame in enumerate(frames) if frame.holds(x, y)), None)
        (outside if at is None else inside.setdefault(at, [])).append(glyph)
    placed: list[PageItem] = []
    for k, glyphs in inside.items():
        rows = _rows(frames[k], glyphs, page)
        if rows is None:
            outside += glyphs
            continue
        for top, part in rows:
            placed.append(PageItem(page, part, top, frames[k]))
    placed += [PageItem(page, line, line.top) for line in lines_of(outside)]
    if trace:
        _tell_page(page, page.horizontals + across, page.verticals + down, frames)
    return sorted(placed, key=lambda p: p.top)


def _tell_page(
    page: DrawnPage, horizontals: list[RuledLine], verticals: list[RuledLine], frames: list[RuledFrame]
) -> None:
    """Trace what stands where on a page."""
    rules = [(rule.start, rule.at, rule.end, rule.at) for rule in horizontals]
    rules += [(rule.at, rule.start, rule.at, rule.end) for rule in verticals]
    cells = [(cell.x0, cell.top, cell.x1, cell.bottom) for frame in frames for cell in frame.regions]
    words = [
        (word.text, word.x0, line.top, word.x1, line.bottom)
        for line in lines_of(page.glyphs)
        for word in words_of(line)
    ]
    trace(PageDrawn(page.number, page.width, page.height, rules, cells, words))


def _rows(
    frame: RuledFrame, glyphs: list[Glyph], page: DrawnPage
) -> list[tuple[float, list[list[Box]] | TextLine]] | None:
    """(top, rows of cells or line of prose) of a ruled table; None when its rules do not part the figures of most
    rows that have some."""
    cells = in_cells(fill(frame, glyphs))
    parts: list[tuple[float, list[list[Box]] | TextLine]] = []
    tops = {region.row: region.top for region in cells}
    prose = {r.row: held for r, held in cells.items() if len(held) > MAX_CELL_LENGTH}
    figures = {
        region: max((sum(word.is_figure for word in words_of(line)) for line in lines_of(held)), default=0)
        for region, held in cells.items()
        if region.row not in prose
    }
    unparted = {region.row for region, count in figures.items() if count > 2}
    if 2 * len(unparted) > len({region.row for region, count in figures.items() if count}):
        return None
    cut = {(r.row, r.column) for r in cells if r.x0 < EDGE or r.x1 > page.width - EDGE}
    if cut:
        page.warnings.append(f"PDF 第{page.number}页的表格超出纸张，边上的单元格不完整，其中的数字不采用")
    for whole in boxes(cells):
        row = [
            box._replace(text=OFF_THE_PAGE) if (box.row, box.column) in cut and _is_cut(box) else box for box in whole
        ]
        number = row[0].row
        if number in prose:
            lines = lines_of([g for region, held in cells.items() if region.row == number for g in held])
            parts += [(line.top, line) for line in lines]
        elif parts and isinstance(parts[-1][1], list):
            parts[-1][1].append(row)
        else:
            parts.append((tops[number], [row]))
    return parts


def _is_cut(box: Box) -> bool:
    """Whether a cell at the edge of the paper may have lost its figure, or part of it."""
    return read_figure(box.text).state != UNREADABLE


def _without_furniture(pages: list[DrawnPage], placed: list[list[PageItem]]) -> list[PageItem]:
    """Everything in order, without page numbers and running headers."""
    where: Counter[tuple[str, int]] = Counter()
    edges: list[list[tuple[PageItem, str]]] = []
    for page, items in zip(pages, placed, strict=True):
        low, high = page.height * MARGIN, page.height * (1 - MARGIN)
        lines = [(p, fold(p.item.text)) for p in items if isinstance(p.item, TextLine)]
        edges.append([(p, text) for p, text in lines if p.item.bottom < low or p.item.top > high])  # type: ignore[union-attr]
        where.update({_spot(p, text) for p, text in edges[-1]})
    kept: list[PageItem] = []
    for items, edge in zip(placed, edges, strict=True):
        dropped = [
            p
            for p, text in edge
            if _PAGE_NUMBER.fullmatch(text.strip())
            or _is_added(p, text.strip())
            or (where[_spot(p, text)] >= max(2, len(pages) // 2) and not tables_with_row(text) and _is_words(text))
        ]
        kept += [p for p in items if not any(p is other for other in dropped)]
    return kept


def _is_added(placed: PageItem, text: str) -> bool:
    """Whether a line at the edge of a page is the browser's that printed it."""
    above, below = placed.top < PRINTED_MARGIN, placed.top > placed.page.height - PRINTED_MARGIN
    return bool((above and _PRINTED_ABOVE.fullmatch(text)) or (below and _PRINTED_BELOW.fullmatch(text)))


def _spot(placed: PageItem, text: str) -> tuple[str, int]:
    return re.sub(r"\d+", "#", text), round(placed.top / 4)


def _is_words(text: str) -> bool:
    return sum("\u4e00" <= c <= "\u9fff" for c in text) >= 2


def _blocks(placed: list[PageItem]) -> list[str | Grid]:
    texts: list[str | Grid] = [p.item.text if isinstance(p.item, TextLine) else Grid(0, p.item) for p in placed]
    headings = find_headings(texts)
    starts = {heading.block for heading in headings}
    sections = section_of_blocks(texts, headings)
    may_hold_table = [s in _TABLE_SECTIONS or not headings for s in sections]
    found: list[PageItem] = []
    at = 0
    while at < len(placed):
        end = at
        while (
            end < len(placed)
            and isinstance(placed[end].item, TextLine)
            and may_hold_table[end]
            and end not in starts
            and placed[end].page is placed[at].page
        ):
            end += 1
        lines = [p.item for p in placed[at:end] if isinstance(p.item, TextLine)]
        table = find_rows(lines) if lines else None
        if table is not None and names_form(table[2]):
            first, last, rows = table
            found += [
                *placed[at : at + first],
                PageItem(placed[at].page, rows, lines[first].top),
                *placed[at + last : end],
            ]
        else:
            end = max(end, at + 1)
            found += placed[at:end]
        at = end
    flat = {id(p.item) for p in found if not isinstance(p.item, TextLine)} - {id(p.item) for p in placed}
    margins = _margins(placed)
    heading_lines = {id(placed[start].item) for start in starts}
    blocks: list[str | Grid] = []
    lines_waiting: list[PageItem] = []
    tables = 0
    for p in found:
        if isinstance(p.item, TextLine):
            lines_waiting.append(p)
            continue
        blocks += _paragraphs(lines_waiting, margins, heading_lines)
        lines_waiting = []
        tables += 1
        grid = Grid(tables, p.item, p.page.number, flat=id(p.item) in flat, look_again=_look_again(p))
        if blocks and isinstance(blocks[-1], Grid) and not grid.flat:
            _mend(blocks[-1], grid)
        if grid.rows:
            blocks.append(grid)
    return [*blocks, *_paragraphs(lines_waiting, margins, heading_lines)]


def _look_again(placed: PageItem) -> LookAgain | None:
    look, frame = placed.page.look_again, placed.frame
    if look is None or frame is None:
        return None
    regions = {(region.row, region.column): region for region in frame.regions}
    return lambda row, column: look(regions[row, column])


def _mend(above: Grid, below: Grid) -> None:
    """A row of the form that a page break cut through its label: its halves put together on the page with the
    figures. Told by the label: both halves together name a row."""
    if above.page == below.page or not above.rows or not below.rows:
        return
    last = above.rows[-1]
    a = _label(last)
    # Behind the header, where that is printed again.
    k = next((k for k, row in enumerate(below.rows[:HEADER_ROWS]) if a and (b := _label(row)) and _halves(a, b)), None)
    if k is None or a is None:
        return
    first = below.rows[k]
    b = _label(first)
    assert b is not None
    whole = a.text + b.text
    if not _figures(first, b):
        above.rows[-1] = [box._replace(text=whole) if box is a else box for box in last]
        below.rows.pop(k)
    elif not _figures(last, a):
        below.rows[k] = [box._replace(text=whole) if box is b else box for box in first]
        above.rows.pop()


def _label(row: list[Box]) -> Box | None:
    return next((box for box in reversed(row) if _is_words(box.text)), None)


def _figures(row: list[Box], label: Box) -> bool:
    """Whether anything stands behind a label; before it stands that of a group of rows, cut through as well."""
    return any(box.text for box in row if box.column > label.column)


def _halves(a: Box, b: Box) -> bool:
    return bool(tables_with_row(a.text + b.text)) and not tables_with_row(b.text)


def _paragraphs(
    placed: list[PageItem], margins: dict[float, tuple[float, float]], headings: set[int]
) -> list[str | Grid]:
    """Lines joined to paragraphs: an indent, a short line before, a heading or another size begins a new one."""
    if not placed:
        return []
    lines = [(p.page, p.item) for p in placed if isinstance(p.item, TextLine)]
    gaps = sorted(b.middle - a.middle for (p, a), (q, b) in pairwise(lines) if p is q)
    usual = gaps[len(gaps) // 2] if gaps else 0.0
    paragraphs: list[list[TextLine]] = []
    for k, (page, line) in enumerate(lines):
        begins = True
        if k:
            before_page, before = lines[k - 1]
            size = line.height
            begins = (
                id(line) in headings
                or line.x0 > margins[page.width][0] + INDENT * size
                or before.x1 < margins[before_page.width][1] - SHORT * size
                or not 1 / SIZES < size / before.height < SIZES
                or (page is before_page and line.middle - before.middle > FAR * usual)
                or (_HEADING.match(line.text) is not None and before.text[-1] in _SENTENCE_ENDS)
            )
        if begins:
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    return [lines_text for group in paragraphs if (lines_text := _joined(group))]


def _margins(placed: list[PageItem]) -> dict[float, tuple[float, float]]:
    """(left, right) of the text on pages of each width, by its longer lines."""
    margins = {}
    for width in {p.page.width for p in placed}:
        lines = [p.item for p in placed if p.page.width == width and isinstance(p.item, TextLine)]
        longest = max((line.x1 - line.x0 for line in lines), default=0.0)
        long = [line for line in lines if line.x1 - line.x0 >= longest / 2]
        left = min((line.x0 for line in long), default=0.0)
        right = max((line.x1 for line in long), default=width)
        margins[width] = left, right if longest > FULL * width else width - left  # no line is full: as on the left
    return margins


def _joined(lines: list[TextLine]) -> str:
    text = ""
    for line in lines:
        more = line.text
        text += f" {more}" if text and text[-1].isascii() and more[0].isascii() and not text.endswith("-") else more
    return text.strip()


def title_hints(blocks: list[str | Grid], meta: str) -> list[str]:
    """Hints for the title: the first lines together; what the file's properties say only where no line is one."""
    first = next((h.block for h in find_headings(blocks)), len(blocks))
    opening = [block for block in blocks[: min(first, 12)] if isinstance(block, str)]
    if any(is_title(text) for text in opening) or any(is_title(a + b) for a, b in pairwise(opening)):
        return []
    return [meta] if meta else []
