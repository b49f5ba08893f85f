"""Colours of a Word document in XML: of text, of shading, of the theme."""

import re
from collections.abc import Callable
from functools import cached_property

from lxml import etree

from gouji.parse.files.zip_package import attribute

from .looks import BLACK, UNTOLD, WHITE, mixed
from .word_elements import local, value_of

_HEX = re.compile(r"#?([0-9A-Fa-f]{6})\b")
_SHARE = re.compile(r"pct(\d{1,2})")
_SLOTS = {
    "background1": "lt1", "light1": "lt1", "bg1": "lt1", "text1": "dk1", "dark1": "dk1", "tx1": "dk1",
    "background2": "lt2", "light2": "lt2", "bg2": "lt2", "text2": "dk2", "dark2": "dk2", "tx2": "dk2",
    "hyperlink": "hlink", "followedHyperlink": "folHlink",
}  # fmt: skip
_USUAL_THEME = {"lt1": WHITE, "dk1": BLACK}
_NAMED = {"white": WHITE, "black": BLACK, "window": WHITE, "windowText": BLACK}


class Theme:
    """The colours of a document's theme (DrawingML a:clrScheme), by slot: lt1, dk1, accent1."""

    def __init__(self, read: Callable[[], etree._Element | None] = lambda: None) -> None:
        self._read = read  # its part, which few documents need

    @cached_property
    def _colours(self) -> dict[str, int]:
        colours = dict(_USUAL_THEME)
        part = self._read()
        scheme = None if part is None else next(part.iter("{*}clrScheme"), None)
        for slot in () if scheme is None else scheme:
            colour = next((_hex(child.get("lastClr") or child.get("val")) for child in slot), None)
            if colour is not None:
                colours[str(slot.tag).rpartition("}")[2]] = colour
        return colours

    def of(self, name: str) -> int | None:
        return self._colours.get(_SLOTS.get(name, name))

    def text(self, color: etree._Element) -> int | None:
        """w:color -> a colour, None for automatic. A colour of the theme, where it is not made lighter or darker,
        counts before the copy in w:val."""
        themed = self._themed(color, "themeColor", "themeShade", "themeTint")
        return _hex(value_of(color)) if themed is None else themed

    def shade(self, shd: etree._Element) -> int | None:
        """w:shd -> the colour of the ground, None where it has none."""
        pattern = value_of(shd) or "clear"
        if pattern in ("nil", "none"):
            return None
        fill, front = attribute(shd, "fill"), attribute(shd, "color")
        themed = self._themed(shd, "themeFill", "themeFillShade", "themeFillTint")
        back = _hex(fill) if themed is None else themed
        if back is None and attribute(shd, "themeFill"):
            back = UNTOLD
        if pattern == "clear":
            return back
        share = 1.0 if pattern == "solid" else int(found[1]) / 100 if (found := _SHARE.fullmatch(pattern)) else None
        if share is None or back == UNTOLD:  # stripes and grids
            return UNTOLD
        return mixed(_hex(front) or BLACK, WHITE if back is None else back, share)

    def page(self, background: etree._Element) -> int:
        """w:background -> the colour of the page."""
        themed = self._themed(background, "themeColor", "themeShade", "themeTint")
        said = _hex(attribute(background, "color")) if themed is None else themed
        return WHITE if said is None else said

    def _themed(self, element: etree._Element, name: str, *changes: str) -> int | None:
        themed = attribute(element, name)
        if not themed or any(attribute(element, change) for change in changes):
            return None
        return self.of(themed)

    def fill(self, shape: etree._Element) -> int | None:
        """The ground of a text box (a drawing or VML): a colour, UNTOLD where it is not told, None where the page shows."""
        for node in shape.iter():
            name = str(node.tag).rpartition("}")[2]
            if name in ("txbxContent", "noFill", "ln"):
                return None
            if name in ("gradFill", "blipFill", "pattFill"):
                return UNTOLD
            if name == "solidFill":
                return self._solid(node)
            if local(node.tag) in ("shape", "rect", "roundrect", "oval") and node.get("style") is not None:
                if node.get("filled") in ("f", "false"):
                    return None
                return _css(node.get("fillcolor"))
        return None

    def _solid(self, fill: etree._Element) -> int:
        colour = next(iter(fill), None)
        if colour is None or len(colour):  # made lighter, darker, transparent
            return UNTOLD
        value = colour.get("lastClr") or colour.get("val") or ""
        found = _hex(value) if _HEX.fullmatch(value) else self.of(value)
        return UNTOLD if found is None else found


def _css(value: str | None) -> int:
    """A colour as VML writes it; a shape that names none is white."""
    if not value:
        return WHITE
    word = value.split()[0]
    if (short := re.fullmatch(r"#([0-9A-Fa-f]{3})", word)) is not None:
        word = "#" + "".join(c * 2 for c in short[1])
    found = _hex(word)
    return _NAMED.get(word, UNTOLD) if found is None else found


def _hex(value: str | None) -> int | None:
    found = _HEX.match(value or "")
    return int(found[1], 16) if found else None
