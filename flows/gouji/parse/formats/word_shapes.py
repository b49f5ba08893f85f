"""What lies over the text of a Word document, and content controls whose value is kept in a part of its own."""

import re
from collections.abc import Iterator

from lxml import etree

from gouji.core.model import REPORTED
from gouji.parse.cells.figures import read_figure
from gouji.parse.files.zip_package import Package, attribute

from .word_elements import child_of, local

MAX_BOUND_CONTROLS = 5_000
MIN_PICTURE_EMU = 38_100  # 3 points: a smaller picture is a speck
_FILLS = frozenset(["solidFill", "gradFill", "blipFill", "pattFill"])
_ON = ("1", "true", "on")
_PATH = re.compile(r"(?:/(?:[\w.-]{1,80}:)?[\w.-]{1,80}(?:\[\d{1,4}\])?){1,20}(?:/@(?:[\w.-]{1,80}:)?[\w.-]{1,80})?")
_PREFIX = re.compile(r"xmlns:([\w.-]{1,80})\s*=\s*['\"]([^'\"]{1,500})['\"]")
_CHOSEN = ("dropDownList", "comboBox", "date", "picture", "checkbox")  # controls that show another text than they keep


def covers_text(drawing: etree._Element, *, with_pictures: bool) -> bool:
    """Whether a drawing floats in front of the text, has a ground of its own and says nothing (20.4.2.3, 20.4.2.15)."""
    if not with_pictures and next(drawing.iter("{*}blip", "{*}imagedata"), None) is not None:
        return False
    if any((text.text or "").strip() for text in drawing.iter("{*}t")):
        return False
    for anchor in drawing.iter("{*}anchor"):
        in_front = attribute_of(anchor, "behindDoc") not in _ON and child_of(anchor, "drawn:wrapNone") is not None
        if in_front and any(map(_is_filled, anchor.iter("{*}spPr"))):
            return True
    return any(map(_is_vml_cover, drawing.iter("{*}rect", "{*}shape", "{*}roundrect", "{*}oval")))


def is_picture(drawing: etree._Element) -> bool:
    """Whether a drawing shows a picture or an embedded object in the text or beside it, and no text of its own."""
    if next(drawing.iter("{*}txbxContent"), None) is not None:
        return False
    if next(drawing.iter("{*}blip", "{*}imagedata", "{*}OLEObject", "{*}chart"), None) is None:
        return False
    if any(attribute_of(anchor, "behindDoc") in _ON for anchor in drawing.iter("{*}anchor")):
        return False
    sizes = [
        int(value) for extent in drawing.iter("{*}extent") for value in extent.attrib.values() if value.isdecimal()
    ]
    return min(sizes, default=MIN_PICTURE_EMU) >= MIN_PICTURE_EMU


def attribute_of(element: etree._Element, name: str) -> str | None:
    """An attribute without a namespace, or with one."""
    own = element.get(name)
    return own if own is not None else attribute(element, name)


def _is_filled(properties: etree._Element) -> bool:
    kinds = {str(each.tag).rpartition("}")[2] for each in properties}
    if "noFill" in kinds:
        return False
    shape = properties.getparent()
    style = None if shape is None else shape.find("{*}style/{*}fillRef")
    is_picture = shape is not None and local(shape.tag) == "drawn:pic"
    return bool(kinds & _FILLS) or is_picture or (style is not None and style.get("idx") != "0")


def _is_vml_cover(shape: etree._Element) -> bool:
    style = (shape.get("style") or "").replace(" ", "")
    if "position:absolute" not in style or "z-index:-" in style:
        return False
    return shape.get("filled") not in ("f", "false") and shape.find("{*}wrap") is None


def show_bound_values(body: etree._Element, package: Package) -> None:
    """Puts both figures where a content control shows one and the part it is bound to holds another (17.5.2.6): Word
    shows the latter, others the former."""
    parts: dict[str, etree._Element] | None = None
    for number, control in enumerate(body.iter("{*}sdt")):
        properties, content = child_of(control, "sdtPr"), child_of(control, "sdtContent")
        binding = None if properties is None else child_of(properties, "dataBinding")
        if binding is None or properties is None or content is None or number >= MAX_BOUND_CONTROLS:
            continue
        if any(child_of(properties, kind) is not None for kind in _CHOSEN):
            continue
        parts = dict(_stored(package)) if parts is None else parts
        bound = _bound(binding, parts)
        texts = list(content.iter("{*}t"))
        kept = "".join(each.text or "" for each in texts)
        if bound is None or not texts or kept.strip() == bound.strip() or read_figure(bound).state != REPORTED:
            continue
        texts[0].text = f"{kept}／{bound.strip()}"
        for each in texts[1:]:
            each.text = ""


def _stored(package: Package) -> Iterator[tuple[str, etree._Element]]:
    """The parts of a document's own data, by the mark that controls call them with."""
    for name in package.entries:
        found = re.fullmatch(r"(customXml/)itemProps(\d{1,4}\.xml)", name)
        if found and (item := f"{found[1]}item{found[2]}") in package:
            mark = attribute(package.xml(name), "itemID")
            if mark:
                yield mark.upper(), package.xml(item)


def _bound(binding: etree._Element, parts: dict[str, etree._Element]) -> str | None:
    """What stands where a control is bound to."""
    part = parts.get((attribute(binding, "storeItemID") or "").upper())
    path = attribute(binding, "xpath") or ""
    if part is None or not _PATH.fullmatch(path):
        return None
    prefixes = dict(_PREFIX.findall(attribute(binding, "prefixMappings") or ""))
    try:
        found = part.getroottree().xpath(path, namespaces=prefixes or None)
    except etree.XPathError:
        return None
    first = next(iter(found), None) if isinstance(found, list) else None
    if isinstance(first, str):
        return str(first)
    return None if first is None else "".join(first.itertext())
