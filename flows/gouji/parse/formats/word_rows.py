"""Paragraphs, cells and rows as Word's formats tell them (DOC, RTF: a mark after each) -> blocks of a Document."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from gouji.core.model import UnreadableDocument
from gouji.parse.document import MAX_CELL_TEXT_LENGTH, Box, Document, Grid

from .rows_in_lines import rows_in_cells

MAX_NESTED_TABLES = 50  # tables within tables
MAX_CELLS = 200_000
MAX_BOX_IN_CELL = 20  # characters of a text box that belong to the cell it is anchored in: a figure typed over another
MAX_EDGE_DIFFERENCE_TWIPS = 40  # twips (2 pt): cell edges of two rows nearer than this are one line of the grid
_HALVES = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile("[\0-\x08\x0e-\x1f\u200b\ufeff]+")


class Place(NamedTuple):
    """A cell of a row's definition: its edges in twips; `covered`: it belongs to the merged cell left of or above it."""

    left: int
    right: int
    covered: bool = False


Row = tuple[list[list[str | Grid]], list[Place]]  # the content of its cells, and its definition


@dataclass(slots=True)
class _OpenTable:
    index: int
    rows: list[Row] = field(default_factory=list)
    cells: list[list[str | Grid]] = field(default_factory=list)  # of the row not yet ended
    content: list[str | Grid] = field(default_factory=list)  # of the cell not yet ended


class WordRows:
    """Takes the marks of a document in order; `depth` 0 is the body, 1 a table, 2 a table in its cell."""

    def __init__(self) -> None:
        self.blocks: list[str | Grid] = []
        self.warnings: list[str] = []
        self.tables = self.cells = 0
        self.open: list[_OpenTable] = []

    def paragraph(self, text: str, depth: int) -> None:
        self._go_to(depth)
        if not text and not self.open:
            return
        content = self.open[-1].content if self.open else self.blocks
        for line in _UNSEEN.sub("", join_surrogates(text)).split("\n"):
            line = " ".join(line.split())
            if line or self.open:  # an empty line of a cell may be the blank figure of a row
                content.append(line)

    def cell(self, text: str, depth: int) -> None:
        self.paragraph(text, max(depth, 1))
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise UnreadableDocument(
                f"表格单元格超过 {MAX_CELLS:,} 个，不像一份年度报告，请核对所收文件。 Too many cells to be a report."
            )
        table = self.open[-1]
        content = [block for block in table.content if isinstance(block, Grid)]
        if sum(len(row) for grid in content for row in grid.rows) == 1:  # a figure in a frame of its own
            table.content = [text for block in table.content for text in _texts(block)]
        table.cells.append(table.content)
        table.content = []

    def row(self, depth: int, places: list[Place]) -> None:
        """Ends a row; `places`: its definition, [] when it has none."""
        self._go_to(max(depth, 1))
        table = self.open[-1]
        table.rows.append((table.cells, places))
        table.cells, table.content = [], []

    def in_row(self, depth: int) -> bool:
        """Whether a row of a table deeper than `depth` has not ended."""
        return any(table.cells for table in self.open[depth:])

    def beside(self) -> "WordRows":
        """For the text of a box that is anchored here."""
        box = WordRows()
        box.tables, box.cells = self.tables, self.cells
        return box

    def take_in(self, box: "WordRows", depth: int) -> None:
        """What a box says that is anchored in a paragraph of this depth: a word or figure in the cell it stands in, all
        else in front of the table that is open."""
        document = box.document()
        self.warnings += document.warnings
        self.tables, self.cells = box.tables, box.cells
        self._go_to(depth)
        words = [block for block in document.blocks if isinstance(block, str)]
        if self.open and len(words) == len(document.blocks) and sum(map(len, words)) <= MAX_BOX_IN_CELL:
            self.open[-1].content += words
        else:
            self.blocks += document.blocks

    def document(self) -> Document:
        self._go_to(0)
        return Document(self.blocks, warnings=self.warnings)

    def _go_to(self, depth: int) -> None:
        if depth > MAX_NESTED_TABLES:
            raise UnreadableDocument(
                f"表格嵌套 {depth} 层，上限 {MAX_NESTED_TABLES} 层，不像一份年度报告，请核对所收文件。 Tables nested too deeply."
            )
        while len(self.open) > depth:
            table = self.open.pop()
            if table.cells or any(table.content):
                raise UnreadableDocument(
                    f"第{table.index}张表的第 {len(table.rows) + 1} 行没有结束标记，文件可能被截断或损坏；"
                    "请用 Word 或 WPS 打开核对，另存为 docx 后放回收件目录。 A table row without end: truncated file?"
                )
            (self.open[-1].content if self.open else self.blocks).extend(self._parts(table))
        while len(self.open) < depth:
            self.tables += 1
            self.open.append(_OpenTable(self.tables))

    def _parts(self, table: _OpenTable) -> list[str | Grid]:
        """A table as grids of its rows of data and the content of its rows that are page layout: those with a table
        or long prose in a cell, and in such a table also those of one cell."""
        lines = _grid_lines([places for _, places in table.rows])
        rows = [row for each in table.rows for row in _rows_of(each)]
        grid = [self._boxes(table.index, r, row, lines) for r, row in enumerate(rows, 1)]
        layout = [any(map(_is_layout, cells)) for cells, _ in rows]
        mixed = any(layout)
        parts: list[str | Grid] = []
        for (cells, _), boxes, is_layout in zip(rows, grid, layout, strict=True):
            if is_layout or (mixed and len(boxes) == 1):
                parts += [block for cell in cells for block in cell if block]
            elif parts and isinstance(last := parts[-1], Grid) and last.index == table.index:
                last.rows.append(boxes)
            else:
                parts.append(Grid(table.index, [boxes]))
        return parts

    def _boxes(self, index: int, number: int, row: Row, lines: list[int]) -> list[Box]:
        """The cells of a row that are no part of a merged cell, each in the grid column where its left edge is."""
        cells, places = row
        defined = len(places) == len(cells)
        boxes = []
        for i, cell in enumerate(cells):
            text = "\n".join(block for block in cell if isinstance(block, str) and block)
            if defined and places[i].covered:
                if text:
                    self.warnings.append(f"第{index}张表第{number}行有被合并单元格遮住的文字，未采用：{text[:40]}")
                continue
            boxes.append(Box(text, number, bisect_right(lines, places[i].left) if defined else i + 1))
        return boxes


def _rows_of(row: Row) -> list[Row]:
    """The rows that are written as lines of one row of cells, or the row itself."""
    cells, places = row
    rows = rows_in_cells(cells)
    return [row] if rows is None else [([[text] for text in texts], places) for texts in rows]


def _texts(block: str | Grid) -> list[str | Grid]:
    return [block] if isinstance(block, str) else [box.text for row in block.rows for box in row]


def _is_layout(cell: list[str | Grid]) -> bool:
    length = 0
    for block in cell:
        if isinstance(block, Grid):
            return True
        length += len(block)
    return length > MAX_CELL_TEXT_LENGTH


def _grid_lines(rows: list[list[Place]]) -> list[int]:
    """The vertical lines of a table, from left to right, without those hardly apart from the one before."""
    lines: list[int] = []
    last = None
    for edge in sorted({place.left for row in rows for place in row}):
        if last is None or edge - last > MAX_EDGE_DIFFERENCE_TWIPS:
            lines.append(edge)
        last = edge
    return lines


def join_surrogates(text: str) -> str:
    """Text whose characters beyond U+FFFF came in halves, with these put together."""
    if text.isascii() or not _HALVES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
