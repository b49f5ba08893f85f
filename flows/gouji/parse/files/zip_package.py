"""ZIP files within bounds: the packages of XML that DOCX, XLSX and OFD are, and archives of documents.

One is opened only after its number of entries, declared sizes and ratios are known; what is read never exceeds
the declared size, and bytes that do not match their checksum are refused.
"""

import struct
import zipfile
import zlib
from collections import Counter
from functools import lru_cache
from io import BytesIO

import olefile
from lxml import etree

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document

MAX_ENTRIES = 5_000
MAX_DIRECTORY_BYTES = 2_000_000  # bytes of the list of entries, read at once
MAX_PACKAGE_BYTES = 300_000_000  # bytes of all parts of a package, unpacked
MAX_PART_BYTES = 30_000_000  # bytes of an XML part: a report's is one or two million
MAX_RATIO = 250  # unpacked to packed; what offices write stays below 100
MAX_NAMED = 5  # streams a message names
MAX_TYPE_BYTES = 200  # bytes
MIN_RATIO_BYTES = 1_000_000  # bytes below which a ratio does no harm

SAME_NAME = "（同名之"  # and a number: added to the name of an entry whose name another one has

_END = b"PK\x05\x06"
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
ENCRYPTED = "文件已加密，请向报送单位索取未加密的文件。 The file is encrypted; ask for one without a password."
_DAMAGED = (
    "压缩结构不完整（{}），文件没有传完或已损坏，应为完整的 DOCX、XLSX、OFD 或 ZIP，请重新下载或向报送单位重新索取。"
    " The file is truncated or damaged."
)
_BOMB = "{}，不像一份年度报告，未予解压，请核对来源后向报送单位重新索取。 Expands too far to be a report."


def refuse_encrypted(_: bytes) -> Document:
    """The reader of Office files behind a password."""
    raise UnreadableDocument(ENCRYPTED)


def refuse_storage(data: bytes) -> Document:
    """The reader of OLE files that are known as none of Office's, or whose list of streams cannot be followed."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as storage:
            names = "、".join("/".join(path) for path in storage.listdir()[:MAX_NAMED])
    except Exception as error:  # olefile raises whatever a broken storage makes it stumble over
        raise UnreadableDocument(
            f"旧版 Office 文件（DOC、XLS、WPS）不完整或已损坏（{error}），可能没有传完，请重新下载或向报送单位重新索取。"
            " The Office file is truncated or damaged."
        ) from None
    raise UnreadableDocument(
        f"内容是旧版 Office 的复合文档，但不是 Word、WPS 文字或 Excel（其中有：{names or '无'}），"
        "请打开核对，另存为 DOCX 或 XLSX 后放回收件目录。 An OLE file of no known kind."
    )


class Package:
    """A ZIP's entries by name; nothing is unpacked before it is asked for."""

    def __init__(self, data: bytes, most: int = MAX_PACKAGE_BYTES) -> None:
        self._zip = _open(data)
        infos = self._zip.infolist()
        total = sum(info.file_size for info in infos)
        if total > most:
            raise UnreadableDocument(_BOMB.format(f"解压后共 {total:,} 字节（上限 {most:,}）"))
        _refuse_overlaps(infos)
        self.entries = _by_name(infos)
        self._lower = {name.lower(): info for name, info in self.entries.items()}

    def is_encrypted(self) -> bool:
        return any(info.flag_bits & _ENCRYPTED for info in self.entries.values())

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._lower

    def read(self, name: str, most: int = MAX_PART_BYTES) -> bytes:
        """An entry's bytes; KeyError when there is none of that name."""
        info = self.entries.get(name) or self._lower[name.lower()]
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableDocument(ENCRYPTED)
        if info.file_size > most:
            raise UnreadableDocument(_BOMB.format(f"其中「{name}」解压后有 {info.file_size:,} 字节（上限 {most:,}）"))
        if info.file_size > max(MIN_RATIO_BYTES, MAX_RATIO * info.compress_size):
            raise UnreadableDocument(
                _BOMB.format(f"其中「{name}」由 {info.compress_size:,} 字节膨胀到 {info.file_size:,} 字节")
            )
        try:
            return self._zip.read(info)
        except NotImplementedError as error:
            raise UnreadableDocument(
                f"「{name}」的压缩方法无法识别（{error}），请用普通方式重新压缩。 Unknown compression."
            ) from None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, struct.error) as error:
            raise UnreadableDocument(_DAMAGED.format(f"「{name}」：{error}")) from None

    def xml(self, name: str) -> etree._Element:
        return parse_xml(self.read(name), name)


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML part. A document type declaration, with which entities come, is refused."""
    head = data.replace(b"\0", b"")[:65_536] if b"\0" in data[:64] else data
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise UnreadableDocument(
            f"「{name}」含有文档类型声明（DTD），正常的办公文件没有，可能有害，请向报送单位重新索取。"
            " XML with a DTD is refused."
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(
            f"「{name}」不是完整的 XML（{error}），文件可能已损坏，请向报送单位重新索取。 Malformed XML."
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument(
            f"「{name}」含有文档类型声明（DTD），请向报送单位重新索取。 XML with a DTD is refused."
        )
    return root


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its name in whatever namespace: standards and years differ in these only."""
    ending = f"}}{name}"
    for key in element.keys():  # noqa: SIM118 - no mapping: to go through an element is to go through its children
        if key.endswith(ending):
            return str(element.get(key))
    return None


def attributes(element: etree._Element) -> dict[str, str]:
    """All attributes that are in a namespace, by their names without it; of two of one name the first."""
    return {_local(key): value for key, value in reversed(element.items()) if key[0] == "{"}


@lru_cache(maxsize=4096)
def _local(name: str) -> str:
    return name.rpartition("}")[2]


def entry_names(data: bytes) -> list[str]:
    """Names of a ZIP's entries, to tell what it is; none when it cannot be opened."""
    try:
        return [_name(info) for info in _open(data).infolist()]
    except UnreadableDocument:
        return []


def mime_type(data: bytes) -> str:
    """What a package says of itself in its entry mimetype, as OpenDocument does; "" when it says nothing."""
    try:
        return Package(data).read("mimetype", MAX_TYPE_BYTES).decode("ascii", "replace").strip()
    except (UnreadableDocument, KeyError):
        return ""


def _by_name(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Entries by name; of several with one name the last keeps it, as in every program, and the others are numbered."""
    found: dict[str, zipfile.ZipInfo] = {}
    copies: Counter[str] = Counter()
    for info in reversed([info for info in infos if not info.is_dir()]):
        name = _name(info)
        copies[name] += 1
        if copies[name] > 1:
            stem, dot, end = name.rpartition(".") if "." in name else (name, "", "")
            name = f"{stem}{SAME_NAME}{copies[name]}）{dot}{end}"
        found.setdefault(name, info)
    return dict(reversed(found.items()))  # in the order of the archive


def _refuse_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    """Entries that share their packed bytes multiply them, each within the bound on its own ratio."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise UnreadableDocument(_BOMB.format("其中的条目在文件内相互重叠"))
        end = info.header_offset + info.compress_size


def _open(data: bytes) -> zipfile.ZipFile:
    at = data.rfind(_END, max(0, len(data) - 65_557))
    if at < 0 or len(data) < at + 22:
        raise UnreadableDocument(_DAMAGED.format("缺少末尾的目录"))
    entries, size = struct.unpack_from("<HI", data, at + 10)
    if entries > MAX_ENTRIES or size > MAX_DIRECTORY_BYTES:
        raise UnreadableDocument(_BOMB.format(f"其中有 {entries:,} 个以上的条目（上限 {MAX_ENTRIES:,}）"))
    try:
        return zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
        raise UnreadableDocument(_DAMAGED.format(error)) from None


def _name(info: zipfile.ZipInfo) -> str:
    """An entry's name; where it is not marked as UTF-8 it is that all the same, or the Chinese of Windows."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", "replace")
    return name.replace("\\", "/").lstrip("/")
