"""What a document is, by its content: its media type and, for text, its characters."""

import codecs
import re

HTML, TEXT = "text/html", "text/plain"

# First bytes of formats that are recognised but not read as text: a clear word beats garbage.
_SIGNATURES = (
    (b"%PDF-", "application/pdf", "PDF"),
    (b"PK\x03\x04", "application/zip", "DOCX、XLSX、OFD 或 ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", "DOC、WPS 或 XLS"),
    (b"{\\rtf", "application/rtf", "RTF"),
    (b"\xff\xd8\xff", "image/jpeg", "JPEG 图片"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "PNG 图片"),
    (b"GIF8", "image/gif", "GIF 图片"),
    (b"II*\x00", "image/tiff", "TIFF 图片"),
    (b"MM\x00*", "image/tiff", "TIFF 图片"),
)
_CONTROL = bytes([*range(9), *range(14, 21)])  # never in text
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|meta|table|div|p|span|tr|td)\b", re.IGNORECASE)


def media_type(data: bytes) -> tuple[str | None, str]:
    """(media type, name for people); (None, "二进制数据") for bytes that are neither text nor known.

    Never by file name: offices name a web page .doc and a picture .html.
    """
    for signature, media, name in _SIGNATURES:
        if data.startswith(signature):
            return media, name
    sample = data[:65_536]
    if _has_utf16_mark(data):
        sample = decode(sample)[0].encode()
    control = len(sample) - len(sample.translate(None, delete=_CONTROL))
    if control > len(sample) // 200:
        return None, "二进制数据"
    return (HTML, "网页") if _MARKUP.search(sample) else (TEXT, "纯文本")


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
        utf8, gb = data.decode("utf-8", "replace"), data.decode("gb18030", "replace")
        if gb.count("\ufffd") <= utf8.count("\ufffd"):
            return gb, "gb18030"
        return utf8, "utf-8"


def _has_utf16_mark(data: bytes) -> bool:
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
