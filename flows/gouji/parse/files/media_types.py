"""What a document is, by its content: its media type and, for text, its characters."""

import codecs
import re
from io import BytesIO

import olefile

from .zip_package import entry_names, mime_type

HTML, TEXT, MHT = "text/html", "text/plain", "multipart/related"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT, ODS = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"
# The same in one XML file, as document systems write them from templates, mostly under the names .doc and .xls.
WORD_XML, EXCEL_XML = "application/vnd.ms-word+xml", "application/vnd.ms-excel+xml"
FLAT_DOCX = "application/vnd.ms-word.flat-opc+xml"
FLAT_ODT = "application/vnd.oasis.opendocument.text-flat-xml"
DOC, XLS, OFD, ZIP = "application/msword", "application/vnd.ms-excel", "application/ofd", "application/zip"
ENCRYPTED = "application/x-encrypted-office"
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/tiff", "image/bmp", "image/webp")
OLE = "application/x-ole-storage"

# First bytes of formats that are recognised but not read as text: a clear word beats garbage.
_SIGNATURES = (
    (b"%PDF-", "application/pdf", "PDF"),
    (b"PK\x03\x04", ZIP, "ZIP 压缩包"),
    (b"PK\x05\x06", ZIP, "空的 ZIP 压缩包"),
    (b"Rar!\x1a\x07", "application/vnd.rar", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "7z 压缩包"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE, "旧版 Office 复合文档"),
    (b"{\\rtf", "application/rtf", "RTF"),
    (b"\xff\xd8\xff", "image/jpeg", "JPEG 图片"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "PNG 图片"),
    (b"GIF8", "image/gif", "GIF 图片"),
    (b"II*\x00", "image/tiff", "TIFF 图片"),
    (b"MM\x00*", "image/tiff", "TIFF 图片"),
)
# What a ZIP is by an entry of it, what an OLE storage is by a stream of it.
_BY_ENTRY = (
    ("word/", DOCX, "DOCX"),
    ("xl/workbook.xml", XLSX, "XLSX"),
    ("xl/", "application/vnd.ms-excel.sheet.binary.macroenabled.12", "XLSB"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PPTX"),
    ("ofd.xml", OFD, "OFD"),
    ("meta-inf/manifest.xml", "application/vnd.oasis.opendocument", "OpenDocument"),
)
_BY_STREAM = (
    ("EncryptedPackage", ENCRYPTED, "加密的 Office 文件"),
    ("WordDocument", DOC, "DOC 或 WPS"),
    ("Workbook", XLS, "XLS"),
    ("Book", XLS, "XLS"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint", "PPT"),
)
# What an XML file is by its root and what that says of itself.
_BY_ROOT = {
    b"wordDocument": (b"/word/2003/wordml", WORD_XML, "Word 2003 XML"),
    b"package": (b"/office/2006/xmlPackage", FLAT_DOCX, "Word XML"),
    b"Workbook": (b"microsoft-com:office:spreadsheet", EXCEL_XML, "Excel 2003 XML"),
    b"document": (b"opendocument.text", FLAT_ODT, "FODT"),
}
_XML_ROOT = re.compile(
    rb"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<![^\[>]*(?:\[.*?\])?\s*>\s*)*<(?:[\w.-]+:)?([\w.-]+)([^>]*)", re.DOTALL
)
_MAIL_HEADER = re.compile(rb"[A-Za-z][A-Za-z-]{1,40}:")
_MIME = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
_CONTROL = bytes([*range(9), *range(14, 21)])  # never in text
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|meta|table|div|p|span|tr|td)\b", re.IGNORECASE)


def media_type(data: bytes) -> tuple[str | None, str]:
    """(media type, name for people); (None, "二进制数据") for bytes that are neither text nor known.

    Never by file name: offices name a web page .doc and a picture .html.
    """
    for signature, media, name in _SIGNATURES:
        if data.startswith(signature):
            inside = {ZIP: _zip_type, OLE: _ole_type}.get(media)
            return inside(data) if inside else (media, name)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp", "WebP 图片"
    if data[:2] == b"BM" and data[6:10] == bytes(4):  # two letters may begin a text as well
        return "image/bmp", "BMP 图片"
    if _MAIL_HEADER.match(data) and _MIME.search(re.split(rb"\r?\n\r?\n", data[:16_384], maxsplit=1)[0]):
        return MHT, "MHT 网页归档"
    sample = data[:65_536]
    if _has_utf16_mark(data):
        sample = decode(sample)[0].encode()
    control = len(sample) - len(sample.translate(None, delete=_CONTROL))
    if control > len(sample) // 200:
        return None, "二进制数据"
    if (root := _XML_ROOT.match(sample.removeprefix(codecs.BOM_UTF8))) and root[1] in _BY_ROOT:
        told, media, name = _BY_ROOT[root[1]]
        if told in root[2]:
            return media, name
    return (HTML, "网页") if _MARKUP.search(sample) else (TEXT, "纯文本")


def _zip_type(data: bytes) -> tuple[str, str]:
    """An Office package has a list of its types at the top, OFD and OpenDocument their own; else it is an archive."""
    names = [name.lower() for name in entry_names(data)]
    if "[content_types].xml" in names or "ofd.xml" in names or "mimetype" in names:
        if "mimetype" in names and (kind := mime_type(data)) in (ODT, ODS):
            return kind, "ODT" if kind == ODT else "ODS"
        for entry, media, name in _BY_ENTRY:
            if any(inner.startswith(entry) for inner in names):
                return media, name
    return ZIP, "ZIP 压缩包"


def _ole_type(data: bytes) -> tuple[str, str]:
    try:
        with olefile.OleFileIO(BytesIO(data)) as storage:
            for stream, media, name in _BY_STREAM:
                if storage.exists(stream):
                    return media, name
    except Exception:  # olefile raises whatever a broken storage makes it stumble over
        for stream, media, name in _BY_STREAM:
            if stream.encode("utf-16-le") in data:
                return media, name
    return OLE, "旧版 Office 复合文档"


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
