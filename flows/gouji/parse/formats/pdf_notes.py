"""Notes on a PDF page (annotations): typed text and form fields, lines that strike out, what may lie over the text."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as raw  # type: ignore[import-untyped]

MAX_NOTES = 1_000  # of a page
MAX_STROKE_POINTS = 500  # of a line drawn by hand
MAX_STROKE_SLOPE = 0.25  # height by width of a line that strikes out
_TYPED = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_WIDGET)
_OVER = (
    raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_CIRCLE, raw.FPDF_ANNOT_POLYGON, raw.FPDF_ANNOT_REDACT,
)  # fmt: skip
_NOT_SHOWN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW

Edges = tuple[float, float, float, float]  # left, bottom, right, top, in the file's coordinates


@dataclass
class Notes:
    """`has_typed`: whether figures may stand in form fields or typed notes, no part of the page's own text.

    `strikes`: boxes whose middle a line goes through. `over`: boxes that something is drawn over.
    """

    has_typed: bool = False
    strikes: list[Edges] = field(default_factory=list)
    over: list[Edges] = field(default_factory=list)


def notes_of(page: Any) -> Notes:
    """The notes that are shown."""
    found = Notes()
    for i in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_NOTES)):
        note = raw.FPDFPage_GetAnnot(page, i)
        kind = raw.FPDFAnnot_GetSubtype(note)
        if raw.FPDFAnnot_GetFlags(note) & _NOT_SHOWN:
            pass
        elif kind in _TYPED:
            found.has_typed = True
        elif kind == raw.FPDF_ANNOT_STRIKEOUT:
            found.strikes += _quads(note)
        elif kind == raw.FPDF_ANNOT_LINE:
            found.strikes += _line(note)
        elif kind == raw.FPDF_ANNOT_INK:
            found.strikes += _strokes(note)
        elif kind in _OVER:
            found.over += _rect(note)
        raw.FPDFPage_CloseAnnot(note)
    return found


def _quads(note: Any) -> Iterator[Edges]:
    quad = raw.FS_QUADPOINTSF()
    for k in range(min(raw.FPDFAnnot_CountAttachmentPoints(note), MAX_NOTES)):
        if raw.FPDFAnnot_GetAttachmentPoints(note, k, quad):
            xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            yield min(xs), min(ys), max(xs), max(ys)


def _line(note: Any) -> list[Edges]:
    start, end = raw.FS_POINTF(), raw.FS_POINTF()
    if not raw.FPDFAnnot_GetLine(note, start, end):
        return []
    return _struck([start.x, end.x], [start.y, end.y])


def _strokes(note: Any) -> Iterator[Edges]:
    for k in range(min(raw.FPDFAnnot_GetInkListCount(note), MAX_NOTES)):
        count = raw.FPDFAnnot_GetInkListPath(note, k, None, 0)
        if 2 <= count <= MAX_STROKE_POINTS:
            points = (raw.FS_POINTF * count)()
            raw.FPDFAnnot_GetInkListPath(note, k, points, count)
            yield from _struck([point.x for point in points], [point.y for point in points])


def _struck(xs: list[float], ys: list[float]) -> list[Edges]:
    """The box of a line that is level enough to strike out."""
    box = min(xs), min(ys), max(xs), max(ys)
    return [box] if box[3] - box[1] <= MAX_STROKE_SLOPE * (box[2] - box[0]) else []


def _rect(note: Any) -> list[Edges]:
    rect = raw.FS_RECTF()
    if not raw.FPDFAnnot_GetRect(note, ctypes.byref(rect)):
        return []
    return [(rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top))]
