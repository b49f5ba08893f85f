"""HTML -> paragraphs and grids, with the lexbor parser."""

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gouji.core.model import UnreadableDocument
from gouji.parse.document import MAX_CELL_TEXT_LENGTH, Box, Document, Grid, Link
from gouji.parse.files.links import (
    EMBEDDED_ELEMENTS,
    LINKING_ELEMENTS,
    MAX_LINKS,
    base_of,
    links_of,
    script_links,
    take_out_data,
)
from gouji.parse.files.media_types import decode

MAX_BYTES = 8_000_000  # without the pictures written into it
MAX_BYTES_WITH_PICTURES = 60_000_000  # with them
MAX_TAGS = 300_000  # deeply nested or endless markup takes lexbor quadratic time
MAX_DEPTH = 5_000
MAX_ATTRIBUTES = 5_000
MIN_TAGS_TO_CHECK = 10_000  # a page with fewer is not looked at for its depth
_NESTING_TAG = re.compile(
    rb"<(/?)(?:div|span|font|b|i|u|a|em|strong|center|table|ul|ol|dl|section|article|blockquote)\b", re.IGNORECASE
)

_INLINE = frozenset(
    ["-text", "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "dfn", "em", "font", "i", "img",
     "ins", "kbd", "label", "mark", "o:p", "q", "samp", "small", "span", "st1:chsdate", "strong", "tt",
     "u", "var", "wbr"]
)  # fmt: skip
_SET_APART = frozenset(["sub", "sup"])
_SKIPPED = frozenset(
    ["-comment", "button", "del", "head", "iframe", "noscript", "object", "option", "s", "script", "select", "strike",
     "style", "svg", "template"]
)  # fmt: skip
# What keeps text() from being the text of a <p>.
_NO_PLAIN_TEXT = (
    f"br, sup, sub, del, s, strike, script, style, table, div, li, select, button, noscript, {LINKING_ELEMENTS}"
)
_LINKING = frozenset(["a", "embed", "frame", "iframe", "img", "object"])
_TITLE_META = ("ArticleTitle", "title", "og:title")
_DATE_META = (
    "PubDate",
    "publishdate",
    "pubdate",
    "article:published_time",
    "PublishDate",
    "firstpublishedtime",
)
_SPACES = re.compile(r"[ \t\r\f\v\xa0\u3000\u200b\ufeff]*\n\s*|[ \t\r\f\v\xa0\u3000\u200b\ufeff]+")
_TWO_DIGITS = re.compile(r"\d\s*\d")
_CELL_TAGS = frozenset(node.tag_id for node in LexborHTMLParser("<table><tr><td><th>").css("td, th"))


def read_html(data: bytes) -> Document:
    """Paragraphs and tables of a page; raises UnreadableDocument for one too large or too deep to be a report."""
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
    # scripting: what stands in <noscript> is no markup, so that it cannot end the head.
    tree = LexborHTMLParser(text, scripting=True)
    document = Document(blocks=[])
    if tree.head is not None:
        document.titles, document.dates = _titles(tree.head), _meta(tree.head, _DATE_META)
    if "\ufffd" in text:
        document.warnings.append(f"按 {charset} 解码时有 {text.count(chr(0xFFFD))} 个字符无法识别")
    base = base_of(tree)
    links: dict[str, Link] = {}

    def see(node: LexborNode, at: int) -> None:
        if len(links) < MAX_LINKS:
            for link in links_of(node, at, base, files):
                links.setdefault(link.name, link)

    if tree.body is not None:
        document.blocks = _blocks(tree.body, see)
    else:  # a page that is all frames
        for node in tree.css("frame"):
            see(node, 0)
    for link in script_links(tree, len(document.blocks), base):
        links.setdefault(link.name, link)
    document.links = list(links.values())
    return document


def would_stall(data: bytes) -> bool:
    """Whether a page of this nesting, or with such tags, would keep the parser busy for minutes."""
    return (data.count(b"<") > MIN_TAGS_TO_CHECK and _is_deep(data)) or _is_crowded(data)


def _is_deep(data: bytes) -> bool:
    """Nesting that would keep the parser busy for minutes: it takes quadratic time."""
    depth = 0
    for closing in _NESTING_TAG.findall(data):
        depth += -1 if closing else 1
        if depth > MAX_DEPTH:
            return True
    return False


def _is_crowded(data: bytes) -> bool:
    """A tag with attributes that would do the same."""
    return any(len(tag.split(b">", 1)[0].split()) > MAX_ATTRIBUTES for tag in _long_tags(data))


def _long_tags(data: bytes) -> Iterator[bytes]:
    """What stands between one < and the next, where it is long enough for so many attributes."""
    start = 0
    while start + MAX_ATTRIBUTES < len(data):
        last = data.rfind(b"<", start, start + MAX_ATTRIBUTES + 1)
        if last < 0:
            last = data.find(b"<", start + MAX_ATTRIBUTES)
            last = last if last >= 0 else len(data)
            yield data[start:last]
        start = last + 1


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


def _blocks(body: LexborNode, see: Callable[[LexborNode, int], None] | None = None) -> list[str | Grid]:
    """Blocks in document order. Rows of data become a Grid; rows that are page layout are walked through.

    `see` is told of every node that shows or offers a file, with the place of the block after it.
    """
    blocks: list[str | Grid] = []
    line: list[str] = []
    tables = 0

    def end_paragraph() -> None:
        if not line:
            return
        text = _SPACES.sub(" ", "".join(line)).strip()
        line.clear()
        if text:
            blocks.append(text)

    # A stack of our own: pages may be nested deeper than Python recurses. None ends a block element.
    stack: list[LexborNode | Grid | None] = [body]
    while stack:
        node = stack.pop()
        if node is None:
            end_paragraph()
            continue
        if isinstance(node, Grid):
            blocks.append(node)
            continue
        tag = node.tag
        if tag == "-text":
            line.append(node.text_content or "")
            continue
        if see is not None and tag in _LINKING:
            see(node, len(blocks) + bool(line))
        if tag is None or tag in _SKIPPED:
            continue
        if tag in _SET_APART:
            line.append(" ")  # a note's number is no digit of the figure before it
        elif tag not in _INLINE:
            end_paragraph()
            stack.append(None)
        if tag == "table":
            tables += 1
            stack.extend(reversed(_parts(node, tables)))
        elif tag == "p" and (_is_text_only(node) or node.css_first(_NO_PLAIN_TEXT) is None):
            line.append(node.text())
        else:
            stack.extend(reversed(list(node.iter(include_text=True))))
    end_paragraph()
    return blocks


def _is_text_only(node: LexborNode) -> bool:
    child = node.first_child
    return child is not None and child.next is None and child.tag == "-text"


def _parts(table: LexborNode, index: int) -> list[Grid | LexborNode]:
    """A table as grids of its rows of data and, to be walked through, the rows that are page layout: those with a
    table, long prose or nothing but pictures in a cell, and in such a table also those of one cell."""
    nested = len(table.css("table")) > 1
    rows = _own_rows(table) if nested else table.css("tr")
    grid, prose = _boxes(table, rows)
    shows = table.css_first(LINKING_ELEMENTS) is not None
    if not nested and not prose and not shows:
        return [Grid(index, grid)]
    layout = [
        number in prose or tr.css_first("table") is not None or (shows and _is_shown(tr, row))
        for number, (tr, row) in enumerate(zip(rows, grid, strict=True), 1)
    ]
    if not any(layout):
        return [Grid(index, grid)]
    parts: list[Grid | LexborNode] = []
    for tr, row, is_layout in zip(rows, grid, layout, strict=True):
        if is_layout or len(row) == 1:
            parts.append(tr)
        elif parts and isinstance(parts[-1], Grid):
            parts[-1].rows.append(row)
        else:
            parts.append(Grid(index, [row]))
    return parts


def _is_shown(tr: LexborNode, row: list[Box]) -> bool:
    """Whether a row shows pictures or files and nothing else, or is one cell with a link to one."""
    if len(row) == 1:
        return tr.css_first(LINKING_ELEMENTS) is not None
    return tr.css_first(EMBEDDED_ELEMENTS) is not None and not any(box.text.strip() for box in row)


def _own_rows(table: LexborNode) -> list[LexborNode]:
    """The rows of a table that are not rows of a table inside it."""
    groups = [table, *(child for child in table.iter() if child.tag in ("tbody", "thead", "tfoot"))]
    return [child for group in groups for child in group.iter() if child.tag == "tr"]


def _is_prose(text: str) -> bool:
    return len("".join(text.split())) > MAX_CELL_TEXT_LENGTH


def _boxes(table: LexborNode, trs: list[LexborNode]) -> tuple[list[list[Box]], set[int]]:
    """The cells of each row with their places, spans expanded; and the numbers of the rows that hold prose."""
    prose: set[int] = set()
    merged = {td.mem_id: _span(td) for td in table.css("[colspan], [rowspan]")}
    rows: list[list[Box]] = []
    covered: dict[int, int] = {}  # grid column -> rows below that a cell of a row above still covers
    for number, tr in enumerate(trs, 1):
        row: list[Box] = []
        spans: dict[int, int] = {}
        column = 1
        td = tr.first_child
        while td is not None:
            if td.tag_id in _CELL_TAGS:
                while column in covered:
                    column += 1
                text = td.text()
                if len(text) > 1:
                    if len(text) > MAX_CELL_TEXT_LENGTH and _is_prose(text):
                        prose.add(number)
                    elif _TWO_DIGITS.search(text) and _in_pieces(td):
                        text = " ".join(block for block in _blocks(td) if isinstance(block, str))
                row.append(Box(text, number, column))
                wide, tall = merged.get(td.mem_id, (1, 1))
                if tall > 1:
                    spans |= dict.fromkeys(range(column, column + wide), tall)
                column += wide
            td = td.next
        covered = {c: below - 1 for c, below in (covered | spans).items() if below > 1}
        rows.append(row)
    return rows, prose


def _in_pieces(td: LexborNode) -> bool:
    """Whether the cell's text stands in several pieces, which may be parted by a line break."""
    return sum(not piece.isspace() for piece in td.text(separator="\0").split("\0") if piece) > 1


def _span(td: LexborNode) -> tuple[int, int]:
    """(colspan, rowspan), bounded: converted documents and hostile ones claim thousands."""
    return _bounded(td.attrs.get("colspan"), 60), _bounded(td.attrs.get("rowspan"), 200)


def _bounded(value: str | None, most: int) -> int:
    try:
        return min(max(int(value or 1), 1), most)
    except ValueError:
        return 1
