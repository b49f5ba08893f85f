"""The rows of an RTF: definitions (\\trowd ... \\cellxN), cells of tables in cells, text boxes among them."""

from typing import NamedTuple

from gouji.parse.document import Run

from .word_rows import Place, WordRows

MAX_COLUMNS = 200


class RowDefinition:
    """The cells of a row in order of their right edges; a merge is written before the edge of its cell."""

    def __init__(self, left: int = 0) -> None:
        self.left = left  # twips, as all edges
        self.places: list[Place] = []
        self.grounds: list[int | None] = []
        self.covered = False
        self.ground: int | None = None

    def edge(self, right: int) -> None:
        if len(self.places) < MAX_COLUMNS:
            self.places.append(Place(self.left, right, self.covered))
            self.grounds.append(self.ground)
        self.left, self.covered, self.ground = right, False, None


class _Anchor(NamedTuple):
    """What is under way where a text box is anchored."""

    rows: WordRows
    text: list[Run]
    row: RowDefinition
    outer_row: RowDefinition
    late_cell: str | None


class RtfRows:
    """Gives the cells and rows of a document to `rows`, those of a text box to a WordRows of its own."""

    def __init__(self) -> None:
        self.rows = WordRows()
        self.row = RowDefinition()
        self._outer_row = self.row  # while self.row is that of a nested row
        self._late_cell: str | None = None  # LibreOffice may end a cell before the last row of the table in it
        self._anchors: list[_Anchor] = []

    @property
    def in_box(self) -> bool:
        return bool(self._anchors)

    def ground(self) -> int | None:
        """That of the cell at hand, of an outermost table."""
        at = len(self.rows.open[0].cells) if self.rows.open else 0
        return self.row.grounds[at] if at < len(self.row.grounds) else None

    def cell(self, text: str) -> None:
        """End of a cell of an outermost table."""
        if self.rows.in_row(1):
            self._late_cell = text
        else:
            self.rows.cell(text, 1)

    def end_row(self) -> None:
        self.rows.row(1, self.row.places)

    def end_nested_row(self, level: int) -> None:
        self.rows.row(level, self.row.places)
        if self._late_cell is not None and not self.rows.in_row(1):
            self.rows.cell(self._late_cell, 1)
            self._late_cell = None

    def open_nested_definition(self) -> None:
        self._outer_row, self.row = self.row, RowDefinition()

    def close_nested_definition(self) -> None:
        self.row = self._outer_row

    def open_box(self, text: list[Run]) -> None:
        """Begin a text box; `text`: what the paragraph it is anchored in says so far."""
        self._anchors.append(_Anchor(self.rows, text, self.row, self._outer_row, self._late_cell))
        self.rows, self.row, self._late_cell = self.rows.beside(), RowDefinition(), None

    def close_box(self, depth: int) -> list[Run]:
        """End a text box; what it says stands before the paragraph or the table it is anchored in, whose text so far
        is returned."""
        box = self.rows
        self.rows, text, self.row, self._outer_row, self._late_cell = self._anchors.pop()
        self.rows.take_in(box, depth)
        return text
