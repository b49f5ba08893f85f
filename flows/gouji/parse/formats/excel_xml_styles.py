"""Styles of an XML workbook of Excel 2003 (XML Spreadsheet Reference) that decide how a value is shown."""

from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from .looks import PLAIN, UNTOLD, Look
from .number_format import GENERAL
from .sheet_view import CellStyle

SHEET = "urn:schemas-microsoft-com:office:spreadsheet"
DEFAULT = "Default"  # the style of cells that name none
# The formats that have a name; dates are given as such by the type of their data.
_NAMED_FORMATS = {
    "General Number": GENERAL, "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%", "Scientific": "0.00E+00",
    "Currency": '"¥"#,##0.00', "Yes/No": '"是";"是";"否"', "True/False": '"真";"真";"假"', "On/Off": '"开";"开";"关"',
}  # fmt: skip
_STRUCK, _RAISED = frozenset(["S", "Strike", "Del"]), frozenset(["Sup", "Sub"])


def styles_of(root: etree._Element) -> dict[str, CellStyle]:
    """The cell styles of a workbook by their IDs, what they inherit counted in."""
    elements = {each.get(f"{{{SHEET}}}ID") or "": each for each in root.iterfind(f"{{{SHEET}}}Styles/{{{SHEET}}}Style")}
    styles: dict[str, CellStyle] = {}
    for name in elements:
        chain: list[etree._Element] = []
        at: str | None = name
        while at in elements and elements[at] not in chain:
            chain.append(elements[at])
            parent = DEFAULT if at != DEFAULT else None
            at = elements[at].get(f"{{{SHEET}}}Parent") or parent
        style = CellStyle()
        for element in reversed(chain):
            style = _with(style, element)
        styles[name] = style
    return styles


def _with(style: CellStyle, element: etree._Element) -> CellStyle:
    """A style and what an element of it changes."""
    look, code = style.look, style.number_format
    for child in element:
        kind = etree.QName(child).localname
        said = {etree.QName(str(name)).localname: str(value) for name, value in child.attrib.items()}
        if kind == "Font":
            if "StrikeThrough" in said:
                look = look._replace(struck=said["StrikeThrough"] == "1")
            if "VerticalAlign" in said:
                look = look._replace(raised=said["VerticalAlign"] in ("Superscript", "Subscript"))
            look = _sized(look, said.get("Size"), said.get("Color"))
        elif kind == "Interior" and said:
            look = look._replace(ground=_ground(said))
        elif kind == "NumberFormat":
            named = said.get("Format") or GENERAL
            code = _NAMED_FORMATS.get(named, named)
    return CellStyle(code, look)


def _ground(said: dict[str, str]) -> int | None:
    pattern = said.get("Pattern") or "Solid"
    if pattern == "None":
        return None
    colour = _colour(said.get("Color"))
    return UNTOLD if pattern != "Solid" or colour is None else colour


def rich_text(data: etree._Element) -> list[tuple[str, Look | None]] | None:
    """The runs of a value in HTML elements; None where it has none."""
    return list(_runs(data, None)) if len(data) else None


def _runs(element: etree._Element, look: Look | None) -> Iterator[tuple[str, Look | None]]:
    yield element.text or "", look
    for child in element:
        kind = etree.QName(child).localname
        inner = look or PLAIN
        if kind in _STRUCK:
            inner = inner._replace(struck=True)
        elif kind in _RAISED:
            inner = inner._replace(raised=True)
        elif kind == "Font":
            said = {etree.QName(str(name)).localname: str(value) for name, value in child.attrib.items()}
            inner = _sized(inner, said.get("Size"), said.get("Color"))
        yield from _runs(child, look if inner == PLAIN else inner)
        yield child.tail or "", look


def _sized(look: Look, size: str | None, colour: str | None) -> Look:
    if size is not None:
        with suppress(ValueError):
            look = look._replace(points=float(size))
    return look if colour is None else look._replace(colour=_colour(colour))


def _colour(value: str | None) -> int | None:
    with suppress(ValueError):
        return int((value or "").removeprefix("#"), 16)
    return None
