"""MHT (a web page saved as one file) -> paragraphs and grids: its HTML parts, read as pages, and what they show."""

import email
import re
from dataclasses import replace
from email.message import Message
from functools import partial
from urllib.parse import unquote

from gouji.core.addresses import join_address
from gouji.core.model import UnreadableDocument
from gouji.parse.document import FILE, Document, Grid, Link
from gouji.parse.files.media_types import decode

from .html import read_html
from .text import read_text

MAX_BYTES = 40_000_000
MAX_PARTS = 2_000
_HEADER_FILE = re.compile(r"(?:header|footer|tabstrip)\.html?$", re.IGNORECASE)  # Word's and Excel's own parts


def read_mht(data: bytes) -> Document:
    """Paragraphs and tables of the HTML in a MIME message; raises UnreadableDocument."""
    if len(data) > MAX_BYTES or data.count(b"\n--") > 4 * MAX_PARTS:
        raise UnreadableDocument(
            f"网页归档过大（{len(data):,} 字节，上限 {MAX_BYTES:,}）或分段过多，不像一份年度报告，请核对所收文件。"
            " Archive too large to be a report."
        )
    try:
        parts = [part for part in email.message_from_bytes(data.lstrip()).walk() if not part.is_multipart()]
    except RecursionError:
        raise UnreadableDocument("网页归档分段嵌套过深，请核对所收文件。 Parts nested too deeply.") from None
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    are_plain = not pages
    if are_plain:
        pages = [part for part in parts if part.get_content_type() == "text/plain"]
    pages = [part for part in pages if not _HEADER_FILE.search(part.get("Content-Location") or "")]
    contents = [(part, content) for part in pages[:MAX_PARTS] if (content := _content(part)).strip()]
    if not contents:
        kinds = "、".join(sorted({part.get_content_type() for part in parts})[:10])
        raise UnreadableDocument(
            f"网页归档里没有网页正文（只有 {kinds or '空内容'}），可能没有传完，请用浏览器重新保存或索取原稿。"
            " No HTML part inside."
        )
    named = _named([part for part in parts if part not in pages])
    document = _joined(
        [
            _with_parts(read_text(content) if are_plain else read_html(content, _sheets(named, part)), part, named)
            for part, content in contents
        ]
    )
    shown = {link.name for link in document.links}
    for name, part in named.items():  # a mail's attachments
        if part.get_filename() == name and part.get_content_maintype() != "image" and name not in shown:
            document.links.append(Link(name, FILE, len(document.blocks), partial(_content, part)))
    return document


def _named(parts: list[Message]) -> dict[str, Message]:
    """Parts by what a page may call them: cid: and their mark, or their address; else by file name."""
    named: dict[str, Message] = {}
    for part in parts:
        mark = (part.get("Content-ID") or "").strip(" <>")
        address = (part.get("Content-Location") or "").strip()
        named |= {name: part for name in (mark and f"cid:{mark}", address) if name}
        if not mark and not address and (file_name := part.get_filename()):
            named[file_name] = part
    return named


def _sheets(named: dict[str, Message], page: Message) -> dict[str, str]:
    """The style sheets that came with a page, by what it may call them: their names, or what these are from its own
    place on."""
    folder = (page.get("Content-Location") or "").rpartition("/")[0] + "/"
    found = {}
    for name, part in named.items():
        if part.get_content_type() == "text/css":
            found[name] = found[name.removeprefix(folder)] = decode(_content(part))[0]
    return found


def _with_parts(document: Document, page: Message, named: dict[str, Message]) -> Document:
    """A page's links with the parts that they name."""
    location = page.get("Content-Location") or ""
    for i, link in enumerate(document.links):
        spellings = (link.name, join_address(location, link.name), unquote(link.name))
        part = next((named[name] for name in spellings if name in named), None)
        if link.content is None and part is not None:
            document.links[i] = link._replace(content=partial(_content, part))
    return document


def _content(part: Message) -> bytes:
    """A part's bytes, its transfer encoding undone. Its charset counts only where the bytes are not UTF-8 or GBK by
    their own look, as in UTF-16 or Big5: what is declared is often wrong."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    charset = (part.get_content_charset() or "").lower()
    if charset.startswith(("utf-16", "utf16", "utf-32", "big5", "unicode")):
        try:
            return content.decode("utf-16-le" if charset == "unicode" else charset).encode()
        except (LookupError, UnicodeDecodeError):
            return content
    return content


def _joined(documents: list[Document]) -> Document:
    """Several pages as one document, its tables counted on."""
    whole = documents[0]
    for document in documents[1:]:
        last = max((block.index for block in whole.blocks if isinstance(block, Grid)), default=0)
        whole.links += [link._replace(at=link.at + len(whole.blocks)) for link in document.links]
        whole.blocks += [
            replace(block, index=block.index + last) if isinstance(block, Grid) else block for block in document.blocks
        ]
        whole.warnings += document.warnings
    return whole
