"""What a site compressed on the way, unpacked within a limit: never more is allocated than is kept.

httpx unpacks every piece whole, and one encoding after another: 50 KB of gzip in gzip are gigabytes.
"""

import zlib
from collections.abc import Iterable

from gouji.core.errors import GoujiError

MAX_GZIP_MEMBERS = 100  # of one answer; servers write one
_GZIP = frozenset({"gzip", "x-gzip"})
_GZIP_BITS, _ZLIB_BITS, _RAW_BITS = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


class TooLarge(GoujiError):
    """More bytes than may be kept."""


class NotUnpacked(GoujiError):
    """An encoding that was not asked for, several of them, or damaged bytes; the message says which."""


def unpack(chunks: Iterable[bytes], encoding: str, most_bytes: int) -> bytes:
    """The body of an answer. `encoding`: its Content-Encoding, "" for none.

    Raises TooLarge and NotUnpacked.
    """
    names = [name.strip().lower() for name in encoding.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > 1:
        raise NotUnpacked(f"压缩了 {len(names)} 层（{encoding[:80]}），应最多一层")
    if not names:
        return _plain(chunks, most_bytes)
    if names[0] not in {*_GZIP, "deflate"}:
        raise NotUnpacked(f"用了没有请求的压缩方式 {names[0][:40]}")
    try:
        return _inflated(chunks, names[0] in _GZIP, most_bytes)
    except zlib.error as error:
        raise NotUnpacked(str(error)) from None


def _plain(chunks: Iterable[bytes], most_bytes: int) -> bytes:
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > most_bytes:
            raise TooLarge
    return bytes(data)


def _inflated(chunks: Iterable[bytes], is_gzip: bool, most_bytes: int) -> bytes:
    data, members, unpacker = bytearray(), 1, None
    for chunk in chunks:
        if unpacker is None:
            unpacker = zlib.decompressobj(_GZIP_BITS if is_gzip else _deflate_bits(chunk))
        rest = chunk
        while rest:
            data += unpacker.decompress(rest, most_bytes - len(data) + 1)
            if len(data) > most_bytes:
                raise TooLarge
            rest = unpacker.unused_data
            if not unpacker.eof:
                break
            if not is_gzip or not rest.startswith(b"\x1f\x8b"):
                return bytes(data)  # what follows the end is padding
            members += 1
            if members > MAX_GZIP_MEMBERS:
                raise NotUnpacked(f"由 {MAX_GZIP_MEMBERS} 段以上压缩内容拼成")
            unpacker = zlib.decompressobj(_GZIP_BITS)
    if unpacker is not None and not unpacker.eof:
        raise NotUnpacked("没有传完")
    return bytes(data)


def _deflate_bits(start: bytes) -> int:
    """`deflate` means zlib; some servers send it without zlib's two bytes."""
    has_header = len(start) >= 2 and start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0
    return _ZLIB_BITS if has_header else _RAW_BITS
