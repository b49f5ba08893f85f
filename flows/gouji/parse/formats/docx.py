"""DOCX -> paragraphs and grids: word/document.xml, walked in document order.

Tracked deletions, hidden text and the prompts of empty content controls are left out, as print leaves them out; text boxes follow the paragraph they are
anchored in. Numbers that Word counts by itself are not in the text.
"""

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import count
from posixpath import join, normpath

from lxml import etree

from gouji.core.model import UnreadableDocument
from gouji.parse.document import FILE, PICTURE, Box, Document, Grid, Link
from gouji.parse.files.zip_package import Package, attribute
from gouji.parse.prose.identity import is_title

MAX_CELLS = 200_000
MAX_LABEL_LENGTH = 300  # a cell with more text than this holds prose, so its row is page layout
MAX_SPANNED = 60  # grid columns of a cell: hostile documents claim thousands
OPENING = 30  # blocks that the title of a report stands in
MAX_ATTACHED = 30_000_000  # bytes of a picture or embedded file
_ATTACHED = re.compile(r"(?:^|/)media/|(?:^|/)embeddings/.*\.(?:xlsx?|docx?|pdf|ofd)$")
_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.microsoft.com/office/word/2003/wordml",
)
_NO_TEXT_OF_2003 = ("Word.Comment", "Word.Deletion")  # kinds of w:annotation

_TEXT = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "□"}
_SKIPPED = frozenset(
    ["annotationRef", "commentReference", "del", "delInstrText", "delText", "endnoteReference", "fldData",
     "footnoteReference", "instrText", "moveFrom", "object", "pPr", "rPr", "rt", "sdtEndPr", "sdtPr", "sectPr", "tblGrid",
     "tblPr", "tblPrEx", "tcPr", "trPr"]
)  # fmt: skip
_FLOATING = frozenset(["AlternateContent", "drawing", "object", "pict"])


def read_docx(data: bytes) -> Document:
    """Paragraphs and tables of a Word document; raises UnreadableDocument."""
    package = Package(data)
    main = _main_part(package)
    body = next((child for child in package.xml(main) if local(child.tag) == "body"), None)
    if body is None:
        raise UnreadableDocument(
            f"「{main}」中没有正文（w:body），文件可能已损坏，请向报送单位重新索取。 The document has no body."
        )
    reader = Walk(_relations(package, main))
    document = Document(reader.body(body))
    document.links = [link._replace(content=partial(package.read, link.name, MAX_ATTACHED)) for link in reader.links]
    seen = {link.name for link in document.links}
    for name in package.entries:
        if "/media/" in name and name not in seen:  # called in a way that is not known here
            document.links.append(Link(name, PICTURE, len(document.blocks), partial(package.read, name, MAX_ATTACHED)))
    unread = [name for name in package.entries if "/embeddings/" in name and name not in seen]
    if unread:
        document.warnings.append(f"文档里嵌有 {len(unread)} 个对象，其中的内容未读")
    if any(mark not in reader.parts for chunk in body.iter("{*}altChunk") if (mark := attribute(chunk, "id"))):
        document.warnings.append("文档里插入了另一文件（altChunk），其中的内容未读")
    if is_untitled(document):
        document.titles = _titles(package)
    return document


def is_untitled(document: Document) -> bool:
    """Whether its text has no title; that of its properties is often left over from last year, so asked only then."""
    return not any(isinstance(block, str) and is_title(block) for block in document.blocks[:OPENING])


def _main_part(package: Package) -> str:
    if "_rels/.rels" in package:
        for relation in package.xml("_rels/.rels"):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                target = (relation.get("Target") or "").lstrip("/")
                if target in package:
                    return target
    if "word/document.xml" in package:
        return "word/document.xml"
    raise UnreadableDocument(
        "压缩结构里没有正文 word/document.xml，不是完整的 Word 文档，请向报送单位重新索取。 No main part."
    )


def _relations(package: Package, main: str) -> dict[str, str]:
    """Parts that a document shows or embeds, by the mark it calls them with."""
    folder, _, name = main.rpartition("/")
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in package:
        return {}
    parts = {
        relation.get("Id") or "": normpath(join("/", folder, relation.get("Target") or "")).lstrip("/")
        for relation in package.xml(listed)
        if relation.get("TargetMode") != "External"
        if _ATTACHED.search(relation.get("Target") or "") or (relation.get("Type") or "").endswith("/aFChunk")
    }
    return {mark: part for mark, part in parts.items() if part in package}


def _titles(package: Package) -> list[str]:
    if "docProps/core.xml" not in package:
        return []
    texts = (child.text for child in package.xml("docProps/core.xml") if local(child.tag) == "title")
    return [text for text in texts if text and text.strip()]


@lru_cache(maxsize=4096)
def local(tag: str) -> str:
    """A tag without its namespace; drawings have paragraphs and tables of their own, which are none of these."""
    namespace, _, name = tag.rpartition("}")
    drawn = "/drawingml/" in namespace or "/chart" in namespace
    return f"drawn:{name}" if drawn else name


class Walk:
    """Of a document, counting its tables."""

    def __init__(self, parts: dict[str, str]) -> None:
        self.tables = count(1)
        self.cells = 0
        self.parts = parts  # pictures and embedded files by the mark they are called with
        self.links: list[Link] = []
        self.at = 0  # blocks of the body before the paragraph or table at hand

    def body(self, body: etree._Element) -> list[str | Grid]:
        """Blocks of the whole document, and on the way the pictures and files in it, each in its place."""
        blocks: list[str | Grid] = []
        for child in _contents(body):
            self.at = len(blocks)
            self._see(child)
            blocks += self._blocks(child)
        return blocks

    def _see(self, element: etree._Element) -> None:
        for name, kind in (("blip", PICTURE), ("imagedata", PICTURE), ("OLEObject", FILE), ("altChunk", FILE)):
            for node in element.iter(f"{{*}}{name}"):
                marks = [value for key, value in node.attrib.items() if key == "src" or key.endswith(("}embed", "}id"))]
                part = next((self.parts[mark] for mark in marks if mark in self.parts), None)
                if part and not any(link.name == part for link in self.links):
                    self.links.append(Link(part, kind, self.at))

    def blocks(self, container: etree._Element) -> list[str | Grid]:
        return [block for child in _contents(container) for block in self._blocks(child)]

    def _blocks(self, child: etree._Element) -> list[str | Grid]:
        blocks: list[str | Grid] = []
        if local(child.tag) == "tbl":
            return self._table(child)
        floating: list[etree._Element] = []
        text: list[str] = []
        _collect(child, text, floating)
        blocks += [line for part in "".join(text).split("\n") if (line := _trimmed(part))]
        for box in floating:
            blocks += self.blocks(box)
        return blocks

    def _table(self, table: etree._Element) -> list[str | Grid]:
        """The table as one Grid; where a cell holds a table or long prose, that row is layout and its cells' blocks
        follow each other, as do those of rows of one cell."""
        index = next(self.tables)
        rows: list[list[tuple[Box, list[str | Grid]]]] = []
        open_merges: dict[int, int] = {}  # first grid column of a cell merged downwards -> its width
        for number, row in enumerate(_parts(table, "tr"), 1):
            rows.append(list(self._row(row, number, open_merges)))
        plain = not any(_is_layout(inner) for row in rows for _, inner in row)
        if plain:
            return [Grid(index, [[box for box, _ in row] for row in rows])]
        parts: list[str | Grid] = []
        for row in rows:
            if len(row) == 1 or any(_is_layout(inner) for _, inner in row):
                parts += [block for _, inner in row for block in inner]
            elif parts and isinstance(last := parts[-1], Grid) and last.index == index:
                last.rows.append([box for box, _ in row])
            else:
                parts.append(Grid(index, [[box for box, _ in row]]))
        return parts

    def _row(
        self, row: etree._Element, number: int, open_merges: dict[int, int]
    ) -> Iterator[tuple[Box, list[str | Grid]]]:
        """The row's cells, without those that only go on with a cell above or before."""
        properties = _properties(row, "trPr")
        if "del" in properties or _is_on(properties.get("hidden")):
            return
        column = 1 + _number(properties, "gridBefore", 0)
        for cell in _parts(row, "tc"):
            self.cells += 1
            if self.cells > MAX_CELLS:
                raise UnreadableDocument(
                    f"表格超过 {MAX_CELLS:,} 格，不像一份年度报告，请核对所收文件。 Too many cells to be a report."
                )
            properties = _properties(cell, "tcPr")
            start, width = column, max(1, _number(properties, "gridSpan", 1))
            column += width
            merge = _merge(properties, "vMerge", "vmerge")
            if (merge == "continue" and start in open_merges) or _merge(properties, "hMerge", "hmerge") == "continue":
                continue
            if merge is None:
                for covered in range(start, column):
                    open_merges.pop(covered, None)
            else:
                open_merges[start] = width
            if "cellDel" in properties:
                continue
            inner = self.blocks(cell)
            if not any(isinstance(block, Grid) for block in inner):
                yield Box(" ".join(block for block in inner if isinstance(block, str)), number, start), inner
            elif sum(len(r) for block in inner if isinstance(block, Grid) for r in block.rows) == 1:  # a frame
                yield Box(" ".join(_flat(inner)), number, start), list(_flat(inner))
            else:
                yield Box("", number, start), inner


def _is_layout(inner: list[str | Grid]) -> bool:
    return any(isinstance(block, Grid) for block in inner) or sum(map(len, _flat(inner))) > MAX_LABEL_LENGTH


def _flat(blocks: list[str | Grid]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, str):
            yield block
        else:
            yield from (box.text for row in block.rows for box in row)


def _contents(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables of a body, cell or text box, also those inside content controls and tracked insertions."""
    for child in container:
        name = local(child.tag)
        if name in ("p", "tbl", "altChunk"):
            yield child
        elif name == "AlternateContent":
            yield from next((found for choice in child if (found := list(_contents(choice)))), [])
        elif name not in _SKIPPED and not _is_no_text(child):
            yield from _contents(child)


def _parts(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those inside content controls."""
    for child in element:
        name = local(child.tag)
        if name == wanted:
            yield child
        elif name not in _SKIPPED and name not in ("tbl", "tr", "tc", "p"):
            yield from _parts(child, wanted)


def _collect(element: etree._Element, text: list[str], floating: list[etree._Element]) -> None:
    """The text of a paragraph, and the text boxes anchored in it."""
    for child in element:
        name = local(child.tag)
        if name == "t":
            text.append(child.text or "")
        elif name == "r":
            properties = _properties(child, "rPr")
            if any(_is_on(properties.get(hidden)) for hidden in ("vanish", "strike", "dstrike")):
                continue
            if "vertAlign" in properties and _value(properties["vertAlign"]) in ("superscript", "subscript"):
                text.append(" ")  # a note's number is no digit of the figure before it
            _collect(child, text, floating)
        elif name in _TEXT:
            text.append(_TEXT[name])
        elif name in _FLOATING:
            floating += _text_boxes(child)
        elif name not in _SKIPPED and not name.startswith("drawn:") and not _is_no_text(child):
            _collect(child, text, floating)


def _is_no_text(element: etree._Element) -> bool:
    """Whether it is a content control that nobody filled in: its text asks for one (单击此处输入文字); or, as Word 2003
    writes them, a comment or a deletion."""
    if local(element.tag) == "annotation":
        return attribute(element, "type") in _NO_TEXT_OF_2003
    return local(element.tag) == "sdt" and _is_on(_properties(element, "sdtPr").get("showingPlcHdr"))


def _text_boxes(element: etree._Element) -> list[etree._Element]:
    """The outermost text boxes of a drawing; of alternatives, the first that has any."""
    if local(element.tag) == "txbxContent":
        return [element]
    if local(element.tag) == "AlternateContent":
        return next((found for choice in element if (found := _text_boxes(choice))), [])
    return [box for child in element for box in _text_boxes(child)]


def _properties(element: etree._Element, name: str) -> dict[str, etree._Element]:
    """What stands in an element's properties (trPr, tcPr, rPr), by name."""
    for child in element:
        if local(child.tag) == name:
            return {local(each.tag): each for each in child}
    return {}


def _value(element: etree._Element) -> str | None:
    for namespace in _WORD:
        if (value := element.get(f"{{{namespace}}}val")) is not None:
            return str(value)
    plain = element.get("val")
    return None if plain is None else str(plain)


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and _value(switch) not in ("0", "false", "off", "none")


def _number(properties: dict[str, etree._Element], name: str, default: int) -> int:
    if name not in properties:
        return default
    try:
        return min(int(_value(properties[name]) or default), MAX_SPANNED)
    except ValueError:
        return default


def _merge(properties: dict[str, etree._Element], *names: str) -> str | None:
    """restart, continue or None; an element without value continues."""
    return next((_value(properties[name]) or "continue" for name in names if name in properties), None)


def _trimmed(text: str) -> str:
    """A line without outer blanks; a tab inside may part the columns of a table, so it stays."""
    return text.strip(" \t\r\u3000\xa0\u200b\ufeff")
