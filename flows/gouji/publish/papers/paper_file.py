"""One file of a paper, as its writer hands it over."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .blocks import Block
from .contents import Office
from .docx import write_docx
from .docx_styles import PageSetup
from .html import write_html

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html"


class PaperFile(NamedTuple):
    """`name`: relative to the folder of the district's papers, with "/"; `agency_code`: whom it is about, if one."""

    name: str
    title: str
    media_type: str
    content: bytes
    agency_code: str | None = None


def word_file(
    office: Office, name: str, title: str, blocks: Sequence[Block], page: PageSetup, agency_code: str | None = None
) -> PaperFile:
    """A paper as a Word document; `name` without its ending."""
    content = write_docx(blocks, title, office.issuer, office.as_of, page)
    return PaperFile(f"{name}.docx", title, DOCX, content, agency_code)


def html_file(name: str, title: str, blocks: Sequence[Block]) -> PaperFile:
    """A paper as a web page; `name` without its ending."""
    return PaperFile(f"{name}.html", title, HTML, write_html(blocks, title).encode("utf-8"))


def file_name(text: str) -> str:
    """Text that may be part of a file's name on every system."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", text).strip(" .")[:80] or "_"
