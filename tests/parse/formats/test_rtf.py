"""RTF written by hand: what the files of tests/golden/office do not hold."""

import time
from pathlib import Path

import pytest

from gouji.core.model import UnreadableDocument
from gouji.parse.document import Document, Grid
from gouji.parse.formats.rtf import read_rtf
from gouji.parse.reports import parse

GOLDEN = (Path(__file__).parents[2] / "golden" / "office" / "blanks.rtf").read_bytes()
FONTS = rb"{\fonttbl{\f0\froman\fcharset0 Times;}{\f13\fnil\fcharset134{\*\panose 02010600}{\*\falt SimSun}\'cb\'ce\'cc\'e5;}}"
ROW = rb"\trowd\cellx1000\cellx2000 "


def rtf(body: str | bytes, head: bytes = rb"\ansi\ansicpg936\uc1 " + FONTS) -> Document:
    """A document of the body; characters that are not ASCII as bytes of GBK (\\'hh)."""
    return read_rtf(rb"{\rtf1" + head + (escaped(body) if isinstance(body, str) else body) + b"}")


def escaped(text: str) -> bytes:
    return b"".join(
        c.encode() if c.isascii() else b"".join(b"\\'%02x" % byte for byte in c.encode("gb18030")) for c in text
    )


def grids(document: Document) -> list[list[list[tuple[str, int, int]]]]:
    return [
        [[tuple(box)[:3] for box in row] for row in block.rows] for block in document.blocks if isinstance(block, Grid)
    ]


def test_chinese_bytes_of_the_font_and_of_the_document() -> None:
    assert rtf(r"\f13 政府\par\f0 信息\par 公开\f13\f0 。abc\par").blocks == ["政府", "信息", "公开。abc"]


def test_a_character_whose_second_byte_is_plain() -> None:
    assert rtf(rb"\f13 \'81@\'c6{\b \'bd}\par").blocks == ["丂平"]


def test_bytes_of_other_code_pages() -> None:
    assert rtf(rb"\'e9t\'e9\par", rb"\ansi\ansicpg1252 ").blocks == ["été"]
    assert rtf(rb"\f1 \'ac\'46\par", rb"\ansi\ansicpg1252{\fonttbl{\f1\fcharset136 X;}}").blocks == ["政"]
    by_default = rb"\ansi\ansicpg1252\deff3{\fonttbl{\f3\fcharset134 X;}{\f4\fcharset0 Y;}}"
    assert rtf(r"政\f4 \'e9\plain 府\par", by_default).blocks == ["政é府"]
    assert rtf("政府".encode() + rb"\par", rb"\ansi ").blocks == ["政府"]
    assert rtf("政府".encode("gbk") + rb"\par", rb"\ansi ").blocks == ["政府"]


def test_unicode_with_what_stands_for_it() -> None:
    assert rtf(rb"\u25919 ?\u24220\'3f\u-225 ?x\par").blocks == ["政府\uff1fx"]
    assert rtf(rb"\uc2\u25919\'d5\'fe\u24220??x\par").blocks == ["政府x"]
    assert rtf(rb"{\uc0\u25919}\u24220 ?\u-10179?\u-9103?\par").blocks == ["政府\U0001f471"]


def test_a_missing_stand_in_swallows_no_mark() -> None:
    assert rtf(rb"\u25919\u24220\par\u25919\b 12\par").blocks == ["政府", "政12"]


def test_marks_and_spaces() -> None:
    document = rtf("一\\line 二\\tab 三\\~四\\_五\\par\r\n六\r\n七\\\n八\\emdash\\{\\}\\\\")
    assert document.blocks == ["一", "二 三 四-五", "六七", "八—{}\\"]


def test_what_is_not_on_the_page() -> None:
    document = rtf(
        "{\\info{\\title 题}}{\\stylesheet{\\s0 Normal;}}{\\*\\generator {深}WPS;}{\\header 页眉\\par}\\pard 正"
        '{\\pict\\pngblip 89504e47}{\\footnote 注}文{\\v 隐}{\\deleted 删}{\\field{\\*\\fldinst HYPERLINK "http://a"}'
        "{\\fldrslt{\\ul 链接}}}\\par{\\listtext 一、\\tab}总体情况\\par"
    )
    assert document.blocks == ["正文链接", "一、 总体情况"]


def test_binary_data_is_skipped() -> None:
    assert rtf(rb"a{\*\pict\bin5 }}{\x}b{\pict\bin4 {{{{}c\bin4 \par d\par").blocks == ["abc d"]


def test_rows_and_blank_cells() -> None:
    document = rtf(
        ROW.decode() + "\\pard\\intbl 甲\\cell\\cell\\row" + "\\pard\\intbl\\cell 5\\cell\\row\\pard 后\\par"
    )
    assert grids(document) == [[[("甲", 1, 1), ("", 1, 2)], [("", 2, 1), ("5", 2, 2)]]]
    assert document.blocks[-1] == "后"


def test_merged_cells() -> None:
    document = rtf(
        "\\trowd\\clmgf\\cellx1000\\clmrg\\cellx2000\\cellx3000\\pard\\intbl 甲\\cell\\cell 乙\\cell\\row"
        "\\trowd\\clvmgf\\cellx1010\\cellx2000\\cellx3000\\pard\\intbl 丙\\cell 1\\cell 2\\cell\\row"
        "\\trowd\\clvmrg\\cellx1000\\cellx3000\\pard\\intbl\\cell 3\\cell\\row\\pard\\par"
    )
    assert grids(document) == [[[("甲", 1, 1), ("乙", 1, 3)], [("丙", 2, 1), ("1", 2, 2), ("2", 2, 3)], [("3", 3, 2)]]]


def test_text_under_a_merged_cell_is_told() -> None:
    document = rtf("\\trowd\\clmgf\\cellx1000\\clmrg\\cellx2000\\pard\\intbl 甲\\cell 7\\cell\\row")
    assert grids(document) == [[[("甲", 1, 1)]]]
    assert "7" in document.warnings[0]


def test_paragraphs_in_a_cell_and_raised_figures() -> None:
    document = rtf(ROW.decode() + "\\pard\\intbl 行政\\par 许可\\cell 12{\\super 1}\\cell\\row")
    assert grids(document) == [[[("行政\n许可", 1, 1), ("12", 1, 2)]]]


def test_a_table_in_a_cell() -> None:
    document = rtf(
        "\\pard\\intbl\\itap1 外\\par\\pard\\intbl\\itap2 1\\nestcell{\\nonesttables\\par}2\\nestcell"
        "{\\*\\nesttableprops\\trowd\\cellx500\\cellx900\\nestrow}{\\nonesttables\\par}"
        "\\pard\\intbl\\itap1 尾\\cell\\trowd\\cellx5000\\row\\pard 后\\par"
    )
    assert [block for block in document.blocks if isinstance(block, str)] == ["外", "尾", "后"]
    assert grids(document) == [[[("1", 1, 1), ("2", 1, 2)]]]


def test_a_cell_that_ends_before_the_last_row_in_it() -> None:
    """As LibreOffice writes a table that ends its cell."""
    document = rtf(
        "\\pard\\intbl\\itap2 1\\nestcell 2\\nestcell\\cell{\\*\\nesttableprops\\trowd\\cellx500\\cellx900\\nestrow}"
        "{\\nonesttables\\par}\\pard\\intbl 旁\\cell\\trowd\\cellx5000\\cellx9000\\row\\pard\\par"
    )
    assert grids(document) == [[[("1", 1, 1), ("2", 1, 2)]]]
    assert document.blocks[-1] == "旁"


TABLE = "\\trowd\\cellx500\\cellx900\\pard\\intbl 甲\\cell 1\\cell\\row\\pard"


@pytest.mark.parametrize(
    "box",
    [
        "{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv 1}}{\\shptxt %s框\\par}}{\\shprslt{\\*\\do{\\dptxbxtext 框\\par}}}}",
        "{\\*\\do\\dobxcolumn{\\dptxbxtext %s框\\par}}",
        "{\\shp{\\*\\shpinst{\\shptxt {\\shp{\\*\\shpinst{\\shptxt %s框\\par}}}}}}",
    ],
)
def test_a_text_box_stands_before_what_it_is_anchored_in(box: str) -> None:
    document = rtf(f"文{box % TABLE}字\\par")
    assert [block for block in document.blocks if isinstance(block, str)] == ["框", "文字"]
    assert grids(document) == [[[("甲", 1, 1), ("1", 1, 2)]]]
    document = rtf(f"\\trowd\\cellx500\\cellx900\\pard\\intbl 乙{box % TABLE}\\cell 2\\cell\\row\\pard")
    assert grids(document) == [[[("甲", 1, 1), ("1", 1, 2)]], [[("乙", 1, 1), ("2", 1, 2)]]]


def test_pictures_in_place_of_tables_are_told() -> None:
    assert "1 个图片" in rtf("见图{\\pict 00}\\par").unread[0]


def test_a_cut_file_is_told() -> None:
    document = read_rtf(GOLDEN[: GOLDEN.rindex(b"\\row") + 200])
    assert "提前结束" in document.unread[-1]
    with pytest.raises(UnreadableDocument, match="没有结束标记"):
        read_rtf(GOLDEN[: GOLDEN.rindex(b"\\cell") - 200])


def test_what_follows_the_document_is_no_part_of_it() -> None:
    assert read_rtf(rb"{\rtf1 a\par}b\par}{c}" + bytes(9)).blocks == ["a"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{\\rtf1" + b"{" * 2_000, "嵌套超过"),
        (b"{\\rtf1" + b"{\\b" * 900_000, "嵌套超过"),
        (b"{\\rtf1" + b"\\b" * 2_100_000, "过大"),
        (b"{\\rtf1 " + b" " * 50_000_000, "过大"),
        (b"{\\rtf1\\pard\\intbl\\itap4000000 a\\par}", "嵌套"),
        (b"{\\rtf1\\trowd" + b"\\cell" * 300_000 + b"\\row}", "单元格超过"),
    ],
    ids=["braces", "groups", "words", "bytes", "tables", "cells"],
)
def test_bombs_are_refused_at_once(data: bytes, message: str) -> None:
    begun = time.process_time()
    with pytest.raises(UnreadableDocument, match=message):
        read_rtf(data)
    assert time.process_time() - begun < 10  # of processor time


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1" + b"{\\*\\a" * 300_000,
        b"{\\rtf1{\\fonttbl" + b"\\f1" * 300_000,
        b"{\\rtf1" + b"{}" * 500_000,
        b"{\\rtf1" + b"\\'" * 500_000,
        b"{\\rtf1" + b"\\bin99999999999 " * 1_000,
        b"{\\rtf1" + b"\\cellx1" * 300_000,
        b"{\\rtf1{\\field{\\*\\fldinst " + b"\\b1 " * 300_000 + b"X}{\\fldrslt }}",
        b"{\\rtf1" + b"{\\shp}" * 300_000,
        b"{\\rtf1{\\stylesheet" + b"{\\s1\\v" * 300_000,
        b"{\\rtf1\\ansicpg99999\\'ff\\u99999\\f999999999\\uc-9\\itap-5\\par\\row\\cell\\row}}}}",
    ],
    ids=["stars", "fonts", "empty", "quotes", "bin", "edges", "field", "shapes", "styles", "odd"],
)
def test_odd_files_are_read_in_bounded_time(data: bytes) -> None:
    begun = time.process_time()
    read_rtf(data)
    assert time.process_time() - begun < 10  # of processor time


def test_the_document_is_known_by_its_content() -> None:
    (report,) = parse(GOLDEN, "report.doc")
    assert report.media_type == "application/rtf"
