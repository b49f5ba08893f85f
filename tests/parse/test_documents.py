"""Character sets, several reports in one page, and input that is no report."""

import codecs
import random
import re
import time

import pytest

from gouji.core.model import ABSENT, REPORTED, UnreadableDocument
from gouji.parse.files.media_types import decode, media_type
from gouji.parse.reports import parse
from tests.parse import writers as w

PAGE = w.as_page(w.numbered())
DECLARED = '<meta http-equiv="Content-Type" content="text/html; charset={}">'


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "gbk", "utf-16", "x-unknown", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030", "utf-8-sig", "utf-16"])
def test_what_is_declared_does_not_matter(encoding: str, declared: str) -> None:
    page = PAGE.replace("<head>", f"<head>{DECLARED.format(declared)}")
    report = parse(page.encode(encoding))[0]
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert report.agency == w.AGENCY
    assert report.warnings == []


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf16_text(mark: bytes) -> None:
    encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    data = mark + w.as_text(w.numbered(), w.pipe_table).encode(encoding)
    assert {c.cell: str(c.value) for c in parse(data)[0].cells} == w.numbered()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_broken_characters_are_a_warning(encoding: str) -> None:
    data = PAGE.encode(encoding)
    at = data.index("渠道".encode(encoding))
    report = parse(data[:at] + b"\xff\xfe\xff" + data[at:])[0]
    assert report.agency == w.AGENCY
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert any("无法识别" in warning for warning in report.warnings)


def test_decode_names_what_it_used() -> None:
    assert decode("年度".encode()) == ("年度", "utf-8")
    assert decode("年度".encode("gb18030")) == ("年度", "gb18030")
    assert decode(codecs.BOM_UTF8 + "年度".encode()) == ("年度", "utf-8")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends(newline: str) -> None:
    data = w.as_text(w.numbered(), w.row_lines).replace("\n", newline).encode()
    assert {c.cell: str(c.value) for c in parse(data)[0].cells} == w.numbered()


# --- several reports --------------------------------------------------------------------------------------------


def _bodies(*pages: str) -> bytes:
    return (
        "<html><body>" + "".join(page.split("<body>")[1].split("</body>")[0] for page in pages) + "</body></html>"
    ).encode()


def test_two_reports_in_one_page_are_both_read() -> None:
    html = {code: w.html_table(rows) for code, rows in w.printed(w.zeros()).items()}
    other = w.page(html, title="青石县教育局2023年政府信息公开工作年度报告")
    reports = parse(_bodies(PAGE, other))
    assert [(r.agency, r.report_year) for r in reports] == [(w.AGENCY, 2024), ("青石县教育局", 2023)]
    assert {c.cell: str(c.value) for c in reports[0].cells} == w.numbered()
    assert {c.cell: str(c.value) for c in reports[1].cells} == w.zeros()
    assert all(any("2 份报告" in warning for warning in r.warnings) for r in reports)
    assert len({r.document for r in reports}) == 1
    places = [(c.table, c.row, c.column) for r in reports for c in r.cells]
    assert len(set(places)) == len(places)


def test_two_reports_in_one_text() -> None:
    other = w.text(
        {code: w.pipe_table(rows) for code, rows in w.printed(w.zeros()).items()},
        title="青石县教育局2023年政府信息公开工作年度报告",
    )
    reports = parse((w.as_text(w.numbered(), w.pipe_table) + "\n" + other).encode())
    assert [(r.agency, r.report_year) for r in reports] == [(w.AGENCY, 2024), ("青石县教育局", 2023)]
    assert {c.cell: str(c.value) for c in reports[1].cells} == w.zeros()


def test_the_title_repeated_at_the_end_is_no_second_report() -> None:
    assert len(parse(PAGE.replace("</body>", f"<p>上一篇：{w.TITLE}</p></body>").encode())) == 1


def test_same_bytes_same_reading() -> None:
    assert parse(PAGE.encode()) == parse(PAGE.encode())


# --- no tables --------------------------------------------------------------------------------------------------


def test_a_report_without_tables_is_a_report() -> None:
    report = parse(w.page({}).encode())[0]
    assert (report.cells, report.form, report.report_year) == ([], None, 2024)
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]


def test_tables_as_pictures_give_no_cells() -> None:
    assert (
        parse(w.page({"disclosure": '<img src="1.png">', "applications": '<a href="x.docx">附件</a>'}).encode())[
            0
        ].cells
        == []
    )


def test_tables_without_headings() -> None:
    report = parse(
        ("<p>" + w.TITLE + "</p>" + "".join(w.html_table(r) for r in w.printed(w.numbered()).values())).encode()
    )[0]
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert report.sections == []


# --- no report --------------------------------------------------------------------------------------------------

LIST = "<html><body><h1>政府信息公开年报</h1><ul>" + "".join(f"<li><a href='{y}.html'>云溪镇{y}年政府信息公开工作年度报告</a></li>" for y in range(2015, 2025)) + "</ul></body></html>"  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        b"", b" \n\t ", b"\0" * 100, LIST.encode(), b"<html><body>404 Not Found</body></html>", b"hello", "您访问的页面不存在".encode(),
        b"<html></html>", b"<table><tr><td>1</td></tr></table>", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", b"PK\x03\x04" + bytes(200),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), b"\xff\xd8\xff\xe0" + bytes(300), b"\x89PNG\r\n\x1a\n" + bytes(300),
        b"{\\rtf1\\ansi}", bytes(random.Random(1).randbytes(5000)), b"<html>" + bytes(random.Random(2).randbytes(5000)),
        b"<p>" * 400_000, b"<div>" * 8_000_000,
    ],
    ids=["empty", "white", "nul", "list", "404", "word", "missing", "bare", "table", "pdf", "zip", "ole", "jpeg", "png", "rtf", "junk", "junk-html", "tags", "huge"],
)  # fmt: skip
def test_unreadable_says_in_chinese_what_to_do(data: bytes) -> None:
    with pytest.raises(UnreadableDocument) as error:
        parse(data, "inbox/x.html")
    message = str(error.value)
    assert sum("\u4e00" <= c <= "\u9fff" for c in message) > 10
    assert "请" in message


@pytest.mark.parametrize(
    ("start", "name"), [(b"%PDF-1.4", "PDF"), (b"PK\x03\x04", "DOCX"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC")]
)
def test_other_formats_are_named(start: bytes, name: str) -> None:
    with pytest.raises(UnreadableDocument, match=name):
        parse(start + bytes(100), "inbox/x.html")


def test_media_type_goes_by_content() -> None:
    assert media_type(PAGE.encode())[0] == "text/html"
    assert media_type(w.TITLE.encode())[0] == "text/plain"
    assert media_type(b"%PDF-1.4")[0] == "application/pdf"
    assert media_type(PAGE.encode("utf-16"))[0] == "text/html"


@pytest.mark.parametrize("seed", range(30))
def test_damaged_pages_never_crash_nor_invent_figures(seed: int) -> None:
    """Bytes cut out and tags destroyed at random: a report or UnreadableDocument, and no figure that was not there."""
    random_ = random.Random(seed)
    data = bytearray(PAGE.encode())
    for _ in range(10):
        at = random_.randrange(len(data))
        del data[at : at + random_.randrange(60)]
    try:
        reports = parse(bytes(data))
    except UnreadableDocument:
        return
    text = re.sub(r"<[^>]*>", "", bytes(data).decode("utf-8", "replace"))
    for cell in (c for r in reports for c in r.cells):
        assert cell.state in (ABSENT, REPORTED) or cell.value is None
        assert cell.value is None or str(cell.value) in text


@pytest.mark.parametrize("depth", [100, 1000])
def test_nesting_within_reason_is_read(depth: int) -> None:
    assert len(parse(PAGE.replace("<body>", "<body>" + "<div>" * depth).encode())[0].cells) == 200


@pytest.mark.parametrize(
    "bomb",
    ["<div>" * 100_000, "<b><i>" * 30_000, "<DIV CLASS=x>" * 20_000, "<p " + "a " * 100_000 + ">", "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">"],
    ids=["div", "inline", "capitals", "attributes", "named-attributes"],
)  # fmt: skip
def test_hostile_markup_is_refused_at_once(bomb: str) -> None:
    began = time.process_time()
    with pytest.raises(UnreadableDocument, match="请核对"):
        parse(PAGE.replace("<body>", "<body>" + bomb).encode())
    assert time.process_time() - began < 1


def test_a_large_page_is_no_hostile_page() -> None:
    filler = "<p><span>正文</span></p>" * 20_000 + f'<img src="data:image/png;base64,{"A" * 300_000}">'
    assert len(parse(PAGE.replace("</body>", filler + "</body>").encode())[0].cells) == 200
