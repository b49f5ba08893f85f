"""The paragraphs of a Word document: their text as a reader sees it, and the text boxes anchored in them."""

from functools import lru_cache

from lxml import etree

from gouji.parse.files.zip_package import attribute

_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.microsoft.com/office/word/2003/wordml",
)
_NO_TEXT_OF_2003 = ("Word.Comment", "Word.Deletion")  # kinds of w:annotation

_TEXT = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "□"}
SKIPPED = frozenset(
    ["annotationRef", "commentReference", "del", "delInstrText", "delText", "endnoteReference", "fldData",
     "footnoteReference", "instrText", "moveFrom", "object", "pPr", "rPr", "rt", "sdtEndPr", "sdtPr", "sectPr", "tblGrid",
     "tblPr", "tblPrEx", "tcPr", "trPr"]
)  # fmt: skip
_FLOATING = frozenset(["AlternateContent", "drawing", "object", "pict"])


@lru_cache(maxsize=4096)
def local(tag: str) -> str:
    """A tag without its namespace; drawings have paragraphs and tables of their own, which are none of these."""
    namespace, _, name = tag.rpartition("}")
    drawn = "/drawingml/" in namespace or "/chart" in namespace
    return f"drawn:{name}" if drawn else name


def collect(element: etree._Element, text: list[str], floating: list[etree._Element]) -> None:
    """The text of a paragraph, and the text boxes anchored in it."""
    for child in element:
        name = local(child.tag)
        if name == "t":
            text.append(child.text or "")
        elif name == "r":
            properties = properties_of(child, "rPr")
            if any(is_on(properties.get(hidden)) for hidden in ("vanish", "strike", "dstrike")):
                continue
            if "vertAlign" in properties and value_of(properties["vertAlign"]) in ("superscript", "subscript"):
                text.append(" ")  # a note's number is no digit of the figure before it
            collect(child, text, floating)
        elif name in _TEXT:
            text.append(_TEXT[name])
        elif name in _FLOATING:
            floating += _text_boxes(child)
        elif name not in SKIPPED and not name.startswith("drawn:") and not is_no_text(child):
            collect(child, text, floating)


def is_no_text(element: etree._Element) -> bool:
    """Whether it is a content control that nobody filled in: its text asks for one (单击此处输入文字); or, as Word 2003
    writes them, a comment or a deletion."""
    if local(element.tag) == "annotation":
        return attribute(element, "type") in _NO_TEXT_OF_2003
    return local(element.tag) == "sdt" and is_on(properties_of(element, "sdtPr").get("showingPlcHdr"))


def _text_boxes(element: etree._Element) -> list[etree._Element]:
    """The outermost text boxes of a drawing; of alternatives, the first that has any."""
    if local(element.tag) == "txbxContent":
        return [element]
    if local(element.tag) == "AlternateContent":
        return next((found for choice in element if (found := _text_boxes(choice))), [])
    return [box for child in element for box in _text_boxes(child)]


def properties_of(element: etree._Element, name: str) -> dict[str, etree._Element]:
    """What stands in an element's properties (trPr, tcPr, rPr), by name."""
    for child in element:
        if local(child.tag) == name:
            return {local(each.tag): each for each in child}
    return {}


def value_of(element: etree._Element) -> str | None:
    for namespace in _NAMESPACES:
        if (value := element.get(f"{{{namespace}}}val")) is not None:
            return str(value)
    plain = element.get("val")
    return None if plain is None else str(plain)


def is_on(switch: etree._Element | None) -> bool:
    return switch is not None and value_of(switch) not in ("0", "false", "off", "none")
