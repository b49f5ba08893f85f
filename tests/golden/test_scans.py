"""A golden PDF drawn to pixels, as a scanner would: read by recognition, without the network."""

import socket
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from flows.model import ABSENT, UNREADABLE, Report, UnreadableDocument
from flows.parse import parse, scan
from flows.parse.figures import read_figure

pytest.importorskip("cv2")
pytest.importorskip("onnxruntime")
pytest.importorskip("PIL.Image")

HERE = Path(__file__).parent / "pdf"
sys.path.insert(0, str(HERE))
from make_pdf import figures  # noqa: E402


def pages(dpi: int) -> list[Any]:
    document = pypdfium2.PdfDocument((HERE / "numbered.pdf").read_bytes())
    return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]


def as_file(images: list[Any], kind: str, dpi: int) -> bytes:
    file = BytesIO()
    more = {"save_all": True, "append_images": images[1:]} if kind == "TIFF" else {}
    images[0].save(file, kind, dpi=(dpi, dpi), **more)
    return file.getvalue()


def compared(report: Report) -> tuple[int, list[str]]:
    """(cells right, cells wrong without a word)."""
    wanted = {cell: read_figure(text) for cell, text in figures().items()}
    read = {cell.cell: cell for cell in report.cells}
    right = [c for c, figure in wanted.items() if (read[c].state, read[c].value) == (figure.state, figure.value)]
    wrong = [c for c in wanted if c not in right and read[c].state not in (UNREADABLE, ABSENT)]
    return len(right), [f"{c} {figures()[c]!r} read {read[c].raw!r}" for c in wrong]


def test_a_scan_is_read_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    (report,) = parse(as_file([page.rotate(-1, fillcolor="white") for page in pages(200)], "TIFF", 200))
    right, wrong = compared(report)
    assert not wrong
    assert right >= 199
    assert (report.report_year, len(report.sections)) == (2024, 6)
    assert {cell.page for cell in report.cells if cell.state != ABSENT} == {1, 2, 3}
    assert all(cell.confidence is not None for cell in report.cells if cell.value is not None)


def test_a_clear_word_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "is_installed", lambda: False)
    with pytest.raises(UnreadableDocument, match=r"gouji\[ocr\]"):
        parse(as_file(pages(72)[:1], "PNG", 72))


def test_a_broken_picture_is_named() -> None:
    with pytest.raises(UnreadableDocument, match="损坏"):
        parse(as_file(pages(72)[:1], "PNG", 72)[:400])
