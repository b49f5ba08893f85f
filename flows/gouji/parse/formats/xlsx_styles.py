"""Styles of an XLSX workbook that decide how a cell's value is shown (ECMA-376 part 1, 18.8), and rich text (18.4)."""

import colorsys
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from gouji.parse.files.zip_package import Package

from .looks import BLACK, MAX_UNSEEN_POINTS, PLAIN, UNTOLD, WHITE, Look
from .number_format import BUILT_IN, GENERAL
from .sheet_view import CellStyle

RichText = list[tuple[str, Look | None]]  # runs and their looks; None: that of the cell
# The colours that files name by a number (18.8.27); 64 and 65 are those of the system for text and ground.
_INDEXED = (
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF,
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF,
    0x800000, 0x008000, 0x000080, 0x808000, 0x800080, 0x008080, 0xC0C0C0, 0x808080,
    0x9999FF, 0x993366, 0xFFFFCC, 0xCCFFFF, 0x660066, 0xFF8080, 0x0066CC, 0xCCCCFF,
    0x000080, 0xFF00FF, 0xFFFF00, 0x00FFFF, 0x800080, 0x800000, 0x008080, 0x0000FF,
    0x00CCFF, 0xCCFFFF, 0xCCFFCC, 0xFFFF99, 0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99,
    0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00, 0xFF9900, 0xFF6600, 0x666699, 0x969696,
    0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366, 0x333399, 0x333333,
)  # fmt: skip
INDEXED = dict(enumerate(_INDEXED)) | {64: BLACK, 65: WHITE}
_THEME = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
_USUAL_THEME = {"lt1": WHITE, "dk1": BLACK}
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_UNRAISED = ("", "baseline")


class Colours:
    """What a colour of the workbook is: its own palette and its theme counted in."""

    def __init__(self, styles: etree._Element | None, theme: etree._Element | None) -> None:
        own = [] if styles is None else styles.findall("{*}colors/{*}indexedColors/{*}rgbColor")
        self._indexed = INDEXED | {
            i: colour for i, each in enumerate(own) if (colour := _hex(each.get("rgb"))) is not None
        }
        self._theme = dict(_USUAL_THEME)
        scheme = None if theme is None else next(theme.iter("{*}clrScheme"), None)
        for slot in () if scheme is None else scheme:
            for each in slot:
                if (colour := _hex(each.get("lastClr") or each.get("val"))) is not None:
                    self._theme[etree.QName(slot).localname] = colour

    def of(self, element: etree._Element | None) -> int | None:
        """A colour element -> 0xRRGGBB; None where it is automatic or not known."""
        if element is None:
            return None
        if (rgb := element.get("rgb")) is not None:
            colour = _hex(rgb)
        elif (theme := element.get("theme")) is not None:
            colour = self._theme.get(_THEME[int(theme)]) if theme.isdecimal() and int(theme) < len(_THEME) else None
        else:
            indexed = element.get("indexed") or ""
            colour = self._indexed.get(int(indexed)) if indexed.isdecimal() else None
        return colour if colour is None else tinted(colour, element.get("tint") or "0")


def tinted(colour: int, tint: str) -> int:
    """A colour made lighter (above 0) or darker by a share of its lightness (18.8.19)."""
    try:
        share = max(-1.0, min(float(tint), 1.0))
    except ValueError:
        return colour
    if not share:
        return colour
    red, green, blue = (colour >> at & 255 for at in (16, 8, 0))
    hue, light, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    mixed = colorsys.hls_to_rgb(hue, light, saturation)
    return sum(round(part * 255) << at for part, at in zip(mixed, (16, 8, 0), strict=True))


class Styles:
    """`cells`: by the number that a cell names (its xf)."""

    def __init__(self, package: Package) -> None:
        styles = package.xml("xl/styles.xml") if "xl/styles.xml" in package else None
        theme = package.xml("xl/theme/theme1.xml") if "xl/theme/theme1.xml" in package else None
        self.colours = Colours(styles, theme)
        self.cells = [] if styles is None else list(self._cell_styles(styles))
        self.changes = [] if styles is None else [self._change(dxf) for dxf in styles.findall("{*}dxfs/{*}dxf")]

    def _cell_styles(self, styles: etree._Element) -> Iterator[CellStyle]:
        own = {each.get("numFmtId"): each.get("formatCode") for each in styles.findall("{*}numFmts/{*}numFmt")}
        codes = {str(number): code for number, code in BUILT_IN.items()} | own
        fonts = {str(i): self.look(font) for i, font in enumerate(styles.findall("{*}fonts/{*}font"))}
        fills = {str(i): self.ground(fill) for i, fill in enumerate(styles.findall("{*}fills/{*}fill"))}
        for xf in styles.findall("{*}cellXfs/{*}xf"):
            look = fonts.get(xf.get("fontId") or "0", PLAIN)._replace(ground=fills.get(xf.get("fillId") or "0"))
            yield CellStyle(codes.get(xf.get("numFmtId") or "0") or GENERAL, look)

    def _change(self, dxf: etree._Element) -> tuple[dict[str, Any], str | None]:
        """What a differential style (18.8.14) sets of a look, and its number format; its solid fill is a bgColor."""
        look: dict[str, Any] = {}
        strike, colour = dxf.find("{*}font/{*}strike"), self.colours.of(dxf.find("{*}font/{*}color"))
        ground = self.colours.of(dxf.find("{*}fill/{*}patternFill/{*}bgColor"))
        if strike is not None:
            look["struck"] = strike.get("val") not in ("0", "false")
        if colour is not None:
            look["colour"] = colour
        if ground is not None:
            look["ground"] = ground
        code = dxf.find("{*}numFmt")
        return look, None if code is None else code.get("formatCode") or ""

    def look(self, font: etree._Element | None) -> Look:
        """A font, or the properties of a run."""
        if font is None:
            return PLAIN
        strike, align = font.find("{*}strike"), font.find("{*}vertAlign")
        size = font.find("{*}sz")
        return PLAIN._replace(
            struck=strike is not None and strike.get("val") not in ("0", "false"),
            raised=align is not None and align.get("val") not in _UNRAISED,
            points=PLAIN.points if size is None else _points(size.get("val")),
            colour=self.colours.of(font.find("{*}color")),
        )

    def ground(self, fill: etree._Element) -> int | None:
        """The colour behind a cell's text, UNTOLD for a pattern, None for none."""
        pattern = fill.find("{*}patternFill")
        if pattern is None:
            return UNTOLD if len(fill) else None
        kind = pattern.get("patternType") or "none"
        if kind == "none":
            return None
        if kind != "solid":
            return UNTOLD
        front = pattern.find("{*}fgColor")
        colour = self.colours.of(front)
        return UNTOLD if colour is None else colour

    def rich_text(self, item: etree._Element) -> RichText | None:
        """The runs of a text (si or is), without the phonetic ones; None where it is all of one style."""
        runs = item.findall("{*}r")
        if not runs:
            return None
        found: RichText = []
        for child in item:
            name = etree.QName(child).localname
            if name == "t":
                found.append((child.text or "", None))
            elif name == "r":
                properties = child.find("{*}rPr")
                look = None if properties is None else self.look(properties)
                found.append((child.findtext("{*}t") or "", look))
        return found


def shared_runs(package: Package, styles: Styles) -> dict[int, RichText]:
    """The shared texts whose runs are not all seen alike, by their numbers."""
    name = "xl/sharedStrings.xml"
    if name not in package or b"rPr" not in (part := package.read(name)) or not re.search(rb"<(?:\w+:)?r>", part):
        return {}
    items = enumerate(package.xml(name).findall("{*}si"))
    found = ((i, styles.rich_text(item)) for i, item in items)
    return {i: runs for i, runs in found if runs is not None and not is_uniform(runs)}


def is_uniform(runs: RichText) -> bool:
    """Whether no run is less seen than its cell, whatever its ground."""
    return all(
        look is None
        or not (look.struck or look.raised or look.points <= MAX_UNSEEN_POINTS or look.colour not in (None, BLACK))
        for _, look in runs
    )


def _points(value: str | None) -> float:
    try:
        return float(value or PLAIN.points)
    except ValueError:
        return PLAIN.points


def _hex(value: str | None) -> int | None:
    match = _HEX.fullmatch(value or "")
    return None if match is None else int(match[1], 16)
