"""A report laid out on pages: paragraphs and tables from the top down, drawn on a PDF or an OFD.

Lengths in points (1/72 inch) from the upper left corner of the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 72.0, 523.0, 90.0, 760.0
# Widths of the columns of the statutory tables, by how many there are.
COLUMNS = {
    4: [150.0, 100, 100, 101],
    10: [22.0, 84, 135, 30, 30, 30, 30, 30, 30, 30],
    15: [30.0] * 15,
}


class Td(NamedTuple):
    """A printed table cell; `cell` is set where it holds a figure."""

    text: str
    wide: int = 1
    tall: int = 1
    cell: str | None = None


class Printed(Protocol):
    """What a table is laid out from: Td, or whatever has its names."""

    @property
    def text(self) -> str: ...
    @property
    def wide(self) -> int: ...
    @property
    def tall(self) -> int: ...
    @property
    def cell(self) -> str | None: ...


class Surface(Protocol):
    """What is drawn on: the last page of a file."""

    def text(self, x: float, y: float, text: str, size: float) -> None: ...
    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None: ...
    def box(self, x0: float, y0: float, x1: float, y1: float) -> None: ...
    def new_page(self) -> None: ...


@dataclass(frozen=True)
class PageStyle:
    """How a report is laid out. `rules`: lines, pieces (each side of each cell), thin (filled rectangles), boxes
    (stroked rectangles), double, dotted, form (drawn in a form object), none."""

    rules: str = "lines"
    size: float = 10.0
    pad: float = 4.0  # above and below the text of a cell
    rows_a_page: int = 0  # of a table; 0: as many as fit
    repeat_header: int = 0  # rows of the header printed again on each page
    open_break: bool = False  # no rule where a table is cut by the end of a page
    turn: int = 0  # quarter turns: text drawn so, and the page turned back
    sideways: int = 0  # quarter turns of the text on a page that is not turned
    bold: bool = False  # each character twice
    spacing: float = 0.0  # between letters (PDF)
    page_number: str = "- {} -"
    running: str = ""  # header on each page
    figures_on: str = "middle"  # middle or top of the row
    shift: tuple[float, float] = (0.0, 0.0)  # origin of the page


def width_of(text: str, size: float, spacing: float = 0.0) -> float:
    return sum((size / 2 if ord(c) < 128 else size) + spacing for c in text)


def wrap(text: str, size: float, width: float, spacing: float = 0.0) -> list[str]:
    lines = [""]
    for char in text:
        if char == "\n" or width_of(lines[-1] + char, size, spacing) > width:
            lines.append("")
        lines[-1] += char.strip("\n")
    return lines


class PageWriter:
    """Lays out paragraphs and tables from the top of the page down."""

    def __init__(self, style: PageStyle, surface: Surface) -> None:
        self.style, self.surface, self.y = style, surface, TOP

    def _room(self, height: float) -> None:
        if self.y + height > BOTTOM:
            self.surface.new_page()
            self.y = TOP

    def paragraph(self, text: str, size: float = 12, *, indent: bool = True, centred: bool = False) -> None:
        for k, line in enumerate(wrap(("　　" if indent else "") + text, size, RIGHT - LEFT, self.style.spacing)):
            self._room(size * 1.6)
            x = (WIDTH - width_of(line, size, self.style.spacing)) / 2 if centred else LEFT
            if indent and not k:
                x, line = LEFT + 2 * (size + self.style.spacing), line.strip("　")
            self.surface.text(x, self.y, line, size)
            self.y += size * 1.6

    def table(self, rows: Sequence[Sequence[Printed]], columns: list[float]) -> None:
        size, pad, leading = self.style.size, self.style.pad, self.style.size * 1.15
        xs = [LEFT]
        for width in columns:
            xs.append(xs[-1] + width)
        cells = _cells(rows)
        heights = [leading + 2 * pad] * len(rows)
        texts = {}
        for (r, c), td in sorted(cells.items(), key=lambda item: item[1].tall):
            texts[r, c] = wrap(td.text, size, xs[c + td.wide] - xs[c] - 1.5, self.style.spacing) if td.text else []
            lacking = len(texts[r, c]) * leading + 2 * pad - sum(heights[r : r + td.tall])
            if lacking > 0:
                heights[r + td.tall - 1] += lacking
        header = self.style.repeat_header if len(columns) > 4 else 0  # table 二 has one for each of its blocks
        parts: list[list[int]] = [[]]
        at = self.y
        for r, height in enumerate(heights):
            if parts[-1] and (at + height > BOTTOM or len(parts[-1]) == (self.style.rows_a_page or 1e9)):
                parts.append([])
                at = TOP + sum(heights[:header])
            parts[-1].append(r)
            at += height
        for k, part in enumerate(parts):
            if k:
                self.surface.new_page()
                self.y = TOP
                if header:
                    self._part(cells, texts, xs, heights, list(range(header)), leading)
            self._part(cells, texts, xs, heights, part, leading, cut=(k > 0, k + 1 < len(parts)))
        self.y += 12

    def _part(
        self,
        cells: Mapping[tuple[int, int], Printed],
        texts: Mapping[tuple[int, int], list[str]],
        xs: list[float],
        heights: list[float],
        part: list[int],
        leading: float,
        cut: tuple[bool, bool] = (False, False),
    ) -> None:
        """The rows `part` of a table; a cell that goes over the end of the page is written on its first page."""
        ys = {part[0]: self.y}
        for r in part:
            ys[r + 1] = ys[r] + heights[r]
        for (r, c), td in cells.items():
            first, last = max(r, part[0]), min(r + td.tall, part[-1] + 1)
            if first >= last:
                continue
            box = xs[c], ys[first], xs[c + td.wide], ys[last]
            self._borders(box, cut[0] and first == part[0], cut[1] and last == part[-1] + 1, part, ys)
            if first == r:
                lines = texts[r, c]
                y = (box[1] + box[3] - len(lines) * leading) / 2
                if td.cell and self.style.figures_on == "top":
                    y = box[1] + self.style.pad
                for line in lines:
                    x = (
                        (box[0] + box[2] - width_of(line, self.style.size, self.style.spacing)) / 2
                        if td.cell
                        else box[0] + 1
                    )
                    self.surface.text(x, y, line, self.style.size)
                    y += leading
        self.y = ys[part[-1] + 1]

    def _borders(
        self, box: tuple[float, ...], cut_above: bool, cut_below: bool, part: list[int], ys: Mapping[int, float]
    ) -> None:
        x0, y0, x1, y1 = box
        if self.style.rules == "none":
            return
        if self.style.rules == "boxes" and not (self.style.open_break and (cut_above or cut_below)):
            self.surface.box(x0, y0, x1, y1)
            return
        if not (self.style.open_break and cut_above):
            self.surface.rule(x0, y0, x1, y0)
        if not (self.style.open_break and cut_below):
            self.surface.rule(x0, y1, x1, y1)
        sides = [ys[r] for r in part if y0 < ys[r] < y1] if self.style.rules == "pieces" else []
        for a, b in zip([y0, *sides], [*sides, y1], strict=True):
            self.surface.rule(x0, a, x0, b)
            self.surface.rule(x1, a, x1, b)


def _cells(rows: Sequence[Sequence[Printed]]) -> dict[tuple[int, int], Printed]:
    """Each physical cell at its upper left place (from 0), spans expanded."""
    taken: set[tuple[int, int]] = set()
    found: dict[tuple[int, int], Printed] = {}
    for r, row in enumerate(rows):
        c = 0
        for td in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(td.tall) for j in range(td.wide)}
            found[r, c] = td
            c += td.wide
    return found
