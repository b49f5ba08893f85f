"""What texts and spreadsheets of OpenDocument share: their body, and elements that stand for several."""

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from gouji.core.model import UnreadableDocument
from gouji.parse.files.zip_package import ENCRYPTED, Package, attribute

MAX_COUNT_DIGITS = 10
_NO_CONTENT = "缺少正文（content.xml 中的 office:{}），不是完整的 OpenDocument 文件，请向报送单位重新索取。 No content."


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


def name_of(element: etree._Element) -> str:
    return _without_namespace(element.tag)


@lru_cache(maxsize=4096)
def _without_namespace(tag: str) -> str:
    return str(tag).rpartition("}")[2]


def times(element: etree._Element, name: str, most: int) -> int:
    """How often an element stands, or how far it reaches, by an attribute."""
    return count_of(attribute(element, name), most)


def count_of(value: str | None, most: int) -> int:
    return min(max(int(value), 1), most) if value and len(value) < MAX_COUNT_DIGITS and value.isdecimal() else 1


def children_of(
    table: etree._Element, kind: str, *parents: str, is_hidden: bool = False
) -> Iterator[tuple[etree._Element, bool]]:
    """The rows or columns of a table, also those of its header and of groups, and whether their group is folded."""
    for child in table:
        name = name_of(child)
        if name == kind:
            yield child, is_hidden
        elif name in parents:
            yield from children_of(child, kind, *parents, is_hidden=is_hidden)
        elif name == f"{kind}-group":
            folded = is_hidden or attribute(child, "display") == "false"
            yield from children_of(child, kind, *parents, is_hidden=folded)
