"""RTF (as Word, WPS and LibreOffice write it) -> paragraphs and grids. Words are those of the RTF specification 1.9.1."""

import re
from codecs import lookup
from collections.abc import Callable
from typing import NamedTuple

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document

from .word_rows import Place, WordRows

MAX_BYTES = 50_000_000
MAX_WORDS = 2_000_000
MAX_GROUPS = 1_000  # groups within groups
MAX_COLUMNS = 200
ADVICE = "请用 Word 或 WPS 打开核对，另存为 docx 后放回收件目录。"

_BRACE = re.compile(rb"\\bin([0-9]{1,10}) ?|\\.|[{}]", re.DOTALL)
_ELSEWHERE = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf "
    b"footnote annotation atnid atnauthor atntime atndate atnref atrfstart atrfend fldinst themedata colorschememapping "
    b"datastore latentstyles listtable listoverridetable rsidtbl generator xmlnstbl filetbl revtbl template "
    b"nonesttables bkmkstart bkmkend tc xe nonshppict datafield private sp shprslt".split()
)  # groups whose text is not on the page; also all that begin with \*, but for NESTED_ROW and shapes
NESTED_ROW = b"nesttableprops"
SHAPES, TEXT_BOXES = (b"shp", b"shpinst", b"do"), (b"shptxt", b"dptxbxtext")
_CHARSETS = {
    77: "mac_roman", 78: "shift_jis", 80: "gb18030", 81: "big5", 128: "cp932", 129: "cp949", 130: "johab",
    134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_DOUBLE_BYTE = {936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 1361: "johab"}
_FONT = re.compile(rb"\\f([0-9]{1,6})(?![0-9])[^;{}]{0,200}?\\fcharset([0-9]{1,3})(?![0-9])")
_CODE_PAGE = re.compile(rb"\\ansicpg([0-9]{1,5})(?![0-9])")
_DEFAULT_FONT = re.compile(rb"\\deff([0-9]{1,6})(?![0-9])")
_CHARACTERS = {
    b"tab": "\t", b"line": "\n", b"lbr": "\n", b"column": "\n", b"emdash": "—", b"endash": "–", b"bullet": "•",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ",
    b"qmspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"\t": "\t"}
_PARAGRAPH_END = frozenset((b"par", b"sect", b"page"))
_SCOPED = (b"f", b"uc", b"pard", b"plain", b"intbl", b"itap", b"v", b"deleted")
_ROW = (b"cell", b"nestcell", b"row", b"nestrow", b"trowd", b"trleft", b"cellx", b"clvmrg", b"clmrg")
_MEANT = b"|".join((b"u", b"bin", b"super", b"sub", *_SCOPED, *_ROW, *_PARAGRAPH_END, *_CHARACTERS))
_TOKEN = re.compile(
    rb"(?:\\(?!(?:"
    + _MEANT
    + rb")(?![a-zA-Z]))[a-zA-Z]{1,32}(?:-?[0-9]{1,10})? ?|[\r\n]+)+"  # words of no meaning here
    rb"|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})? ?|(?P<open>\{)|(?P<close>\})"
    rb"|(?P<text>[^\\{}\r\n]+)|(?P<hex>(?:\\'[0-9a-fA-F]{2})+)|\\(?P<symbol>[^a-zA-Z])|\\",
    re.DOTALL,
)
_FIRST_WORD = re.compile(rb"[\r\n ]*(\\\*)?[\r\n ]*\\([a-zA-Z]{1,32})")


class Scope(NamedTuple):
    """What a group keeps from its surroundings and gives back at its end."""

    charset: str | None = None  # of the font; None: the document's
    fallback: int = 1  # \\ucN: characters after \\uN that stand for it
    in_table: bool = False
    level: int = 1  # \\itapN
    hidden: bool = False
    deleted: bool = False  # by a reviser
    nested_row: bool = False  # in the definition of a row of a table in a cell
    boxes: int = 0  # text boxes it is in

    @property
    def depth(self) -> int:
        return self.level if self.level > 1 else int(self.in_table)


class Around(NamedTuple):
    """What is under way where a text box is anchored."""

    rows: WordRows
    text: list[str]
    row: "RowDefinition"
    outer_row: "RowDefinition"
    late_cell: str | None


class RowDefinition:
    """\\trowd ... \\cellxN: the cells of a row as they are told, merges before the edge of their cell."""

    def __init__(self, left: int = 0) -> None:
        self.left = left
        self.places: list[Place] = []
        self.covered = False

    def edge(self, right: int) -> None:
        if len(self.places) < MAX_COLUMNS:
            self.places.append(Place(self.left, right, self.covered))
        self.left, self.covered = right, False


def read_rtf(data: bytes) -> Document:
    """Paragraphs and tables; raises UnreadableDocument for a file too large, too deep or without end of a row."""
    words = data.count(b"\\") + data.count(b"{")
    if len(data) > MAX_BYTES or words > MAX_WORDS:
        raise UnreadableDocument(
            f"RTF 文件过大（{len(data):,} 字节，{words:,} 个控制字；上限 {MAX_BYTES:,} 字节、{MAX_WORDS:,} 个），"
            "不像一份年度报告，请核对所收文件。 RTF file too large to be a report."
        )
    reader = _Reader(data)
    reader.run()
    while reader.around:  # a cut file
        reader.close_box()
    reader.end_paragraph()
    document = reader.rows.document()
    if reader.scopes:
        document.warnings.append(f"RTF 提前结束（缺 {len(reader.scopes)} 个右括号），文件可能被截断，请核对是否完整")
    if reader.unknown:
        document.warnings.append(f"有 {reader.unknown} 个字符无法识别")
    if reader.pictures and not reader.rows.tables:
        document.warnings.append(f"文件中没有表格，有 {reader.pictures} 个图片或嵌入对象未读，请核对表格是否是图片")
    return document


class _Reader:
    """Goes through the tokens once; `text` is the paragraph so far, `raw` bytes that are not yet characters."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.rows = WordRows()
        self.scope = Scope()
        self.scopes: list[Scope] = []
        self.text: list[str] = []
        self.raw = bytearray()
        self.raw_charset: str | None = None
        self.fonts: dict[int, str | None] = {}
        page, font = _CODE_PAGE.search(data, 0, 4096), _DEFAULT_FONT.search(data, 0, 4096)
        self.page = int(page[1]) if page else None
        self.default_font = int(font[1]) if font else 0
        self.skip = 0  # characters that only stand for the \uN before them
        self.row = RowDefinition()
        self.outer_row = self.row  # while self.row is that of a nested row
        self.late_cell: str | None = None  # LibreOffice may end a cell before the last row of the table in it
        self.unknown = self.pictures = 0
        self.around: list[Around] = []

    def run(self) -> None:
        at = 0
        while at < len(self.data):
            for token in _TOKEN.finditer(self.data, at):
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
        first = _FIRST_WORD.match(self.data, at)
        word = first[2] if first else b""
        if word in _ELSEWHERE or (first and first[1] and word != NESTED_ROW and word not in SHAPES):
            end = _group_end(self.data, at)
            if word == b"fonttbl":
                self.fonts = _fonts(self.data[at:end])
                self.scope = self.scope._replace(charset=self.fonts.get(self.default_font))
            self.pictures += word in (b"pict", b"shppict", b"object")
            return end
        if len(self.scopes) >= MAX_GROUPS:
            raise UnreadableDocument(
                f"RTF 的括号嵌套超过 {MAX_GROUPS} 层，不像一份年度报告，请核对所收文件。 Groups nested too deeply."
            )
        self.scopes.append(self.scope)
        if word == NESTED_ROW:
            self.scope = self.scope._replace(nested_row=True)
            self.outer_row, self.row = self.row, RowDefinition()
        elif word in SHAPES:
            self.scope = self.scope._replace(hidden=True)  # but for the text box in it
        elif word in TEXT_BOXES:
            self.open_box()
        return at

    def open_box(self) -> None:
        self.flush()
        self.around.append(Around(self.rows, self.text, self.row, self.outer_row, self.late_cell))
        self.rows, self.text, self.row, self.late_cell = self.rows.beside(), [], RowDefinition(), None
        charset = self.fonts.get(self.default_font)
        self.scope = Scope(charset, self.scope.fallback, boxes=self.scope.boxes + 1)

    def close_box(self) -> None:
        """What the box says stands before the paragraph or the table it is anchored in."""
        self.end_paragraph()
        box = self.rows
        self.rows, self.text, self.row, self.outer_row, self.late_cell = self.around.pop()
        self.rows.take_in(box)

    def close(self) -> None:
        self.skip = 0
        if not self.scopes:
            return
        if self.scope.boxes > self.scopes[-1].boxes:
            self.close_box()
        was, self.scope = self.scope, self.scopes.pop()
        if was.nested_row and not self.scope.nested_row:
            self.row = self.outer_row

    def plain(self, raw: bytes) -> None:
        if self.skip:
            skipped = min(self.skip, len(raw))
            self.skip -= skipped
            raw = raw[skipped:]
        if not raw or self.scope.hidden or self.scope.deleted:
            return
        if self.raw and self.raw_charset != self.scope.charset:
            self.flush()
        self.raw_charset = self.scope.charset
        self.raw += raw

    def flush(self) -> None:
        if self.raw:
            text = _decode(bytes(self.raw), self.raw_charset, self.page)
            self.unknown += text.count("\ufffd")
            self.text.append(text)
            self.raw.clear()

    def add(self, text: str) -> None:
        self.flush()
        if not (self.scope.hidden or self.scope.deleted):
            self.text.append(text)

    def taken(self) -> str:
        self.flush()
        text = "".join(self.text)
        self.text.clear()
        return text

    def end_paragraph(self) -> None:
        self.rows.paragraph(self.taken(), self.scope.depth)

    def symbol(self, symbol: bytes) -> None:
        if symbol in (b"\\", b"{", b"}"):
            self.plain(symbol)
        elif self.skip:
            self.skip -= 1
        elif symbol in (b"\r", b"\n"):
            self.end_paragraph()
        elif symbol in _SYMBOLS:
            self.add(_SYMBOLS[symbol])

    def word(self, word: bytes, number: bytes | None) -> None:
        value = int(number) if number is not None else None
        if self.skip:
            self.skip -= 1
            if word in _CHARACTERS:
                return
            self.skip = 0  # any other word stands for itself: some writers leave out what \\u asks to skip
        if word == b"u" and value is not None:
            self.add(chr(value & 0xFFFF))
            self.skip = self.scope.fallback
        elif word in _CHARACTERS:
            self.add(_CHARACTERS[word])
        elif word in _SCOPE_WORDS:
            self.scope = _SCOPE_WORDS[word](self, value)
        elif word in _PARAGRAPH_END:
            self.end_paragraph()
        elif word == b"cell":
            if self.rows.in_row(1):
                self.late_cell = self.taken()
            else:
                self.rows.cell(self.taken(), 1)
        elif word == b"nestcell":
            self.rows.cell(self.taken(), max(self.scope.level, 2))
        elif word == b"row":
            self.taken()
            self.rows.row(1, self.row.places)
        elif word == b"nestrow":
            self.taken()
            self.rows.row(max(self.scope.level, 2), self.row.places)
            if self.late_cell is not None and not self.rows.in_row(1):
                self.rows.cell(self.late_cell, 1)
                self.late_cell = None
        elif word == b"trowd":
            self.row = RowDefinition()
        elif word == b"trleft":
            self.row.left = value or 0
        elif word == b"cellx":
            self.row.edge(value or 0)
        elif word in (b"clvmrg", b"clmrg"):
            self.row.covered = True
        elif word in (b"super", b"sub") and value != 0:
            self.add(" ")  # a note's number is no digit of the figure before it


# Words that change what a group keeps.
_SCOPE_WORDS: dict[bytes, Callable[[_Reader, int | None], Scope]] = {
    b"f": lambda reader, value: reader.scope._replace(charset=reader.fonts.get(value or 0)),
    b"uc": lambda reader, value: reader.scope._replace(fallback=min(max(value or 0, 0), 100)),
    b"pard": lambda reader, _: reader.scope._replace(in_table=False, level=1),
    b"intbl": lambda reader, value: reader.scope._replace(in_table=value != 0),
    b"itap": lambda reader, value: reader.scope._replace(level=value or 0, in_table=(value or 0) > 0),
    b"plain": lambda reader, _: reader.scope._replace(
        hidden=False, deleted=False, charset=reader.fonts.get(reader.default_font)
    ),
    b"v": lambda reader, value: reader.scope._replace(hidden=value != 0),
    b"deleted": lambda reader, value: reader.scope._replace(deleted=value != 0),
}


def _group_end(data: bytes, at: int) -> int:
    """Past the end of the group that began before `at`; the end of the data when it has none."""
    depth = 1
    while depth:
        brace = _BRACE.search(data, at)
        if brace is None:
            return len(data)
        at = brace.end()
        if brace[1]:
            at += int(brace[1])
        elif brace[0] == b"{":
            depth += 1
        elif brace[0] == b"}":
            depth -= 1
    return at


def _fonts(table: bytes) -> dict[int, str | None]:
    """Character set by font number; None for those of Western or unknown characters, which are the document's."""
    return {int(font[1]): _CHARSETS.get(int(font[2])) for font in _FONT.finditer(table)}


def _decode(raw: bytes, charset: str | None, page: int | None) -> str:
    """Text of bytes in a font's character set or, without one, in the document's code page. Many Chinese documents
    keep their characters in fonts that say they are Western, and some name no code page."""
    if raw.isascii():
        return raw.decode("ascii")
    if charset:
        return raw.decode(charset, "replace")
    guesses = [_DOUBLE_BYTE[page]] if page in _DOUBLE_BYTE else ["utf-8", "gb18030"] if page in (None, 65001) else []
    for guess in guesses:
        try:
            return raw.decode(guess)
        except UnicodeDecodeError:
            continue
    return raw.decode(_single_byte(page), "replace")


def _single_byte(page: int | None) -> str:
    try:
        return lookup(f"cp{page}").name
    except LookupError:
        return "cp1252"
