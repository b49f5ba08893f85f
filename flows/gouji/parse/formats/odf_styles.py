"""Styles of OpenDocument 1.2 (part 1, 16 and 20) that decide how text and values are shown."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

from gouji.parse.files.zip_package import attribute

from .looks import PLAIN, UNTOLD, Look
from .number_format import GENERAL

_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(pt|in|cm|mm|pc|px)")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "px": 0.75}
_COLOUR = re.compile(r"#([0-9A-Fa-f]{6})")
_CONDITION = re.compile(r"value\(\)\s*(<=|>=|!=|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_SIGNS = {(">=", "0"): 2, (">", "0"): 3}  # sections of a format whose first is for what the condition says
_MAX_PARENTS = 20
_MIN_RAISED_SHARE = 15  # % of the size off the line; less is how offices level characters of two fonts
_MAX_PLACES = 30  # digits that a format may ask for
UNKNOWN_FORMAT = "# ?/?"  # stands for formats that are not evaluated


class CellLook(NamedTuple):
    """How a cell of a spreadsheet is shown; the code is that of a number format as Excel writes it."""

    look: Look
    code: str


class OdfStyles:
    """The styles of a document, by family and name; `roots`: of styles.xml and content.xml, or of the flat file."""

    def __init__(self, roots: Iterable[etree._Element]) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._formats: dict[str, etree._Element] = {}
        for root in roots:
            for parent in root.iterfind("{*}styles"):
                self._take(parent)
            for parent in root.iterfind("{*}automatic-styles"):
                self._take(parent)
        self.with_conditions = {
            name
            for (family, name), style in self._styles.items()
            if family == "table-cell" and style.find("{*}map") is not None
        }
        self._cells: dict[str, CellLook] = {}
        self._codes: dict[str, str] = {}

    def _take(self, parent: etree._Element) -> None:
        for style in parent:
            kind = etree.QName(style).localname
            if kind == "style":
                self._styles[attribute(style, "family") or "", attribute(style, "name") or ""] = style
            elif kind == "default-style":
                self._styles[attribute(style, "family") or "", ""] = style
            elif kind.endswith("-style"):
                self._formats[attribute(style, "name") or ""] = style

    def chain(self, family: str, name: str) -> list[etree._Element]:
        """A style and those it inherits from, the first ancestor first; the family's default before all."""
        found: list[etree._Element] = []
        while (style := self._styles.get((family, name))) is not None and len(found) < _MAX_PARENTS:
            found.append(style)
            if not name:
                break
            name = attribute(style, "parent-style-name") or ""
        return found[::-1]

    def look(self, family: str, name: str, base: Look = PLAIN) -> Look:
        """How text of a style is shown that stands in text shown as `base`."""
        for style in self.chain(family, name) if name else ():
            if attribute(style, "name") is None and base is not PLAIN:  # the default is counted in
                continue
            for properties in style:
                base = _with(base, properties)
        return base

    def ground(self, family: str, name: str) -> int | None:
        """What a style gives its paragraphs, cells, rows or table as ground."""
        for style in reversed(self.chain(family, name)):
            for properties in style.iterfind(f"{{*}}{family}-properties"):
                if (said := attribute(properties, "background-color")) is not None:
                    return _ground(said)
        return None

    def fill(self, name: str) -> int | None:
        """The ground of a text box; None where the page shows."""
        kind = self.property_of("graphic", name, "fill")
        if kind in ("gradient", "bitmap", "hatch"):
            return UNTOLD
        said = self.property_of("graphic", name, "fill-color" if kind == "solid" else "background-color")
        return None if said is None or kind == "none" else _ground(said)

    def cell(self, name: str) -> CellLook:
        """Of a cell style."""
        if name not in self._cells:
            chain = self.chain("table-cell", name or "Default")
            code = next((found for each in reversed(chain) if (found := attribute(each, "data-style-name"))), "")
            look = self.look("table-cell", name or "Default")
            self._cells[name] = CellLook(look, self._code(code) if code else GENERAL)
        return self._cells[name]

    def maps_of(self, name: str) -> list[tuple[str, str]]:
        """The conditions of a cell style, each with the style that it applies."""
        return [
            (attribute(each, "condition") or "", attribute(each, "apply-style-name") or "")
            for style in self.chain("table-cell", name)[-1:]
            for each in style.iterfind("{*}map")
        ]

    def property_of(self, family: str, name: str, wanted: str) -> str | None:
        """What a style says by one of its properties' attributes, itself or by inheritance."""
        for style in reversed(self.chain(family, name)):
            for properties in style:
                if (said := attribute(properties, wanted)) is not None:
                    return said
        return None

    def _code(self, name: str) -> str:
        if name not in self._codes:
            self._codes[name] = UNKNOWN_FORMAT  # of one that refers to itself
            style = self._formats.get(name)
            self._codes[name] = GENERAL if style is None else self._sections(style)
        return self._codes[name]

    def _sections(self, style: etree._Element) -> str:
        """A number style and the styles it maps conditions to, as the sections of one code."""
        own = _section(style)
        maps = [
            (attribute(each, "condition") or "", attribute(each, "apply-style-name") or "")
            for each in style.iterfind("{*}map")
        ]
        if not maps:
            return own
        conditions = [_CONDITION.fullmatch(condition.strip()) for condition, _ in maps]
        codes = [_section(self._formats[name]) if name in self._formats else UNKNOWN_FORMAT for _, name in maps]
        first = conditions[0]
        usual = first is not None and _SIGNS.get((first[1], first[2])) is not None
        if usual:
            return ";".join([*codes, own])
        said = ["" if each is None else f"[{each[1].replace('!=', '<>')}{each[2]}]" for each in conditions]
        return ";".join([*(sign + code for sign, code in zip(said, codes, strict=True)), own])


def _with(look: Look, properties: etree._Element) -> Look:
    """A look and what an element of properties changes; of text, and the ground of a cell."""
    kind = str(properties.tag).rpartition("}")[2]
    said = {str(key).rpartition("}")[2]: str(value) for key, value in properties.attrib.items()}
    if kind == "table-cell-properties" and "background-color" in said:
        return look._replace(ground=_ground(said["background-color"]))
    if kind != "text-properties":
        return look
    if "text-line-through-style" in said or "text-line-through-type" in said:
        lines = [said.get(f"text-line-through-{each}", "none") for each in ("style", "type")]
        look = look._replace(struck=any(line != "none" for line in lines))
    if "text-position" in said:
        look = look._replace(raised=_is_raised(said["text-position"]))
    if "color" in said:
        look = look._replace(colour=_colour(said["color"]))
    if said.get("use-window-font-color") == "true":
        look = look._replace(colour=None)
    if "background-color" in said and (ground := _ground(said["background-color"])) is not None:
        look = look._replace(ground=ground)
    if "display" in said:
        look = look._replace(hidden=said["display"] == "none")
    points = points_of(said.get("font-size"))
    return look if points is None else look._replace(points=points)


def points_of(length: str | None) -> float | None:
    """A length in points; None for a share, or for none."""
    match = _LENGTH.fullmatch(length or "")
    return None if match is None else float(match[1]) * _POINTS[match[2]]


def _is_raised(position: str) -> bool:
    height = position.split()[0] if position.split() else "0%"
    share = re.fullmatch(r"-?(\d+(?:\.\d+)?)%", height)
    return height in ("super", "sub") or (share is not None and float(share[1]) >= _MIN_RAISED_SHARE)


def _colour(value: str) -> int | None:
    match = _COLOUR.fullmatch(value)
    return None if match is None else int(match[1], 16)


def _ground(value: str) -> int | None:
    if value == "transparent":
        return None
    colour = _colour(value)
    return UNTOLD if colour is None else colour


def _section(style: etree._Element) -> str:
    """A number style without its conditions as a section of a code."""
    kind = etree.QName(style).localname
    if kind in ("date-style", "time-style"):
        return "yyyy-m-d" if style.find("{*}year") is not None else "h:mm"
    if kind == "boolean-style":
        return UNKNOWN_FORMAT
    parts = []
    for child in style:
        name = etree.QName(child).localname
        if name == "number":
            parts.append(_number(child))
        elif name in ("text", "currency-symbol"):
            parts.append(_words(child.text or "", percent=kind == "percentage-style"))
        elif name == "text-content":
            parts.append("@")
        elif name in ("fraction", "scientific-number"):
            parts.append(UNKNOWN_FORMAT)
    return "".join(parts)


def _words(text: str, *, percent: bool) -> str:
    """Words around a number; the percent sign of a percentage is no word."""
    if percent and "%" in text:
        return "%".join(_words(each, percent=False) for each in text.split("%"))
    return '"' + text.replace('"', "”") + '"' if text else ""


def _number(number: etree._Element) -> str:
    decimals, least = attribute(number, "decimal-places"), attribute(number, "min-decimal-places")
    whole = _count(attribute(number, "min-integer-digits"), 0)
    inside = {_count(attribute(each, "position"), 0): each.text or "" for each in number.iterfind("{*}embedded-text")}
    factor = attribute(number, "display-factor") or "1"
    if decimals is None and not inside and factor == "1" and attribute(number, "grouping") != "true":
        return GENERAL
    size = max(whole, 4 if attribute(number, "grouping") == "true" else 1, *(at + 1 for at in inside or (0,)))
    digits = ""
    for at in range(size):  # from the right
        if at and at % 3 == 0 and attribute(number, "grouping") == "true":
            digits = "," + digits
        if inside.get(at):
            digits = f'"{inside[at]}"' + digits
        digits = ("0" if at < whole else "#") + digits
    places = _count(decimals, 0)
    zeros = min(_count(least, places), places)
    point = "." + "0" * zeros + "#" * (places - zeros) if places else ""
    commas = {"1": "", "1000": ",", "1000000": ",,", "1000000000": ",,,"}.get(factor.removesuffix(".0"))
    return UNKNOWN_FORMAT if commas is None else digits + point + commas


def _count(value: str | None, default: int) -> int:
    return min(int(value), _MAX_PLACES) if value is not None and value.isdecimal() else default
