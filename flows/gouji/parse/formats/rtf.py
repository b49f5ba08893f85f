"""RTF (as Word, WPS and LibreOffice write it) -> paragraphs and grids. Words are those of the RTF specification 1.9.1."""

from collections.abc import Callable

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document, seen_in_cell, seen_text

from .looks import PLAIN, WHITE, Look
from .rtf_fields import shape_fill, shown_by_field, shows_picture
from .rtf_rows import RowDefinition, RtfRows
from .rtf_scope import LOOK_WORDS, Colours, Scope, pattern
from .rtf_styles import read_styles
from .rtf_text import RtfText, read_colours
from .rtf_tokens import (
    CHARACTERS,
    FIRST_WORD,
    INVISIBLE_GROUPS,
    NESTED_ROW,
    PARAGRAPH_ENDS,
    PICTURES,
    SHAPES,
    SYMBOLS,
    TEXT_BOXES,
    group_end,
    tokens_of,
)

MAX_BYTES = 50_000_000
MAX_CONTROL_WORDS = 2_000_000
MAX_NESTED_GROUPS = 1_000  # groups within groups
ADVICE = "请用 Word 或 WPS 打开核对，另存为 docx 后放回收件目录。"


def read_rtf(data: bytes) -> Document:
    """Paragraphs and tables; raises UnreadableDocument for a file too large, too deep or without end of a row."""
    words = data.count(b"\\") + data.count(b"{")
    if len(data) > MAX_BYTES or words > MAX_CONTROL_WORDS:
        raise UnreadableDocument(
            f"RTF 文件过大（{len(data):,} 字节，{words:,} 个控制字；上限 {MAX_BYTES:,} 字节、{MAX_CONTROL_WORDS:,} 个），"
            "不像一份年度报告，请核对所收文件。 RTF file too large to be a report."
        )
    reader = _Reader(data)
    reader.run()
    document = reader.document()
    if reader.scopes:
        document.unread.append(f"RTF 提前结束（缺 {len(reader.scopes)} 个右括号），文件可能被截断，请核对是否完整")
    if reader.text.unknown:
        document.warnings.append(f"有 {reader.text.unknown} 个字符无法识别")
    if reader.pictures and not reader.rows.rows.tables:
        document.unread.append(f"文件中没有表格，有 {reader.pictures} 个图片或嵌入对象未读，请核对表格是否是图片")
    return document


class _Reader:
    """Goes through the tokens once: groups and what they keep (`scope`), text, rows."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.text = RtfText(data)
        self.rows = RtfRows()
        self.scope = Scope()
        self.scopes: list[Scope] = []
        self.skip = 0  # characters that only stand for the \uN before them
        self.pictures = 0
        self.colours = Colours(read_colours(data))
        self.styles = read_styles(data)
        self._looks: dict[tuple[Look, bytes, int | None], Look] = {}  # what a word makes of a look

    def run(self) -> None:
        tokens = tokens_of(self.data, self.colours, bool(self.styles))
        at = 0
        while at < len(self.data):
            for token in tokens.finditer(self.data, at):
                kind, at = token.lastgroup, token.end()
                if kind is None:  # line ends of the file mean nothing
                    if self.skip and b"\\" in token[0]:
                        self.skip = 0
                elif kind == "text":
                    self.plain(token[0])
                elif kind == "hex":
                    self.plain(bytes.fromhex(token[0].replace(b"\\'", b"").decode("ascii")))
                elif kind in ("word", "number"):
                    if token["word"] == b"bin":
                        at += max(int(token["number"] or 0), 0)
                        break
                    self.word(token["word"], token["number"])
                elif kind == "symbol":
                    self.symbol(token["symbol"])
                elif kind == "open":
                    past = self.open(at)
                    if past != at:
                        at = past
                        break
                else:
                    self.close()
                    if not self.scopes:
                        return  # what follows the document's own group is no part of it

    def open(self, at: int) -> int:
        """Begins a group that opened before `at`; the place past its end when its text is not on the page."""
        self.skip = 0
        first = FIRST_WORD.match(self.data, at)
        word = first[2] if first else b""
        if self.scope.control and word == b"fldrslt":
            return group_end(self.data, at)
        if word in INVISIBLE_GROUPS or (first and first[1] and word != NESTED_ROW and word not in SHAPES):
            end = group_end(self.data, at)
            if word == b"fonttbl":
                self.text.read_fonts(self.data[at:end])
                self.scope = self.scope._replace(charset=self.text.charset_of())
            elif word == b"fldinst":
                self.field(at, end)
            if word in PICTURES:
                self.picture()
            return end
        if len(self.scopes) >= MAX_NESTED_GROUPS:
            raise UnreadableDocument(
                f"RTF 的括号嵌套超过 {MAX_NESTED_GROUPS} 层，不像一份年度报告，请核对所收文件。 Groups nested too deeply."
            )
        self.scopes.append(self.scope)
        if word == NESTED_ROW:
            self.scope = self.scope._replace(nested_row=True)
            self.rows.open_nested_definition()
        elif word in SHAPES:
            if self.scope.is_seen and shows_picture(self.data, at):
                self.picture()
            fill = shape_fill(self.data, at)
            self.scope = self.scope._replace(hidden=True, paper=fill)  # hidden but for the text box in it
        elif word in TEXT_BOXES:
            self.open_box()
        return at

    def picture(self) -> None:
        self.pictures += 1
        if self.scope.depth and self.scope.is_seen:
            self.text.add_picture()

    def open_box(self) -> None:
        self.text.decode()
        self.rows.open_box(self.text.parts)
        self.text.parts = []
        scope = self.scope
        self.scope = Scope(self.text.charset_of(), scope.fallback, boxes=scope.boxes + 1, paper=scope.paper)

    def field(self, at: int, end: int) -> None:
        """The instruction of a field, from `at` to `end`: what a form control in it shows."""
        shown = shown_by_field(self.data, at, end)
        if shown is not None:
            self.add(shown)
            self.scope = self.scope._replace(control=True)

    def close_box(self) -> None:
        self.end_paragraph()
        self.text.parts = self.rows.close_box(self.scopes[-1].depth if self.scopes else 0)

    def close(self) -> None:
        self.skip = 0
        if not self.scopes:
            return
        if self.scope.boxes > self.scopes[-1].boxes:
            self.close_box()
        was, self.scope = self.scope, self.scopes.pop()
        if was.nested_row and not self.scope.nested_row:
            self.rows.close_nested_definition()

    def document(self) -> Document:
        """What was read; a cut file ends in the middle of its text boxes."""
        while self.rows.in_box:
            self.close_box()
        self.end_paragraph()
        return self.rows.rows.document()

    def plain(self, raw: bytes) -> None:
        if self.skip:
            skipped = min(self.skip, len(raw))
            self.skip -= skipped
            raw = raw[skipped:]
        if raw and self.scope.is_seen:
            self.draw()
            self.text.add_bytes(raw, self.scope.charset)

    def add(self, text: str) -> None:
        if self.scope.is_seen:
            self.draw()
            self.text.add_text(text)

    def draw(self) -> None:
        scope = self.scope
        ground = WHITE
        if scope.look.colour is not None:  # a look of automatic colour is seen on any ground
            of_cell = self.rows.ground() if scope.depth else None
            ground = next((each for each in (scope.ground, of_cell) if each is not None), scope.paper)
        self.text.draw(scope.look, ground)

    def take(self, depth: int) -> str:
        runs = self.text.take()
        return seen_in_cell(runs) if depth else seen_text(runs)

    def end_paragraph(self) -> None:
        self.rows.rows.paragraph(self.take(self.scope.depth), self.scope.depth)

    def symbol(self, symbol: bytes) -> None:
        if symbol in (b"\\", b"{", b"}"):
            self.plain(symbol)
        elif self.skip:
            self.skip -= 1
        elif symbol in (b"\r", b"\n"):
            self.end_paragraph()
        elif symbol in SYMBOLS:
            self.add(SYMBOLS[symbol])

    def word(self, word: bytes, number: bytes | None) -> None:
        value = int(number) if number is not None else None
        if self.skip:
            self.skip -= 1
            if word in CHARACTERS:
                return
            self.skip = 0  # any other word stands for itself: some writers leave out what \\u asks to skip
        if word == b"u" and value is not None:
            self.add(chr(value & 0xFFFF))
            self.skip = self.scope.fallback
        elif word in CHARACTERS:
            self.add(CHARACTERS[word])
        elif word in _SCOPE_WORDS or word in LOOK_WORDS:
            self.apply(word, value)
        elif (word, value) in self.styles:
            for each in self.styles[word, value]:
                self.apply(*each)
        elif word in PARAGRAPH_ENDS:
            if self.scope.is_seen or not self.scope.depth:  # a hidden mark in a cell parts nothing
                self.end_paragraph()
        elif word in _ROW_WORDS:
            _ROW_WORDS[word](self, value)

    def apply(self, word: bytes, value: int | None) -> None:
        """A word that changes what a group keeps."""
        if word in _SCOPE_WORDS:
            self.scope = _SCOPE_WORDS[word](self, value)
            return
        look = self.scope.look
        if (changed := self._looks.get((look, word, value))) is None:
            changed = LOOK_WORDS[word](look, value, self.colours)
            self._looks[look, word, value] = changed = PLAIN if changed == PLAIN else changed
        if changed != look:
            self.scope = self.scope._replace(look=changed)

    def end_row(self) -> None:
        self.text.take()  # nothing stands between the last cell and the end of its row
        self.rows.end_row()

    def end_nested_row(self) -> None:
        self.text.take()
        self.rows.end_nested_row(self.scope.nested_level)

    def define_row(self) -> None:
        self.rows.row = RowDefinition()

    def set_left(self, left: int) -> None:
        self.rows.row.left = left

    def cover_cell(self) -> None:
        self.rows.row.covered = True

    def shade_cell(self, ground: int | None) -> None:
        self.rows.row.ground = ground


# Words of tables: ends of cells and rows, and the definition of a row.
_ROW_WORDS: dict[bytes, Callable[[_Reader, int | None], None]] = {
    b"cell": lambda reader, _: reader.rows.cell(reader.take(1)),
    b"nestcell": lambda reader, _: reader.rows.rows.cell(reader.take(2), reader.scope.nested_level),
    b"row": lambda reader, _: reader.end_row(),
    b"nestrow": lambda reader, _: reader.end_nested_row(),
    b"trowd": lambda reader, _: reader.define_row(),
    b"trleft": lambda reader, value: reader.set_left(value or 0),
    b"cellx": lambda reader, value: reader.rows.row.edge(value or 0),
    b"clvmrg": lambda reader, _: reader.cover_cell(),
    b"clmrg": lambda reader, _: reader.cover_cell(),
    b"cldel": lambda reader, _: reader.cover_cell(),
    b"clcbpat": lambda reader, value: reader.shade_cell(reader.colours.of(value)),
    b"clshdng": lambda reader, value: reader.shade_cell(pattern(reader.rows.row.ground, value)),
}
# Words that change what a group keeps.
_SCOPE_WORDS: dict[bytes, Callable[[_Reader, int | None], Scope]] = {
    b"f": lambda reader, value: reader.scope.with_charset(reader.text.charset_of(value or 0)),
    b"uc": lambda reader, value: reader.scope._replace(fallback=min(max(value or 0, 0), 100)),
    b"pard": lambda reader, _: reader.scope.with_plain_paragraph(),
    b"intbl": lambda reader, value: reader.scope._replace(in_table=value != 0),
    b"itap": lambda reader, value: reader.scope._replace(level=value or 0, in_table=(value or 0) > 0),
    b"plain": lambda reader, _: reader.scope.with_plain_characters(reader.text.charset_of()),
    b"v": lambda reader, value: reader.scope._replace(hidden=value != 0),
    b"deleted": lambda reader, value: reader.scope._replace(deleted=value != 0),
    b"mvf": lambda reader, value: reader.scope._replace(deleted=value != 0),
    b"cbpat": lambda reader, value: reader.scope._replace(ground=reader.colours.of(value)),
    b"shading": lambda reader, value: reader.scope._replace(ground=pattern(reader.scope.ground, value)),
}
