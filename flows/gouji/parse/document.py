"""What every format reader hands to the recogniser: paragraphs and grids in document order."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

# Characters of a table cell: one with more holds prose, so its row is page layout and no row of data.
MAX_CELL_TEXT_LENGTH = 300


UNTOLD_SHAPE = "□"  # for what is drawn and is no text
_NUMBER_OF_NOTE = re.compile(r"[\[(（〔［]?[\d①-⑳*†‡§#]{1,3}[\])）〕］]?")


class Run(NamedTuple):
    """A run of text and how it is shown: what a reader of the page sees, directly or by a style.

    `hidden`: not shown at all (hidden text, the colour of its ground, size 0). `struck`: crossed out. `raised`: a small
    mark above or below the line, such as the number of a note. `covered`: something else is drawn over it. `drawn`: it
    stands for a picture in the line.
    """

    text: str
    hidden: bool = False
    struck: bool = False
    raised: bool = False
    covered: bool = False
    drawn: bool = False

    @property
    def is_seen(self) -> bool:
        return not (self.hidden or self.struck or self.covered)


def seen_text(runs: Iterable[Run]) -> str:
    """The text of a paragraph as it is read; raised marks stay, set apart, but for the number of a note beside a figure:
    47¹件 is 47件."""
    seen = [run for run in runs if run.is_seen and run.text and not run.drawn]
    if not any(run.raised for run in seen):
        return "".join([run.text for run in seen])
    text = ""
    for at, run in enumerate(seen):
        after = seen[at + 1].text if at + 1 < len(seen) else ""
        beside_figure = text.rstrip()[-1:].isdigit() or after.lstrip()[:1].isdigit()
        if not run.raised:
            text += run.text
        elif not (beside_figure and _NUMBER_OF_NOTE.fullmatch(run.text.strip())):
            text += f" {run.text} "
    return text


def seen_in_cell(runs: Iterable[Run]) -> str:
    """The text of a cell as it is read: without raised marks, unless it has nothing else; with UNTOLD_SHAPE for a picture
    that may be a figure or part of one, not for one beside words."""
    seen = [run for run in runs if run.is_seen]
    if any(run.drawn for run in seen) and any(c.isalpha() for run in seen for c in run.text):
        seen = [run for run in seen if not run.drawn]
    plain = "".join([run.text for run in seen if not run.raised])
    return plain if plain.strip() else "".join([run.text for run in seen])


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
    """`titles` and `dates` are hints from outside the text, best first (meta elements, <title>, the address).

    `unread`: what of the document could not be read at all, each with its place, in words; told like `warnings`.
    """

    blocks: list[str | Grid]
    titles: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
