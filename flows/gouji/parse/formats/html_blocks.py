"""The tree of a web page -> paragraphs and grids."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gouji.parse.document import MAX_CELL_TEXT_LENGTH, UNTOLD_SHAPE, Box, Grid, Run, seen_in_cell
from gouji.parse.files.links import EMBEDDED_ELEMENTS, LINKING_ELEMENTS

from .html_lines import TEXT, cell_lines, pieces
from .rows_in_lines import MIN_BROKEN_CELLS, rows_in_lines

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
_LINKING = frozenset(["a", "embed", "frame", "iframe", "img", "object"])
_SPACES = re.compile(r"[ \t\r\f\v\xa0\u3000\u200b\ufeff]*\n\s*|[ \t\r\f\v\xa0\u3000\u200b\ufeff]+")
_DRAWN = ("img", "svg", "canvas", "object", "embed", "iframe", "video", "picture")
MAX_SPECK_PIXELS = 3  # width or height of a picture that only keeps a place
MAX_FRAMED_LENGTH = 20  # characters of a figure in a table of its own within its cell
_TWO_DIGITS = re.compile(r"\d\s*\d")


def _ids(*tags: str) -> frozenset[int]:
    """The numbers that the parser has for tags: looking for them in a walk of the tree is many times as fast as a
    selector."""
    tree = LexborHTMLParser("")
    return frozenset(tree.create_node(tag).tag_id for tag in tags)


_CELL_TAGS = _ids("td", "th")
_TABLE_TAGS = _ids("table")
_LINKING_TAGS = _ids(*_LINKING)
_MARK_TAGS = _ids(*_SET_APART)
_DRAWN_TAGS = _ids(*_DRAWN)
_BREAK_TAGS = {each: _ids(each.split()[0]) for each in ("br", "p + p", "div + div")}  # by the selector of what follows
# What keeps text() from being the text of a <p>.
_NO_PLAIN_TEXT_TAGS = _LINKING_TAGS | _MARK_TAGS | _ids(
    "br", "del", "s", "strike", "script", "style", "table", "div", "li", "select", "button", "noscript"
)  # fmt: skip


def take_out_struck(tree: LexborHTMLParser) -> None:
    for node in tree.css("del, s, strike"):
        node.decompose()


def read_blocks(body: LexborNode, see: Callable[[LexborNode, int], None] | None = None) -> list[str | Grid]:
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
        elif tag == "p" and _NO_PLAIN_TEXT_TAGS.isdisjoint([inner.tag_id for inner in node.traverse()]):
            line.append(node.text())
        else:
            stack.extend(reversed(list(node.iter(include_text=True))))
    end_paragraph()
    return blocks


def _parts(table: LexborNode, index: int) -> list[Grid | LexborNode]:
    """A table as grids of its rows of data and, to be walked through, the rows that are page layout: those with a
    table, long prose or nothing but pictures in a cell, and in such a table also those of one cell."""
    tags = [node.tag_id for node in table.traverse()]
    held = set(tags)
    nested = sum(map(tags.count, _TABLE_TAGS)) > 1 and _without_frames(table)
    rows = _own_rows(table) if nested else table.css("tr")
    grid, rows, prose = _boxes(table, rows, held)
    shows = not _LINKING_TAGS.isdisjoint(held) and table.css_first(LINKING_ELEMENTS) is not None
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


def _without_frames(table: LexborNode) -> bool:
    """Puts figures that stand in a table of their own within a cell into the cell; whether other tables are left."""
    for inner in table.css("td table, th table"):
        text = " ".join(inner.text().split())
        if text and len(text) <= MAX_FRAMED_LENGTH and len(inner.css("td, th")) == 1:
            inner.replace_with(text)
    return len(table.css("table")) > 1


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


def _boxes(
    table: LexborNode, trs: list[LexborNode], held: Set[int]
) -> tuple[list[list[Box]], list[LexborNode], set[int]]:
    """The cells of each row with their places, spans expanded; the row of the page each comes from; and the numbers of
    the rows that hold prose. `held`: the tags of the table."""
    prose: set[int] = set()
    merged = {td.mem_id: _span(td) for td in table.css("[colspan], [rowspan]")}
    marked = _cells_with(table, [] if _MARK_TAGS.isdisjoint(held) else sorted(_SET_APART))
    broken = _cells_with(table, [sign for sign, tag in _BREAK_TAGS.items() if not tag.isdisjoint(held)])
    drawn = set() if _DRAWN_TAGS.isdisjoint(held) else _pictured(table)
    rows: list[list[Box]] = []
    sources: list[LexborNode] = []
    covered: dict[int, int] = {}  # grid column -> rows below that a cell of a row above still covers
    for tr in trs:
        number = len(rows) + 1
        row: list[Box] = []
        tds: list[LexborNode] = []
        spans: dict[int, int] = {}
        column = 1
        for td in tr.iter():
            if td.tag_id not in _CELL_TAGS:
                continue
            while column in covered:
                column += 1
            text = td.text() if not marked or td.mem_id not in marked else _without_marks(td)
            if len(text) > 1:
                if len(text) > MAX_CELL_TEXT_LENGTH and _is_prose(text):
                    prose.add(number)
                elif _TWO_DIGITS.search(text) and _in_pieces(td) and td.mem_id not in marked:
                    text = " ".join(block for block in read_blocks(td) if isinstance(block, str))
            row.append(Box(text, number, column))
            tds.append(td)
            wide, tall = merged.get(td.mem_id, (1, 1))
            if tall > 1:
                spans |= dict.fromkeys(range(column, column + wide), tall)
            column += wide
        if drawn and any(box.text.strip() for box in row):
            row = [_with_picture(box) if td.mem_id in drawn else box for td, box in zip(tds, row, strict=True)]
        if covered or spans:
            covered = {c: below - 1 for c, below in (covered | spans).items() if below > 1}
        lines = None
        if broken and sum(td.mem_id in broken for td in tds) >= MIN_BROKEN_CELLS:
            lines = rows_in_lines([cell_lines(td) for td in tds])
        if lines is None:
            rows.append(row)
            sources.append(tr)
            continue
        prose.discard(number)
        for n, texts in enumerate(lines):
            rows.append([Box(text, number + n, box.column) for text, box in zip(texts, row, strict=True)])
            sources.append(tr)
    return rows, sources, prose


def _cells_with(table: LexborNode, selectors: Sequence[str]) -> set[int]:
    """The cells of a table, by mem_id, in which one of the selectors finds something."""
    return _cells_of(table.css(", ".join(selectors))) if selectors else set()


def _cells_of(nodes: Iterable[LexborNode]) -> set[int]:
    """The cells, by mem_id, that nodes stand in."""
    found = set()
    for node in nodes:
        parent = node.parent
        while parent is not None and parent.tag_id not in _CELL_TAGS:
            parent = parent.parent
        if parent is not None:
            found.add(parent.mem_id)
    return found


def _pictured(table: LexborNode) -> set[int]:
    """The cells of a table, by mem_id, that show a picture or something that is drawn or put there by a program."""
    return _cells_of(node for node in table.css(", ".join(_DRAWN)) if not _is_speck(node))


def _is_speck(picture: LexborNode) -> bool:
    sizes = [(picture.attributes.get(side) or "").removesuffix("px") for side in ("width", "height")]
    return any(size.isdecimal() and int(size) <= MAX_SPECK_PIXELS for size in sizes)


def _with_picture(box: Box) -> Box:
    """A cell that may show a figure as a picture, or part of one."""
    return box if any(map(str.isalpha, box.text)) else box._replace(text=f"{box.text}{UNTOLD_SHAPE}")


def _without_marks(td: LexborNode) -> str:
    return " ".join(seen_in_cell(_runs(td)).split())


def _runs(td: LexborNode) -> Iterator[Run]:
    """The pieces of a cell, with those that are raised."""
    for kind, node in pieces(td):
        if kind != TEXT:
            yield Run(" ")
        elif node is not None:
            parent = node.parent
            while parent is not None and parent.mem_id != td.mem_id and parent.tag not in _SET_APART:
                parent = parent.parent
            yield Run(node.text_content or "", raised=parent is not None and parent.tag in _SET_APART)


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
