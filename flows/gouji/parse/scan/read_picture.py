"""Scans and photographs -> paragraphs and grids, by character recognition on this machine.

The libraries are those of the extra `ocr` and are loaded only when there is a picture to be read. Nothing is fetched.
"""

from importlib.util import find_spec
from typing import Any

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document
from gouji.parse.page.drawn_page import DrawnPage
from gouji.parse.page.reading_order import read_pages, title_hints

REQUIRED_PACKAGES = ("rapidocr", "onnxruntime", "cv2", "PIL")
MAX_PAGES = 60
HOW_TO_INSTALL = "请安装文字识别组件：pip install 'gouji[ocr]'，或向报送单位索取 Word 或带文字的 PDF"
IN_ENGLISH = "A scan: install the extra to read it, pip install 'gouji[ocr]', or ask for the Word file."


def is_installed() -> bool:
    return all(find_spec(name) is not None for name in REQUIRED_PACKAGES)


def read_picture(data: bytes, page: int | None = None) -> Document:
    """Paragraphs and tables of a PNG, JPEG, TIFF (every frame), BMP, GIF or WebP.

    `page`: the number all of it is put down to, for a picture within a document; else frames are counted from 1.
    Raises UnreadableDocument when the extra is missing, or for a picture that cannot be opened or is too large.
    """
    if not is_installed():
        raise UnreadableDocument(f"内容是图片（扫描件或照片），{HOW_TO_INSTALL}。 {IN_ENGLISH}")
    from .page_reader import read_frame
    from .picture import frames_of

    pages: list[DrawnPage] = []
    for number, frame in enumerate(frames_of(data, MAX_PAGES), 1):
        pages += read_frame(frame, page or number)
    blocks = read_pages(pages)
    warnings = list(dict.fromkeys(warning for page in pages for warning in page.warnings))
    unread = list(dict.fromkeys(place for page in pages for place in page.unread))
    return Document(blocks, title_hints(blocks, ""), [], warnings, unread=unread)


def read_image(image: Any, dpi: float | None, number: int) -> list[DrawnPage]:
    """The pages (one, or two side by side) of an image of a page: rows of red, green and blue bytes."""
    from .page_reader import read_frame
    from .picture import PictureFrame, without_seal

    return read_frame(PictureFrame(without_seal(image), dpi), number)
