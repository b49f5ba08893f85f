"""How the sheets of an XLS workbook are shown, by its records: what calamine does not tell. Sections: [MS-XLS]."""

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

from .looks import Look
from .sheet_view import MIN_COLUMN_CHARACTERS, MIN_ROW_POINTS, PLAIN_STYLE, CellStyle, Place, SheetView, is_plain
from .xls_drawings import note_drawings
from .xls_styles import BIFF8, CODE_PAGE, BookStyles, read_styles, runs_of

BOF, SHEET, END = 0x809, 0x85, 0x0A  # BOF, BoundSheet8, EOF: 2.4.21, 28, 103
FORMULA, ERROR, ROW, COLUMNS = 0x06, 0x205, 0x208, 0x7D  # Formula, BoolErr, Row, ColInfo: 2.4.127, 24, 221, 53
NUMBER, RK, MANY_RK = 0x203, 0x27E, 0xBD  # Number, RK, MulRk: 2.4.180, 220, 175
LABEL, SHARED_LABEL, RICH_LABEL = 0x204, 0xFD, 0xD6  # Label, LabelSst: 2.4.148, 149; RString of Excel 5
WINDOW = 0x23E  # Window2: 2.4.346
_ONE_CELL = (FORMULA, ERROR, NUMBER, RK, LABEL, SHARED_LABEL, RICH_LABEL)
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_IS_HIDDEN, _DEFAULT_HEIGHT, _SHOWS_ZEROS = 0x20, 0x8000, 0x10
_CHARACTER = 256  # units of a column's width
_POINT = 20  # units of a row's height


def look_at_sheets(data: bytes) -> dict[int, SheetView]:
    """By the sheet's place in the workbook; what cannot be followed is left out, for calamine has read it."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            stream = ole.openstream("Workbook" if ole.exists("Workbook") else "Book").read()
    except (OSError, ValueError, LookupError, struct.error, TypeError, AttributeError):
        return {}
    book = list(_records(stream, 0))
    version = next((int.from_bytes(body[:2], "little") for kind, body in book if kind == BOF), BIFF8)
    styles = read_styles(book, version)
    starts = [int.from_bytes(body[:4], "little") for kind, body in book if kind == SHEET]
    return {number: _sheet(stream, start, styles) for number, start in enumerate(starts)}


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of the records from a place on, to the end of their part of the stream (2.1.4)."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == END:
            return
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _sheet(stream: bytes, start: int, styles: BookStyles) -> SheetView:
    view = SheetView()
    records = list(_records(stream, start))
    note_drawings(view, records)
    for kind, body in records:
        if kind == ERROR and len(body) >= 8 and body[7]:
            view.without_value[struct.unpack_from("<HH", body)] = _ERRORS.get(body[6], "#N/A")
        elif kind == FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
            view.without_value[struct.unpack_from("<HH", body)] = _ERRORS.get(body[8], "#N/A")
        elif kind == ROW and len(body) >= 16:
            height = int.from_bytes(body[6:8], "little")
            is_low = not height & _DEFAULT_HEIGHT and height < MIN_ROW_POINTS * _POINT
            if body[12] & _IS_HIDDEN or is_low:
                view.hidden_rows.add(int.from_bytes(body[:2], "little"))
        elif kind == COLUMNS and len(body) >= 10:
            first, last, width = struct.unpack_from("<HHH", body)
            if body[8] & 0x01 or width < MIN_COLUMN_CHARACTERS * _CHARACTER:
                view.hidden_columns.update(range(first, min(last, 255) + 1))
        elif kind == WINDOW and len(body) >= 2:
            view.shows_zeros = bool(body[0] & _SHOWS_ZEROS)
        for place, number in _cells(kind, body):
            _note(view, place, styles.cells[number] if number < len(styles.cells) else PLAIN_STYLE, kind, body, styles)
    return view


def _cells(kind: int, body: bytes) -> Iterator[tuple[Place, int]]:
    """The cells of a record, each with the number of its style."""
    if kind in _ONE_CELL and len(body) >= 6:
        row, column, number = struct.unpack_from("<HHH", body)
        yield (row, column), number
    elif kind == MANY_RK and len(body) >= 6:
        row, column = struct.unpack_from("<HH", body)
        for i in range((len(body) - 6) // 6):
            yield (row, column + i), int.from_bytes(body[4 + 6 * i : 6 + 6 * i], "little")


def _note(view: SheetView, place: Place, style: CellStyle, kind: int, body: bytes, styles: BookStyles) -> None:
    runs = None
    if kind == SHARED_LABEL and len(body) >= 10:
        runs = styles.texts.get(int.from_bytes(body[6:10], "little"))
    elif kind == RICH_LABEL and styles.version < BIFF8 and len(body) >= 8:
        runs = _old_runs(body, styles)
    if runs:
        view.runs[place] = runs
    if runs or not is_plain(style):
        view.styles[place] = style


def _old_runs(body: bytes, styles: BookStyles) -> list[tuple[str, Look | None]] | None:
    """The runs of a text of Excel 5: places are counted in bytes of the code page."""
    length = int.from_bytes(body[6:8], "little")
    raw, rest = body[8 : 8 + length], body[8 + length :]
    starts = [(rest[1 + 2 * i], rest[2 + 2 * i]) for i in range(rest[0] if rest else 0) if 2 + 2 * i < len(rest)]
    in_characters = [(len(raw[:at].decode(CODE_PAGE, "ignore")), font) for at, font in starts]
    return runs_of(raw.decode(CODE_PAGE, "replace"), in_characters, styles.fonts)
