"""A drawn page -> its lines of text and its ruled tables, from top to bottom."""

from gouji.core.model import UNREADABLE
from gouji.parse.cells.figures import read_figure
from gouji.parse.document import MAX_CELL_TEXT_LENGTH, UNTOLD_SHAPE, Box
from gouji.parse.trace import PageDrawn, Trace

from .broken_figures import in_cells
from .drawn_page import DrawnPage, PageItem
from .letter_spacing import without_spacing
from .ruled_tables import Region, RuledFrame, RuledLine, box_rows, dotted_rules, fill, find_frames
from .text_lines import Glyph, TextLine, is_ideograph, lines_of
from .unruled_tables import words_of

MAX_FIGURE_SHARE = 0.95  # of the sides of its cell: a larger picture is its ground
PAPER_EDGE_POINTS = 1.0  # points: a table this near to the edge of the paper is cut off by it
_LABEL_ONLY = frozenset("（）()、")  # characters that stand in no figure, as Chinese ones
OFF_THE_PAGE = "（超出纸张）"

trace = Trace(__name__)


def items_of(page: DrawnPage) -> list[PageItem]:
    """Lines and tables of a page from top to bottom."""
    across, down = dotted_rules(page.dots), dotted_rules([(y, x) for x, y in page.dots])
    frames = [f for f in find_frames(page.horizontals + across, page.verticals + down) if len(f.regions) > 1]
    inside: dict[int, list[Glyph]] = {}
    outside: list[Glyph] = []
    for glyph in page.glyphs if page.is_recognised else without_spacing(page.glyphs):
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.middle
        at = next((k for k, frame in enumerate(frames) if frame.holds(x, y)), None)
        (outside if at is None else inside.setdefault(at, [])).append(glyph)
    items: list[PageItem] = []
    for k, glyphs in inside.items():
        rows = _rows(frames[k], glyphs, page)
        if rows is None:
            outside += glyphs
            continue
        for top, part in rows:
            items.append(PageItem(page, part, top, frames[k]))
    items += [PageItem(page, line, line.top) for line in lines_of(outside)]
    if trace:
        _trace_page(page, page.horizontals + across, page.verticals + down, frames)
    return sorted(items, key=lambda p: p.top)


def _trace_page(
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
    drawn = _drawn_figures(cells, page)
    parts: list[tuple[float, list[list[Box]] | TextLine]] = []
    tops = {region.row: region.top for region in cells}
    prose = {r.row: held for r, held in cells.items() if len(held) > MAX_CELL_TEXT_LENGTH}
    figures = {
        region: max((sum(word.is_figure for word in words_of(line)) for line in lines_of(held)), default=0)
        for region, held in cells.items()
        if region.row not in prose and not all(glyph.text in _LABEL_ONLY or is_ideograph(glyph.text) for glyph in held)
    }
    unparted = {region.row for region, count in figures.items() if count > 2}
    if 2 * len(unparted) > len({region.row for region, count in figures.items() if count}):
        return None
    cut = {(r.row, r.column) for r in cells if r.x0 < PAPER_EDGE_POINTS or r.x1 > page.width - PAPER_EDGE_POINTS}
    if cut:
        page.warnings.append(f"PDF 第{page.number}页的表格超出纸张，边上的单元格不完整，其中的数字不采用")
    for whole in box_rows(cells):
        row = [
            box._replace(text=OFF_THE_PAGE) if (box.row, box.column) in cut and _is_cut(box) else box for box in whole
        ]
        row = [box._replace(text=UNTOLD_SHAPE) if (box.row, box.column) in drawn else box for box in row]
        number = row[0].row
        if number in prose:
            lines = lines_of([g for region, held in cells.items() if region.row == number for g in held])
            parts += [(line.top, line) for line in lines]
        elif parts and isinstance(parts[-1][1], list):
            parts[-1][1].append(row)
        else:
            parts.append((tops[number], [row]))
    return parts


def _drawn_figures(cells: dict[Region, list[Glyph]], page: DrawnPage) -> set[tuple[int, int]]:
    """The row and column of cells without characters that something is drawn in: a figure as a picture or as outlines."""
    blank = [region for region, held in cells.items() if not held] if page.drawings else []
    return {
        (region.row, region.column)
        for region in blank
        for each in page.drawings
        if region.x0 <= (each.x0 + each.x1) / 2 <= region.x1
        and region.top <= (each.top + each.bottom) / 2 <= region.bottom
        and each.x1 - each.x0 <= MAX_FIGURE_SHARE * (region.x1 - region.x0)
        and each.bottom - each.top <= MAX_FIGURE_SHARE * (region.bottom - region.top)
    }


def _is_cut(box: Box) -> bool:
    """Whether a cell at the edge of the paper may have lost its figure, or part of it."""
    return read_figure(box.text).state != UNREADABLE
