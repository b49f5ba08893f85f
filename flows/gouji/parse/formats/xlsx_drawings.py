"""What is drawn over the cells of an XLSX sheet: shapes that cover them, text boxes, controls (ECMA-376, 20.5)."""

import posixpath
from collections.abc import Iterator

from lxml import etree

from gouji.core.model import REPORTED
from gouji.parse.cells.figures import read_figure
from gouji.parse.files.pictures import shows_through
from gouji.parse.files.zip_package import Package

from .sheet_view import Place, SheetView
from .xlsx_sizes import Sizes, sizes_of

MAX_COVERED_CELLS = 20_000  # of a sheet
MAX_PICTURE_BYTES = 60_000_000
MAX_FIGURE_CELLS = 4  # that a text box with a figure of its own lies over
_FILLS = ("solidFill", "gradFill", "blipFill", "pattFill")


def note_drawings(view: SheetView, package: Package, sheet: str) -> None:
    """Notes cells of a sheet (its part) that are covered, and warns of texts and controls that stand beside cells."""
    folder, _, name = sheet.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package:
        return
    texts: list[str] = []
    controls = 0
    for relation in package.xml(relations):
        kind = (relation.get("Type") or "").rpartition("/")[2]
        part = posixpath.normpath(posixpath.join(folder, relation.get("Target") or "")).lstrip("/")
        controls += kind in ("ctrlProp", "control")
        if kind == "drawing" and part in package:
            opaque = _opaque_pictures(package, part)
            anchors = package.xml(part)
            # Libraries place a picture by its upper left corner and its size.
            sizes = sizes_of(package.read(sheet)) if anchors.find("{*}oneCellAnchor") is not None else Sizes()
            for anchor in anchors:
                cells = list(_cells(anchor, sizes))
                texts += _note_shapes(view, anchor, cells)
                pictures = [value for blip in anchor.iter("{*}blip") for value in blip.attrib.values()]
                if any(value in opaque for value in pictures):
                    view.covered.update(cells)
                if (pictures or _is_object(anchor)) and len(cells) <= MAX_FIGURE_CELLS:
                    view.pictured.update(cells)
    if texts:
        view.warnings.append(f"有 {len(texts)} 个文本框浮在表格之上，其中的文字未读，请人工核对：「{texts[0][:30]}」")
    if controls:
        view.warnings.append(f"有 {controls} 个窗体控件（复选框、选项按钮等），其状态未读，请人工核对")


def _note_shapes(view: SheetView, anchor: etree._Element, cells: list[Place]) -> Iterator[str]:
    """Notes the cells under the shapes of an anchor; gives the texts of the shapes."""
    for shape in anchor.iter("{*}sp"):
        about = shape.find("{*}nvSpPr/{*}cNvPr")
        if about is not None and about.get("hidden") in ("1", "true"):
            continue
        text = "".join(each.text or "" for each in shape.iterfind("{*}txBody//{*}t")).strip()
        if _is_filled(shape):
            view.covered.update(cells)
        if read_figure(text).state == REPORTED and len(cells) <= MAX_FIGURE_CELLS:
            view.typed_over.update(dict.fromkeys(cells, text))
        if text:
            yield text


def _opaque_pictures(package: Package, drawing: str) -> set[str]:
    """The marks of the pictures of a drawing that nothing shows through."""
    folder, _, name = drawing.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    found = set()
    for relation in package.xml(relations) if relations in package else ():
        part = posixpath.normpath(posixpath.join(folder, relation.get("Target") or "")).lstrip("/")
        is_picture = (relation.get("Type") or "").endswith("/image")
        if is_picture and part in package and not shows_through(package.read(part, MAX_PICTURE_BYTES)):
            found.add(relation.get("Id") or "")
    return found


def _is_filled(shape: etree._Element) -> bool:
    properties = shape.find("{*}spPr")
    kinds = [] if properties is None else [etree.QName(each).localname for each in properties]
    if "noFill" in kinds:
        return False
    styled = shape.find("{*}style/{*}fillRef")
    return any(kind in _FILLS for kind in kinds) or (styled is not None and styled.get("idx") != "0")


def _is_object(anchor: etree._Element) -> bool:
    """Whether an anchor holds an embedded object or chart."""
    return anchor.find("{*}graphicFrame") is not None


def _cells(anchor: etree._Element, sizes: Sizes) -> Iterator[Place]:
    """The cells that an anchor reaches into; one at whose edge it ends is none of them."""
    start, extent = anchor.find("{*}from"), anchor.find("{*}ext")
    top, left = _corner(start, ends=False)
    if start is not None and extent is not None:
        bottom = sizes.last_row(top, _whole(start.findtext("{*}rowOff")), _whole(extent.get("cy")))
        right = sizes.last_column(left, _whole(start.findtext("{*}colOff")), _whole(extent.get("cx")))
    else:
        bottom, right = _corner(anchor.find("{*}to"), ends=True)
    if (bottom - top + 1) * (right - left + 1) <= MAX_COVERED_CELLS:
        yield from ((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))


def _corner(marker: etree._Element | None, *, ends: bool) -> Place:
    if marker is None:
        return (-1, -1) if ends else (0, 0)

    def at(name: str) -> int:
        place, off = marker.findtext(f"{{*}}{name}") or "", marker.findtext(f"{{*}}{name}Off") or "0"
        number = int(place) if place.isdecimal() else 0
        return number - 1 if ends and off == "0" else number

    return at("row"), at("col")


def _whole(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else 0
