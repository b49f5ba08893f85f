"""How high the lines of a letter are: where the signature alone would fall on a second page, closer, as GB/T 9704 allows.

An estimate by the size of the characters; whoever opens the file sets the lines, and nothing hangs on a line more or less.
"""

from collections.abc import Sequence
from itertools import takewhile
from math import ceil

from .blocks import (
    AnnexMark,
    AttachmentList,
    Block,
    CommentedParagraph,
    DocumentNumber,
    Note,
    PaperHeading,
    PaperTable,
    Paragraph,
    Signature,
    Title,
)
from .docx_styles import LETTER, PageSetup

_PAGE_HEIGHT_POINTS = 22.5 / 2.54 * 72
_CHARACTERS = 28  # a line of 三号 in 15.6 cm
_TITLE_POINTS, _TITLE_AFTER, _TITLE_CHARACTERS = 30, 10, 20
_FULL_ENOUGH = 2 / 3  # of a page
_CLOSEST = (27.0, 26.0, 25.0, 24.0, 23.0)  # points; closer than that 三号 does not read well


def letter_page(blocks: Sequence[Block]) -> PageSetup:
    """LETTER, or with lines as close as brings the letter before its annexes onto one page less."""
    letter = list(takewhile(lambda block: not isinstance(block, AnnexMark), blocks))
    if any(isinstance(block, PaperTable | Note) for block in letter):
        return LETTER
    pages = _pages(letter, LETTER.line)
    fits = next((line for line in _CLOSEST if _pages(letter, line) < pages), None)
    return LETTER._replace(line=fits) if fits else LETTER


def settled(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, where the last paragraph would take too much with it to the page of the signature without its hold: a
    page is not left a third empty."""
    kept = [number for number, block in enumerate(blocks) if isinstance(block, Paragraph) and block.keep]
    if len(kept) < 2 or letter_page(blocks) != LETTER:
        return list(blocks)
    before = sum(_height(block, LETTER.line) for block in blocks[: kept[0]]) % _PAGE_HEIGHT_POINTS
    held = blocks[kept[0]]
    if before >= _FULL_ENOUGH * _PAGE_HEIGHT_POINTS or not isinstance(held, Paragraph):
        return list(blocks)
    return [*blocks[: kept[0]], held._replace(keep=False), *blocks[kept[0] + 1 :]]


def _pages(letter: Sequence[Block], line: float) -> int:
    """With a line to spare: another font, or another program, may need it."""
    return ceil((line + sum(_height(block, line) for block in letter)) / _PAGE_HEIGHT_POINTS)


def _height(block: Block, line: float) -> float:
    """Of a block of a letter, in points."""
    match block:
        case Title(text):
            rows = sum(ceil(_width(part) / _TITLE_CHARACTERS) for part in text.split("\n"))
            return rows * _TITLE_POINTS + _TITLE_AFTER
        case Paragraph(text, indented, _, _):
            return line * ceil((_width(text) + 2 * indented) / _CHARACTERS)
        case CommentedParagraph(sentences):
            return line * ceil((_width("".join(text for text, _ in sentences)) + 2) / _CHARACTERS)
        case AttachmentList(titles):
            return line * (1 + len(titles))
        case Signature(lines):
            return line * (1 + len(lines))
        case PaperHeading() | DocumentNumber():
            return line
    return 0.0


def _width(text: str) -> float:
    """In full characters; digits and Latin letters are half as wide."""
    return sum(1.0 if ord(character) > 0x2E80 or character in "“”‘’…—" else 0.5 for character in text)
