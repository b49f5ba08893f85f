"""HTML -> paragraphs and grids, with the lexbor parser."""

import re
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gouji.core.model import UnreadableDocument
from gouji.parse.cells.detection import has_all_tables, tables_present
from gouji.parse.document import FILE, FRAME, PICTURE, Document, Grid, Link
from gouji.parse.files.links import LINKING_ELEMENTS, MAX_LINKS, Coded, base_of, links_of, script_links, take_out_data
from gouji.parse.files.media_types import decode
from gouji.parse.prose.sections import find_headings

from .html_blocks import read_blocks, take_out_struck
from .html_controls import has_controls, show_values
from .html_held import may_hold_articles, open_articles
from .html_limits import MAX_TAGS, would_stall
from .html_signs import (
    has_generated_text,
    has_hiding_markup,
    has_overlays,
    has_struck_markup,
    properties_that_matter,
)

MAX_BYTES = 8_000_000  # without the pictures written into it
MAX_BYTES_WITH_PICTURES = 60_000_000  # with them
MAX_FLOATING_TOLD = 3
MIN_MORE_HEADINGS = 3  # of the form, by which a reading without more tables is the better one
_TITLE_META = ("ArticleTitle", "title", "og:title")
_DATE_META = (
    "PubDate",
    "publishdate",
    "pubdate",
    "article:published_time",
    "PublishDate",
    "firstpublishedtime",
)
_ESCAPED_TWICE = re.compile(r"&amp;(nbsp|ensp|emsp|thinsp|#160|#xa0|#12288|zwnj|zwj|lrm|rlm|shy);", re.IGNORECASE)
_PLAIN_LETTERS = bytes(range(128)).lower() + b"\x7f" * 128  # for bytes.translate: small, and one sign for all not ASCII
_NO_SHEETS: Mapping[str, str] = MappingProxyType({})
_SHOWN_BY_SCRIPT = (
    "网页打开时不显示、由脚本再显示的表格已读入，请对照原网页核对是不是本年度的报告。"
    " Tables that the page hides until a script shows them were read."
)


@dataclass(frozen=True)
class _Page:
    """A page's text, and that in UTF-8; what its markup says, as `_markup_of` gives it; the files written into it; the
    style sheets that came with it."""

    text: str
    in_utf8: bytes
    markup: str
    files: list[Coded]
    sheets: Mapping[str, str]
    properties: frozenset[str]  # by which it may hide, strike or raise text


@dataclass
class _Reading:
    document: Document
    hides_article: bool = False
    folds_article: bool = False


class _Links:
    """The pictures and files of a page, each once; hidden ones only where none is shown (a viewer's script opens
    them)."""

    def __init__(self, base: str, files: list[Coded]) -> None:
        self.base = base
        self._files = files
        self._shown: dict[str, Link] = {}
        self._hidden: dict[str, Link] = {}

    def see(self, node: LexborNode, at: int) -> None:
        if len(self._shown) < MAX_LINKS:
            for link in links_of(node, at, self.base, self._files):
                self.add(link)

    def see_hidden(self, node: LexborNode) -> None:
        for each in node.css(LINKING_ELEMENTS):
            if len(self._hidden) < MAX_LINKS:
                for link in links_of(each, 0, self.base, self._files):
                    self._hidden.setdefault(link.name, link)

    def add(self, link: Link) -> None:
        self._shown.setdefault(link.name, link)

    def all(self, end: int) -> list[Link]:
        """`end`: the place after the last block, where hidden links are said to stand."""
        shown = list(self._shown.values())
        if any(link.kind != PICTURE for link in shown):
            return shown
        hidden = [link for link in self._hidden.values() if link.kind != PICTURE and link.name not in self._shown]
        return [*shown, *(link._replace(at=end) for link in hidden)]


def read_html(data: bytes, sheets: Mapping[str, str] = _NO_SHEETS) -> Document:
    """Paragraphs and tables of a page, as it is seen; raises UnreadableDocument for one too large or too deep to be a
    report.

    `sheets`: the style sheets that came with it, by the address the page gives them.
    """
    size = len(data)
    data, files = take_out_data(data) if size <= MAX_BYTES_WITH_PICTURES else (data, [])
    tags = data.count(b"<")
    if size > MAX_BYTES_WITH_PICTURES or len(data) > MAX_BYTES or tags > MAX_TAGS:
        raise UnreadableDocument(
            f"网页过大（{size:,} 字节，{tags:,} 个标签；上限 {MAX_BYTES:,} 字节、{MAX_TAGS:,} 个），"
            "不像一份年度报告，请核对所收文件。 Page too large to be a report."
        )
    if would_stall(data):
        raise UnreadableDocument(
            "网页标签嵌套过深或单个标签的属性过多，不像一份年度报告，请核对所收文件。"
            " Nested too deeply or too many attributes to be a report."
        )
    text, charset = decode(data)
    has_unknown = "\ufffd" in text
    is_as_decoded = charset == "utf-8" and not has_unknown and not data.startswith(BOM_UTF8)
    if "&amp;" in text:
        text = _ESCAPED_TWICE.sub(lambda match: f"&{match[1].lower()};", text)
        is_as_decoded = False
    in_utf8 = data if is_as_decoded else text.encode()  # encoding a page anew takes as long as a tenth of its parsing
    markup = _markup_of(in_utf8 if charset == "utf-16" else data)
    properties = properties_that_matter(markup, [_markup_of(sheet.encode()) for sheet in sheets.values()])
    page = _Page(text, in_utf8, markup, files, sheets, properties)
    document = _best_reading(page)
    if has_unknown:
        document.warnings.insert(0, f"按 {charset} 解码时有 {text.count(chr(0xFFFD))} 个字符无法识别")
    return document


def _markup_of(page: bytes) -> str:
    """Its different tags and pieces of text, in small letters, without Chinese characters: a few per cent of a page made
    by Word, so that it is searched many times at once."""
    tags = dict.fromkeys(page.translate(_PLAIN_LETTERS).split(b"<"))  # each with the text behind it: the fewest to part
    return b">".join(dict.fromkeys(b"><".join(tags).split(b">"))).decode("ascii")


def _best_reading(page: _Page) -> Document:
    """The page as it opens; where that lacks tables of the form, as it is once its scripts have run or its reader has
    unfolded what is folded."""
    tree = _tree(page)
    first = _read(page, tree)
    best = first.document
    may_hold = may_hold_articles(page.markup)
    if not (may_hold or first.hides_article or first.folds_article) or _is_whole(best):
        return best
    tree = _tree(page)
    opened = open_articles(tree) if may_hold else []
    if opened or first.folds_article:
        best = _better(best, _read(page, tree, opened, unfolds=True).document)
    is_offered = any(link.kind in (FILE, FRAME) for link in best.links)
    if first.hides_article and "<script" in page.markup and not is_offered and not _is_whole(best):
        unhidden = _read(page, _tree(page), unfolds=True, unhides=True).document
        if _better(best, unhidden) is unhidden:
            unhidden.warnings.append(_SHOWN_BY_SCRIPT)
            return unhidden
    return best


def _tree(page: _Page) -> LexborHTMLParser:
    # scripting: what stands in <noscript> is no markup, so that it cannot end the head.
    return LexborHTMLParser(page.in_utf8, scripting=True)


def _better(first: Document, other: Document) -> Document:
    """The other reading, where it has more of the form."""
    tables, headings = _contents(first)
    more_tables, more_headings = _contents(other)
    is_more = more_tables > tables or (more_tables == tables and more_headings >= headings + MIN_MORE_HEADINGS)
    return other if is_more else first


def _is_whole(document: Document) -> bool:
    return has_all_tables(block for block in document.blocks if isinstance(block, Grid))


def _contents(document: Document) -> tuple[int, int]:
    """How much of the form a document has: tables, headings."""
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return len(tables_present(grids)), len(find_headings(document.blocks))


def _read(
    page: _Page,
    tree: LexborHTMLParser,
    opened: Sequence[LexborNode] = (),
    *,
    unfolds: bool = False,
    unhides: bool = False,
) -> _Reading:
    """Reads a page's tree, which is changed by it. `opened`: articles that a script shows; `unfolds`: with what is
    folded; `unhides`: with the articles and tables that it hides."""
    document = Document(blocks=[])
    reading = _Reading(document)
    if tree.head is not None:
        document.titles, document.dates = _titles(tree.head), _meta(tree.head, _DATE_META)
    links = _Links(base_of(tree), page.files)
    if tree.body is not None:
        if opened or page.properties or has_hiding_markup(page.markup):
            from .html_seen import show  # its library is loaded for the pages that need it

            seen = show(
                tree, page.text, page.properties, page.sheets, links.see_hidden, opened,
                keeps_hidden=unhides, keeps_folded=unfolds,
            )  # fmt: skip
            reading.hides_article, reading.folds_article = seen.hides_article, seen.folds_article
            document.warnings += seen.warnings
        elif has_struck_markup(page.markup):
            take_out_struck(tree)
        if has_controls(page.markup):
            show_values(tree)
        _show_added(page, tree, document)
        document.blocks = read_blocks(tree.body, links.see)
    else:  # a page that is all frames
        for node in tree.css("frame"):
            links.see(node, 0)
    for link in script_links(tree, len(document.blocks), links.base):
        links.add(link)
    document.links = links.all(len(document.blocks))
    return reading


def _show_added(page: _Page, tree: LexborHTMLParser, document: Document) -> None:
    """Puts what style sheets add to cells into the tree, and marks cells over which something may lie."""
    parts = [page.markup, *(sheet.lower() for sheet in page.sheets.values())]
    if not any(has_generated_text(part) or has_overlays(part) for part in parts):
        return
    from .html_generated import mark_overlays, show_generated  # its library is loaded for the pages that need it

    show_generated(tree, page.text, page.sheets)
    if floating := mark_overlays(tree, page.text, page.sheets):
        document.unread.append(
            f"网页有浮在正文上的数字「{'」「'.join(floating[:MAX_FLOATING_TOLD])}」，盖住的是哪一格读不出，请对照原网页核对"
        )


def _titles(head: LexborNode) -> list[str]:
    title = head.css_first("title")
    return [text for text in (*_meta(head, _TITLE_META), title.text() if title else "") if text.strip()]


def _meta(head: LexborNode, names: tuple[str, ...]) -> list[str]:
    found: dict[str, str] = {}
    for node in head.css("meta"):
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property")
        if name and (content := attributes.get("content")):
            found.setdefault(name.lower(), content)
    return [found[name.lower()] for name in names if name.lower() in found]
