"""DOC and WPS (Word 97-2003 binary) -> paragraphs and grids. Section numbers are those of [MS-DOC].

The text is a list of pieces; after each paragraph, cell and row stands a mark, and the paragraph properties kept for
the mark (PAPX) tell whether a 0x07 ends a cell or a row and where the row's cell edges are.
"""

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import NamedTuple

import olefile

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document

from .doc_text_boxes import TextBox, text_boxes
from .word_rows import Place, WordRows

MAX_BYTES = 50_000_000
MAX_CHARACTERS = 2_000_000
MAX_FIELDS = 100  # fields within fields
MAX_COLUMNS = 64  # 2.9.315: a row has at most 63 cells
WORD_97 = 0xC0  # the lowest nFib of the format (2.5.14)
ADVICE = "请用 Word 或 WPS 打开核对，另存为 docx 后放回收件目录。"

# Property modifiers, 2.6: what they say is in the comment.
IN_TABLE, ROW_END, DEPTH = 0x2416, 0x2417, 0x6649  # sprmPFInTable, sprmPFTtp, sprmPItap
INNER_CELL, INNER_ROW_END = 0x244B, 0x244C  # sprmPFInnerTableCell, sprmPFInnerTtp: of a table in a cell
HUGE = (0x6645, 0x6646)  # sprmPHugePapx: the properties stand in the Data stream
ROW_CELLS, MERGE_ACROSS, MERGE_DOWN = 0xD608, 0x5624, 0xD62B  # sprmTDefTable, sprmTMerge, sprmTVertMerge
ROW_CELLS_95 = 0xD606  # sprmTDefTable10: as long as ROW_CELLS, not used
TABS = 0xC615  # sprmPChgTabs, whose length may not fit its byte
DELETED, HIDDEN, RAISED = 0x0800, 0x083C, 0x2A48  # sprmCFRMarkDel, sprmCFVanish, sprmCIss
_SHORT_MODIFIERS = {0x18: IN_TABLE, 0x19: ROW_END, 0x41: DELETED, 0x5C: HIDDEN}  # 2.9.215 Prm0: kept in a piece
_OPERAND_SIZE = (1, 1, 2, 4, 2, 2, 0, 3)  # by spra, 2.6.1; 0: told by the operand's first byte

_MARK = re.compile("[\x07\x0c\x0d]")
_FIELD = re.compile("[\x07\x13\x14\x15]")
# What stands for something else in the text (2.4.1): line and column break, hyphens; other control characters go.
_PLAIN = dict.fromkeys([*range(9), *range(0x0C, 0x20)]) | {0x0B: "\n", 0x0E: "\n", 0x1E: "-"}


class Streams(NamedTuple):
    """`word` begins with the FIB; `table` is 0Table or 1Table; `data` holds large properties."""

    word: bytes
    table: bytes
    data: bytes


class TextPiece(NamedTuple):
    """A run of text: its characters, where they are in the WordDocument stream, bytes a character, its modifiers."""

    text: str
    start: int
    width: int
    modifiers: dict[int, bytes]


class Properties(NamedTuple):
    """Of the paragraph a mark ends; `depth` 0 outside tables."""

    depth: int = 0
    cell_end: bool = False  # in a table within a cell, whose marks are 0x0D
    row_end: bool = False
    places: tuple[Place, ...] = ()


def read_doc(data: bytes) -> Document:
    """Paragraphs and tables; raises UnreadableDocument for what is no Word 97-2003 file, or encrypted or damaged."""
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(
            f"文件 {len(data):,} 字节，上限 {MAX_BYTES:,} 字节，不像一份年度报告，请核对所收文件。 File too large."
        )
    try:
        return _read(_streams(data))
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


def _read(streams: Streams) -> Document:
    counts, places = _fib(streams.word)
    clx, chpx = _slice(streams.table, places[33]), _slice(streams.table, places[12])  # fcPlcfBteChpx
    properties = _Pages(streams, _slice(streams.table, places[13]))  # fcPlcfBtePapx
    boxes = text_boxes(_slice(streams.table, places[40]), _slice(streams.table, places[56]), counts[9])  # ccpTxbx
    first_of_boxes = sum(counts[3:9])
    rows = WordRows()
    objects = 0

    def read(into: WordRows, first: int, count: int) -> None:
        nonlocal objects
        pieces = list(_pieces(streams, first, count, clx))
        # One string a character: a mark keeps its place while text before it is dropped.
        characters = list("".join(piece.text for piece in pieces))
        _drop_unseen(streams, pieces, characters, chpx)
        objects += characters.count("\x01") + characters.count("\x08")
        _drop_field_codes(characters)
        start = offset = 0
        for piece in pieces:
            for mark in _MARK.finditer(piece.text):
                end = offset + mark.start()
                text = "".join(characters[start:end]).translate(_PLAIN)
                start = end + 1
                of = properties.at(piece.start + mark.start() * piece.width, piece.modifiers)
                while into is rows and boxes and boxes[0].anchor <= end:
                    take_box(boxes.pop(0))
                if of.row_end:
                    into.row(of.depth, list(of.places))
                elif of.cell_end or mark[0] == "\x07":
                    into.cell(text, of.depth)
                else:
                    into.paragraph(text, of.depth)
            offset += len(piece.text)
        into.paragraph("".join(characters[start:]).translate(_PLAIN), 0)

    def take_box(box: TextBox) -> None:
        """A text box stands before the paragraph or the table it is anchored in."""
        inside = rows.beside()
        read(inside, first_of_boxes + box.start, box.length)
        rows.take_in(inside)

    read(rows, 0, counts[3])  # ccpText
    for box in boxes:
        take_box(box)
    document = rows.document()
    if objects and not rows.tables:
        document.warnings.append(f"文件中没有表格，有 {objects} 个图片或嵌入对象未读，请核对表格是否是图片")
    return document


def _fib(word: bytes) -> tuple[tuple[int, ...], list[tuple[int, int]]]:
    """Counts of characters (FibRgLw97, 2.5.4) and (offset, length) of structures in the table stream (2.5.6)."""
    (shorts,) = struct.unpack_from("<H", word, 32)
    at = 34 + 2 * shorts
    (longs,) = struct.unpack_from("<H", word, at)
    counts = struct.unpack_from(f"<{longs}i", word, at + 2)
    at += 2 + 4 * longs
    (pairs,) = struct.unpack_from("<H", word, at)
    told = struct.unpack_from(f"<{2 * pairs}I", word, at + 2)
    return counts, list(zip(told[::2], told[1::2], strict=True))


def _slice(table: bytes, place: tuple[int, int]) -> bytes:
    offset, length = place
    if offset + length > len(table):
        raise ValueError(f"table stream of {len(table)} bytes ends before {offset + length}")
    return table[offset : offset + length]


def _pieces(streams: Streams, first: int, count: int, clx: bytes) -> Iterator[TextPiece]:
    """The text of `count` characters from `first` on, by the piece table (2.8.35 PlcPcd, 2.9.38 Clx)."""
    if not 0 <= count <= MAX_CHARACTERS:
        raise UnreadableDocument(
            f"文字 {count:,} 个，上限 {MAX_CHARACTERS:,} 个，不像一份年度报告，请核对所收文件。 Too much text."
        )
    at, kept = 0, []  # kept: modifiers that pieces refer to
    while clx[at] == 1:
        (size,) = struct.unpack_from("<H", clx, at + 1)
        kept.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if clx[at] != 2:
        raise ValueError("no piece table")
    (size,) = struct.unpack_from("<I", clx, at + 1)
    plc = clx[at + 5 : at + 5 + size]
    n = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{n + 1}I", plc)
    for i in range(n):
        if ends[i + 1] < ends[i]:
            raise ValueError("pieces out of order")
        before = max(first - ends[i], 0)  # characters of the piece that stand before `first`
        length = min(ends[i + 1], first + count) - ends[i] - before
        if length <= 0:
            continue
        start, modifier = struct.unpack_from("<IH", plc, 4 * (n + 1) + 8 * i + 2)
        width = 1 if start & 0x40000000 else 2
        start = (start & 0x3FFFFFFF) // (2 if width == 1 else 1) + before * width
        raw = streams.word[start : start + length * width]
        if len(raw) < length * width:
            raise ValueError(f"text ends at {len(streams.word)}, expected {start + length * width}")
        yield TextPiece(_characters(raw, width), start, width, _modifiers_of(modifier, kept))
    if ends[-1] < first + count:
        raise ValueError(f"pieces of {ends[-1]} characters, expected {first + count}")


def _characters(raw: bytes, width: int) -> str:
    """Text with one character a position: halves of characters beyond U+FFFF stay apart."""
    if width == 1:
        return raw.decode("cp1252", "replace")
    text = raw.decode("utf-16-le", "surrogatepass")
    if 2 * len(text) == len(raw):
        return text
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw)))


def _modifiers_of(modifier: int, kept: list[bytes]) -> dict[int, bytes]:
    """What a piece changes in its paragraphs (2.9.214 Prm): fast saves keep changes there."""
    if modifier & 1:
        return dict(_modifiers(kept[modifier >> 1]))
    code = _SHORT_MODIFIERS.get(modifier >> 1 & 0x7F)
    return {code: bytes([modifier >> 8])} if code else {}


def _modifiers(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """(modifier, operand) of a grpprl (2.6.1, 2.9.236 ... Prl)."""
    at, end = 0, len(properties)
    while at + 2 < end:
        (code,) = struct.unpack_from("<H", properties, at)
        at += 2
        size = _OPERAND_SIZE[code >> 13]
        if size == 0:
            if code in (ROW_CELLS, ROW_CELLS_95):
                size = int.from_bytes(properties[at : at + 2], "little") - 1
                at += 2
            elif code == TABS and properties[at] == 255:
                deleted = properties[at + 1]
                added = properties[at + 2 + 4 * deleted]
                size = 3 + 4 * deleted + 3 * added
            else:
                size = properties[at]
                at += 1
        if size < 0 or at + size > end:
            raise ValueError(f"property {code:#06x} is cut off")
        yield code, properties[at : at + size]
        at += size


class _Pages:
    """Paragraph properties by place of the mark in the WordDocument stream (2.8.6 PlcBtePapx, 2.9.175 PapxFkp)."""

    def __init__(self, streams: Streams, plc: bytes) -> None:
        self.streams = streams
        self.starts, self.pages = _bins(plc)
        self.page_starts: dict[int, tuple[int, ...]] = {}
        self.read: dict[int, dict[int, bytes]] = {}
        self.known: dict[int, Properties] = {}

    def at(self, place: int, changes: dict[int, bytes]) -> Properties:
        number = bisect_right(self.starts, place) - 1
        if not 0 <= number < len(self.pages):
            raise ValueError(f"no paragraph properties for the text at {place}")
        base = 512 * self.pages[number]
        starts = self.page_starts.get(base)
        if starts is None:
            count = self.streams.word[base + 511]
            starts = self.page_starts[base] = struct.unpack_from(f"<{count + 1}I", self.streams.word, base)
        run = bisect_right(starts, place) - 1
        if not 0 <= run < len(starts) - 1:
            raise ValueError(f"no paragraph properties for the text at {place}")
        offset = 2 * self.streams.word[base + 4 * len(starts) + 13 * run]
        key = base + offset
        if key not in self.known:
            self.read[key] = self._papx(key) if offset else {}
            self.known[key] = _properties(self.read[key])
        return _properties(self.read[key] | changes) if changes else self.known[key]

    def _papx(self, at: int) -> dict[int, bytes]:
        """The modifiers of a PapxInFkp (2.9.176): length, style number, modifiers."""
        word = self.streams.word
        size = 2 * word[at] - 1
        if size < 0:
            at += 1
            size = 2 * word[at]
        told = dict(_modifiers(word[at + 3 : at + 1 + size]))
        for code in HUGE:
            if code in told:
                (there,) = struct.unpack("<I", told[code])
                (length,) = struct.unpack_from("<H", self.streams.data, there)
                told |= dict(_modifiers(self.streams.data[there + 2 : there + 2 + length]))
        return told


def _bins(plc: bytes) -> tuple[tuple[int, ...], list[int]]:
    """Starts in the WordDocument stream and numbers of the 512-byte pages that hold their properties."""
    n = (len(plc) - 4) // 8
    if n < 1:
        raise ValueError("no property pages")
    told = struct.unpack_from(f"<{2 * n + 1}I", plc)
    return told[: n + 1], [page & 0x3FFFFF for page in told[n + 1 :]]


def _properties(told: dict[int, bytes]) -> Properties:
    def is_set(code: int) -> bool:
        return told.get(code, b"\0") != b"\0"

    depth = int.from_bytes(told.get(DEPTH, b""), "little", signed=True)
    if depth < 1 and (is_set(IN_TABLE) or is_set(ROW_END)):
        depth = 1
    row_end = is_set(ROW_END) or is_set(INNER_ROW_END)
    return Properties(depth, is_set(INNER_CELL), row_end, tuple(_places(told)) if row_end else ())


def _places(told: dict[int, bytes]) -> list[Place]:
    """Cell edges and merges of a row (2.9.315 TDefTableOperand, 2.9.318 TC80, 2.9.319 TCGRF)."""
    operand = told.get(ROW_CELLS, b"\0")
    n = operand[0]
    if n == 0 or n > MAX_COLUMNS:
        return []
    edges = struct.unpack_from(f"<{n + 1}h", operand, 1)
    flags = [int.from_bytes(operand[at : at + 2], "little") for at in range(3 + 2 * n, 3 + 22 * n, 20)]
    across, down = [flag & 3 for flag in flags], [flag >> 5 & 3 for flag in flags]
    if len(merged := told.get(MERGE_ACROSS, b"")) == 2:
        first, limit = merged[0], min(merged[1], n)
        across[first:limit] = [1, *[2] * (limit - first - 1)][: max(limit - first, 0)]
    if len(merged := told.get(MERGE_DOWN, b"")) == 2 and merged[0] < n:
        down[merged[0]] = merged[1]
    covered = [flag == 1 for flag in down]  # 3: the upper cell of the merged ones
    opening = 0  # writers differ in which of 1 and 2 is the first of cells merged across; it stands first
    for i, flag in enumerate(across):
        if flag and not opening:
            opening = flag
        elif not flag:
            opening = 0
        elif flag not in (opening, 3):
            covered[i] = True
    return [Place(*pair, is_covered) for pair, is_covered in zip(pairwise(edges), covered, strict=True)]


def _drop_field_codes(characters: list[str]) -> None:
    """Leaves of each field its result (2.8.25 Plcfld): 0x13 code 0x14 result 0x15. A code without end, or with the end
    of a cell in it, is text."""
    opened: list[int] = []
    for field in _FIELD.finditer("".join(character[-1:] or "\0" for character in characters)):
        if field[0] == "\x13":
            opened.append(field.start())
            if len(opened) > MAX_FIELDS:
                raise ValueError(f"fields nested more than {MAX_FIELDS} deep")
        elif field[0] == "\x07":
            opened = [start for start in opened if start < 0]
        elif opened:
            start = opened[-1]
            if start >= 0:  # the code is not yet over
                characters[start : field.start()] = [""] * (field.start() - start)
            if field[0] == "\x14":
                opened[-1] = -1
            else:
                opened.pop()


def _drop_unseen(streams: Streams, pieces: list[TextPiece], characters: list[str], plc: bytes) -> None:
    """Without deleted and hidden text, and with a space before raised figures: a note's number is no digit of the
    figure before it (2.8.5 PlcBteChpx, 2.9.33 ChpxFkp)."""
    runs = _apart(sorted(_marked_runs(streams.word, plc)))
    starts = [start for start, _, _ in runs]
    offset = 0
    for piece in pieces:
        if b"\1" in (piece.modifiers.get(DELETED), piece.modifiers.get(HIDDEN)):
            characters[offset : offset + len(piece.text)] = [""] * len(piece.text)
        begin, end = piece.start, piece.start + len(piece.text) * piece.width
        for run_start, run_end, seen in runs[max(bisect_right(starts, begin) - 1, 0) : bisect_right(starts, end)]:
            first = offset + (max(run_start, begin) - begin) // piece.width
            last = offset + (min(run_end, end) - begin) // piece.width
            if first >= last:
                continue
            if seen:
                characters[first] = " " + characters[first]
            else:
                characters[first:last] = [""] * (last - first)
        offset += len(piece.text)


def _apart(runs: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Runs in order, none beginning before the last one ends."""
    kept: list[tuple[int, int, bool]] = []
    for start, end, seen in runs:
        start = max(start, kept[-1][1] if kept else 0)
        if start < end:
            kept.append((start, end, seen))
    return kept


def _marked_runs(word: bytes, plc: bytes) -> Iterator[tuple[int, int, bool]]:
    """(start, end, seen) in the WordDocument stream of the text that is deleted or hidden, or raised or lowered."""
    for page in sorted(set(_bins(plc)[1])):
        base = 512 * page
        block = word[base : base + 512]
        if not any(code.to_bytes(2, "little") in block for code in (DELETED, HIDDEN, RAISED)):
            continue
        count = block[511]
        starts = struct.unpack_from(f"<{count + 1}I", block)
        for i in range(count):
            offset = 2 * block[4 * (count + 1) + i]
            if not offset:
                continue
            told = dict(_modifiers(block[offset + 1 : offset + 1 + block[offset]]))
            if told.get(DELETED) == b"\1" or told.get(HIDDEN) == b"\1":
                yield starts[i], starts[i + 1], False
            elif told.get(RAISED, b"\0") != b"\0":
                yield starts[i], starts[i + 1], True
