"""PDF whose Chinese font is neither in the file nor on the machine: no character is lost."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from gouji.demo.pdf import Pdf
from gouji.parse.formats.pdf_font import box_font

# Reads a PDF on a machine that has no Chinese font, whatever this one has.
READ = """
import sys
import pypdfium2
from gouji.parse.formats import pdf_font

class Bare(pypdfium2.PdfSysfontBase):
    def MapFont(self, *asked):
        return None if asked[3] in (pdf_font.CHINESE, *pdf_font.OTHERS) else super().MapFont(*asked)

    def GetFont(self, *asked):
        return None

    def EnumFonts(self, *asked):
        pass

fonts = Bare()
(pdf_font.WithBoxes(fonts) if sys.argv[1] == "boxes" else fonts).setup()
text = pypdfium2.PdfDocument(sys.stdin.buffer.read())[0].get_textpage()
sys.stdout.buffer.write(text.get_text_range().encode())
"""


def lone_characters() -> bytes:
    page = Pdf()
    for row, text in enumerate(["政府信息公开工作年度报告", "告", "2", "①", "无"]):
        page.text(100, 100 + 30 * row, text, 12)
    return page.bytes()


def read(how: str) -> str:
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", READ, how], input=lone_characters(), capture_output=True, check=True, cwd=root
    )
    return "".join(done.stdout.decode().split()).removesuffix("-1-")  # the page number


def test_every_character_is_told_without_a_chinese_font() -> None:
    assert read("boxes") == "政府信息公开工作年度报告告2①无"


def test_pdfium_by_itself_loses_them() -> None:
    """Should this fail one day, the boxes are no longer needed."""
    assert read("none") != "政府信息公开工作年度报告告2①无"


@pytest.mark.parametrize(("text", "width"), [("中", 1000), ("Ω", 1000), ("8", 500), (" ", 0), ("　", 0)])
def test_the_font_has_a_box_for_every_character_but_spaces(text: str, width: int) -> None:
    image_font = pytest.importorskip("PIL.ImageFont")
    left, _, right, _ = image_font.truetype(BytesIO(box_font()), 1000).getmask(text).getbbox() or (0, 0, 0, 0)
    assert right - left == width
