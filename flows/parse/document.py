"""What every format reader hands to the recogniser: paragraphs and grids in document order."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Box(NamedTuple):
    """One physical table cell: its text and where it starts in its grid (row and column from 1)."""

    text: str
    row: int
    column: int


@dataclass(slots=True)
class Grid:
    """A table. `flat`: recovered from flattened text, where an empty cell leaves no trace."""

    index: int  # its place among the document's tables, from 1
    rows: list[list[Box]]
    page: int | None = None
    flat: bool = False


@dataclass(slots=True)
class Document:
    """`titles` and `dates` are hints from outside the text, best first (meta elements, <title>, the address)."""

    blocks: list[str | Grid]
    titles: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
