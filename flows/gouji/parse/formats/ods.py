"""OpenDocument spreadsheets, packed (ODS) or as one XML file (FODS) -> paragraphs and grids."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from lxml import etree

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document
from gouji.parse.files.zip_package import Package, attribute, attributes, parse_xml

from .looks import Look
from .number_format import shown_number
from .odf import body_of, children_of, count_of, name_of, text_of, times
from .odf_styles import CellLook, OdfStyles, points_of
from .ods_drawings import conditions_of, mapped, note_drawings
from .sheet_blocks import MAX_SHEET_CELLS, MAX_SHEETS, Merges, Sheet, as_document
from .sheet_view import MIN_ROW_POINTS, CellStyle, Place, SheetView, is_plain

_HIDDEN = ("collapse", "filter")
_NO_ZEROS = re.compile(rb'config:name="ShowZeroValues"[^>]*>\s*false')
_NUMBERS = ("float", "percentage", "currency")
_SPACES = {"tab": "\t", "line-break": "\n"}
_NOT_TEXT = frozenset(["annotation", "frame", "custom-shape", "ruby-text", "note", "control"])


def read_ods(data: bytes) -> Document:
    """Paragraphs and tables of a packed spreadsheet; raises UnreadableDocument."""
    package = Package(data)
    body = body_of(package, "spreadsheet")
    roots = [package.xml("styles.xml")] if "styles.xml" in package else []
    styles = OdfStyles([*roots, body.getroottree().getroot()])
    settings = package.read("settings.xml") if "settings.xml" in package else b""
    return _document(body, styles, shows_zeros=_NO_ZEROS.search(settings) is None)


def read_flat_ods(data: bytes) -> Document:
    """Paragraphs and tables of a spreadsheet that is one XML file; raises UnreadableDocument."""
    root = parse_xml(data, "office:document")
    return _document(text_of(root, "spreadsheet"), OdfStyles([root]), shows_zeros=_NO_ZEROS.search(data) is None)


def _document(body: etree._Element, styles: OdfStyles, *, shows_zeros: bool) -> Document:
    tables = list(body.iterchildren("{*}table"))[:MAX_SHEETS]
    return as_document([_Table(table, styles).sheet(shows_zeros=shows_zeros) for table in tables])


class _Table:
    """One sheet while it is read: its values by place, and how they are shown."""

    def __init__(self, table: etree._Element, styles: OdfStyles) -> None:
        self._table, self._styles = table, styles
        self._values: dict[Place, Any] = {}
        self._merges, self._view = Merges(set(), {}), SheetView()
        self._column_styles: list[tuple[range, str]] = []
        self._conditional: dict[str, list[Place]] = {}  # cells by styles that have conditions in them

    def sheet(self, *, shows_zeros: bool) -> Sheet:
        name = attribute(self._table, "name") or ""
        display = self._styles.property_of("table", attribute(self._table, "style-name") or "", "display")
        self._view.shows_zeros = shows_zeros
        self._columns()
        self._rows(name)
        for style, places in self._conditional.items():
            self._view.conditions += mapped(self._styles, style, places)
        self._view.conditions += conditions_of(self._table, self._styles)
        height = 1 + max((r for r, _ in self._values), default=-1)
        width = 1 + max((c for _, c in self._values), default=-1)
        if height * width > MAX_SHEET_CELLS:
            raise _too_large(name, height * width)
        values = [[self._values.get((r, c), "") for c in range(width)] for r in range(height)]
        return Sheet(name, display == "false", values, self._merges, self._view)

    def _columns(self) -> None:
        at = 0
        for column, is_hidden in children_of(self._table, "table-column", "table-header-columns", "table-columns"):
            span = range(at, at + times(column, "number-columns-repeated", MAX_SHEET_CELLS))
            if is_hidden or self._is_unseen(column, "table-column", "column-width"):
                self._view.hidden_columns.update(span)
            if style := attribute(column, "default-cell-style-name"):
                self._column_styles.append((span, style))
            at = span.stop

    def _rows(self, name: str) -> None:
        r = area = 0
        for row, is_hidden in children_of(self._table, "table-row", "table-header-rows", "table-rows"):
            tall = times(row, "number-rows-repeated", MAX_SHEET_CELLS)
            if is_hidden or self._is_unseen(row, "table-row", "row-height"):
                self._view.hidden_rows.update(range(r, min(r + tall, MAX_SHEET_CELLS)))
            usual = attribute(row, "default-cell-style-name")
            c = 0
            for cell in row:
                said = attributes(cell)
                wide = count_of(said.get("number-columns-repeated"), MAX_SHEET_CELLS)
                if said.get("value-type") or len(cell) or said.get("number-columns-spanned"):
                    area += tall * wide
                    if area > MAX_SHEET_CELLS:
                        raise _too_large(name, area)
                    self._cell(cell, said, usual, [(y, x) for y in range(r, r + tall) for x in range(c, c + wide)])
                c += wide
            r += tall

    def _is_unseen(self, element: etree._Element, family: str, size: str) -> bool:
        if attribute(element, "visibility") in _HIDDEN:
            return True
        points = points_of(self._styles.property_of(family, attribute(element, "style-name") or "", size))
        return points is not None and points < MIN_ROW_POINTS

    def _cell(self, cell: etree._Element, said: Mapping[str, str], usual: str | None, places: list[Place]) -> None:
        """`said`: its attributes; `usual`: the style of the cells of its row."""
        if name_of(cell) != "table-cell":  # covered by a merged one
            return
        style = said.get("style-name") or usual or self._style_of_column(places[0][1])
        styled = self._styles.cell(style)
        if style in self._styles.with_conditions:
            self._conditional.setdefault(style, []).extend(places)
        if len(cell) > len(cell.findall("{*}p")):
            note_drawings(self._view, self._styles, cell, places[0])
        runs = list(_runs(cell, styled.look, self._styles))
        text = "".join(each for each, _ in runs)
        kind, formula = said.get("value-type"), said.get("formula")
        for place in places:
            self._merge(said, place)
            if formula and (kind is None or text.startswith(("#", "Err:"))):
                self._view.without_value[place] = text or formula
            elif kind in _NUMBERS and (number := _float(said.get("value"))) is not None:
                self._number(number, text, styled, place)
            elif value := _value(said, kind, text):
                self._values[place] = value
                if isinstance(value, str) and any(look != styled.look for _, look in runs):
                    self._view.runs[place] = list(runs)
                self._note(place, CellStyle(styled.code, styled.look))

    def _number(self, number: float, text: str, styled: CellLook, place: Place) -> None:
        """A number; where its format cannot be evaluated, as the program drew it, unless that is the stored number."""
        self._values[place] = number
        drawn = text.strip()
        is_told = drawn and number >= 0 and _float(drawn.replace(",", "")) != number
        if is_told and shown_number(number, styled.code) is None:
            self._values[place] = drawn
            styled = styled._replace(code="@")
        self._note(place, CellStyle(styled.code, styled.look))

    def _note(self, place: Place, style: CellStyle) -> None:
        if place in self._view.runs or not is_plain(style):
            self._view.styles[place] = style

    def _style_of_column(self, column: int) -> str:
        return next((style for span, style in self._column_styles if column in span), "")

    def _merge(self, said: Mapping[str, str], place: Place) -> None:
        wide = count_of(said.get("number-columns-spanned"), MAX_SHEET_CELLS)
        tall = count_of(said.get("number-rows-spanned"), MAX_SHEET_CELLS)
        if wide * tall == 1 or wide * tall + len(self._merges.covered) > 2 * MAX_SHEET_CELLS:
            return
        r, c = place
        self._merges.ends[place] = c + wide - 1
        self._merges.covered.update((y, x) for y in range(r, r + tall) for x in range(c, c + wide) if (y, x) != place)


def _too_large(name: str, area: int) -> UnreadableDocument:
    return UnreadableDocument(
        f"工作表「{name}」有 {area:,} 格（上限 {MAX_SHEET_CELLS:,} 格），不像一份年度报告，"
        "请删去表外的内容后重新上报。 The sheet is too large."
    )


def _value(said: Mapping[str, str], kind: str | None, text: str) -> Any:
    if kind == "boolean":
        return said.get("boolean-value") == "true"
    if kind == "date":
        return (said.get("date-value") or text).removesuffix("T00:00:00")
    return text


def _float(text: str | None) -> float | None:
    with suppress(ValueError):
        return float(text or "")
    return None


def _runs(cell: etree._Element, look: Look, styles: OdfStyles) -> Iterator[tuple[str, Look]]:
    """The text of a cell's paragraphs, a line each; no comments, no drawings."""
    for number, paragraph in enumerate(cell.iterchildren("{*}p")):
        if number:
            yield "\n", look
        yield from _text(paragraph, look, styles)


def _text(element: etree._Element, look: Look, styles: OdfStyles) -> Iterator[tuple[str, Look]]:
    yield element.text or "", look
    for child in element:
        kind = name_of(child)
        if kind == "s":
            yield " " * times(child, "c", 60), look
        elif kind in _SPACES:
            yield _SPACES[kind], look
        elif kind == "span":
            yield from _text(child, styles.look("text", attribute(child, "style-name") or "", look), styles)
        elif kind not in _NOT_TEXT:
            yield from _text(child, look, styles)
        yield child.tail or "", look
