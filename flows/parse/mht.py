"""MHT (a web page saved as one file) -> paragraphs and grids: its HTML parts, read as pages."""

import email
import re
from dataclasses import replace
from email.message import Message

from ..model import UnreadableDocument
from .document import Document, Grid
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
    read = read_html
    if not pages:
        pages, read = [part for part in parts if part.get_content_type() == "text/plain"], read_text
    pages = [part for part in pages if not _HEADER_FILE.search(part.get("Content-Location") or "")]
    contents = [content for part in pages[:MAX_PARTS] if (content := _content(part)).strip()]
    if not contents:
        kinds = "、".join(sorted({part.get_content_type() for part in parts})[:10])
        raise UnreadableDocument(
            f"网页归档里没有网页正文（只有 {kinds or '空内容'}），可能没有传完，请用浏览器重新保存或索取原稿。"
            " No HTML part inside."
        )
    document = _joined([read(content) for content in contents])
    attached = [name for part in parts if (name := part.get_filename()) and part.get_content_maintype() != "image"]
    if attached:
        document.warnings.append(
            f"其中附有 {len(attached)} 个文件未读（{'、'.join(attached[:5])}），请另存后放入收件目录"
        )
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
        whole.blocks += [
            replace(block, index=block.index + last) if isinstance(block, Grid) else block for block in document.blocks
        ]
        whole.warnings += document.warnings
    return whole
