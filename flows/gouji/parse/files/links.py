"""The pictures and files a web page shows or offers."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath
from urllib.parse import parse_qsl, unquote, unquote_to_bytes, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gouji.core.addresses import join_address
from gouji.parse.document import FILE, FRAME, PICTURE, Link
from gouji.parse.format_registry import Role, endings_of

MAX_LINKS = 500
MIN_PICTURE_PIXELS = 100  # pixels: a picture declared narrower or lower holds no table
DOCUMENTS = endings_of(Role.DOCUMENT) - {".txt"}  # a text that a page links to is no report
PICTURES = endings_of(Role.PICTURE)
_NAMED = tuple(DOCUMENTS)
_NO_DOCUMENTS = frozenset([".css", ".gif", ".ico", ".js", ".svg"])
EMBEDDED_ELEMENTS = "img, iframe, frame, embed, object"  # what stands in place
LINKING_ELEMENTS = f"{EMBEDDED_ELEMENTS}, a[href]"
# A picture's address, best first: pages that load pictures late keep the true one beside a blank.
_SOURCES = ("data-original", "data-src", "_src", "oldsrc", "src")
_DOWNLOAD = re.compile(r"down_?load|attach|file_?id|/file/|/getfile|附件|下载", re.IGNORECASE)
_ATTACHED_WORDS = re.compile(r"附件|下载|查看全文|点击查看|原文|全文|年度报告|年报")
_IN_SCRIPT = re.compile(
    r"""["']([^"'<>\s]{1,300}\.(?:pdf|docx?|ofd|wps|xlsx?)(?:\?[^"'<>\s]{0,200})?)["']""", re.IGNORECASE
)
_DATA = re.compile(rb"data:([\w.+-]+/[\w.+-]+)((?:;[\w.=-]+)*),([A-Za-z0-9+/=%_.~-]+(?:\s*\n\s*[A-Za-z0-9+/=]+)*)")
_DATA_NAME = re.compile(r"data:[^#]+#(\d+)")
Coded = tuple[bytes, bytes]  # parameters and text of a data: address
MAX_PLAIN_LENGTH = 200  # characters of a data: address that may stay where it is


def take_out_data(page: bytes) -> tuple[bytes, list[Coded]]:
    """A page without the files written into it (data: addresses), and these; the n-th is named data:<type>#n."""
    files: list[Coded] = []

    def name(match: re.Match[bytes]) -> bytes:
        if len(match[3]) < MAX_PLAIN_LENGTH:
            return match[0]
        files.append((match[2], match[3]))
        return b"data:%s#%d" % (match[1], len(files))

    return _DATA.sub(name, page) if b"data:" in page else page, files


def written_into(page: bytes, name: str) -> bytes:
    """The file that take_out_data names so; nothing where the page has none of this name."""
    found = _DATA_NAME.fullmatch(name)
    return _written(take_out_data(page)[1], int(found[1])) if found else b""


def _written(files: list[Coded], number: int) -> bytes:
    if number > len(files):
        return b""
    parameters, text = files[number - 1]
    if not parameters.lower().endswith(b";base64"):
        return unquote_to_bytes(text)
    try:
        packed = b"".join(unquote_to_bytes(text).split()).rstrip(b"=")
        return b64decode(packed + b"=" * (-len(packed) % 4))
    except Base64Error:
        return b""


def links_of(node: LexborNode, at: int, base: str, files: list[Coded]) -> Iterator[Link]:
    """What a node (an a, img, iframe, frame, embed or object) shows or offers; `files`: those of take_out_data."""
    attributes = node.attributes
    if node.tag == "iframe" and (inner := attributes.get("srcdoc")):
        yield Link("srcdoc", FRAME, at, inner.encode)
        return
    if node.tag == "a":
        address = attributes.get("href")
        kind = PICTURE if address and ending(address) in PICTURES else FILE
        if address and not _offers(address, node, attributes):
            return
    elif node.tag == "img":
        kind, address = PICTURE, next((value for name in _SOURCES if (value := attributes.get(name))), None)
        if any(0 < _pixels(attributes.get(side)) < MIN_PICTURE_PIXELS for side in ("width", "height")):
            return
    else:
        kind, address = FRAME, attributes.get("data" if node.tag == "object" else "src")
    if not address or not address.strip() or address.startswith(("#", "javascript:", "about:", "mailto:", "tel:")):
        return
    address = address.strip()
    if match := _DATA_NAME.fullmatch(address):
        yield Link(address, kind, at, partial(_written, files, int(match[1])))
    elif not address.startswith("data:"):
        yield Link(_viewed(join_address(base, address) if base else address), kind, at)


def script_links(tree: LexborHTMLParser, at: int, base: str) -> Iterator[Link]:
    """Documents that a page's scripts show: addresses in quotes that end as documents do."""
    for script in tree.css("script"):
        text = script.text() or ""
        if "." in text:
            for address in _IN_SCRIPT.findall(text.replace("\\/", "/")):
                yield Link(_viewed(join_address(base, address) if base else address), FRAME, at)


def base_of(tree: LexborHTMLParser) -> str:
    node = tree.css_first("base[href]")
    return (node.attributes.get("href") or "").strip() if node else ""


@lru_cache(maxsize=8192)  # the menus of a site are the same on all its pages
def ending(address: str) -> str:
    """The ending of an address's path, in small letters: .pdf."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    return PurePosixPath(unquote(path)).suffix.lower()


def local_path(page: str, link: str) -> str | None:
    """The file a page's link names, where both are files of one folder or archive; paths with "/".

    None for an address of the web, an absolute path, or one that leaves the folder.
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    path = normpath(join(dirname(page), unquote(parts.path).replace("\\", "/")))
    return None if path.startswith(("../", "/")) or path in (".", "..") else path


def _offers(address: str, node: LexborNode, attributes: dict[str, str | None]) -> bool:
    """Whether a link leads to a file: by its ending, or by what it says where it has none."""
    end = ending(address)
    if end in DOCUMENTS or end in PICTURES or address.startswith("data:"):
        return True
    if end in _NO_DOCUMENTS or "#" in address[:1]:
        return False
    words = (node.text() or "") + (attributes.get("title") or "")
    if words.strip().lower().endswith(_NAMED) or "download" in attributes:
        return True
    return bool(_DOWNLOAD.search(address) and _ATTACHED_WORDS.search(words))


def _viewed(address: str) -> str:
    """The document a viewer shows: viewer.html?file=%2Fupload%2Fa.pdf is /upload/a.pdf."""
    try:
        query = urlsplit(address).query
    except ValueError:
        return address
    for _, value in parse_qsl(query):
        if ending(value) in DOCUMENTS:
            return join_address(address, value)
    return address


def _pixels(value: str | None) -> int:
    digits = re.match(r"\s*(\d{1,5})(?:px)?\s*$", value or "")
    return int(digits[1]) if digits else 0
