"""Page numbers, running headers and what a browser prints around a page: left out."""

import re
from collections import Counter

from gouji.core.characters import fold
from gouji.parse.cells.labels import tables_with_row

from .drawn_page import DrawnPage, PageItem
from .text_lines import TextLine

PAGE_MARGIN_SHARE = 0.12  # of the page's height: page numbers and running headers stand in it
BROWSER_MARGIN_POINTS = 30.0  # points: what a browser adds to a page stands in it
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:\d{1,3}|[IVXivx]{1,5})[-—–·\s]*|第?\d{1,3}页?(?:[/,，共\s]*(?:共|of)?\d{1,3}页?)?", re.IGNORECASE
)
# What a browser prints around a page: the time and title above it, the address and page number below.
_PRINTED_ABOVE = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4},?\s+\d{1,2}:\d{2}\D.*")
_PRINTED_BELOW = re.compile(r"(?:https?|file)://\S+(?:\s+\d{1,3}/\d{1,3})?")


def without_page_furniture(pages: list[DrawnPage], placed: list[list[PageItem]]) -> list[PageItem]:
    """Everything in order, without page numbers and running headers."""
    where: Counter[tuple[str, int]] = Counter()
    edges: list[list[tuple[PageItem, str]]] = []
    for page, items in zip(pages, placed, strict=True):
        low, high = page.height * PAGE_MARGIN_SHARE, page.height * (1 - PAGE_MARGIN_SHARE)
        lines = [(p, fold(p.item.text)) for p in items if isinstance(p.item, TextLine)]
        edges.append([(p, text) for p, text in lines if p.item.bottom < low or p.item.top > high])  # type: ignore[union-attr]
        where.update({_place_of(p, text) for p, text in edges[-1]})
    kept: list[PageItem] = []
    for items, edge in zip(placed, edges, strict=True):
        dropped = [
            p
            for p, text in edge
            if _PAGE_NUMBER.fullmatch(text.strip())
            or _is_of_browser(p, text.strip())
            or (where[_place_of(p, text)] >= max(2, len(pages) // 2) and not tables_with_row(text) and is_words(text))
        ]
        kept += [p for p in items if not any(p is other for other in dropped)]
    return kept


def _is_of_browser(placed: PageItem, text: str) -> bool:
    """Whether a line at the edge of a page is the browser's that printed it."""
    above, below = placed.top < BROWSER_MARGIN_POINTS, placed.top > placed.page.height - BROWSER_MARGIN_POINTS
    return bool((above and _PRINTED_ABOVE.fullmatch(text)) or (below and _PRINTED_BELOW.fullmatch(text)))


def _place_of(placed: PageItem, text: str) -> tuple[str, int]:
    return re.sub(r"\d+", "#", text), round(placed.top / 4)


def is_words(text: str) -> bool:
    return sum("\u4e00" <= c <= "\u9fff" for c in text) >= 2
