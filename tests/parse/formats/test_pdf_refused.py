"""PDF that cannot be read, or only in part: scans, locked, damaged, too large."""

import random
from contextlib import suppress

import pytest

from gouji.core.model import UnreadableDocument
from gouji.demo.page_surface import PageStyle
from gouji.demo.pdf import Pdf
from gouji.parse.formats.pdf import MAX_PAGES
from gouji.parse.reports import parse
from gouji.parse.scan import read_picture
from tests.parse import writers as w
from tests.parse.pdf_writer import PdfWriter, report
from tests.parse.reading import read, refused


def test_scans_are_named_where_they_cannot_be_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_picture, "is_installed", lambda: False)
    pdf = Pdf(PageStyle(page_number=""), picture=True)
    assert "gouji[ocr]" in refused(pdf.bytes())
    assert "扫描件" in refused(pdf.bytes())
    pdf = Pdf(PageStyle(page_number="- {} -"), [[], [], []], picture=True)
    assert "扫描件" in refused(pdf.bytes())
    writer = PdfWriter(PageStyle())
    for heading in w.HEADINGS:
        writer.paragraph(heading)
    writer.pdf.picture = True
    writer.pdf.new_page()
    assert any("第2页是图片" in warning for warning in read(writer.pdf.bytes()).warnings)


def test_a_text_layer_of_a_scan_is_marked() -> None:
    writer = PdfWriter(PageStyle())
    writer.pdf.picture = True
    writer.pdf.pages[0].append("3 Tr")
    for heading in w.HEADINGS:
        writer.paragraph(heading)
    assert any("扫描软件" in warning for warning in read(writer.pdf.bytes()).warnings)


def test_locked_files() -> None:
    key = "<" + "41" * 32 + ">"
    locked = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >> /ID [<{'42' * 16}> <{'42' * 16}>] "
    assert "密码" in refused(Pdf().bytes(trailer=locked))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_files_cut_short(share: float) -> None:
    data = report(w.zeros())
    assert "PDF" in refused(data[: int(len(data) * share)])


@pytest.mark.slow
def test_junk_and_damage_are_answered() -> None:
    assert "PDF" in refused(b"%PDF-1.7\n" + bytes(range(128, 256)) * 50 + b"\n%%EOF")
    data = report(w.zeros())
    rng = random.Random(3)
    for _ in range(40):
        damaged = bytearray(data)
        for _ in range(20):
            damaged[rng.randrange(8, len(data) - 10)] = rng.randrange(256)
        with suppress(UnreadableDocument):  # anything else is an error of the reader
            parse(bytes(damaged))


def test_limits() -> None:
    assert "201 页" in refused(Pdf(pages=[[]] * (MAX_PAGES + 1)).bytes())
    pdf = Pdf()
    pdf.pages[0] += [f"{x % 500} {x % 700} m {x % 400} {x % 300} l S" for x in range(100_001)]
    assert "第 1 页" in refused(pdf.bytes())
    pdf = Pdf()
    for y in range(60):
        pdf.text(0, y * 10, "政" * 1_000, 0.5)
    assert "第 1 页" in refused(pdf.bytes())
    drawing = PdfWriter(PageStyle())
    for heading in w.HEADINGS:
        drawing.paragraph(heading)
    seal = " ".join(f"{300 + x % 97} {400 + x % 89} l" for x in range(20_000))
    drawing.pdf.pages[0].append(f"300 400 m {seal} S")
    assert len(read(drawing.pdf.bytes()).sections) == 6
