"""What calamine does not tell of the sheets of a workbook; for XLS, from its records. Section numbers are of [MS-XLS]."""

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

import olefile


class VisibleSheet(NamedTuple):
    """Of a sheet; rows and columns from 0.

    `printed`: rows that have cells enough to be printed as a row of a table, blank or not. `without_value`: what
    stands in place of a figure: a formula without a result, an error.
    """

    printed: set[int]
    hidden_rows: set[int]
    hidden_columns: set[int]
    without_value: dict[tuple[int, int], str]


NOTHING_HIDDEN = VisibleSheet(set(), set(), set(), {})

SHEET, END = 0x85, 0x0A  # BoundSheet8, EOF: 2.4.28, 2.4.103
FORMULA, ERROR, ROW, COLUMNS = 0x06, 0x205, 0x208, 0x7D  # Formula, BoolErr, Row, ColInfo: 2.4.127, 24, 221, 53
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def visible_sheets(data: bytes) -> dict[int, VisibleSheet]:
    """By the sheet's place in the workbook; what cannot be followed is left out, for calamine has read it."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            stream = ole.openstream("Workbook" if ole.exists("Workbook") else "Book").read()
    except (OSError, ValueError, LookupError, struct.error, TypeError, AttributeError):
        return {}
    starts = [int.from_bytes(body[:4], "little") for kind, body in _records(stream, 0) if kind == SHEET]
    return {number: _sheet(stream, start) for number, start in enumerate(starts)}


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of the records from a place on, to the end of their part of the stream (2.1.4)."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == END:
            return
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _sheet(stream: bytes, start: int) -> VisibleSheet:
    seen = VisibleSheet(set(), set(), set(), {})
    for kind, body in _records(stream, start):
        if kind == ERROR and len(body) >= 8 and body[7]:
            seen.without_value[struct.unpack_from("<HH", body)] = _ERRORS.get(body[6], "#N/A")
        elif kind == FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
            seen.without_value[struct.unpack_from("<HH", body)] = _ERRORS.get(body[8], "#N/A")
        elif kind == ROW and len(body) >= 16 and body[12] & 0x20:  # fDyZero
            seen.hidden_rows.add(int.from_bytes(body[:2], "little"))
        elif kind == COLUMNS and len(body) >= 10 and body[8] & 0x01:  # fHidden
            first, last = struct.unpack_from("<HH", body)
            seen.hidden_columns.update(range(first, min(last, 255) + 1))
    return seen
