"""Web pages saved as one file."""

import quopri
from base64 import encodebytes

import pytest

from gouji.core.model import Report, UnreadableDocument
from gouji.parse import format_registry
from gouji.parse.files import media_types
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import writers as w

PAGE = w.as_page(w.numbered())


def mht(*parts: tuple[str, str, bytes], head: str = "") -> bytes:
    """`parts`: (headers, transfer encoding, content)."""
    lines = [f'{head}MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_x"\r\n\r\nfor old readers\r\n']
    data = "".join(lines).encode("gbk")
    for headers, encoding, content in parts:
        coded = {"quoted-printable": quopri.encodestring, "base64": encodebytes}.get(encoding, bytes)(content)
        data += f"--=_x\r\n{headers}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + coded + b"\r\n"
    return data + b"--=_x--\r\n"


def html(content: bytes, encoding: str, charset: str = "utf-8", location: str = "file:///C:/a.htm") -> tuple:
    return f'Content-Type: text/html; charset="{charset}"\r\nContent-Location: {location}', encoding, content


def expect_numbered(data: bytes) -> Report:
    (report,) = parse(data)
    assert report.media_type == format_registry.MHT
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert (report.agency, report.report_year, len(report.sections)) == (w.AGENCY, 2024, 6)
    return report


EIGHT_BIT = [("utf-8", "utf-8"), ("gbk", "gb2312"), ("gb18030", "utf-8"), ("utf-8", "gb2312")]
SIXTEEN_BIT = [("utf-16", "unicode"), ("utf-16-le", "utf-16le")]  # has no lines of its own, so never sent as 8bit


@pytest.mark.parametrize(
    ("written", "declared", "encoding"),
    [(*pair, encoding) for pair in EIGHT_BIT + SIXTEEN_BIT for encoding in ("quoted-printable", "base64")]
    + [(*pair, "8bit") for pair in EIGHT_BIT],
)
def test_encodings_and_character_sets(written: str, declared: str, encoding: str) -> None:
    expect_numbered(mht(html(PAGE.encode(written), encoding, declared)))


@pytest.mark.parametrize(
    "head",
    ["", "From: =?gb2312?B?08k=?=\r\nSubject: x\r\nDate: Mon, 5 Jan 2026 09:00:00 +0800\r\n", "From: <由 IE 保存>\r\n"],
)
def test_headers_of_browsers(head: str) -> None:
    expect_numbered(mht(html(PAGE.encode(), "quoted-printable"), head=head))


def test_pictures_styles_and_frames_beside_the_page() -> None:
    picture = ("Content-Type: image/png\r\nContent-Location: a.png", "base64", b"\x89PNG" * 50)
    header = html(b"<html><body>page 1</body></html>", "quoted-printable", location="file:///C:/a.files/header.htm")
    report = expect_numbered(mht(html(PAGE.encode(), "base64"), picture, header))
    assert report.warnings == []


def test_one_page_a_table() -> None:
    tables = {code: w.html_table(rows) for code, rows in w.printed(w.numbered()).items()}
    first = w.page({code: tables[code] for code in ("disclosure",)}, headings=w.HEADINGS[:2])
    second = f"<html><body><p>{w.HEADINGS[2]}</p>{tables['applications']}<p>{w.HEADINGS[3]}</p>{tables['disputes']}</body></html>"
    (report,) = parse(mht(html(first.encode(), "base64"), html(second.encode(), "base64")))
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert {c.table for c in report.cells} == {1, 2, 3}


def test_a_mail_with_an_attachment() -> None:
    attachment = (
        'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="report.docx"',
        "base64",
        o.as_docx(w.numbered()),
    )
    report = expect_numbered(mht(html(PAGE.encode(), "base64"), attachment))
    assert any("「report.docx」，正文的表格已完整" in warning for warning in report.warnings)
    covering = html("<html><body><p>现将年度报告报上，请查收。</p></body></html>".encode(), "base64")
    report = expect_numbered(mht(covering, attachment))
    assert {cell.attachment for cell in report.cells} == {"report.docx"}


def test_plain_text_part() -> None:
    expect_numbered(mht(("Content-Type: text/plain", "base64", w.as_text(w.numbered(), w.pipe_table).encode())))


def test_nothing_to_read() -> None:
    with pytest.raises(UnreadableDocument, match="没有网页正文"):
        parse(mht(("Content-Type: image/png", "base64", b"\x89PNG")))
    with pytest.raises(UnreadableDocument, match="没有网页正文"):
        parse(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n")


def test_nested_without_end() -> None:
    data = b"MIME-Version: 1.0\n"
    for i in range(1_500):
        data += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i)
    with pytest.raises(UnreadableDocument):
        parse(data + b"\n")
    with pytest.raises(UnreadableDocument, match="过大"):
        parse(mht(*[("Content-Type: text/html", "8bit", b"<p>")] * 9_000))


def test_a_page_that_talks_about_mail_is_a_page() -> None:
    assert media_types.media_type("发布: 2026\nMIME-Version: 1.0\n".encode())[0] == format_registry.TEXT
    assert media_types.media_type(b"Note: this\n\nMIME-Version: 1.0\n")[0] == format_registry.TEXT
