"""What every format reader hands to the recogniser: paragraphs and grids in document order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

# Characters of a table cell: one with more holds prose, so its row is page layout and no row of data.
MAX_CELL_TEXT_LENGTH = 300


class Box(NamedTuple):
    """One physical table cell: its text and where it starts in its grid (row and column from 1).

    `confidence` (0-1): of its least sure character, where it was recognised in a picture.
    """

    text: str
    row: int
    column: int
    confidence: float | None = None


@dataclass(slots=True)
class Grid:
    """A table. `flat`: recovered from flattened text, where an empty cell leaves no trace.

    `look_again` (scans): the row and column of a box -> what it says when its picture is prepared in other ways.
    """

    index: int  # its place among the document's tables, from 1
    rows: list[list[Box]]
    page: int | None = None
    flat: bool = False
    attachment: str | None = None  # the picture it stood in, by its link's name
    look_again: "LookAgain | None" = field(default=None, repr=False, compare=False)


LookAgain = Callable[[int, int], list[Box]]


# Kinds of links: what a page shows in place, what it shows in a frame or viewer, what it offers to open.
PICTURE, FRAME, FILE = "picture", "frame", "file"


class Link(NamedTuple):
    """A picture or file that belongs to a document.

    `name`: as the document writes it (an address, cid:, a part of the package); `at`: the place of the block that
    follows it; `content`: gives its bytes, where they came with the document.
    """

    name: str
    kind: str
    at: int
    content: Callable[[], bytes] | None = None


@dataclass(slots=True)
class Document:
    """`titles` and `dates` are hints from outside the text, best first (meta elements, <title>, the address)."""

    blocks: list[str | Grid]
    titles: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
