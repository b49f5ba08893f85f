"""Drawn pages -> paragraphs and grids in reading order."""

from collections.abc import Iterator
from itertools import pairwise

from gouji.parse.cells.labels import tables_with_row
from gouji.parse.document import Box, Grid, LookAgain
from gouji.parse.prose.identity import is_title
from gouji.parse.prose.sections import find_headings, section_of_blocks

from .drawn_page import DrawnPage, PageItem
from .page_furniture import is_words, without_page_furniture
from .page_items import items_of
from .paragraphs import margins_of, paragraphs_of
from .seen import what_is_seen
from .sheets import pages_of_sheets
from .text_lines import TextLine
from .unruled_tables import find_rows, names_form

MAX_HEADER_ROWS = 5  # most rows of a header that is printed again on the next page
_TABLE_SECTIONS = (2, 3, 4)


def read_pages(pages: list[DrawnPage]) -> list[str | Grid]:
    """Paragraphs and grids of a document. A table's part on each page is a grid of its own."""
    what_is_seen(pages)
    pages = pages_of_sheets(pages)
    items = without_page_furniture(pages, [items_of(page) for page in pages])
    texts: list[str | Grid] = [p.item.text if isinstance(p.item, TextLine) else Grid(0, p.item) for p in items]
    headings = find_headings(texts)
    starts = {heading.block for heading in headings}
    sections = section_of_blocks(texts, headings)
    may_hold_table = [section in _TABLE_SECTIONS or not headings for section in sections]
    found = list(_with_unruled_tables(items, starts, may_hold_table))
    margins = margins_of(items)
    heading_lines = {id(items[start].item) for start in starts}
    blocks: list[str | Grid] = []
    lines: list[PageItem] = []
    tables = 0
    for placed in found:
        if isinstance(placed.item, TextLine):
            lines.append(placed)
            continue
        blocks += paragraphs_of(lines, margins, heading_lines)
        lines = []
        tables += 1
        grid = Grid(tables, placed.item, placed.page.number, flat=placed.frame is None, look_again=_look_again(placed))
        if blocks and isinstance(blocks[-1], Grid) and not grid.flat:
            _join_cut_row(blocks[-1], grid)
        if grid.rows:
            blocks.append(grid)
    return [*blocks, *paragraphs_of(lines, margins, heading_lines)]


def _with_unruled_tables(items: list[PageItem], headings: set[int], may_hold_table: list[bool]) -> Iterator[PageItem]:
    """The items, lines that are a table without rules as one; `headings`: which items begin a section.

    Such a table is looked for among lines of one page and section that no ruled table and no heading stands between.
    """
    at = 0
    while at < len(items):
        end = at
        while (
            end < len(items)
            and isinstance(items[end].item, TextLine)
            and may_hold_table[end]
            and end not in headings
            and items[end].page is items[at].page
        ):
            end += 1
        lines = [placed.item for placed in items[at:end] if isinstance(placed.item, TextLine)]
        table = find_rows(lines) if lines else None
        if table is not None and names_form(table[2]):
            first, last, rows = table
            yield from items[at : at + first]
            yield PageItem(items[at].page, rows, lines[first].top)
            yield from items[at + last : end]
        else:
            end = max(end, at + 1)
            yield from items[at:end]
        at = end


def _look_again(placed: PageItem) -> LookAgain | None:
    look, frame = placed.page.look_again, placed.frame
    if look is None or frame is None:
        return None
    regions = {(region.row, region.column): region for region in frame.regions}
    return lambda row, column: look(regions[row, column])


def _join_cut_row(above: Grid, below: Grid) -> None:
    """A row of the form that a page break cut through its label: its halves put together on the page with the
    figures. Told by the label: both halves together name a row."""
    if above.page == below.page or not above.rows or not below.rows:
        return
    last = above.rows[-1]
    a = _label(last)
    # Behind the header, where that is printed again.
    k = next(
        (k for k, row in enumerate(below.rows[:MAX_HEADER_ROWS]) if a and (b := _label(row)) and _halves(a, b)), None
    )
    if k is None or a is None:
        return
    first = below.rows[k]
    b = _label(first)
    assert b is not None
    whole = a.text + b.text
    if not _has_figures(first, b):
        above.rows[-1] = [box._replace(text=whole) if box is a else box for box in last]
        below.rows.pop(k)
    elif not _has_figures(last, a):
        below.rows[k] = [box._replace(text=whole) if box is b else box for box in first]
        above.rows.pop()


def _label(row: list[Box]) -> Box | None:
    return next((box for box in reversed(row) if is_words(box.text)), None)


def _has_figures(row: list[Box], label: Box) -> bool:
    """Whether anything stands behind a label; before it stands that of a group of rows, cut through as well."""
    return any(box.text for box in row if box.column > label.column)


def _halves(a: Box, b: Box) -> bool:
    return bool(tables_with_row(a.text + b.text)) and not tables_with_row(b.text)


def title_hints(blocks: list[str | Grid], meta: str) -> list[str]:
    """Hints for the title: the first lines together; what the file's properties say only where no line is one."""
    first = next((h.block for h in find_headings(blocks)), len(blocks))
    opening = [block for block in blocks[: min(first, 12)] if isinstance(block, str)]
    if any(is_title(text) for text in opening) or any(is_title(a + b) for a, b in pairwise(opening)):
        return []
    return [meta] if meta else []
