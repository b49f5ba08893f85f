"""What a document is, by its content, as format_registry.py says: its media type and, for text, its characters."""

import codecs
import re
from io import BytesIO

import olefile

from gouji.parse.format_registry import BY_MEDIA_TYPE, FORMATS, HTML, MHT, OLE, SELF_DECLARED, TEXT, ZIP, Format

from .zip_package import entry_names, mime_type

_SIGNATURES = tuple((re.compile(b"|".join(each.signatures), re.DOTALL), each) for each in FORMATS if each.signatures)
_BY_ENTRY = tuple((each.entry, each) for each in FORMATS if each.entry not in (None, SELF_DECLARED))
_SELF_DECLARED = {each.media_type: each for each in FORMATS if each.entry == SELF_DECLARED}
_BY_STREAM = tuple((stream, each) for each in FORMATS for stream in each.streams)
_ROOTS = [(each.root, each) for each in FORMATS if each.root]  # several may have a root of one name
_XML_ROOT = re.compile(
    rb"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<![^\[>]*(?:\[.*?\])?\s*>\s*)*<(?:[\w.-]+:)?([\w.-]+)([^>]*)", re.DOTALL
)
SIGNATURE_LENGTH = 16  # bytes
_MAIL_HEADER = re.compile(rb"[A-Za-z][A-Za-z-]{1,40}:")
_MIME = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
_CONTROL = bytes([*range(9), *range(14, 21)])  # never in text
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|meta|table|div|p|span|tr|td)\b", re.IGNORECASE)


def media_type(data: bytes) -> tuple[str | None, str]:
    """(media type, name for people); (None, "二进制数据") for bytes that are neither text nor known.

    Never by file name: offices name a web page .doc and a picture .html.
    """
    found = _format_of(data)
    return (found.media_type, found.name) if found else (None, "二进制数据")


def _format_of(data: bytes) -> Format | None:
    for signature, found in _SIGNATURES:
        if signature.match(data, 0, SIGNATURE_LENGTH):
            inside = {ZIP: _inside_zip, OLE: _inside_ole}.get(found.media_type)
            return inside(data) or found if inside else found
    if _MAIL_HEADER.match(data) and _MIME.search(re.split(rb"\r?\n\r?\n", data[:16_384], maxsplit=1)[0]):
        return BY_MEDIA_TYPE[MHT]
    sample = data[:65_536]
    if _has_utf16_mark(data):
        sample = decode(sample)[0].encode()
    control = len(sample) - len(sample.translate(None, delete=_CONTROL))
    if control > len(sample) // 200:
        return None
    if root := _XML_ROOT.match(sample.removeprefix(codecs.BOM_UTF8)):
        for (name, told), found in _ROOTS:
            if name == root[1] and told in root[2]:
                return found
    return BY_MEDIA_TYPE[HTML if _MARKUP.search(sample) else TEXT]


def _inside_zip(data: bytes) -> Format | None:
    """An Office package has a list of its types at the top, OFD and OpenDocument their own; None for an archive."""
    names = [name.lower() for name in entry_names(data)]
    if "[content_types].xml" in names or "ofd.xml" in names or SELF_DECLARED in names:
        if SELF_DECLARED in names and (found := _SELF_DECLARED.get(mime_type(data))):
            return found
        return next((each for entry, each in _BY_ENTRY if any(name.startswith(entry) for name in names)), None)
    return None


def _inside_ole(data: bytes) -> Format | None:
    try:
        with olefile.OleFileIO(BytesIO(data)) as storage:
            return next((each for stream, each in _BY_STREAM if storage.exists(stream)), None)
    except Exception:  # olefile raises whatever a broken storage makes it stumble over
        return next((each for stream, each in _BY_STREAM if stream.encode("utf-16-le") in data), None)


def decode(data: bytes) -> tuple[str, str]:
    """Text and the character set used.

    A byte-order mark wins; else strict UTF-8; else whichever of UTF-8 and GB18030 leaves fewer replacement
    characters. What the page declares is ignored: GBK pages declared as UTF-8 are common.
    """
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", "replace"), "utf-8"
    if _has_utf16_mark(data):
        return data.decode("utf-16", "replace"), "utf-16"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError:
        utf8, gb = data.decode("utf-8", "replace"), data.decode("gb18030", "replace")
        if gb.count("\ufffd") <= utf8.count("\ufffd"):
            return gb, "gb18030"
        return utf8, "utf-8"


def _has_utf16_mark(data: bytes) -> bool:
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
