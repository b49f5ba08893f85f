"""PDF with text -> paragraphs and grids, with PDFium: characters and ruling lines of each page by their places."""

import ctypes
from collections import Counter
from collections.abc import Iterator
from threading import Lock
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document
from gouji.parse.page.covered import is_scanner_layer, without_covered
from gouji.parse.page.drawn_page import DrawnPage
from gouji.parse.page.reading_order import read_pages, title_hints
from gouji.parse.page.text_lines import FIGURE_CHARACTERS, Glyph, is_wide
from gouji.parse.page.vector_paths import UNMAPPED_CHARACTERS
from gouji.parse.scan import read_picture

from .pdf_checksums import DamagedStream, damaged_streams
from .pdf_drawn import unseen
from .pdf_font import install_box_font
from .pdf_notes import Notes, notes_of
from .pdf_objects import PageObjects, too_much
from .pdf_text import PageText

MAX_PAGES = 200
MAX_GLYPHS = 50_000  # a page; a full page of small print has 4,000
MAX_TAIL_BYTES = 8_192  # bytes at the end of a file among which its end mark must be
MIN_PAGE_CHARACTERS = 20  # characters of a page; with fewer and a picture it is a scan
MIN_PATHS = 200  # of a page that may be text turned to outlines
RECOGNITION_DPI = 200.0  # at which a page is drawn whose text must be recognised
PAPER_LENGTH_RANGE_INCHES = (7.0, 17.5)  # inches of the longer side: A5 to A3
A4_LENGTH_INCHES = 11.7
MIN_LOST_SHARE = 0.3  # share of characters without meaning from which a file cannot be read
MIN_PARTLY_LOST_SHARE = (
    0.05  # share from which the others are not trusted where a page can be recognised in its picture
)
MIN_CHINESE_SHARE = (
    0.1  # share of the characters of a page that is no figures, else these are of a font without meaning
)

_LAYER_MARKS = (b"/OCProperties", b"/ObjStm")  # in a file with parts that may be switched off, or packed
_ONE_AT_A_TIME = Lock()  # PDFium is not safe in threads
install_box_font()


def read_pdf(data: bytes) -> Document:
    """Paragraphs and tables of a PDF with text; raises UnreadableDocument for one without, locked or broken."""
    if b"%%EOF" not in data[-MAX_TAIL_BYTES:]:
        raise UnreadableDocument(
            "PDF 文件不完整（末尾缺少结束标记），可能没有下载或上传完整，请重新获取。 The PDF is truncated."
        )
    damaged = damaged_streams(data)
    _refuse_damaged([stream for stream in damaged if not stream.is_picture])
    with _ONE_AT_A_TIME:
        document = _open(data)
        try:
            pages = list(_pages(document, has_layers=any(mark in data for mark in _LAYER_MARKS)))
            if any(map(_is_scan, pages)):
                _refuse_damaged(damaged)
            pictures = _pictures(document, pages)
            meta = document.get_metadata_dict().get("Title", "")
        finally:
            document.close()
    pages = [other for page in pages for other in _recognised(page, pictures.get(page.number))]
    warnings = [*_page_warnings(pages), *map(_picture_warning, damaged)]
    blocks = read_pages(pages)
    warnings += dict.fromkeys(warning for page in pages for warning in page.warnings)
    return Document(blocks, title_hints(blocks, meta), [], warnings, unread=_unread(pages))


def _refuse_damaged(streams: list[DamagedStream]) -> None:
    """Raise UnreadableDocument for streams whose figures would be others than were written."""
    if streams:
        numbers = "、".join(str(stream.number) for stream in streams[:5])
        raise UnreadableDocument(
            f"PDF 中对象 {numbers} 的数据与其校验和不符，文件已损坏，数字可能已变，没有读取；请重新下载或向报送单位重新索取。"
            " Data of the PDF do not match their checksum: the file is damaged and was not read."
        )


def _picture_warning(stream: DamagedStream) -> str:
    return f"PDF 中图片（对象 {stream.number}）的数据与其校验和不符，图片已损坏，未影响文字。 A picture is damaged."


# --- from the file ----------------------------------------------------------------------------------------------


def _open(data: bytes) -> Any:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise UnreadableDocument(
                "PDF 已加密，需要密码才能打开，请向报送单位索取未加密的文件。 The PDF is encrypted."
            ) from error
        raise UnreadableDocument(
            "PDF 文件已损坏，无法打开，请重新下载或向报送单位重新索取。 The PDF is corrupt."
        ) from error
    if not 0 < len(document) <= MAX_PAGES:
        count = len(document)
        document.close()
        raise UnreadableDocument(
            f"PDF 有 {count} 页（应为 1 至 {MAX_PAGES} 页），不像一份年度报告，请核对所收文件。 Page count out of range."
        )
    return document


def _pages(document: Any, *, has_layers: bool) -> Iterator[DrawnPage]:
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    for number in range(1, len(document) + 1):
        try:
            yield _page(document, number, has_layers=has_layers)
        except (RuntimeError, ValueError, ctypes.ArgumentError) as error:
            raise UnreadableDocument(
                f"PDF 第 {number} 页已损坏，无法读取，请重新下载或向报送单位重新索取。 Page {number} is corrupt."
            ) from error


def _page(document: Any, number: int, *, has_layers: bool) -> DrawnPage:
    page = document[number - 1]
    notes = notes_of(page)
    if notes.has_typed:
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = document[number - 1]
    text = page.get_textpage()
    turn = _turn(text.raw, text.count_chars(), page.get_rotation() // 90)
    if turn % 2:
        text.close()
        notes = _set_upright(page, turn, notes)
        page.close()
        page = document[number - 1]
        text, turn = page.get_textpage(), 0
    count = text.count_chars()
    if count > MAX_GLYPHS:
        raise too_much(number, "字符", count)
    corners = page.get_cropbox()
    found = DrawnPage(number, corners[2] - corners[0], corners[3] - corners[1])
    objects = PageObjects(found, corners, turn, has_layers=has_layers)
    objects.collect(page.raw)
    objects.add_notes(notes)
    characters = PageText(text.raw, corners, turn, objects.inks)
    found.glyphs = _with_mark(page, characters, list(characters.glyphs(count, found)), objects)
    found.has_hidden_text = is_scanner_layer(found)
    if objects.remove(page, _unseen_objects(found, characters)):
        # PDFium tells a character once that stands twice over one place: the one below, which is gone now.
        text.close()
        text = page.get_textpage()
        characters = PageText(text.raw, corners, turn, objects.inks)
        found.glyphs = list(characters.glyphs(text.count_chars(), found))
    found.has_drawing = objects.seen > MIN_PATHS
    text.close()
    page.close()
    return found


def _unseen_objects(page: DrawnPage, text: PageText) -> set[int]:
    """The text objects of which no character is seen; what is not seen is left out."""
    before = [glyph.order for glyph in page.glyphs]
    without_covered(page)
    left = {text.addresses[glyph.order] for glyph in page.glyphs}
    return {text.addresses[order] for order in before} - left if len(page.glyphs) < len(before) else set()


def _with_mark(page: Any, text: PageText, glyphs: list[Glyph], objects: PageObjects) -> list[Glyph]:
    """The characters, those hidden that the drawn page does not show; it is drawn only where some may be."""
    suspects = [
        glyph for glyph in glyphs if not glyph.ink.is_hidden and objects.may_hide(text.addresses[glyph.order], glyph)
    ]
    hidden = unseen(page, text, suspects) if suspects else ()
    return [g._replace(ink=g.ink._replace(is_hidden=True)) if g.order in hidden else g for g in glyphs]


def _pictures(document: Any, pages: list[DrawnPage]) -> dict[int, tuple[Any, float | None]]:
    """(image, dots an inch) of each page whose text must be recognised, where that can be done."""
    wanted = [page for page in pages if _is_scan(page)]
    if not wanted or not read_picture.is_installed():
        return {}
    if len(wanted) > read_picture.MAX_PAGES:
        raise UnreadableDocument(
            f"PDF 有 {len(wanted)} 页扫描图片（上限 {read_picture.MAX_PAGES} 页），不像一份年度报告，请拆分后放回收件目录。"
            " Too many scanned pages: divide the file."
        )
    pictures = {}
    for page in wanted:
        inches = max(page.width, page.height) / 72
        is_paper = (
            PAPER_LENGTH_RANGE_INCHES[0] < inches < PAPER_LENGTH_RANGE_INCHES[1]
        )  # else the page is as large as its picture has pixels
        dpi = RECOGNITION_DPI if is_paper else RECOGNITION_DPI * A4_LENGTH_INCHES / inches
        bitmap = document[page.number - 1].render(scale=dpi / 72, rev_byteorder=True, draw_annots=True)
        pictures[page.number] = bitmap.to_numpy()[:, :, :3].copy(), RECOGNITION_DPI if is_paper else None
    return pictures


def _is_scan(page: DrawnPage) -> bool:
    """Whether a page's text must be recognised in its picture: there is none, it is the scanner's own reading, or its
    characters have no meaning."""
    if len(page.glyphs) < MIN_PAGE_CHARACTERS:
        return page.has_picture or page.has_drawing
    lost = sum(UNMAPPED_CHARACTERS.match(glyph.text) is not None for glyph in page.glyphs)
    words = [glyph for glyph in page.glyphs if glyph.text not in FIGURE_CHARACTERS]
    foreign = len(words) >= MIN_PAGE_CHARACTERS and sum(is_wide(g.text) for g in words) < MIN_CHINESE_SHARE * len(words)
    return (page.has_picture and page.has_hidden_text) or lost > MIN_PARTLY_LOST_SHARE * len(page.glyphs) or foreign


def _recognised(page: DrawnPage, picture: tuple[Any, float | None] | None) -> list[DrawnPage]:
    """A page as its picture shows it, unless its own text says more."""
    if picture is None:
        return [page]
    pages = read_picture.read_image(*picture, page.number)
    lost = sum(UNMAPPED_CHARACTERS.match(glyph.text) is not None for glyph in page.glyphs)
    return pages if sum(len(p.glyphs) for p in pages) >= (len(page.glyphs) - lost) / 2 else [page]


def _turn(text: Any, count: int, rotation: int) -> int:
    """Quarter turns clockwise that make most characters upright, whatever the page itself asks for."""
    angles: Counter[int] = Counter()
    for i in range(0, count, max(count // 100, 1)):
        if raw.FPDFText_GetUnicode(text, i) > 32:
            angles[round(raw.FPDFText_GetCharAngle(text, i) / 1.5708) % 4] += 1
    return -angles.most_common(1)[0][0] % 4 if angles else rotation


def _set_upright(page: Any, turn: int, notes: Notes) -> Notes:
    """Turn the content of a page (1 or 3 quarters clockwise), in memory, to be loaded anew: PDFium loses text on its
    side when its font is neither in the file nor on the machine. Gives the lines of its notes, turned as well."""
    left, bottom, right, top = page.get_cropbox()
    matrix = (0, -1, 1, 0, -bottom, right) if turn == 1 else (0, 1, -1, 0, top, -left)
    raw.FPDFPage_TransFormWithClip(page, raw.FS_MATRIX(*matrix), None)
    page.set_mediabox(0, 0, top - bottom, right - left)
    page.set_cropbox(0, 0, top - bottom, right - left)
    page.set_rotation(0)
    a, b, c, d, e, f = matrix
    places = [[(a * x + c * y + e, b * x + d * y + f) for x, y in (box[:2], box[2:])] for box in notes.strikes]
    turned = [(min(p[0], q[0]), min(p[1], q[1]), max(p[0], q[0]), max(p[1], q[1])) for p, q in places]
    return Notes(strikes=turned)


def _scanned(pages: list[DrawnPage]) -> list[int]:
    """Pages that are a picture whose text nobody has recognised."""
    return [p.number for p in pages if p.has_picture and len(p.glyphs) < MIN_PAGE_CHARACTERS and not p.is_recognised]


def _unread(pages: list[DrawnPage]) -> list[str]:
    told = [f"PDF 第{n}页是图片，该页内容未读：{read_picture.HOW_TO_INSTALL}" for n in _scanned(pages)]
    return list(dict.fromkeys([*told, *(place for page in pages for place in page.unread)]))


def _page_warnings(pages: list[DrawnPage]) -> list[str]:
    """Warnings about pages that cannot be trusted; raises UnreadableDocument when there is no text to be read."""
    total = sum(len(page.glyphs) for page in pages)
    scanned = _scanned(pages)
    if not total or (scanned and total < MIN_PAGE_CHARACTERS * len(pages)):
        if read_picture.is_installed():
            raise UnreadableDocument(
                "PDF 中没有文字，图片上也没有认出文字，请核对所收文件。 No text in the PDF, nor recognised in its pictures."
            )
        raise UnreadableDocument(
            f"PDF 中没有文字，应是图片扫描件，{read_picture.HOW_TO_INSTALL}。 {read_picture.IN_ENGLISH}"
        )
    lost = {
        p.number: n
        for p in pages
        if not p.is_recognised and (n := sum(UNMAPPED_CHARACTERS.match(g.text) is not None for g in p.glyphs))
    }
    if sum(lost.values()) > MIN_LOST_SHARE * total:
        raise UnreadableDocument(
            "PDF 的字体没有文字编码，取出的文字是乱码，请向报送单位索取 Word 或重新生成的 PDF。"
            " The fonts have no character table."
        )
    warnings = [f"PDF 第{n}页有 {count} 个字符没有对应的文字（字体缺少编码），请对照原件" for n, count in lost.items()]
    layered = [
        p.number
        for p in pages
        if p.has_picture and p.has_hidden_text and p.number not in scanned and not p.is_recognised
    ]
    warnings += [f"PDF 第{n}页是带文字层的扫描件，文字由扫描软件识别，可能有误，请对照原件" for n in layered]
    return warnings
