"""What a paper consists of, before it becomes a Word document or a web page: blocks from top to bottom."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gouji.core.form_layout import PLAIN, Wording, layout
from gouji.core.forms import FormTable

# Characters that no XML may hold; a hostile report may.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


class Title(NamedTuple):
    text: str  # "\n" breaks the line


class PaperHeading(NamedTuple):
    text: str
    level: int = 1


class Paragraph(NamedTuple):
    """`keep`: on one page with what follows, as the last words of a letter with its signature; `ragged`: not stretched
    to the margin."""

    text: str
    indented: bool = True
    keep: bool = False
    ragged: bool = False


class Note(NamedTuple):
    """Small print below a table; above one, `keep` holds it there."""

    text: str
    keep: bool = False


class DocumentNumber(NamedTuple):
    """文号, at the right above the title."""

    text: str


class AnnexMark(NamedTuple):
    """附件 and its number, on a new page; its title follows as a Title."""

    text: str


class AttachmentList(NamedTuple):
    """附件说明: what is attached, each on a line of its own below the text."""

    titles: tuple[str, ...]


class CommentedParagraph(NamedTuple):
    """A draft's paragraph: sentences, each with a comment that says where its figures come from."""

    sentences: tuple[tuple[str, str], ...]


class Signature(NamedTuple):
    """Who issues the paper, and when; at the right, the first line centred above the last."""

    lines: tuple[str, ...]


class PageBreak(NamedTuple):
    pass


class ListEntry(NamedTuple):
    """One cell of a table, at its upper left corner. `fill` is a colour RRGGBB, `align` left or center."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    bold: bool = False
    fill: str = ""
    align: str = "center"


class PaperTable(NamedTuple):
    """`widths`: of the grid columns, in cm; the first `head` rows are repeated on every page; `size` in points: 小四,
    less only where a table must fit; `height`: least height of the rows below the head, in cm; `whole`: on one page."""

    rows: list[list[ListEntry]]
    widths: tuple[float, ...]
    head: int = 0
    size: float = 12
    height: float = 0
    whole: bool = False


Block = (
    DocumentNumber
    | AnnexMark
    | AttachmentList
    | CommentedParagraph
    | Title
    | PaperHeading
    | Paragraph
    | Note
    | Signature
    | PageBreak
    | PaperTable
)


def clean(text: str) -> str:
    """The text without characters that cannot be written."""
    return _FORBIDDEN.sub("", text)


def listing(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    left: Sequence[int] = (),
    size: float = 12,
    height: float = 0,
) -> PaperTable:
    """A plain table: one line of column labels, then rows; columns numbered in `left` are set flush left."""
    labels = [ListEntry(text, bold=True) for text in head]
    lines = [[ListEntry(text, align="left" if i in left else "center") for i, text in enumerate(row)] for row in rows]
    return PaperTable([labels, *lines], tuple(widths), 1, size, height)


# 小五: table 三 has ten grid columns and 28 lines, table 四 fifteen columns; in 小四 neither fits a page.
_FORM_POINTS = 9
# Widths of the grid columns by layout (data/forms): each column of labels, then all figures together.
_WIDTHS_CM = {"blocks": (5, 12), "rows": (1.0, 1.9, 5.5, 8.6), "across": (17,)}


def statutory_table(
    table: FormTable,
    texts: Mapping[str, str],
    fills: Mapping[str, str] | None = None,
    wording: Wording = PLAIN,
    width: float = 17,
) -> PaperTable:
    """A table of the form with `texts` in its cells; a cell with a fill is shaded in that colour and bold.

    `width` in cm: 17, or 15.6 on the page of a letter.
    """
    fills = fills or {}
    rows = [
        [
            ListEntry(
                texts.get(slot.cell, ""), slot.rowspan, slot.colspan, slot.cell in fills, fills.get(slot.cell, "")
            )
            if slot.cell
            else ListEntry(slot.text, slot.rowspan, slot.colspan, align=_alignment(slot.header, slot.text))
            for slot in line
        ]
        for line in layout(table, wording)
    ]
    grid_columns = sum(entry.colspan for entry in rows[0])
    *labels, figures = _WIDTHS_CM[table.layout]
    widths = (*labels, *[figures / (grid_columns - len(labels))] * (grid_columns - len(labels)))
    head = sum(all(slot.header for slot in line) for line in layout(table, wording)) if table.layout != "blocks" else 0
    return PaperTable(rows, tuple(each * width / sum(widths) for each in widths), head, _FORM_POINTS, whole=True)


def _alignment(header: bool, text: str) -> str:
    """Row labels that begin with a number stand left, as the form prints them."""
    return "left" if not header and text[:1] in "一二四（123456789" else "center"
