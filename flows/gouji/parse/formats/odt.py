"""OpenDocument text (ODT), as LibreOffice and WPS save it -> paragraphs and grids: content.xml of the package."""

from typing import NamedTuple

from lxml import etree

from gouji.parse.document import UNTOLD_SHAPE, Document, Run, seen_in_cell, seen_text
from gouji.parse.files.zip_package import Package, attribute, attributes, parse_xml

from .looks import PLAIN, WHITE, Look, run_of
from .odf import body_of, children_of, count_of, name_of, text_of, times
from .odf_styles import OdfStyles
from .odt_fields import controls_of, selected, shown_by_mark
from .word_rows import Place, WordRows

# Columns and rows that one element may stand for: hostile documents claim thousands.
MAX_REPEATED_COLUMNS, MAX_REPEATED_ROWS = 60, 200
COLUMN_WIDTH_TWIPS = 1_000  # the width of a grid column, in the twips of WordRows
_SKIPPED = frozenset(
    ["annotation", "annotation-end", "forms", "hidden-paragraph", "note", "placeholder", "ruby-text", "sequence-decls",
     "tracked-changes"]
)  # fmt: skip
_MAY_BE_HIDDEN = frozenset(["section", "variable-set", "user-field-get", "variable-input", "expression", "hidden-text"])
_PICTURES = frozenset(["image", "object", "object-ole", "plugin"])
_PLAIN = {"tab": "\t", "line-break": "\n", "soft-page-break": ""}


def read_odt(data: bytes) -> Document:
    """Paragraphs and tables of a text document; text boxes stand before the paragraph they are anchored in."""
    package = Package(data)
    body = body_of(package, "text")
    roots = [body.getroottree().getroot()]
    if "styles.xml" in package:
        roots.insert(0, package.xml("styles.xml"))
    return _TextReader(body, OdfStyles(roots)).document()


def read_flat_odt(data: bytes) -> Document:
    """Paragraphs and tables of a text document that is one XML file."""
    root = parse_xml(data, "office:document")
    return _TextReader(text_of(root, "text"), OdfStyles([root])).document()


class _Place(NamedTuple):
    """Where paragraphs stand: the table, and the colour behind them."""

    depth: int = 0
    ground: int = WHITE


class _TextReader:
    """Goes through a body once."""

    def __init__(self, body: etree._Element, styles: OdfStyles) -> None:
        self._body, self._styles = body, styles
        self._controls = controls_of(body)
        self._deletions = _deletions(body)
        self._deleting: set[str] = set()
        self._has_hidden_lines = next(body.iter("{*}hidden-paragraph"), None) is not None
        self._rows = WordRows()
        self._looks: dict[tuple[str, str, Look], Look] = {}
        self._grounds: dict[tuple[str, str], int | None] = {}
        self._before: list[Run] = []  # of paragraphs in a cell whose end was deleted: they are one with the next

    def document(self) -> Document:
        self._walk(self._body, _Place())
        return self._rows.document()

    def _walk(self, container: etree._Element, place: _Place) -> None:
        for child in container:
            name = name_of(child)
            if name in ("p", "h"):
                self._paragraph(child, place)
            elif name == "table":
                self._table(child, place)
            elif name in ("change-start", "change-end"):
                self._change(child, name)
            elif name not in _SKIPPED and not _is_hidden(child, name):  # sections, lists, frames
                self._walk(child, place)

    def _paragraph(self, paragraph: etree._Element, place: _Place) -> None:
        style = attribute(paragraph, "style-name") or ""
        ground = self._ground("paragraph", style)
        text = _ParagraphText(self, place.ground if ground is None else ground, in_cell=place.depth > 0)
        if not self._has_hidden_lines or not _hides(paragraph):
            text.collect(paragraph, self.look("paragraph", style, PLAIN))
        runs = self._before + text.runs
        for box in text.boxes:
            self._box(box, place.depth)
        goes_on = place.depth > 0 and bool(self._deleting)
        self._before = runs if goes_on else []
        if not goes_on:
            self._rows.paragraph(seen_in_cell(runs) if place.depth else seen_text(runs), place.depth)

    def _box(self, box: etree._Element, depth: int) -> None:
        frame = box.getparent()
        fill = None if frame is None else self._styles.fill(attribute(frame, "style-name") or "")
        around, self._rows = self._rows, self._rows.beside()
        before, self._before = self._before, []
        self._walk(box, _Place(0, WHITE if fill is None else fill))
        self._before = before
        around.take_in(self._rows, depth)
        self._rows = around

    def _table(self, table: etree._Element, place: _Place) -> None:
        style = attribute(table, "style-name") or ""
        if self._styles.property_of("table", style, "display") == "false":
            return
        depth = place.depth + 1
        ground = self._behind(place.ground, "table", style)
        for row, _ in children_of(table, "table-row", "table-header-rows", "table-rows"):
            of_row = self._behind(ground, "table-row", attribute(row, "style-name") or "")
            for _ in range(times(row, "number-rows-repeated", MAX_REPEATED_ROWS)):
                if places := list(self._cells(row, _Place(depth, of_row))):
                    self._rows.row(depth, places)

    def _cells(self, row: etree._Element, place: _Place) -> list[Place]:
        places: list[Place] = []
        for cell in row:
            name = name_of(cell)
            covered = name == "covered-table-cell"
            if not covered and name != "table-cell":
                continue
            said = attributes(cell)
            ground = self._behind(place.ground, "table-cell", said.get("style-name") or "")
            for _ in range(count_of(said.get("number-columns-repeated"), MAX_REPEATED_COLUMNS)):
                self._walk(cell, _Place(place.depth, ground))
                self._rows.cell(seen_in_cell(self._before) if self._before else "", place.depth)
                self._before = []
                at = COLUMN_WIDTH_TWIPS * len(places)
                places.append(Place(at, at + COLUMN_WIDTH_TWIPS, covered))
        return places

    def _change(self, mark: etree._Element, name: str) -> None:
        change = attribute(mark, "change-id") or ""
        if name == "change-end":
            self._deleting.discard(change)
        elif change in self._deletions:
            self._deleting.add(change)

    # --- for the text of paragraphs -----------------------------------------------------------------------------------

    def take(self, element: etree._Element, name: str) -> str | None:
        """What an element that is no text of its own shows; None for one to go through."""
        if name == "s":
            return " " * times(element, "c", MAX_REPEATED_COLUMNS)
        if name in _PLAIN:
            return _PLAIN[name]
        if name in ("change-start", "change-end"):
            self._change(element, name)
            return ""
        if name == "drop-down":
            return selected(element)
        if name == "fieldmark":
            return shown_by_mark(element)
        if name == "control":
            return self._controls.get(attribute(element, "control") or "", "")
        is_prompt = name == "content-control" and attribute(element, "showing-place-holder") == "true"
        return "" if is_prompt or name in _SKIPPED or _is_hidden(element, name) else None

    def is_picture(self, frame: etree._Element) -> bool:
        """Whether a frame shows a picture or an object in the text or beside it, and no text of its own."""
        kinds = {name_of(child) for child in frame}
        if "text-box" in kinds or not kinds & _PICTURES or self.is_deleting:
            return False
        style = attribute(frame, "style-name") or ""
        return self._styles.property_of("graphic", style, "run-through") != "background"

    @property
    def is_deleting(self) -> bool:
        return bool(self._deleting)

    def look(self, family: str, style: str, around: Look) -> Look:
        key = family, style, around
        if key not in self._looks:
            self._looks[key] = self._styles.look(family, style, around)
        return self._looks[key]

    def _ground(self, family: str, style: str) -> int | None:
        key = family, style
        if key not in self._grounds:
            self._grounds[key] = self._styles.ground(family, style)
        return self._grounds[key]

    def _behind(self, around: int, family: str, style: str) -> int:
        ground = self._ground(family, style) if style else None
        return around if ground is None else ground


class _ParagraphText:
    """`runs`: the text of a paragraph, `boxes`: the text boxes anchored in it."""

    def __init__(self, reader: _TextReader, ground: int, *, in_cell: bool) -> None:
        self._reader, self._ground, self._in_cell = reader, ground, in_cell
        self.runs: list[Run] = []
        self.boxes: list[etree._Element] = []

    def _say(self, text: str | None, look: Look) -> None:
        if text and not self._reader.is_deleting:
            self.runs.append(run_of(text, look, self._ground))

    def collect(self, element: etree._Element, look: Look) -> None:
        self._say(element.text, look)
        for child in element:
            name = name_of(child)
            if name == "text-box":
                self.boxes.append(child)
            elif name == "frame" and self._in_cell and self._reader.is_picture(child):
                self.runs.append(Run(UNTOLD_SHAPE, drawn=True))
            elif name == "span":
                self.collect(child, self._reader.look("text", attribute(child, "style-name") or "", look))
            elif (shown := self._reader.take(child, name)) is not None:
                self._say(shown, look)
            else:
                self.collect(child, look)
            self._say(child.tail, look)


def _is_hidden(element: etree._Element, name: str) -> bool:
    """Whether a section or field is not shown, for good or because its condition holds."""
    if name not in _MAY_BE_HIDDEN:
        return False
    if name == "hidden-text":
        return attribute(element, "is-hidden") != "false"
    return attribute(element, "display") == "none" or attribute(element, "is-hidden") == "true"


def _hides(paragraph: etree._Element) -> bool:
    return any(attribute(each, "is-hidden") != "false" for each in paragraph.iter("{*}hidden-paragraph"))


def _deletions(body: etree._Element) -> set[str]:
    """The marks of tracked deletions whose text stands in its place, from a change-start to a change-end."""
    ended = {attribute(end, "change-id") for end in body.iter("{*}change-end")}
    regions = (
        attribute(region, "id")
        for region in body.iterfind("{*}tracked-changes/{*}changed-region")
        if region.find("{*}deletion") is not None
    )
    return {mark for mark in regions if mark in ended and mark is not None}
