"""DOC and WPS (Word 97-2003 binary) -> paragraphs and grids. Section numbers are those of [MS-DOC].

The text is a list of pieces (doc_text.py); after each paragraph, cell and row stands a mark, and the paragraph
properties kept for the mark (PAPX, doc_properties.py) say whether a 0x07 ends a cell or a row and where the row's cell
edges are.
"""

import re
import struct
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby

import olefile

from gouji.core.model import UnreadableDocument
from gouji.parse.document import UNTOLD_SHAPE, Document, Run, seen_in_cell, seen_text

from .doc_characters import CharacterProperties
from .doc_form_fields import is_picture, shown_by_control
from .doc_grounds import Mark, grounds_of_cells
from .doc_properties import ParagraphProperties, Properties, Streams
from .doc_styles import DocStyles
from .doc_text import TextPiece, drop_field_codes, plain_text, read_pieces
from .doc_text_boxes import TextBox, text_boxes
from .looks import WHITE, Look, run_of
from .word_rows import WordRows
from .word_styles import look_of

MAX_BYTES = 50_000_000
WORD_97 = 0xC0  # the lowest nFib of the format (2.5.14)
ADVICE = "请用 Word 或 WPS 打开核对，另存为 docx 后放回收件目录。"

_MARK = re.compile("[\x07\x0c\x0d]")


def read_doc(data: bytes) -> Document:
    """Paragraphs and tables; raises UnreadableDocument for what is no Word 97-2003 file, or encrypted or damaged."""
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(
            f"文件 {len(data):,} 字节，上限 {MAX_BYTES:,} 字节，不像一份年度报告，请核对所收文件。 File too large."
        )
    try:
        return read_streams(_streams(data))
    except UnreadableDocument:
        raise
    except (OSError, ValueError, LookupError, struct.error, RecursionError, TypeError, AttributeError) as error:
        raise UnreadableDocument(
            f"DOC 文件结构残缺或损坏（{type(error).__name__}），不能可靠读取；{ADVICE} Damaged Word file: {error}"
        ) from error


def _streams(data: bytes) -> Streams:
    with olefile.OleFileIO(BytesIO(data)) as ole:
        if not ole.exists("WordDocument"):
            names = "、".join("/".join(path) for path in ole.listdir()[:5])
            raise UnreadableDocument(
                f"复合文档中没有 Word 正文（WordDocument），只有：{names or '无'}；"
                "应为 Word 97-2003 或 WPS 文字文件，请打开核对，另存为 docx 后放回收件目录。"
                " OLE file without a WordDocument stream."
            )
        word = ole.openstream("WordDocument").read()
        flags = _check(word)
        name = "1Table" if flags & 0x0200 else "0Table"  # fWhichTblStm
        return Streams(
            word,
            ole.openstream(name).read(),
            ole.openstream("Data").read() if ole.exists("Data") else b"",
        )


def _check(word: bytes) -> int:
    """The flags of the FIB (2.5.2), of a document that can be read."""
    identity, version = struct.unpack_from("<HH", word)
    if identity != 0xA5EC or version < WORD_97:
        raise UnreadableDocument(
            f"文件是 Word 6.0/95 或更早的版本（标识 {identity:#06x}，版本 {version}），"
            "只能读 Word 97-2003 及以后的版本；请用 Word 或 WPS 打开，另存为 docx 后放回收件目录。"
            " Written by Word 95 or earlier."
        )
    (flags,) = struct.unpack_from("<H", word, 10)
    if flags & 0x0100:
        raise UnreadableDocument(
            "文件设有打开密码（已加密），不能读取；请向报送单位索取密码或不加密的文件，取消密码后放回收件目录。"
            " Encrypted Word file: remove its password."
        )
    return int(flags)


def read_streams(streams: Streams) -> Document:
    """Paragraphs and tables of a document's streams; raises as the bytes of a damaged file happen to."""
    reader = _DocumentReader(streams)
    reader.read_all()
    document = reader.rows.document()
    if reader.objects and not reader.rows.tables:
        document.unread.append(f"文件中没有表格，有 {reader.objects} 个图片或嵌入对象未读，请核对表格是否是图片")
    return document


class _DocumentReader:
    """Gives the text and the marks of a document to `rows`; `objects` counts its pictures and embedded objects."""

    def __init__(self, streams: Streams) -> None:
        counts, places = _fib(streams.word)
        self._streams = streams
        self._clx = _slice(streams.table, places[33])
        self._characters = CharacterProperties(streams.word, _slice(streams.table, places[12]))  # fcPlcfBteChpx
        self._styles = DocStyles(_slice(streams.table, places[1]))  # fcStshf
        self._looks: dict[tuple[int, int], Look | None] = {}
        self._properties = ParagraphProperties(streams, _slice(streams.table, places[13]))  # fcPlcfBtePapx
        shapes, stories = _slice(streams.table, places[40]), _slice(streams.table, places[56])
        self._boxes = text_boxes(shapes, stories, counts[9])  # ccpTxbx
        self._length = counts[3]  # ccpText
        self._first_of_boxes = sum(counts[3:9])
        self.rows = WordRows()
        self.objects = 0

    def read_all(self) -> None:
        """The text of the document itself, each text box in front of the paragraph or table it is anchored in."""
        self._read(self.rows, 0, self._length)
        for box in self._boxes:
            self._read_box(box, 0)

    def _read(self, rows: WordRows, first: int, count: int) -> None:
        """`count` characters from `first` on, into `rows`."""
        pieces = list(read_pieces(self._streams, first, count, self._clx))
        # One string a character: a mark keeps its place while text before it is dropped.
        characters = list("".join(piece.text for piece in pieces))
        kinds = self._characters.of(pieces)
        self.objects += characters.count("\x01") + characters.count("\x08")
        drop_field_codes(characters, self._controls(characters, kinds))
        marks = list(self._marks(pieces))
        start = 0
        before: list[Run] = []  # of paragraphs whose mark is not there: they are one with the next
        for mark, ground in zip(marks, grounds_of_cells(marks), strict=True):
            properties = mark.properties
            runs = before + list(self._runs(characters, kinds, (start, mark.at), properties, ground))
            before = []
            while rows is self.rows and self._boxes and self._boxes[0].anchor <= mark.at:
                self._read_box(self._boxes.pop(0), properties.depth)
            start = mark.at + 1
            if properties.row_end:
                rows.row(properties.depth, list(properties.places))
            elif mark.is_cell:
                rows.cell(seen_in_cell(runs), properties.depth)
            elif properties.depth and ((look := self._look(properties.style, kinds[mark.at])) is None or look.hidden):
                before = runs
            else:
                rows.paragraph(seen_in_cell(runs) if properties.depth else seen_text(runs), properties.depth)
        rest = self._runs(characters, kinds, (start, len(characters)), Properties(), None)
        rows.paragraph(seen_text(rest), 0)

    def _marks(self, pieces: list[TextPiece]) -> Iterator[Mark]:
        offset = 0
        for piece in pieces:
            for mark in _MARK.finditer(piece.text):
                properties = self._properties.at(piece.start + mark.start() * piece.width, piece.modifiers)
                is_cell = properties.cell_end or mark[0] == "\x07"
                yield Mark(offset + mark.start(), is_cell and not properties.row_end, properties)
            offset += len(piece.text)

    def _controls(self, characters: list[str], kinds: list[int]) -> dict[int, str]:
        """What the form controls show, by the places of their marks."""
        shown = {
            at: shown_by_control(self._characters.kinds[kinds[at]], self._streams.data)
            for at, character in enumerate(characters)
            if character == "\x01"
        }
        return {at: text for at, text in shown.items() if text is not None}

    def _runs(
        self, characters: list[str], kinds: list[int], span: tuple[int, int], properties: Properties, ground: int | None
    ) -> Iterator[Run]:
        """The runs of a paragraph; `ground`: of its cell."""
        own = self._styles.ground(properties.style) if properties.ground is None else properties.ground
        behind = next((each for each in (own, ground) if each is not None), WHITE)
        start, end = span
        for kind, same in groupby(kinds[start:end]):
            past = start + sum(1 for _ in same)
            look = self._look(properties.style, kind)
            if look is not None:
                yield run_of(plain_text(characters[start:past]), look, behind)
                if properties.depth and "\x01" in characters[start:past] and is_picture(self._characters.kinds[kind]):
                    yield run_of(UNTOLD_SHAPE, look, behind)._replace(drawn=True)
            start = past

    def _look(self, style: int, kind: int) -> Look | None:
        """How characters look; None where a reviser deleted them."""
        if (style, kind) not in self._looks:
            marks = self._styles.marks(style, self._characters.kinds[kind])
            self._looks[style, kind] = None if marks.get("deleted") else look_of(marks)
        return self._looks[style, kind]

    def _read_box(self, box: TextBox, depth: int) -> None:
        inside = self.rows.beside()
        self._read(inside, self._first_of_boxes + box.start, box.length)
        self.rows.take_in(inside, depth)


def _fib(word: bytes) -> tuple[tuple[int, ...], list[tuple[int, int]]]:
    """Counts of characters (FibRgLw97, 2.5.4) and (offset, length) of structures in the table stream (2.5.6)."""
    (shorts,) = struct.unpack_from("<H", word, 32)
    at = 34 + 2 * shorts
    (longs,) = struct.unpack_from("<H", word, at)
    counts = struct.unpack_from(f"<{longs}i", word, at + 2)
    at += 2 + 4 * longs
    (pairs,) = struct.unpack_from("<H", word, at)
    numbers = struct.unpack_from(f"<{2 * pairs}I", word, at + 2)
    return counts, list(zip(numbers[::2], numbers[1::2], strict=True))


def _slice(table: bytes, place: tuple[int, int]) -> bytes:
    offset, length = place
    if offset + length > len(table):
        raise ValueError(f"table stream of {len(table)} bytes ends before {offset + length}")
    return table[offset : offset + length]
