"""Pages that do not hold their report: it is a file they offer, show in a frame, or have written into them; and
documents packed into an archive or a saved page."""

import quopri
from base64 import b64encode
from html import escape
from urllib.parse import quote

from .draft import Draft
from .html import html_page
from .office import word_document
from .package import packed
from .sheets import ofd_document, pdf_document

_WRITERS = {"docx": word_document, "pdf": pdf_document, "ofd": ofd_document}
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "ofd": "application/ofd",
}
_BOUNDARY = "----=_NextPart_000_0001"
_HEAD = f"""From: <Saved by a browser>
MIME-Version: 1.0
Content-Type: multipart/related; boundary="{_BOUNDARY}"; type="text/html"

--{_BOUNDARY}
Content-Type: text/html; charset="{{charset}}"
Content-Transfer-Encoding: quoted-printable
Content-Location: file:///C:/index.htm

"""


def page_with_file(draft: Draft, folder: str) -> tuple[bytes, dict[str, bytes]]:
    """A page with the report's prose and, for its tables, a file; and the files of `folder` that go with it."""
    kind, shown = draft.layout["attached"], draft.layout["shown"]
    content = _WRITERS[kind](draft)
    name = f"附件.{kind}"
    link = quote(f"{folder}/{name}")
    if shown == "data":
        link = f"data:{_TYPES[kind]};base64,{b64encode(content).decode()}"
    if shown == "frame":
        markup = f'<p><iframe src="{link}" width="100%" height="900"></iframe></p>'
    else:
        markup = f'<p>附件：<a href="{link}">{escape(draft.title.replace(chr(10), ""))}</a></p>'
    return html_page(draft, instead=markup), {} if shown == "data" else {name: content}


def saved_page(draft: Draft) -> bytes:
    """The bytes of a page saved as one file (MHT)."""
    head = _HEAD.format(charset=draft.layout["declared"])
    body = quopri.encodestring(html_page(draft)) + f"\n--{_BOUNDARY}--\n".encode()
    return (head.encode() + body).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def archive(draft: Draft) -> bytes:
    """The bytes of a ZIP with a DOCX in it."""
    return packed({f"{draft.name}{draft.year}年年报.docx": word_document(draft)})
