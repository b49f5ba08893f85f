"""Word 97 files written by hand after [MS-DOC]: what LibreOffice (tests/golden/office) never writes."""

import struct
from itertools import accumulate, pairwise
from pathlib import Path
from random import Random

import pytest

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document, Grid
from gouji.parse.formats import doc
from gouji.parse.formats.doc import read_doc
from gouji.parse.formats.doc_properties import Streams
from gouji.parse.reports import parse

GOLDEN = (Path(__file__).parents[2] / "golden" / "office" / "numbered.doc").read_bytes()
IN_TABLE = b"\x16\x24\x01"
ROW_END = IN_TABLE + b"\x17\x24\x01"
INNER = IN_TABLE + b"\x49\x66\x02\0\0\0"  # a table in a cell
INNER_CELL, INNER_ROW_END = INNER + b"\x4b\x24\x01", INNER + b"\x4b\x24\x01\x4c\x24\x01"
STYLE = b"\xff\xff"  # of these tests, no modifier
DELETED, HIDDEN, RAISED = b"\0\x08\x01", b"\x3c\x08\x01", b"\x48\x2a\x01"


def row_of(edges: list[int], flags: list[int] | None = None) -> bytes:
    """sprmTDefTable: the cell edges and the flags of each cell."""
    count = len(edges) - 1
    cells = b"".join(struct.pack("<H18x", flag) for flag in flags or [0] * count)
    operand = bytes([count]) + struct.pack(f"<{count + 1}h", *edges) + cells
    return b"\x08\xd6" + struct.pack("<H", len(operand) + 1) + operand


def page(starts: list[int], entries: list[bytes], entry_size: int) -> bytes:
    """A 512-byte page of properties: starts, for each run where its properties are, the properties from the end."""
    tail = b""
    offsets = []
    for entry in entries:
        if entry:
            tail = entry + b"\0" * (len(entry) % 2) + tail
        offsets.append((511 - len(tail)) // 2 if entry else 0)
    tail_start = 511 - len(tail)
    assert all(2 * offset >= tail_start - 1 for offset in offsets if offset)
    head = struct.pack(f"<{len(starts)}I", *starts)
    head += b"".join(bytes([offset]) + bytes(entry_size - 1) for offset in offsets)
    body = bytearray(512)
    body[: len(head)] = head
    for offset, entry in zip(offsets, entries, strict=True):
        body[2 * offset : 2 * offset + len(entry)] = entry
    body[511] = len(entries)
    return bytes(body)


def papx(properties: bytes) -> bytes:
    """`properties` may begin with STYLE and the number of the paragraph style, which is 0 otherwise."""
    style, properties = (properties[2:4], properties[4:]) if properties[:2] == STYLE else (bytes(2), properties)
    properties = style + properties
    if len(properties) % 2:
        return bytes([(len(properties) + 1) // 2]) + properties
    return bytes([0, len(properties) // 2]) + properties


def streams(
    paragraphs: list[tuple[str, bytes]],
    marked: list[tuple[str, bytes]] | None = None,
    compressed: bool = False,
    prm: int = 0,
    prc: bytes = b"",
    data: bytes = b"",
    boxes: tuple[tuple[int, int], ...] = (),
    sheet: bytes = b"",
) -> Streams:
    """Text with its marks and paragraph properties; `marked`: stretches of it with character properties; `prm`,
    `prc`: what a fast save kept in the piece; `boxes`: (anchor, length) of the text boxes, whose text is the last; `sheet`: the styles."""
    text = "".join(text for text, _ in paragraphs)
    width = 1 if compressed else 2
    raw = text.encode("cp1252") if compressed else text.encode("utf-16-le")
    count = len(raw) // width
    fib = bytearray(struct.pack("<HH6xH20x", 0xA5EC, 0xC1, 0x0200))
    counts = [0] * 22
    counts[9] = sum(length for _, length in boxes)
    counts[3] = count - counts[9]
    places = [(0, 0)] * 93
    start = 1024
    word = raw + bytes(-len(raw) % 512)
    pages = []
    bounds = [
        start,
        *(start + len(text.encode("utf-16-le")) // 2 * width for text in accumulate(t for t, _ in paragraphs)),
    ]
    for (begin, end), (_, properties) in zip(pairwise(bounds), paragraphs, strict=True):
        pages.append(len(word) + start)
        word += page([begin, end], [papx(properties)], 13)
    table = bytearray()

    def put(number: int, content: bytes) -> None:
        places[number] = (len(table), len(content))
        table.extend(content)

    put(1, sheet)
    if boxes:
        anchors = [anchor for anchor, _ in boxes]
        put(
            40,
            struct.pack(f"<{len(boxes) + 1}I", *anchors, counts[3])
            + b"".join(struct.pack("<i22x", n) for n in range(len(boxes))),
        )
        starts = [0, *accumulate(length for _, length in boxes)]
        put(
            56,
            struct.pack(f"<{len(starts)}I", *starts) + b"".join(struct.pack("<14xi4x", n) for n in range(len(boxes))),
        )
    put(13, struct.pack(f"<{len(bounds)}I", *bounds) + struct.pack(f"<{len(pages)}I", *(p // 512 for p in pages)))
    runs = []
    for part, properties in marked or []:
        at = start + text.index(part) * width
        runs.append((at, at + len(part) * width, properties))
    edges = sorted({start, start + len(raw), *(edge for run in runs for edge in run[:2])})
    entries = [next((bytes([len(p)]) + p for a, b, p in runs if a <= edge < b), b"") for edge in edges[:-1]]
    chars = len(word) + start
    word += page(edges, entries, 1)
    put(12, struct.pack("<III", start, start + len(raw), chars // 512))
    clx = (b"\x01" + struct.pack("<H", len(prc)) + prc) if prc else b""
    where = start * 2 | 0x40000000 if compressed else start
    plc = struct.pack("<IIHIH", 0, count, 0, where, prm)
    put(33, clx + b"\x02" + struct.pack("<I", len(plc)) + plc)
    fib += struct.pack("<H28xH22i", 14, 22, *counts)
    fib += struct.pack("<H186I", 93, *(number for place in places for number in place))
    return Streams(bytes(fib) + bytes(start - len(fib)) + word, bytes(table), data)


def read(made: Streams) -> Document:
    return doc.read_streams(made)


def grids(document: Document) -> list[list[list[tuple[str, int, int]]]]:
    return [
        [[tuple(box)[:3] for box in row] for row in block.rows] for block in document.blocks if isinstance(block, Grid)
    ]


def test_an_empty_last_cell_is_no_row_end() -> None:
    """Two 0x07 in a row: an empty cell in front of a cell, or a cell and the end of the row."""
    document = read(
        streams(
            [
                ("前文\r", b""),
                ("甲\x07", IN_TABLE),
                ("\x07", IN_TABLE),
                ("\x07", ROW_END),
                ("\x07", IN_TABLE),
                ("5\x07", IN_TABLE),
                ("\x07", ROW_END),
                ("后文\r", b""),
            ]
        )
    )
    assert document.blocks[0] == "前文"
    assert document.blocks[-1] == "后文"
    assert grids(document) == [[[("甲", 1, 1), ("", 1, 2)], [("", 2, 1), ("5", 2, 2)]]]


def test_cells_stand_in_the_grid_columns_of_their_edges() -> None:
    merged_down, upper = 0x20, 0x60
    document = read(
        streams(
            [("标题\x07", IN_TABLE), ("\x07", ROW_END + row_of([0, 3000]))]
            + [(f"{t}\x07", IN_TABLE) for t in "甲乙"]
            + [("\x07", ROW_END + row_of([5, 1000, 3000], [upper, 0]))]
            + [(f"{t}\x07", IN_TABLE) for t in ("", "丙", "丁")]
            + [("\x07", ROW_END + row_of([0, 1000, 2000, 3000], [merged_down, 0, 0]))]
        )
    )
    assert grids(document) == [[[("标题", 1, 1)], [("甲", 2, 1), ("乙", 2, 2)], [("丙", 3, 2), ("丁", 3, 3)]]]


@pytest.mark.parametrize("flags", [[1, 2, 0], [2, 1, 0], [3, 1, 0], [1, 2, 1]])
def test_cells_merged_across(flags: list[int]) -> None:
    """Writers differ in which flag is the first of merged cells."""
    rows = [("甲\x07", IN_TABLE), ("\x07", IN_TABLE), ("乙\x07", IN_TABLE)]
    document = read(streams([*rows, ("\x07", ROW_END + row_of([0, 10, 1000, 2000], flags))]))
    assert [text for text, *_ in grids(document)[0][0]] == ["甲", "乙"]


def test_text_under_a_merged_cell_is_told() -> None:
    rows = [("甲\x07", IN_TABLE), ("7\x07", IN_TABLE)]
    document = read(streams([*rows, ("\x07", ROW_END + row_of([0, 1000, 2000], [1, 2]))]))
    assert grids(document) == [[[("甲", 1, 1)]]]
    assert "7" in document.warnings[0]


def test_a_table_in_a_cell() -> None:
    document = read(
        streams(
            [
                ("外\r", IN_TABLE),
                ("1\r", INNER_CELL),
                ("2\r", INNER_CELL),
                ("\r", INNER_ROW_END),
                ("\x07", IN_TABLE),
                ("\x07", ROW_END),
                ("尾\r", b""),
            ]
        )
    )
    assert document.blocks[0] == "外"
    assert grids(document) == [[[("1", 1, 1), ("2", 1, 2)]]]
    assert document.blocks[1].index == 2  # type: ignore[union-attr]
    assert document.blocks[2] == "尾"


def test_fields_keep_their_result() -> None:
    text = '见\x13 HYPERLINK "http://a/\x13 DATE \x142020\x15" \x14\x01公报\x15。\x13 PAGE \x15完\r'
    assert read(streams([(text, b"")])).blocks == ["见公报。完"]


def test_a_field_without_end_hides_nothing() -> None:
    assert read(streams([("一\x13二\r", b""), ("三\r", b"")])).blocks == ["一二", "三"]
    cells = [("1\x13\x07", IN_TABLE), ("2\x07", IN_TABLE), ("\x15\x07", ROW_END)]
    assert grids(read(streams(cells))) == [[[("1", 1, 1), ("2", 1, 2)]]]


def test_line_breaks_hyphens_and_spaces() -> None:
    document = read(streams([("一\x0b二\x1e三\x1f四\u200b\r", b""), ("\u3000五　六\x0c七\r", b"")]))
    assert document.blocks == ["一", "二-三四", "五 六", "七"]


def test_characters_beyond_the_first_plane_keep_the_places_after_them() -> None:
    document = read(streams([("𠮷𠮷\x07", IN_TABLE), ("12\x07", IN_TABLE), ("\x07", ROW_END)]))
    assert grids(document) == [[[("𠮷𠮷", 1, 1), ("12", 1, 2)]]]


def test_compressed_pieces() -> None:
    made = streams([("caf\xe9 \u20ac\x07", IN_TABLE), ("12\x07", IN_TABLE), ("\x07", ROW_END)], compressed=True)
    assert grids(read(made)) == [[[("caf\xe9 \u20ac", 1, 1), ("12", 1, 2)]]]


def test_deleted_and_hidden_text_is_left_out_and_raised_text_kept_apart() -> None:
    made = streams(
        [("办理35件\r", b""), ("密语公开\r", b""), ("12①\x07", IN_TABLE), ("127\x07", IN_TABLE), ("\x07", ROW_END)],
        [("3", DELETED), ("密语", HIDDEN), ("7", RAISED)],
    )
    document = read(made)
    assert document.blocks[:2] == ["办理5件", "公开"]
    assert grids(document)[0][0][1][0] == "12"


def test_properties_kept_in_pieces_by_fast_saves() -> None:
    """Prm0: one modifier in the piece; Prm1: a list before the piece table."""
    assert read(streams([("删\r", b"")], prm=0x41 << 1 | 1 << 8)).blocks == []
    assert read(streams([("删\r", b"")], prm=1, prc=DELETED)).blocks == []
    assert read(streams([("留\r", b"")], prm=1, prc=b"\0\x08\0")).blocks == ["留"]


def test_large_properties_stand_in_the_data_stream() -> None:
    large = row_of([0, 500, 1500])
    made = streams(
        [("甲\x07", IN_TABLE), ("1\x07", IN_TABLE), ("\x07", ROW_END + b"\x46\x66" + struct.pack("<I", 3))],
        data=b"\0\0\0" + struct.pack("<H", len(large)) + large,
    )
    assert grids(read(made)) == [[[("甲", 1, 1), ("1", 1, 2)]]]


def test_cells_without_row_end_are_refused() -> None:
    with pytest.raises(UnreadableDocument, match="没有结束标记"):
        read(streams([("甲\x07", IN_TABLE), ("1\x07", IN_TABLE), ("后\r", b"")]))


def test_text_boxes_stand_before_what_they_are_anchored_in() -> None:
    """The second box is anchored first, in a paragraph; the first, with a table, in a cell."""
    text = [("标题\x08文\r", b""), ("甲\x08\x07", IN_TABLE), ("1\x07", IN_TABLE), ("\x07", ROW_END), ("后\r", b"")]
    in_boxes = [("乙\x07", IN_TABLE), ("2\x07", IN_TABLE), ("\x07", ROW_END), ("框一\r", b""), ("框二\r", b"")]
    document = read(streams(text + in_boxes, boxes=((6, 8), (2, 3))))
    assert [block for block in document.blocks if isinstance(block, str)] == ["框二", "标题文", "框一", "后"]
    assert [grid[0][0][0] for grid in grids(document)] == ["乙", "甲"]


def test_pictures_in_place_of_tables_are_told() -> None:
    assert "1 个图片" in read(streams([("见图\x01\r", b"")])).unread[0]


def patched(old: bytes, new: bytes) -> bytes:
    assert GOLDEN.count(old) == 1
    return GOLDEN.replace(old, new)


def flagged(bits: int) -> bytes:
    """The golden file with flags of its FIB set."""
    data = bytearray(GOLDEN)
    at = data.index(b"\xec\xa5\x01\x01") + 10
    data[at : at + 2] = (int.from_bytes(data[at : at + 2], "little") | bits).to_bytes(2, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (flagged(0x0100), "密码"),
        (patched(b"\xec\xa5\x01\x01", b"\xdc\xa5\x68\0"), "Word 6.0/95"),
        (patched("WordDocument".encode("utf-16-le"), "WardDocument".encode("utf-16-le")), "没有 Word 正文"),
        (GOLDEN[:40_000], "损坏"),
        (GOLDEN[:700], "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "损坏"),
    ],
    ids=["encrypted", "word95", "no_word", "truncated", "cut_short", "empty_ole"],
)
def test_what_cannot_be_read_says_what_to_do(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableDocument, match=message) as error:
        read_doc(data)
    assert "请" in str(error.value)
    assert str(error.value).isascii() is False


def test_the_document_is_known_by_its_content() -> None:
    (report,) = parse(GOLDEN, "report.wps")
    assert report.media_type == "application/msword"


def test_damaged_bytes_never_raise_anything_else() -> None:
    rng = Random(1)
    for _ in range(60):
        data = bytearray(GOLDEN)
        for _ in range(rng.choice((1, 5, 200))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            read_doc(bytes(data[: rng.choice((len(data), rng.randrange(len(data))))]))
        except UnreadableDocument:
            continue
