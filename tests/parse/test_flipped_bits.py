"""A bit that flipped on a disk or on the way is never read as another figure, where the format has a checksum.

PDF: the Adler-32 of compressed streams (pdf_checksums.py); OOXML, OpenDocument and OFD: the CRC-32 of the ZIP archive. Text,
HTML, RTF, DOC and XLS have none.
"""

import base64
import random
import re
import zlib
from collections.abc import Callable

import pytest

from gouji.core.model import ABSENT, UnreadableDocument
from gouji.demo.ofd import Ofd
from gouji.parse.formats.pdf_checksums import DamagedStream, damaged_streams
from tests.parse import office, pdf_writer
from tests.parse import writers as w
from tests.parse.reading import read, refused, values

FLIPS = 25  # bits, each in a copy of its own


def _ofd() -> bytes:
    ofd = Ofd()
    pdf_writer.lay_out(w.numbered(), ofd.style, ofd)
    return ofd.bytes()


FORMATS: dict[str, Callable[[], bytes]] = {
    "pdf": lambda: pdf_writer.report(w.numbered()),
    "docx": lambda: office.as_docx(w.numbered()),
    "xlsx": lambda: office.as_xlsx(w.numbered()),
    "odt": lambda: office.odf(
        "text", office.odt_body({code: office.odf_table(rows) for code, rows in w.printed(w.numbered()).items()})
    ),
    "ofd": _ofd,
}


def flipped(data: bytes, place: int, bit: int = 0) -> bytes:
    copy = bytearray(data)
    copy[place] ^= 1 << bit
    return bytes(copy)


@pytest.mark.parametrize("name", FORMATS)
def test_a_flipped_bit_is_no_other_figure(name: str) -> None:
    data, right = FORMATS[name](), w.numbered()
    assert values(read(data)) == right
    outcomes = []
    for seed in range(FLIPS):
        chance = random.Random(seed)
        damaged = flipped(data, chance.randrange(len(data)), chance.randrange(8))
        try:
            found = values(read(damaged))
        except UnreadableDocument:
            outcomes.append("refused")
            continue
        assert {cell: value for cell, value in found.items() if value not in (right[cell], ABSENT)} == {}, seed
        outcomes.append("read")
    assert outcomes.count("refused") > FLIPS / 2  # most of a file is what its checksum is of


def test_every_bit_of_a_stream_counts() -> None:
    data = pdf_writer.report(w.numbered())
    start, end = max(
        ((found.start(1), found.end(1)) for found in re.finditer(rb"\bstream\n(.*?)\nendstream", data, re.DOTALL)),
        key=lambda span: span[1] - span[0],
    )
    assert damaged_streams(data) == []
    for place in range(start, end, 97):
        assert len(damaged_streams(flipped(data, place, place % 8))) == 1, place
    assert "与其校验和不符" in refused(flipped(data, (start + end) // 2))


def test_a_damaged_picture_beside_text_is_said() -> None:
    data = pdf_writer.report(w.numbered())
    found = read(flipped(data, data.index(b"stream\n", data.index(b"/Image")) + 12))
    assert values(found) == w.numbered()
    assert any("图片已损坏" in warning for warning in found.warnings)


PACKED = zlib.compress(b"q 1 0 0 1 0 0 cm Q " * 20)
FLUSHED = (packer := zlib.compressobj()).compress(b"of a writer that never ends it") + packer.flush(zlib.Z_SYNC_FLUSH)


def stream(packed: bytes, filters: str = "/FlateDecode", more: str = "") -> bytes:
    head = f"7 0 obj\n<< /Length {len(packed)} {more} /Filter {filters} >>\nstream\r\n"
    return b"%PDF-1.5\n" + head.encode() + packed + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    "data",
    [
        stream(PACKED), stream(PACKED[:-4]), stream(FLUSHED), stream(PACKED[:-3] + b"\x00", "/DCTDecode"),
        stream(base64.a85encode(PACKED) + b"~>", "[ /ASCII85Decode /FlateDecode ]"),
        stream(PACKED.hex().encode() + b">", "[/ASCIIHexDecode/FlateDecode]"),
        stream(flipped(PACKED, 9)) + b"trailer << /Root 1 0 R /Encrypt 8 0 R >>",
    ],
    ids=["whole", "without its checksum", "flushed", "a picture", "in base 85", "in hex", "encrypted"],
)  # fmt: skip
def test_what_is_whole_or_has_no_checksum_is_left_alone(data: bytes) -> None:
    assert damaged_streams(data) == []


@pytest.mark.parametrize(
    ("data", "is_picture"),
    [
        (stream(flipped(PACKED, 9)), False),
        (stream(PACKED[: len(PACKED) // 2]), False),
        (stream(flipped(PACKED, len(PACKED) - 1)), False),
        (stream(flipped(PACKED, 9), more="/Type /ObjStm /N 3 /First 12"), False),
        (stream(flipped(PACKED, 9), more="/Type /XRef /W [1 2 1]"), False),
        (stream(flipped(PACKED, 9), more="/Subtype /Image"), True),
        (stream(base64.a85encode(flipped(PACKED, 9)) + b"~>", "[ /ASCII85Decode /FlateDecode ]"), False),
    ],
    ids=["a bit", "the half", "the checksum", "objects", "cross-references", "a picture", "in base 85"],
)
def test_what_is_damaged_is_named(data: bytes, is_picture: bool) -> None:
    assert damaged_streams(data) == [DamagedStream(7, is_picture)]
