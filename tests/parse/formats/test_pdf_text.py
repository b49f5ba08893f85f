"""PDF with text: paragraphs, page numbers, date and title, and the characters they are made of."""

import pytest

from gouji.core.model import UNREADABLE
from gouji.demo.page_surface import HEIGHT, LEFT, WIDTH, PageStyle
from gouji.demo.pdf import Pdf
from gouji.parse.formats.pdf import _is_scan, read_pdf
from gouji.parse.formats.pdf_text import character
from gouji.parse.page.drawn_page import DrawnPage
from gouji.parse.page.text_lines import Glyph
from gouji.parse.scan import read_picture
from tests.parse import writers as w
from tests.parse.pdf_writer import PdfWriter, report
from tests.parse.reading import read, refused, values


def test_paragraphs_over_lines_and_pages_without_page_numbers() -> None:
    long = "全年通过政府网站主动公开政府信息一千二百三十四条，其中通知公告三百二十一条，" * 3 + "均按时公开。"
    writer = PdfWriter(PageStyle(running="青石县年度报告汇编", page_number="第 {} 页 共 {} 页"))
    texts = [f"（{n}）{long}" for n in "一二三四五六七八九"]
    for text in texts:
        writer.paragraph(text)
    assert len(writer.pdf.pages) > 1
    assert read_pdf(writer.pdf.bytes()).blocks == texts


def test_what_a_browser_prints_around_a_page_is_no_part_of_it() -> None:
    writer = PdfWriter(PageStyle(page_number=""))
    writer.surface.text(LEFT, 16, f"2025/3/14 09:26 {w.TITLE}", 8)
    writer.surface.text(LEFT, HEIGHT - 24, "https://www.qingshi.example/zwgk/2025.html 1/1", 8)
    writer.paragraph("2025/1/13 10:20 来源：云溪镇", indent=False)
    writer.paragraph("全年公开信息若干。", indent=False)
    assert read_pdf(writer.pdf.bytes()).blocks == ["2025/1/13 10:20来源：云溪镇", "全年公开信息若干。"]


def test_a_figure_at_the_top_of_a_page_is_no_page_number() -> None:
    found = read(report(w.zeros(**{"disputes.review.upheld": "3"}), PageStyle(page_number="{}", rows_a_page=3)))
    assert values(found) == w.zeros(**{"disputes.review.upheld": "3"})


def test_the_date_is_told_by_the_text_and_never_by_the_file() -> None:
    writer = PdfWriter(PageStyle())
    writer.paragraph(w.TITLE, 18, indent=False, centred=True)
    writer.paragraph("发布日期：2025-01-13 来源：云溪镇", 10, indent=False)
    for heading in w.HEADINGS:
        writer.paragraph(heading)
    assert str(read(writer.pdf.bytes()).published_on) == "2025-01-13"
    assert read(report(w.zeros())).published_on is None


def test_the_title_of_the_file_counts_only_where_no_line_is_one() -> None:
    writer = PdfWriter(PageStyle())
    for heading in w.HEADINGS:
        writer.paragraph(heading)
    writer.pdf.title = w.TITLE
    assert read(writer.pdf.bytes()).agency == w.AGENCY
    writer = PdfWriter(PageStyle())
    writer.paragraph("赤水县白石乡人民政府", 18, indent=False, centred=True)
    writer.paragraph("2023年政府信息公开工作年度报告", 18, indent=False, centred=True)
    for heading in w.HEADINGS:
        writer.paragraph(heading)
    writer.pdf.title = w.TITLE
    found = read(writer.pdf.bytes())
    assert (found.agency, found.report_year) == ("赤水县白石乡人民政府", 2023)


def test_a_page_frame_is_no_table() -> None:
    writer = PdfWriter(PageStyle())
    writer.pdf.box(20, 20, WIDTH - 20, HEIGHT - 20)
    for heading in w.HEADINGS:
        writer.paragraph(heading)
    assert read_pdf(writer.pdf.bytes()).blocks == list(w.HEADINGS)


def test_characters_without_meaning_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_picture, "is_installed", lambda: False)
    found = read(report(w.zeros(**{"disclosure.licensing.decisions": "1\ue0053"})))
    assert values(found)["disclosure.licensing.decisions"] == UNREADABLE
    assert any("1 个字符没有对应的文字" in warning for warning in found.warnings)
    for codes in ("\ue005\ue006\ue007", "ÿĀ\x7fò"):
        pdf = Pdf()
        pdf.text(100, 100, codes * 20, 10)
        assert "乱码" in refused(pdf.bytes())


def test_a_page_whose_characters_are_no_chinese_is_looked_at() -> None:
    pages = [DrawnPage(1), DrawnPage(1), DrawnPage(1)]
    for page, text in zip(pages, ("5 ;$#%^ABxyz" * 9, "政府信息公开 12", "0 12 345 " * 30), strict=True):
        page.glyphs = [Glyph(char, 8.0 * i, 0, 8.0 * i + 8, 10, i) for i, char in enumerate(text) if char != " "]
    assert [_is_scan(page) for page in pages] == [True, False, False]


@pytest.mark.parametrize(("code", "char"), [(0x2F00, "一"), (0x2EA0, "民"), (0xFB01, "fi"), (0x653F, "政"), (2, "-")])
def test_radicals_and_ligatures_become_characters(code: int, char: str) -> None:
    assert character(code) == char
