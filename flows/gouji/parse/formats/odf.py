"""OpenDocument text (ODT), as LibreOffice and WPS save it -> paragraphs and grids: content.xml of the package."""

import re
from collections.abc import Iterator

from lxml import etree

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document
from gouji.parse.files.zip_package import ENCRYPTED, Package, attribute, parse_xml

from .word_rows import Place, WordRows

MAX_REPEATED_COLUMNS, MAX_REPEATED_ROWS = (
    60,
    200,
)  # columns and rows that one element may stand for: hostile documents claim thousands
COLUMN_WIDTH_TWIPS = 1_000  # the width of a grid column, in the twips of WordRows
_SKIPPED = frozenset(
    ["annotation", "annotation-end", "forms", "hidden-text", "note", "ruby-text", "sequence-decls", "tracked-changes"]
)
_NO_CONTENT = "缺少正文（content.xml 中的 office:{}），不是完整的 OpenDocument 文件，请向报送单位重新索取。 No content."
_PLAIN = {"tab": "\t", "line-break": "\n", "soft-page-break": ""}


def read_odt(data: bytes) -> Document:
    """Paragraphs and tables of a text document; text boxes stand before the paragraph they are anchored in."""
    rows = WordRows()
    _walk(rows, body_of(Package(data), "text"), 0)
    return rows.document()


def read_flat_odt(data: bytes) -> Document:
    """Paragraphs and tables of a text document that is one XML file."""
    rows = WordRows()
    _walk(rows, text_of(parse_xml(data, "office:document"), "text"), 0)
    return rows.document()


def body_of(package: Package, kind: str) -> etree._Element:
    """The body (text or spreadsheet) of a packed document; raises UnreadableDocument."""
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise UnreadableDocument(ENCRYPTED)
    if "content.xml" in package:
        return text_of(package.xml("content.xml"), kind)
    raise UnreadableDocument(_NO_CONTENT.format(kind))


def text_of(root: etree._Element, kind: str) -> etree._Element:
    """The body of a document by its root; raises UnreadableDocument."""
    body = root.find(f"{{*}}body/{{*}}{kind}")
    if body is not None:
        return body
    raise UnreadableDocument(_NO_CONTENT.format(kind))


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def times(element: etree._Element, name: str, most: int) -> int:
    """How often an element stands, or how far it reaches, by an attribute."""
    value = attribute(element, name) or "1"
    return min(max(int(value), 1), most) if re.fullmatch(r"\d{1,9}", value) else 1


# --- text ---------------------------------------------------------------------------------------------------------


def _walk(rows: WordRows, container: etree._Element, depth: int) -> None:
    for child in container:
        name = _name(child)
        if name in ("p", "h"):
            boxes: list[etree._Element] = []
            text = "".join(_texts(child, boxes))
            for box in boxes:
                inside = rows.beside()
                _walk(inside, box, 0)
                rows.take_in(inside)
            rows.paragraph(text, depth)
        elif name == "table":
            _table(rows, child, depth + 1)
        elif name not in _SKIPPED:  # sections, lists, frames
            _walk(rows, child, depth)


def _texts(element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = _name(child)
        if name == "s":
            yield " " * times(child, "c", MAX_REPEATED_COLUMNS)
        elif name == "text-box":
            boxes.append(child)
        elif name in _PLAIN:
            yield _PLAIN[name]
        elif name not in _SKIPPED:
            yield from _texts(child, boxes)
        yield child.tail or ""


def _table(rows: WordRows, table: etree._Element, depth: int) -> None:
    for row, _ in children_of(table, "table-row", "table-header-rows", "table-rows"):
        for _ in range(times(row, "number-rows-repeated", MAX_REPEATED_ROWS)):
            places = []
            at = 0
            for cell in row:
                covered = _name(cell) == "covered-table-cell"
                if not covered and _name(cell) != "table-cell":
                    continue
                for _ in range(times(cell, "number-columns-repeated", MAX_REPEATED_COLUMNS)):
                    _walk(rows, cell, depth)
                    rows.cell("", depth)
                    places.append(Place(at, at + COLUMN_WIDTH_TWIPS, covered))
                    at += COLUMN_WIDTH_TWIPS
            if places:
                rows.row(depth, places)


def children_of(
    table: etree._Element, kind: str, *parents: str, is_hidden: bool = False
) -> Iterator[tuple[etree._Element, bool]]:
    """The rows or columns of a table, also those of its header and of groups, and whether their group is folded."""
    for child in table:
        name = _name(child)
        if name == kind:
            yield child, is_hidden
        elif name in parents:
            yield from children_of(child, kind, *parents, is_hidden=is_hidden)
        elif name == f"{kind}-group":
            folded = is_hidden or attribute(child, "display") == "false"
            yield from children_of(child, kind, *parents, is_hidden=folded)
