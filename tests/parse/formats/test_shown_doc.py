"""DOC: a cell says what the page shows, whatever else the file holds for it."""

import struct
from collections.abc import Iterable

import pytest

from gouji.parse.document import Document, Grid
from gouji.parse.formats import doc
from tests.parse.formats.test_doc import DELETED, HIDDEN, IN_TABLE, ROW_END, STYLE, row_of, streams

SHOWN, STRUCK, STRUCK_TWICE = b"\x3c\x08\0", b"\x37\x08\x01", b"\x53\x2a\x01"
WHITE, NEARLY_WHITE, AUTOMATIC = b"\x70\x68\xff\xff\xff\0", b"\x70\x68\xfd\xfd\xfd\0", b"\x70\x68\0\0\0\xff"
WHITE_97, YELLOW_97, BLACK_97 = b"\x42\x2a\x08", b"\x42\x2a\x07", b"\x42\x2a\x01"
BLUE = b"\x70\x68\x1f\x38\x64\0"
ON_YELLOW, SPECK, ROOM = b"\x0c\x2a\x07", b"\x43\x4a\x02\0", b"\x43\x4a\x15\0"
SUPER, SUB, LEVEL = b"\x48\x2a\x01", b"\x48\x2a\x02", b"\x48\x2a\0"


def shading(back: bytes, pattern: int = 0, front: bytes = b"\0\0\0\xff") -> bytes:
    """2.9.248 Shd."""
    return front + back + struct.pack("<H", pattern)


DARK = shading(b"\x1f\x38\x64\0")
SOLID_BLACK = shading(b"\xff\xff\xff\0", 1, b"\0\0\0\0")
QUARTER = shading(b"\xff\xff\xff\0", 5, b"\0\0\0\0")


def on(shade: bytes) -> bytes:
    return b"\x71\xca\x0a" + shade


def off_line(half_points: int) -> bytes:
    return b"\x45\x48" + struct.pack("<h", half_points)


def by_style(number: int) -> bytes:
    return b"\x30\x4a" + struct.pack("<H", number)


def sheet(styles: Iterable[tuple[int, int, bytes, bytes]]) -> bytes:
    """A style sheet of (kind, base, modifiers of paragraphs, of characters); kind 1 is of paragraphs, 2 of characters."""
    made = []
    for number, (kind, base, of_paragraph, of_characters) in enumerate(styles):
        lists = [of_characters] if kind == 2 else [struct.pack("<H", number) + of_paragraph, of_characters]
        body = struct.pack("<HHHHH", 0xFFE, kind | base << 4, len(lists), 0, 0) + struct.pack("<HHH", 1, ord("x"), 0)
        for each in lists:
            body += struct.pack("<H", len(each)) + each + b"\0" * (len(each) % 2)
        made.append(struct.pack("<H", len(body)) + body)
    head = struct.pack("<HHHHHHHHH", len(made), 10, 1, 0, 0, 0, 0, 0, 0)
    return struct.pack("<H", len(head)) + head + b"".join(made)


NONE = 0xFFF  # no base
STYLES = sheet(
    [
        (1, NONE, b"", b""),
        (2, NONE, b"", HIDDEN),
        (2, 1, b"", SPECK[:0]),
        (2, 2, b"", SHOWN),
        (2, NONE, b"", STRUCK),
        (2, NONE, b"", STRUCK_TWICE),
        (2, NONE, b"", WHITE),
        (2, NONE, b"", SPECK),
        (2, NONE, b"", SUPER),
        (1, 0, b"", HIDDEN),
        (2, NONE, b"", b"\x3c\x08\x81"),
        (1, 0, b"\x4d\xc6\x0a" + DARK, BLUE),
    ]
)  # fmt: skip
NORMAL, HIDING, HIDING_TOO, SHOWING, STRIKING, STRIKING_TWICE, WHITENING, SPECKS, RAISING, LINES, OPPOSITE, ON_BLUE = (
    range(12)
)


def document(
    text: str, marked: list[tuple[str, bytes]], paragraph: bytes = b"", row: bytes = b"", data: bytes = b""
) -> Document:
    """Of a table whose first cell says `text`."""
    paragraphs = [(f"{part}\r", paragraph + IN_TABLE) for part in text.split("\r")[:-1]]
    paragraphs += [(f"{text.split(chr(13))[-1]}\x07", paragraph + IN_TABLE), ("乙\x07", IN_TABLE)]
    paragraphs.append(("\x07", ROW_END + row_of([0, 1000, 2000]) + row))
    return doc.read_streams(streams(paragraphs, marked, data=data, sheet=STYLES))


def one_cell(text: str, *marked: tuple[str, bytes], paragraph: bytes = b"", row: bytes = b"", data: bytes = b"") -> str:
    made = document(text, list(marked), paragraph, row, data)
    return next(block for block in made.blocks if isinstance(block, Grid)).rows[0][0].text


@pytest.mark.parametrize(
    ("mark", "figure"),
    [
        (HIDDEN, b""),
        (DELETED, b""),
        (by_style(HIDING), b""),
        (by_style(HIDING_TOO), b""),
        (by_style(HIDING), by_style(SHOWING)),
        (by_style(HIDING), by_style(HIDING) + SHOWN),
        (by_style(HIDING), by_style(HIDING) + b"\x3c\x08\x81"),
        (by_style(OPPOSITE), b""),
        (STRUCK, b""),
        (STRUCK_TWICE, b""),
        (by_style(STRIKING), b""),
        (by_style(STRIKING_TWICE), b""),
        (WHITE, b""),
        (NEARLY_WHITE, b""),
        (WHITE_97, BLACK_97),
        (WHITE_97 + WHITE, BLACK_97),
        (by_style(WHITENING), by_style(WHITENING) + AUTOMATIC),
        (YELLOW_97 + ON_YELLOW, b""),
        (BLUE + on(DARK), WHITE + on(DARK)),
        (BLACK_97 + on(SOLID_BLACK), WHITE + on(SOLID_BLACK)),
        (b"\x42\x2a\x08\x66\x48\0\x01", WHITE_97 + ON_YELLOW),
        (SPECK, ROOM),
        (by_style(SPECKS), b""),
    ],
    ids=[
        "hidden", "deleted", "hidden by style", "by its base", "a style that shows again", "shown directly",
        "shown as not by style", "hidden as not by style", "struck", "struck twice", "struck by style",
        "struck twice by style", "white", "nearly white", "white of the palette", "white twice told", "white by style",
        "the colour of its highlight", "the colour of its shading", "black on solid black", "white of the palette on it",
        "one point", "a speck by style",
    ],
)  # fmt: skip
def test_what_is_not_seen(mark: bytes, figure: bytes) -> None:
    assert one_cell("947", ("9", mark), ("47", figure)) == "47"


@pytest.mark.parametrize(
    "mark", [SUPER, SUB, by_style(RAISING), off_line(6), off_line(-6)], ids=["super", "sub", "style", "up", "down"]
)
def test_a_raised_mark_is_no_digit(mark: bytes) -> None:
    assert one_cell("471", ("1", mark)) == "47"
    assert one_cell("471", ("471", mark)) == "471"
    assert one_cell("471", ("1", off_line(2)), ("47", LEVEL)) == "471"


def test_styles_of_paragraphs() -> None:
    assert one_cell("947", ("47", SHOWN), paragraph=STYLE + bytes([LINES, 0])) == "47"
    assert one_cell("947", ("47", by_style(OPPOSITE)), paragraph=STYLE + bytes([LINES, 0])) == "47"
    assert one_cell("947", ("47", WHITE), paragraph=STYLE + bytes([ON_BLUE, 0])) == "47"


@pytest.mark.parametrize("row", [b"\x12\xd6\x14" + DARK + DARK, b"\x09\xd6\x04\x40\x00\x40\x00"], ids=["full", "of 97"])
def test_text_on_the_ground_of_its_cell(row: bytes) -> None:
    blue = BLUE if len(row) > 10 else b"\x42\x2a\x02"
    assert one_cell("947", ("9", blue), ("47", WHITE), row=row) == "47"
    assert one_cell("947", ("9", WHITE)) == "47"


def test_each_cell_has_its_own_ground_and_paragraphs_have_theirs() -> None:
    none = shading(b"\0\0\0\xff")
    row = b"\x12\xd6\x14" + none + DARK
    made = document("947", [("9", WHITE), ("乙", WHITE)], row=row)
    assert [box.text for box in next(block for block in made.blocks if isinstance(block, Grid)).rows[0]] == ["47", "乙"]
    assert one_cell("947", ("9", BLUE), ("47", WHITE), paragraph=b"\x4d\xc6\x0a" + DARK) == "47"
    grey = b"\x70\x68\xbf\xbf\xbf\0"
    assert one_cell("947", ("9", grey), paragraph=b"\x4d\xc6\x0a" + QUARTER) == "47"


@pytest.mark.parametrize("gone", [HIDDEN, DELETED])
def test_paragraphs_whose_mark_is_not_there_are_one(gone: bytes) -> None:
    assert one_cell("4\r7", ("\r", gone)) == "47"


# --- fields and form controls -----------------------------------------------------------------------------------------


def control_data(kind: int, chosen: int, default: int, entries: tuple[str, ...] = ()) -> bytes:
    """2.9.165 NilPICFAndBinData with 2.9.78 FFData."""
    field = struct.pack("<IHHH", 0xFFFFFFFF, kind | chosen << 2, 0, 0) + struct.pack("<HHH", 1, ord("d"), 0)
    field += struct.pack("<H", default) + struct.pack("<HH", 0, 0) * 5
    if kind == 2:
        field += struct.pack("<HHH", 0xFFFF, len(entries), 0)
        field += b"".join(struct.pack("<H", len(entry)) + entry.encode("utf-16-le") for entry in entries)
    return struct.pack("<IH62x", 68 + len(field), 68) + field


CONTROL = b"\x03\x6a\0\0\0\0\x06\x08\x01"


def control(data: bytes, result: str = "") -> str:
    return one_cell(f"\x13 FORM \x01\x14{result}\x15", ("\x01", CONTROL), data=data)


@pytest.mark.parametrize(
    ("chosen", "default", "result", "seen"),
    [(1, 0, "", "47"), (25, 1, "", "47"), (1, 2, "9", "47"), (0, 0, "", "0"), (5, 0, "", "□")],
    ids=["chosen", "by default", "a stale result", "the first", "not in the list"],
)
def test_a_drop_down_shows_its_choice(chosen: int, default: int, result: str, seen: str) -> None:
    assert control(control_data(2, chosen, default, ("0", "47", "7")), result) == seen


@pytest.mark.parametrize(("chosen", "default", "seen"), [(1, 0, "☑"), (25, 1, "☑"), (0, 1, "☐")])
def test_a_check_box_shows_its_state(chosen: int, default: int, seen: str) -> None:
    assert control(control_data(1, chosen, default)) == seen


def test_a_text_field_shows_its_result() -> None:
    assert control(control_data(0, 0, 0), "47") == "47"


def test_a_control_whose_data_are_cut_off_is_not_told() -> None:
    assert control(control_data(2, 1, 0, ("0", "47"))[:-6]) == "□"


@pytest.mark.parametrize(
    "text",
    ["\x13 IF \x13 MERGEFIELD n \x1494\x15 = 1 \x1447\x15", "\x13 IF 1 = 1 \x14\x13 MERGEFIELD n \x1447\x15\x15"],
)
def test_fields_in_fields(text: str) -> None:
    assert one_cell(text) == "47"
