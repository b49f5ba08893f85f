"""Elements of a Word document in XML: their names without namespace, their properties, values and switches."""

from functools import lru_cache

from lxml import etree

from gouji.parse.files.zip_package import attribute

_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.microsoft.com/office/word/2003/wordml",
)
_VALUES = (*(f"{{{namespace}}}val" for namespace in _NAMESPACES), "val")
_NO_TEXT_OF_2003 = ("Word.Comment", "Word.Deletion")  # kinds of w:annotation

SKIPPED = frozenset(
    ["annotationRef", "commentReference", "del", "delInstrText", "delText", "endnoteReference", "fldData",
     "footnoteReference", "instrText", "moveFrom", "object", "pPr", "rPr", "rt", "sdtEndPr", "sdtPr", "sectPr", "tblGrid",
     "tblPr", "tblPrEx", "tcPr", "trPr"]
)  # fmt: skip


@lru_cache(maxsize=4096)
def local(tag: str) -> str:
    """A tag without its namespace; drawings have paragraphs and tables of their own, which are none of these."""
    namespace, _, name = tag.rpartition("}")
    drawn = "/drawingml/" in namespace or "/chart" in namespace
    return f"drawn:{name}" if drawn else name


def is_no_text(element: etree._Element) -> bool:
    """Whether it is a content control that nobody filled in: its text asks for one (单击此处输入文字); or, as Word 2003
    writes them, a comment or a deletion."""
    name = local(element.tag)
    if name == "annotation":
        return attribute(element, "type") in _NO_TEXT_OF_2003
    return name == "sdt" and is_on(properties_of(element, "sdtPr").get("showingPlcHdr"))


def child_of(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of a name."""
    for child in element:
        if local(child.tag) == name:
            return child
    return None


def properties_of(element: etree._Element, name: str) -> dict[str, etree._Element]:
    """What stands in an element's properties (trPr, tcPr, rPr), by name."""
    properties = child_of(element, name)
    return {} if properties is None else {local(each.tag): each for each in properties}


def value_of(element: etree._Element) -> str | None:
    for name in _VALUES:
        value: str | None = element.get(name)
        if value is not None:
            return value
    return None


def is_on(switch: etree._Element | None) -> bool:
    return switch is not None and value_of(switch) not in ("0", "false", "off", "none")
