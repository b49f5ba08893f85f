"""The formats of documents: one entry each, from which everything that differs by format is derived.

Derived from here: how a file is recognised (files/media_types.py), its reader (reports.py), how long reading may take
and how much memory it may use, the endings of links and of files beside a page (files/links.py), the libraries whose
versions are part of the key of cached readings (read/reader_version.py), and the list of formats in `gouji parse
--help`. To add a format: one module in formats/ and one entry here.
"""

from enum import Enum
from typing import NamedTuple

from gouji.workers import limits

HTML, TEXT, MHT = "text/html", "text/plain", "multipart/related"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT, ODS = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"
# The same in one XML file, as document systems write them from templates, mostly under the names .doc and .xls.
WORD_XML, EXCEL_XML = "application/vnd.ms-word+xml", "application/vnd.ms-excel+xml"
FLAT_DOCX = "application/vnd.ms-word.flat-opc+xml"
FLAT_ODT = "application/vnd.oasis.opendocument.text-flat-xml"
FLAT_ODS = "application/vnd.oasis.opendocument.spreadsheet-flat-xml"
DOC, XLS, OFD, PDF = "application/msword", "application/vnd.ms-excel", "application/ofd", "application/pdf"
ZIP, OLE, ENCRYPTED = "application/zip", "application/x-ole-storage", "application/x-encrypted-office"

SELF_DECLARED = "mimetype"  # an entry of a ZIP package that holds the package's media type


class Role(Enum):
    """What a web page means by a file of the format."""

    PAGE = "page"  # another page
    DOCUMENT = "document"  # an attachment to open
    PICTURE = "picture"  # shown in place; opened where the page's tables are not complete


class Format(NamedTuple):
    """One format.

    media_type  what `documents.media_type` of the warehouse says
    name        for people
    reader      "module:function" below gouji.parse, bytes -> Document, imported when its first document comes;
                "" where the format is recognised only to say that it cannot be read, or is opened as an archive
    signatures  expressions for the first 16 bytes, one of which must match
    entry       of a ZIP package: an entry whose name begins so (small letters); SELF_DECLARED: see there
    streams     of an OLE storage: a stream of one of these names
    root        of an XML file: the name of its root, and what the root's tag must contain
    endings     usual endings of file names, used for links only: a file is recognised by its content
    seconds     processor time one document may take
    memory      bytes one document may take
    libraries   distributions that decide what is read, besides those of all formats
    """

    media_type: str
    name: str
    reader: str = ""
    role: Role = Role.DOCUMENT
    signatures: tuple[bytes, ...] = ()
    entry: str | None = None
    streams: tuple[str, ...] = ()
    root: tuple[bytes, bytes] | None = None
    endings: tuple[str, ...] = ()
    seconds: float = limits.SECONDS
    memory: int = limits.MEMORY
    libraries: tuple[str, ...] = ()


OCR = ("rapidocr", "onnxruntime", "opencv-python-headless")


def _picture(media_type: str, name: str, signatures: tuple[bytes, ...], endings: tuple[str, ...]) -> Format:
    return Format(
        media_type,
        name,
        "scan.read_picture:read_picture",
        Role.PICTURE,
        signatures,
        endings=endings,
        seconds=90,
        memory=limits.SCAN_MEMORY,
        libraries=("pillow", *OCR),
    )


# In the order in which they are tried, within each kind of mark: of packages with several entries the first counts.
FORMATS = (
    Format(
        HTML,
        "网页",  # recognised by its mark-up; text is what nothing else is
        "formats.html:read_html",
        Role.PAGE,
        endings=(".htm", ".html", ".shtml", ".xhtml"),
        libraries=("selectolax", "tinycss2"),
    ),
    Format(TEXT, "纯文本", "formats.text:read_text", endings=(".csv", ".txt")),
    Format(MHT, "MHT 网页归档", "formats.mht:read_mht", endings=(".mht", ".mhtml")),  # recognised by its mail header
    Format(
        PDF,
        "PDF",
        "formats.pdf:read_pdf",
        signatures=(rb"%PDF-",),
        endings=(".pdf",),
        seconds=30,
        libraries=("pypdfium2", *OCR),
    ),
    Format(ENCRYPTED, "加密的 Office 文件", "files.zip_package:refuse_encrypted", streams=("EncryptedPackage",)),
    Format(
        DOC,
        "DOC 或 WPS",
        "formats.doc:read_doc",
        streams=("WordDocument",),
        endings=(".doc", ".wps"),
        libraries=("olefile",),
    ),
    Format(
        DOCX,
        "DOCX",
        "formats.docx:read_docx",
        entry="word/",
        endings=(".docx", ".docm"),
        libraries=("lxml",),
    ),
    Format(
        WORD_XML,
        "Word 2003 XML",
        "formats.word_xml:read_word_xml",
        root=(b"wordDocument", b"/word/2003/wordml"),
        libraries=("lxml",),
    ),
    Format(
        FLAT_DOCX,
        "Word XML",
        "formats.word_xml:read_flat_docx",
        root=(b"package", b"/office/2006/xmlPackage"),
        libraries=("lxml",),
    ),
    Format("application/rtf", "RTF", "formats.rtf:read_rtf", signatures=(rb"\{\\rtf",), endings=(".rtf",)),
    Format(ODT, "ODT", "formats.odt:read_odt", entry=SELF_DECLARED, endings=(".odt",), libraries=("lxml",)),
    Format(
        FLAT_ODT,
        "FODT",
        "formats.odt:read_flat_odt",
        root=(b"document", b"opendocument.text"),
        endings=(".fodt",),
        libraries=("lxml",),
    ),
    Format(
        XLSX,
        "XLSX",
        "formats.xlsx:read_xlsx",
        entry="xl/workbook.xml",
        endings=(".xlsx", ".xlsm"),
        libraries=("lxml", "python-calamine"),
    ),
    Format(
        XLS,
        "XLS",
        "formats.xlsx:read_xls",
        streams=("Workbook", "Book"),
        endings=(".xls", ".et"),
        libraries=("olefile", "python-calamine"),
    ),
    Format(
        EXCEL_XML,
        "Excel 2003 XML",
        "formats.excel_xml:read_excel_xml",
        root=(b"Workbook", b"microsoft-com:office:spreadsheet"),
        libraries=("lxml",),
    ),
    Format(
        ODS,
        "ODS",
        "formats.ods:read_ods",
        entry=SELF_DECLARED,
        endings=(".ods",),
        libraries=("lxml",),
    ),
    Format(
        FLAT_ODS,
        "FODS",
        "formats.ods:read_flat_ods",
        root=(b"document", b"opendocument.spreadsheet"),
        endings=(".fods",),
        libraries=("lxml",),
    ),
    Format(
        OFD,
        "OFD",
        "formats.ofd:read_ofd",
        entry="ofd.xml",
        endings=(".ofd",),
        libraries=("lxml", *OCR),
    ),
    _picture("image/jpeg", "JPEG 图片", (rb"\xff\xd8\xff",), (".jpeg", ".jpg")),
    _picture("image/png", "PNG 图片", (rb"\x89PNG\r\n\x1a\n",), (".png",)),
    _picture("image/gif", "GIF 图片", (rb"GIF8",), ()),  # on pages, marks and buttons
    _picture("image/tiff", "TIFF 图片", (rb"II\*\x00", rb"MM\x00\*"), (".tif", ".tiff")),
    _picture("image/webp", "WebP 图片", (rb"RIFF....WEBP",), (".webp",)),
    _picture("image/bmp", "BMP 图片", (rb"BM.{4}\x00{4}",), (".bmp",)),  # two letters may begin a text as well
    # Containers: what they hold decides; the entry is for what they turn out not to hold.
    Format(ZIP, "ZIP 压缩包", signatures=(rb"PK\x03\x04", rb"PK\x05\x06"), endings=(".zip",), seconds=60),
    Format(
        OLE,
        "旧版 Office 复合文档",
        "files.zip_package:refuse_storage",
        signatures=(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
        libraries=("olefile",),
    ),
    # Recognised, not read: a clear word is better than garbage.
    Format("application/vnd.rar", "RAR 压缩包", signatures=(rb"Rar!\x1a\x07",)),
    Format("application/x-7z-compressed", "7z 压缩包", signatures=(rb"7z\xbc\xaf\x27\x1c",)),
    Format("application/vnd.ms-excel.sheet.binary.macroenabled.12", "XLSB", entry="xl/"),
    Format("application/vnd.openxmlformats-officedocument.presentationml.presentation", "PPTX", entry="ppt/"),
    Format("application/vnd.ms-powerpoint", "PPT", streams=("PowerPoint Document",)),
    Format("application/vnd.oasis.opendocument", "OpenDocument", entry="meta-inf/manifest.xml"),
)
BY_MEDIA_TYPE = {each.media_type: each for each in FORMATS}


def is_picture(media_type: str | None) -> bool:
    """Whether a media type is that of a picture Gouji reads."""
    found = BY_MEDIA_TYPE.get(media_type or "")
    return found is not None and found.role is Role.PICTURE


def endings_of(role: Role) -> frozenset[str]:
    """The endings of the formats with a role, with the dot, in small letters."""
    return frozenset(ending for each in FORMATS if each.role is role for ending in each.endings)


def readable_formats() -> tuple[str, ...]:
    """Names for people of the formats that can be read, in order; containers are read for what they hold."""
    return tuple(each.name for each in FORMATS if (each.reader and ":refuse" not in each.reader) or each.endings)
