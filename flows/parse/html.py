"""HTML -> paragraphs and grids, with the lexbor parser."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..model import UnreadableDocument
from .document import Box, Document, Grid
from .media import decode

MAX_BYTES = 8_000_000
MAX_TAGS = 300_000  # deeply nested or endless markup takes lexbor quadratic time
LONGEST_LABEL = 300  # a cell with more text than this holds prose, so its table is page layout

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i img ins kbd label mark q s samp small span strike "
    "strong sub sup tt u var -text o:p st1:chsdate wbr".split()
)
_SKIPPED = frozenset("script style noscript template iframe object svg head select option button -comment".split())
_TITLE_META = ("ArticleTitle", "title", "og:title")
_DATE_META = ("PubDate", "publishdate", "pubdate", "article:published_time", "PublishDate", "firstpublishedtime")
_SPACES = re.compile(r"[ \t\r\f\v\xa0\u3000\u200b\ufeff]*\n\s*|[ \t\r\f\v\xa0\u3000\u200b\ufeff]+")
_TWO_DIGITS = re.compile(r"\d\s*\d")
_BREAK = re.compile(r"<(?:br|/p|/div)\b", re.IGNORECASE)


def read_html(data: bytes) -> Document:
    """Paragraphs and tables of a page; raises UnreadableDocument for one too large or too deep to be a report."""
    if len(data) > MAX_BYTES or data.count(b"<") > MAX_TAGS:
        raise UnreadableDocument(
            f"网页过大（{len(data):,} 字节，{data.count(b'<'):,} 个标签；上限 {MAX_BYTES:,} 字节、{MAX_TAGS:,} 个），"
            "不像一份年度报告，请核对所收文件。 Page too large to be a report."
        )
    text, charset = decode(data)
    tree = LexborHTMLParser(text)
    document = Document(blocks=[], titles=_titles(tree), dates=_meta(tree, _DATE_META))
    if "\ufffd" in text:
        document.warnings.append(f"按 {charset} 解码时有 {text.count(chr(0xFFFD))} 个字符无法识别")
    body = tree.body
    if body is not None:
        document.blocks = _blocks(body)
    return document


def _titles(tree: LexborHTMLParser) -> list[str]:
    heads = [node.text() for node in tree.css("h1")[:3]]
    title = tree.css_first("title")
    return [t for t in (*_meta(tree, _TITLE_META), *heads, title.text() if title else "") if t.strip()]


def _meta(tree: LexborHTMLParser, names: tuple[str, ...]) -> list[str]:
    found = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property")
        if name and attributes.get("content"):
            found.setdefault(name.lower(), attributes["content"])
    return [found[name.lower()] for name in names if name.lower() in found]


def _blocks(body: LexborNode) -> list[str | Grid]:
    """Blocks in document order; a data table becomes a Grid, a layout table is walked through."""
    blocks: list[str | Grid] = []
    line: list[str] = []
    tables = 0

    def end_paragraph() -> None:
        text = _SPACES.sub(" ", "".join(line)).strip()
        line.clear()
        if text:
            blocks.append(text)

    # A stack of our own: pages may be nested deeper than Python recurses. None marks the end of a block element.
    stack: list[LexborNode | None] = [body]
    while stack:
        node = stack.pop()
        if node is None:
            end_paragraph()
            continue
        tag = node.tag
        if tag == "-text":
            line.append(node.text_content or "")
            continue
        if tag is None or tag in _SKIPPED:
            continue
        if tag not in _INLINE:
            end_paragraph()
            stack.append(None)
        if tag == "table" and (rows := _data_rows(node)) is not None:
            tables += 1
            blocks.append(Grid(tables, rows))
            continue
        stack.extend(reversed(list(node.iter(include_text=True))))
    end_paragraph()
    return blocks


def _data_rows(table: LexborNode) -> list[list[Box]] | None:
    """The rows of a table that holds data; None for page layout (tables or long prose inside)."""
    if len(table.css("table")) > 1:
        return None
    rows: list[list[Box]] = []
    covered: dict[int, int] = {}  # grid column -> rows below that a cell of a row above still covers
    for tr in table.css("tr"):
        row: list[Box] = []
        spans: dict[int, int] = {}
        column = 1
        td = tr.first_child
        while td is not None:
            if td.tag in ("td", "th"):
                while column in covered:
                    column += 1
                text = td.text()
                if len(text) > LONGEST_LABEL and len("".join(text.split())) > LONGEST_LABEL:
                    return None
                if len(text) > 1 and _TWO_DIGITS.search(text) and _BREAK.search(td.html or ""):
                    text = " ".join(_blocks(td))  # type: ignore[arg-type]
                row.append(Box(text, len(rows) + 1, column))
                wide, tall = _span(td)
                if tall > 1:
                    spans |= dict.fromkeys(range(column, column + wide), tall)
                column += wide
            td = td.next
        covered = {c: below - 1 for c, below in (covered | spans).items() if below > 1}
        rows.append(row)
    return rows


def _span(td: LexborNode) -> tuple[int, int]:
    """(colspan, rowspan), bounded: converted documents and hostile ones claim thousands."""
    attributes = td.attributes
    if "colspan" not in attributes and "rowspan" not in attributes:
        return 1, 1
    return _bounded(attributes.get("colspan"), 60), _bounded(attributes.get("rowspan"), 200)


def _bounded(value: str | None, most: int) -> int:
    try:
        return min(max(int(value or 1), 1), most)
    except ValueError:
        return 1
