"""What lies over the cells of an OpenDocument sheet, and its conditional formats (ODF 1.2, part 1, 9.2, 16.3, 19.874)."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from lxml import etree

from gouji.core.model import REPORTED
from gouji.parse.cells.figures import read_figure
from gouji.parse.files.zip_package import attribute

from .conditional_formats import MAX_CONDITIONS, Condition, areas_of
from .odf import name_of
from .odf_styles import OdfStyles
from .sheet_view import Place, SheetView
from .xlsx_drawings import MAX_COVERED_CELLS, MAX_FIGURE_CELLS

_DRAWN = frozenset(["control", "frame", "custom-shape", "rect", "ellipse", "circle", "polygon", "path", "g"])
_COMPARED = re.compile(r"(?:cell-content\(\))?\s*(<=|>=|!=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_BETWEEN = re.compile(r"(?:cell-content-is-)?(not-)?between\((-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)\)")

Area = tuple[int, int, int, int]


def note_drawings(view: SheetView, styles: OdfStyles, cell: etree._Element, place: Place) -> None:
    """Notes the cells under the drawings that are anchored in a cell, and the texts of these."""
    for drawing in cell:
        if name_of(drawing) not in _DRAWN:
            continue
        text = "".join("".join(each.itertext()) for each in drawing.iter("{*}p")).strip()
        cells = list(_reached(drawing, place))
        # What a control of a form shows is kept elsewhere.
        is_picture = name_of(drawing) == "control" or next(drawing.iter("{*}image", "{*}object"), None) is not None
        if is_picture or _is_filled(styles, drawing):
            view.covered.update(cells)
        if is_picture and len(cells) <= MAX_FIGURE_CELLS:
            view.pictured.update(cells)
        if read_figure(text).state == REPORTED and len(cells) <= MAX_FIGURE_CELLS:
            view.typed_over.update(dict.fromkeys(cells, text))
        if text:
            view.warnings.append(f"有文本框浮在表格之上，其中的文字未读，请人工核对：「{text[:30]}」")


def _reached(drawing: etree._Element, place: Place) -> Iterator[Place]:
    """The cells from the one that a drawing is anchored in to that in which it ends."""
    last = (attribute(drawing, "end-cell-address") or "").rpartition(".")[2]
    bottom, right = next(((row, column) for _, _, row, column in areas_of(last)), place)
    if bottom - place[0] >= 0 and right - place[1] >= 0:
        if (bottom - place[0] + 1) * (right - place[1] + 1) <= MAX_COVERED_CELLS:
            yield from ((r, c) for r in range(place[0], bottom + 1) for c in range(place[1], right + 1))
    else:
        yield place


def _is_filled(styles: OdfStyles, drawing: etree._Element) -> bool:
    """Whether a shape has a ground; a frame of text has none where it names none."""
    name = attribute(drawing, "style-name") or ""
    kind = styles.property_of("graphic", name, "fill")
    return kind != "none" if kind is not None else name_of(drawing) != "frame"


def conditions_of(table: etree._Element, styles: OdfStyles) -> list[Condition]:
    """The conditional formats of a sheet, as LibreOffice writes them, the one that counts most last."""
    found = []
    for parent in table.iterfind("{*}conditional-formats/{*}conditional-format"):
        areas = tuple(_areas(attribute(parent, "target-range-address") or ""))
        for each in reversed(list(parent)):
            if name_of(each) == "condition":
                style, asked = attribute(each, "apply-style-name") or "", attribute(each, "value") or ""
                found.append(condition(areas, asked, styles, style))
            elif attribute(each, "show-value") == "false":  # bars or icons only
                found.append(Condition(areas, "always", (), {"hidden": True}, None))
    return found[-MAX_CONDITIONS:]


def mapped(styles: OdfStyles, style: str, places: Iterable[Place]) -> list[Condition]:
    """The conditions that a cell style has within it, for the cells of that style."""
    areas = tuple((r, c, r, c) for r, c in places)
    return [condition(areas, asked, styles, name) for asked, name in reversed(styles.maps_of(style))]


def condition(areas: tuple[Area, ...], asked: str, styles: OdfStyles, style: str) -> Condition:
    usual, changed = styles.cell(""), styles.cell(style)
    look: dict[str, Any] = {
        name: value
        for name, value, before in zip(changed.look._fields, changed.look, usual.look, strict=True)
        if value != before
    }
    code = None if changed.code == usual.code else changed.code
    plain = asked.replace(" ", "")
    if match := _COMPARED.fullmatch(plain):
        return Condition(areas, match[1].replace("!=", "<>"), (Decimal(match[2]),), look, code)
    if match := _BETWEEN.fullmatch(plain):
        limits = Decimal(match[2]), Decimal(match[3])
        return Condition(areas, "notBetween" if match[1] else "between", limits, look, code)
    return Condition(areas, None, (), look, code)


def _areas(text: str) -> Iterator[Area]:
    """Ranges as 表.A1:表.B2, parted by blanks."""
    return areas_of(" ".join(re.sub(r"(?:'[^']*'|[^\s:.']*)\.\$?", "", part.replace("$", "")) for part in text.split()))
