"""What a format or a scan draws on a page, and the lines and tables it is made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from gouji.parse.document import Box

from .ink import Cover
from .ruled_tables import Region, RuledFrame, RuledLine
from .text_lines import Glyph, TextLine


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
    strikes: list[RuledLine] = field(default_factory=list)  # of notes that strike out what stands there
    covers: list[Cover] = field(default_factory=list)
    drawings: list[Region] = field(default_factory=list)  # pictures and shapes with curves: row and column 0
    has_picture: bool = False  # one that covers most of the page
    has_hidden_text: bool = False
    has_drawing: bool = False  # so many graphic objects that they may be text turned to outlines
    is_recognised: bool = False  # its characters were recognised in a picture
    look_again: Callable[[Region], list[Box]] | None = None  # what a cell of a scan says, prepared in other ways
    warnings: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


class PageItem(NamedTuple):
    """A line of text or a table, its page and, of a ruled table, its frame."""

    page: DrawnPage
    item: TextLine | list[list[Box]]
    top: float
    frame: RuledFrame | None = None
