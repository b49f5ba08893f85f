"""Pictures and tables of archived originals, made in a worker process within limits; a stranger's file is never
opened by the process that serves the pages. It imports no page, so that a worker starts in a moment.

A file may be written into a page: `inside` is its name there (parse/files/links.py), else "".
"""

from collections import OrderedDict
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from gouji.collect.page_worker import PageError, ask
from gouji.parse.document import Grid
from gouji.parse.files.links import written_into
from gouji.parse.files.media_types import media_type

if TYPE_CHECKING:  # a worker imports what reads and draws, where it is needed; the server has no use for it
    from PIL.Image import Image as Picture

SCALE = 1.6  # of a page's picture: 115 dpi
MAX_SIDE_PIXELS = 2_400  # of a picture shown; A3 at 115 dpi is 1,900
MAX_SOURCE_PIXELS = 60_000_000  # of a picture that is opened; a scan of A3 at 300 dpi has 17 million
MAX_CACHE_BYTES = 24_000_000  # of all pictures kept: some eighty pages


class PictureCache:
    """Pictures last asked for, up to a number of bytes altogether."""

    def __init__(self, most_bytes: int = MAX_CACHE_BYTES) -> None:
        self._most, self._held = most_bytes, 0
        self._pictures: OrderedDict[tuple[str, str, int], bytes | None] = OrderedDict()
        self._lock = Lock()

    def get(self, path: Path, page: int | None, inside: str = "") -> bytes | None:
        """A page of a PDF or the picture itself as PNG or as archived; None for other formats, and for what cannot be
        drawn within the limits."""
        key = (str(path), inside, page or 1)
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
        try:
            drawn = ask(draw, path, page, inside)
        except PageError:
            drawn = None
        self._keep(key, drawn)
        return drawn

    def _keep(self, key: tuple[str, str, int], drawn: bytes | None) -> None:
        with self._lock:
            if key in self._pictures:
                return
            self._pictures[key] = drawn
            self._held += len(drawn or b"")
            while self._held > self._most:
                _, oldest = self._pictures.popitem(last=False)
                self._held -= len(oldest or b"")


def draw(path: Path, page: int | None, inside: str = "") -> bytes | None:
    """What a worker does for a picture: at most MAX_SIDE_PIXELS a side, however large the page says it is."""
    data = _content(path, inside)
    kind, _ = media_type(data)
    if kind == "application/pdf":
        import pypdfium2  # type: ignore[import-untyped]

        with pypdfium2.PdfDocument(data) as document:
            shown = document[(page or 1) - 1]
            scale = min(SCALE, MAX_SIDE_PIXELS / max(*shown.get_size(), 1))
            return _png(shown.render(scale=scale).to_pil())
    if kind in ("image/png", "image/jpeg"):
        from PIL import Image

        with Image.open(BytesIO(data)) as picture:
            if picture.width * picture.height > MAX_SOURCE_PIXELS:
                return None
            if max(picture.size) <= MAX_SIDE_PIXELS:
                return data
            picture.thumbnail((MAX_SIDE_PIXELS, MAX_SIDE_PIXELS))
            return _png(picture)
    return None


def table_parts(path: Path, index: int, page: int | None, inside: str = "") -> list[Grid]:
    """What a worker does for a table: the parts of it, on one page where that is known."""
    from gouji.parse.reports import read_document

    document, _ = read_document(_content(path, inside))
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return [grid for grid in grids if grid.index == index and (page is None or grid.page in (page, None))]


def table_of(path: Path, index: int, page: int | None, inside: str = "") -> Grid | None:
    """The parts of one table as one grid; None when the document cannot be shown as tables (an archive, say)."""
    try:
        parts = ask(table_parts, path, index, page, inside)
    except PageError:
        return None
    return Grid(index, [row for part in parts for row in part.rows], page) if parts else None


def _content(path: Path, inside: str) -> bytes:
    data = path.read_bytes()
    return written_into(data, inside) if inside else data


def _png(picture: "Picture") -> bytes:
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
