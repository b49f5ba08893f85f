"""Scans that bench/scans.py spoilt, read by recognition and without the network: each cell right or marked."""

import json
import socket
from io import BytesIO
from pathlib import Path

import pytest

from gouji.core.model import ABSENT, UNREADABLE, Report, UnreadableDocument
from gouji.parse.cells.figures import read_figure
from gouji.parse.reports import parse
from gouji.parse.scan import read_picture

pytest.importorskip("cv2")
pytest.importorskip("onnxruntime")
Image = pytest.importorskip("PIL.Image")

HERE = Path(__file__).parent / "scan"
FIGURES: dict[str, str] = json.loads((HERE / "figures.json").read_text(encoding="utf-8"))


def compared(report: Report) -> tuple[set[str], list[str]]:
    """(cells right, cells wrong without a word)."""
    wanted = {cell: read_figure(text) for cell, text in FIGURES.items()}
    read = {cell.cell: cell for cell in report.cells}
    right = {c for c, figure in wanted.items() if (read[c].state, read[c].value) == (figure.state, figure.value)}
    wrong = [c for c in wanted if c not in right and read[c].state not in (UNREADABLE, ABSENT)]
    return right, [f"{c} {FIGURES[c]!r} read {read[c].raw!r}" for c in wrong]


def test_a_fax_is_read_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    (report,) = parse((HERE / "faxed.tiff").read_bytes())
    right, wrong = compared(report)
    assert not wrong
    assert len(right) >= 199
    assert (report.report_year, len(report.sections)) == (2024, 6)
    assert {cell.page for cell in report.cells if cell.state != ABSENT} == {1, 2}
    assert all(cell.confidence is not None for cell in report.cells if cell.value is not None)


def test_a_page_under_a_seal_is_read_or_marked() -> None:
    (report,) = parse((HERE / "sealed.jpg").read_bytes())
    right, wrong = compared(report)
    assert not wrong
    on_the_page = {cell.cell for cell in report.cells if cell.state != ABSENT}
    assert len(on_the_page) > 80
    assert len(right) >= len(on_the_page) - 2


def picture() -> bytes:
    file = BytesIO()
    Image.effect_noise((300, 400), 60).save(file, "PNG")
    return file.getvalue()


def test_a_clear_word_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_picture, "is_installed", lambda: False)
    with pytest.raises(UnreadableDocument, match=r"gouji\[ocr\]"):
        parse(picture())


def test_a_broken_picture_is_named() -> None:
    with pytest.raises(UnreadableDocument, match="损坏"):
        parse(picture()[:400])
