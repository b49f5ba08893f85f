"""The body of a Word document (DOCX, Word 2003 XML) -> paragraphs and grids, in document order.

Tracked deletions and the prompts of empty content controls are left out, as print leaves them out; text boxes follow the
paragraph they are anchored in. Numbers that Word counts by itself are not in the text.
"""

from collections.abc import Iterator
from itertools import count

from lxml import etree

from gouji.core.model import UnreadableDocument
from gouji.parse.document import FILE, MAX_CELL_TEXT_LENGTH, PICTURE, Box, Grid, Link, Run, seen_in_cell, seen_text

from .looks import WHITE
from .rows_in_lines import rows_in_cells
from .word_elements import SKIPPED, is_no_text, is_on, local, properties_of, value_of
from .word_fields import OpenFields
from .word_grounds import CellPlace, TableGrounds
from .word_paragraphs import ParagraphReader, Setting
from .word_styles import Styles

MAX_CELLS = 200_000
MAX_SPANNED_COLUMNS = 60  # grid columns of a cell: hostile documents claim thousands


Row = list[tuple[Box, list[str | Grid]]]  # its cells, and what they hold


class BodyReader:
    """Goes through a body once; `links`: the pictures and files in it, each in its place.

    `parts`: pictures and embedded files by the mark they are called with; `controls`: counts what programs show in the
    document, which is not in its text.
    """

    def __init__(self, parts: dict[str, str], styles: Styles | None = None, paper: int = WHITE) -> None:
        self.tables = count(1)
        self.cells = self.controls = 0
        self.covers = 0  # shapes in front of text that is in no cell
        self.parts = parts
        self.links: list[Link] = []
        self._styles = styles or Styles()
        self._page = Setting(paper)
        self.at = 0  # blocks of the body before the paragraph or table at hand

    def body(self, body: etree._Element) -> list[str | Grid]:
        """Blocks of the whole document, and on the way the pictures and files in it, each in its place."""
        self._fields = OpenFields(body)
        blocks: list[str | Grid] = []
        for child in _contents(body):
            self.at = len(blocks)
            if self.parts:
                self._note_links(child)
            blocks += self._blocks(child, self._page)
        return blocks

    def _note_links(self, element: etree._Element) -> None:
        for name, kind in (("blip", PICTURE), ("imagedata", PICTURE), ("OLEObject", FILE), ("altChunk", FILE)):
            for node in element.iter(f"{{*}}{name}"):
                marks = [value for key, value in node.attrib.items() if key == "src" or key.endswith(("}embed", "}id"))]
                part = next((self.parts[mark] for mark in marks if mark in self.parts), None)
                if part and not any(link.name == part for link in self.links):
                    self.links.append(Link(part, kind, self.at))

    def _blocks(self, child: etree._Element, setting: Setting) -> list[str | Grid]:
        if local(child.tag) == "tbl":
            return self._table(child, setting)
        paragraph = ParagraphReader(child, setting, self._styles, self._fields)
        return _lines(paragraph.runs, setting) + self._floating(paragraph, setting)

    def _floating(self, paragraph: ParagraphReader, setting: Setting) -> list[str | Grid]:
        """The text boxes anchored in a paragraph."""
        self.controls += paragraph.controls
        self.covers += 0 if setting.in_cell else paragraph.covers
        blocks: list[str | Grid] = []
        for box in paragraph.floating:
            ground = self._styles.theme.fill(box.shape)
            inside = self._page if ground is None else Setting(ground)
            blocks += [block for child in _contents(box.content) for block in self._blocks(child, inside)]
        return blocks

    def _cell(self, cell: etree._Element, setting: Setting) -> list[str | Grid]:
        """What a cell holds, an empty line too; a paragraph whose mark is not there is one with the next."""
        blocks: list[str | Grid] = []
        runs: list[Run] = []
        for child in _contents(cell):
            if local(child.tag) != "p":
                blocks += _lines(runs, setting) + self._blocks(child, setting)
                runs = []
                continue
            paragraph = ParagraphReader(child, setting, self._styles, self._fields)
            runs += paragraph.runs
            if not paragraph.goes_on or paragraph.floating:
                blocks += _lines(runs, setting) or [""]
                runs = []
            blocks += self._floating(paragraph, setting)
        return blocks + _lines(runs, setting)

    def _table(self, table: etree._Element, setting: Setting) -> list[str | Grid]:
        """The table as one Grid; where a cell holds a table or long prose, that row is layout and its cells' blocks
        follow each other, as do those of rows of one cell."""
        index = next(self.tables)
        rows: list[Row] = []
        open_merges: dict[int, int] = {}  # first grid column of a cell merged downwards -> its width
        grounds = TableGrounds(table, setting, self._styles)
        lines = list(_parts(table, "tr"))
        for number, row in enumerate(lines, 1):
            rows += _rows_of(list(self._row(row, number, open_merges, grounds, len(lines))))
        plain = not any(_is_layout(inner) for row in rows for _, inner in row)
        if plain:
            return [Grid(index, [[box for box, _ in row] for row in rows])]
        parts: list[str | Grid] = []
        for row in rows:
            if len(row) == 1 or any(_is_layout(inner) for _, inner in row):
                parts += [block for _, inner in row for block in inner if block]
            elif parts and isinstance(last := parts[-1], Grid) and last.index == index:
                last.rows.append([box for box, _ in row])
            else:
                parts.append(Grid(index, [[box for box, _ in row]]))
        return parts

    def _row(
        self, row: etree._Element, number: int, open_merges: dict[int, int], grounds: TableGrounds, count: int
    ) -> Iterator[tuple[Box, list[str | Grid]]]:
        """The row's cells, without those that only go on with a cell above or before."""
        properties = properties_of(row, "trPr")
        if _is_gone(properties):
            return
        column = 1 + _number(properties, "gridBefore", 0)
        cells = list(_parts(row, "tc"))
        for at, cell in enumerate(cells):
            self.cells += 1
            if self.cells > MAX_CELLS:
                raise UnreadableDocument(
                    f"表格超过 {MAX_CELLS:,} 格，不像一份年度报告，请核对所收文件。 Too many cells to be a report."
                )
            properties = properties_of(cell, "tcPr")
            start, width = column, max(1, _number(properties, "gridSpan", 1))
            column += width
            merge = _merge(properties, "vMerge", "vmerge") if properties else None
            if (merge == "continue" and start in open_merges) or _merge(properties, "hMerge", "hmerge") == "continue":
                continue
            if merge is None:
                for covered in range(start, column):
                    open_merges.pop(covered, None)
            else:
                open_merges[start] = width
            if "cellDel" in properties:
                continue
            controls = self.controls
            inner = self._cell(cell, grounds.of(properties, CellPlace(number - 1, count, at, len(cells))))
            if self.controls != controls and _is_layout(inner):
                self.controls = controls  # such as the search box of a page
            words = [block for block in inner if isinstance(block, str)]
            if len(words) == len(inner):
                yield Box(" ".join(filter(None, words)), number, start), inner
            elif sum(len(r) for block in inner if isinstance(block, Grid) for r in block.rows) == 1:  # a frame
                yield Box(" ".join(filter(None, _texts_of(inner))), number, start), list(_texts_of(inner))
            else:
                yield Box("", number, start), inner


def _rows_of(row: Row) -> list[Row]:
    """The rows that are written as lines of one row of cells, or the row itself; all are told by the row they stand in."""
    rows = rows_in_cells([inner for _, inner in row])
    if rows is None:
        return [row]
    return [[(box._replace(text=text), [text]) for (box, _), text in zip(row, texts, strict=True)] for texts in rows]


def _is_gone(properties: dict[str, etree._Element]) -> bool:
    """Whether a row is hidden or was deleted by a reviser (w:trPr)."""
    change = properties.get("annotation")  # of Word 2003
    return "del" in properties or is_on(properties.get("hidden")) or (change is not None and is_no_text(change))


def _lines(runs: list[Run], setting: Setting) -> list[str | Grid]:
    if not runs:
        return []
    text = seen_in_cell(runs) if setting.in_cell else seen_text(runs)
    if setting.in_cell and "\n" in text:
        return [_trimmed(part) for part in text.split("\n")]
    if "\n" not in text:
        return [line] if (line := _trimmed(text)) else []
    return [line for part in text.split("\n") if (line := _trimmed(part))]


def _is_layout(inner: list[str | Grid]) -> bool:
    length = 0
    for block in inner:
        if isinstance(block, Grid):
            return True
        length += len(block)
    return length > MAX_CELL_TEXT_LENGTH


def _texts_of(blocks: list[str | Grid]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, str):
            yield block
        else:
            yield from (box.text for row in block.rows for box in row)


def _contents(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables of a body, cell or text box, also those inside content controls and tracked insertions."""
    for child in container:
        name = local(child.tag)
        if name in ("p", "tbl", "altChunk"):
            yield child
        elif name == "AlternateContent":
            yield from next((found for choice in child if (found := list(_contents(choice)))), [])
        elif name not in SKIPPED and not is_no_text(child):
            yield from _contents(child)


def _parts(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those inside content controls."""
    for child in element:
        name = local(child.tag)
        if name == wanted:
            yield child
        elif name not in SKIPPED and name not in ("tbl", "tr", "tc", "p"):
            yield from _parts(child, wanted)


def _number(properties: dict[str, etree._Element], name: str, default: int) -> int:
    if name not in properties:
        return default
    try:
        return min(int(value_of(properties[name]) or default), MAX_SPANNED_COLUMNS)
    except ValueError:
        return default


def _merge(properties: dict[str, etree._Element], *names: str) -> str | None:
    """restart, continue or None; an element without value continues."""
    for name in names:
        if name in properties:
            return value_of(properties[name]) or "continue"
    return None


def _trimmed(text: str) -> str:
    """A line without outer blanks; a tab inside may part the columns of a table, so it stays."""
    return text.strip(" \t\r\u3000\xa0\u200b\ufeff")
