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
from gouji.parse.page.drawn_page import DrawnPage
from gouji.parse.page.reading_order import read_pages, title_hints
from gouji.parse.page.text_lines import FIGURE_CHARACTERS, is_wide, without_doubles
from gouji.parse.page.vector_paths import UNMAPPED_CHARACTERS, Points, draw, is_dot
from gouji.parse.scan import read_picture

from .pdf_checksums import DamagedStream, damaged_streams
from .pdf_font import install_box_font
from .pdf_text import glyphs_of, upright

MAX_PAGES = 200
MAX_GLYPHS = 50_000  # a page; a full page of small print has 4,000
MAX_OBJECTS = 100_000  # a page; a table with a rule for each side of each cell has 1,000
MAX_SEGMENTS = 4_000  # of one path: more is a drawing, such as a seal
MAX_DEPTH = 10  # of form objects in form objects
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

Matrix = tuple[float, float, float, float, float, float]

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
            pages = list(_pages(document))
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
    return Document(blocks, title_hints(blocks, meta), [], warnings)


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


def _pages(document: Any) -> Iterator[DrawnPage]:
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    for number in range(1, len(document) + 1):
        try:
            yield _page(document, number)
        except (RuntimeError, ValueError, ctypes.ArgumentError) as error:
            raise UnreadableDocument(
                f"PDF 第 {number} 页已损坏，无法读取，请重新下载或向报送单位重新索取。 Page {number} is corrupt."
            ) from error


def _page(document: Any, number: int) -> DrawnPage:
    page = document[number - 1]
    if _has_typed_notes(page):
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = document[number - 1]
    text = page.get_textpage()
    turn = _turn(text.raw, text.count_chars(), page.get_rotation() // 90)
    if turn % 2:
        text.close()
        _set_upright(page, turn)
        page.close()
        page = document[number - 1]
        text, turn = page.get_textpage(), 0
    count = text.count_chars()
    if count > MAX_GLYPHS:
        raise _too_much(number, "字符", count)
    corners = page.get_cropbox()
    found = DrawnPage(number, corners[2] - corners[0], corners[3] - corners[1])
    found.glyphs = without_doubles(list(glyphs_of(text.raw, count, corners, turn, found)))
    seen = [0]
    _rules(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, (1, 0, 0, 1, 0, 0), corners, turn, found, seen)
    found.has_drawing = seen[0] > MIN_PATHS
    text.close()
    page.close()
    return found


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


def _too_much(number: int, what: str, count: int) -> UnreadableDocument:
    return UnreadableDocument(
        f"PDF 第 {number} 页有 {count:,} 个{what}，不像一份年度报告，请核对所收文件。 Page {number} holds too much."
    )


def _has_typed_notes(page: Any) -> bool:
    """Whether figures may stand in form fields or typed notes, which are no part of the page's own text."""
    for i in range(min(raw.FPDFPage_GetAnnotCount(page), 1_000)):
        note = raw.FPDFPage_GetAnnot(page, i)
        kind = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind in (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_WIDGET):
            return True
    return False


def _turn(text: Any, count: int, rotation: int) -> int:
    """Quarter turns clockwise that make most characters upright, whatever the page itself asks for."""
    angles: Counter[int] = Counter()
    for i in range(0, count, max(count // 100, 1)):
        if raw.FPDFText_GetUnicode(text, i) > 32:
            angles[round(raw.FPDFText_GetCharAngle(text, i) / 1.5708) % 4] += 1
    return -angles.most_common(1)[0][0] % 4 if angles else rotation


def _set_upright(page: Any, turn: int) -> None:
    """Turn the content of a page (1 or 3 quarters clockwise), in memory, to be loaded anew: PDFium loses text on its side when its font is
    neither in the file nor on the machine."""
    left, bottom, right, top = page.get_cropbox()
    matrix = (0, -1, 1, 0, -bottom, right) if turn == 1 else (0, 1, -1, 0, top, -left)
    raw.FPDFPage_TransFormWithClip(page, raw.FS_MATRIX(*matrix), None)
    page.set_mediabox(0, 0, top - bottom, right - left)
    page.set_cropbox(0, 0, top - bottom, right - left)
    page.set_rotation(0)


def _rules(
    parent: Any,
    count: Any,
    get: Any,
    outer: Matrix,
    corners: tuple[float, ...],
    turn: int,
    page: DrawnPage,
    seen: list[int],
) -> None:
    """Collect the rules among a page's or form's objects; `seen`: objects so far."""
    matrix = raw.FS_MATRIX()
    for i in range(max(count(parent), 0)):
        seen[0] += 1
        if seen[0] > MAX_OBJECTS:
            raise _too_much(page.number, "图形对象以上", MAX_OBJECTS)
        item = get(parent, i)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            if (
                not page.has_hidden_text
                and raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
            ):
                page.has_hidden_text = True
            continue
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM, raw.FPDF_PAGEOBJ_IMAGE):
            continue
        if not raw.FPDFPageObj_GetMatrix(item, matrix):
            continue
        inner = _times((matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f), outer)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            area = abs(inner[0] * inner[3] - inner[1] * inner[2])
            page.has_picture = page.has_picture or area > page.width * page.height / 3
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            _path(item, inner, corners, turn, page)
        elif len(seen) < MAX_DEPTH:
            deeper = [seen[0], *seen]
            _rules(item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, inner, corners, turn, page, deeper)
            seen[0] = deeper[0]


def _times(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n."""
    a, b, c, d, e, f = m
    p, q, r, s, t, u = n
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _path(item: Any, matrix: Matrix, corners: tuple[float, ...], turn: int, page: DrawnPage) -> None:
    segments = raw.FPDFPath_CountSegments(item)
    if not 2 <= segments <= MAX_SEGMENTS:
        return
    fill_mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill_mode, stroked)
    if not fill_mode.value and not stroked.value:
        return
    for points, is_closed in _subpaths(item, segments, matrix, corners, turn):
        draw(page, points, is_closed=is_closed, is_stroked=bool(stroked.value))


def _subpaths(
    item: Any, segments: int, matrix: Matrix, corners: tuple[float, ...], turn: int
) -> Iterator[tuple[Points, bool]]:
    """(corners, whether closed) of each part of a path that is made of straight lines only, or is a round dot."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    straight = closed = True
    for k in range(segments):
        segment = raw.FPDFPath_GetPathSegment(item, k)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and (straight or is_dot(points)):
                yield points, closed
            points, straight, closed = [], True, False
        straight = straight and kind != raw.FPDF_SEGMENT_BEZIERTO
        closed = closed or bool(raw.FPDFPathSegment_GetClose(segment))
        points.append(upright(a * x.value + c * y.value + e, b * x.value + d * y.value + f, corners, turn))
    if len(points) > 1 and (straight or is_dot(points)):
        yield points, closed


def _page_warnings(pages: list[DrawnPage]) -> list[str]:
    """Warnings about pages that cannot be trusted; raises UnreadableDocument when there is no text to be read."""
    total = sum(len(page.glyphs) for page in pages)
    scanned = [p.number for p in pages if p.has_picture and len(p.glyphs) < MIN_PAGE_CHARACTERS and not p.is_recognised]
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
    warnings += [f"PDF 第{n}页是图片，该页内容未读：{read_picture.HOW_TO_INSTALL}" for n in scanned]
    layered = [
        p.number
        for p in pages
        if p.has_picture and p.has_hidden_text and p.number not in scanned and not p.is_recognised
    ]
    warnings += [f"PDF 第{n}页是带文字层的扫描件，文字由扫描软件识别，可能有误，请对照原件" for n in layered]
    return warnings
