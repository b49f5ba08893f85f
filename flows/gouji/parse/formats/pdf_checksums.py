"""The checksums of a PDF's compressed streams, which PDFium does not look at: a bit that flipped on a disk or on the way
would be read as another figure.

A Flate stream is zlib's format (RFC 1950) and ends with the Adler-32 of what was packed (ISO 32000-1, 7.4.4). Streams
of objects and of the cross-reference table are packed the same way. Streams of an encrypted file are not looked at,
nor are other filters, which have no checksum.
"""

import base64
import binascii
import re
import zlib
from typing import NamedTuple

MAX_DICTIONARY_BYTES = 4_096  # bytes before the word `stream` among which the stream's dictionary begins
_CHUNK_BYTES = 1_000_000  # unpacked at a time
_ADLER_BYTES = 4
_FLUSHED = (
    b"\x00\x00\xff\xff"  # how a stream ends that its writer did not close: all of it is there, its checksum is not
)

_STREAM = re.compile(rb">>\s*stream(?:\r\n|\n|\r)")
_END = b"endstream"
_OBJECT = re.compile(rb"(\d+)\s+\d+\s+obj\b")
_FILTERS = re.compile(rb"/Filter\s*(?:\[([^\]]*)\]|(/\w+))")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_FLATE = {b"/FlateDecode", b"/Fl"}


class DamagedStream(NamedTuple):
    """A stream that is not what was packed: the number of its object (0: not known), and whether it is a picture."""

    number: int
    is_picture: bool


def damaged_streams(data: bytes) -> list[DamagedStream]:
    """The Flate streams of a PDF whose bytes are not those that were packed, in the order of the file."""
    if _is_encrypted(data):
        return []
    found, position = [], 0
    while match := _STREAM.search(data, position):
        position = match.end()
        end = data.find(_END, position)
        dictionary, number = _dictionary(data, match.start())
        if end < 0 or not (filters := _filters(dictionary)):
            continue
        if not _is_whole(data[position:end], filters):
            found.append(DamagedStream(number, b"/Image" in dictionary))
        position = end
    return found


def _is_encrypted(data: bytes) -> bool:
    """By the trailer, or by the dictionary of a cross-reference stream; the words in a text would be packed."""
    return b"/Encrypt" in data and any(
        b"trailer" in data[max(match.start() - MAX_DICTIONARY_BYTES, 0) : match.start()]
        or b"/XRef" in data[max(match.start() - MAX_DICTIONARY_BYTES, 0) : match.end() + MAX_DICTIONARY_BYTES]
        for match in _ENCRYPTED.finditer(data)
    )


def _dictionary(data: bytes, end: int) -> tuple[bytes, int]:
    """A stream's dictionary and the number of its object."""
    before = data[max(end - MAX_DICTIONARY_BYTES, 0) : end]
    objects = list(_OBJECT.finditer(before))
    return (before[objects[-1].end() :], int(objects[-1][1])) if objects else (before, 0)


def _filters(dictionary: bytes) -> list[bytes]:
    """The filters of a stream up to its first Flate filter; none where it has none, or one that we cannot take off."""
    match = _FILTERS.search(dictionary)
    filters = re.findall(rb"/\w+", match[1] or match[2]) if match else []
    for index, name in enumerate(filters):
        if name in _FLATE:
            return filters[: index + 1]
        if name not in _UNPACK:
            return []
    return []


def _is_whole(packed: bytes, filters: list[bytes]) -> bool:
    try:
        for name in filters[:-1]:
            packed = _UNPACK[name](packed)
        return _is_whole_flate(packed)
    except (zlib.error, ValueError):
        return False


def _is_whole_flate(packed: bytes) -> bool:
    """Whether a zlib stream unpacks to what its checksum says; raises zlib.error where it does not."""
    unpacker = zlib.decompressobj()
    rest = packed
    while not unpacker.eof:
        unpacked = unpacker.decompress(rest, _CHUNK_BYTES)
        if unpacker.unconsumed_tail == rest and not unpacked:
            break
        rest = unpacker.unconsumed_tail
        if not rest and not unpacked:
            break
    if unpacker.eof:
        return True
    body = packed.rstrip(b"\r\n")
    return body.endswith(_FLUSHED) or _is_closed(body) or not body


def _is_closed(body: bytes) -> bool:
    """Whether the deflate data of a zlib stream end with their last block, so that only the checksum was left off."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    unpacker.decompress(body[2:])
    return unpacker.eof and len(unpacker.unused_data) < _ADLER_BYTES


def _from_base85(packed: bytes) -> bytes:
    return base64.a85decode(b"".join(packed.partition(b"~>")[0].split()).removeprefix(b"<~"))


def _from_hex(packed: bytes) -> bytes:
    digits = b"".join(packed.partition(b">")[0].split())
    return binascii.unhexlify(digits + b"0" * (len(digits) % 2))


_UNPACK = {
    b"/ASCII85Decode": _from_base85, b"/A85": _from_base85, b"/ASCIIHexDecode": _from_hex, b"/AHx": _from_hex,
}  # fmt: skip
