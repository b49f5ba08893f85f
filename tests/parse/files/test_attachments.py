"""Pages whose tables are in attached files, frames, pictures or files written into the page."""

from base64 import b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest

from gouji.core.model import Report, UnreadableDocument
from gouji.parse import format_registry
from gouji.parse import reports as parsing
from gouji.parse.document import Document, Grid
from gouji.parse.formats.text import read_text
from gouji.parse.reports import parse, wanted_links
from tests.parse import office as o
from tests.parse import pdf_writer
from tests.parse import writers as w

DOCX = "data:application/vnd.openxmlformats-officedocument.wordprocessingml.document;base64,"


def page(extra: str, *, prose: bool = True) -> bytes:
    """The report's page with its prose and without its tables."""
    headings = w.HEADINGS if prose else ()
    tables = {} if prose else None
    body = w.page(tables or {}, headings=headings)
    return body.replace("</body>", f"{extra}</body>").encode()


def expect_numbered(report: Report, attachment: str) -> None:
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert {c.attachment for c in report.cells} == {attachment}
    assert (report.agency, report.report_year, len(report.sections)) == (w.AGENCY, 2024, 6)
    assert report.media_type == format_registry.HTML
    assert report.attachments == [attachment]
    assert any(attachment in warning for warning in report.warnings)


def with_file(content: bytes, link: str) -> Callable[[str], bytes | None]:
    return {link: content}.get


FILES = {
    "docx": lambda: o.as_docx(w.numbered()),
    "xlsx": lambda: o.as_xlsx(w.numbered()),
    "pdf": lambda: pdf_writer.report(w.numbered()),
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize(
    "markup",
    [
        '<p>附件：<a href="{}">年度报告</a></p>',
        '<table><tr><td><a href="{}"><img src="icon.png" width="16"> 附件下载</a></td></tr></table>',
        '<iframe src="{}" width="100%"></iframe>',
        '<embed src="{}" type="application/pdf">',
        '<object data="{}"></object>',
        "<script>PDFObject.embed('{}', '#box');</script>",
    ],
)
def test_files_that_a_page_offers_or_shows(kind: str, markup: str) -> None:
    link = f"P0202601/附件 1.{kind}".replace(" ", "%20")
    for prose in (True, False):
        (report,) = parse(page(markup.format(link), prose=prose), "", with_file(FILES[kind](), link))
        if prose or kind != "xlsx":
            expect_numbered(report, link)


def test_a_download_address_without_an_ending() -> None:
    link = "/DownloadFile?id=3&name=a"
    html = page('<a href="/DownloadFile?id=3&amp;name=a">附件：2024年政府信息公开工作年度报告</a>')
    (report,) = parse(html, "", with_file(FILES["docx"](), link))
    expect_numbered(report, link)


def test_the_file_that_a_viewer_shows() -> None:
    html = page(
        f'<iframe src="/pdfjs/web/viewer.html?file={quote("/upload/报告.pdf", safe="")}#page=1"></iframe>', prose=False
    )
    assert wanted_links(html) == ["/upload/报告.pdf"]
    (report,) = parse(html, "", with_file(FILES["pdf"](), "/upload/报告.pdf"))
    expect_numbered(report, "/upload/报告.pdf")


def test_a_frame_that_is_a_page_with_a_viewer_of_its_own() -> None:
    outer, inner = page('<iframe src="show/a.html"></iframe>', prose=False), b'<html><embed src="b.pdf"></html>'
    (report,) = parse(outer, "", {"show/a.html": inner, "show/b.pdf": FILES["pdf"]()}.get)
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert report.attachments == ["show/a.html", "show/b.pdf"]


def test_files_written_into_the_page() -> None:
    coded = DOCX + b64encode(FILES["docx"]()).decode()
    for markup in (f'<a href="{coded}">附件</a>', f'<iframe src="{coded}"></iframe>', f"<embed src='{coded}'>"):
        (report,) = parse(page(markup))
        expect_numbered(report, f"{DOCX.removesuffix(';base64,')}#1")
    assert wanted_links(page(markup)) == []


def test_a_large_file_written_into_the_page_does_not_make_the_page_too_large() -> None:
    coded = "data:image/png;base64," + b64encode(bytes(9_000_000)).decode()
    (report,) = parse(w.as_page(w.numbered()).replace("</body>", f'<img src="{coded}"></body>').encode())
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()


def test_only_the_missing_table_is_taken() -> None:
    figures = w.numbered()
    own = {code: w.html_table(rows) for code, rows in w.printed(w.zeros()).items() if code != "applications"}
    html = w.page(own).replace("</body>", '<a href="附件2.docx">附件</a></body>').encode()
    (report,) = parse(html, "", with_file(o.as_docx(figures), "附件2.docx"))
    for cell in report.cells:
        attached = cell.cell.startswith("applications.")
        assert str(cell.value) == (figures[cell.cell] if attached else "0")
        assert cell.attachment == ("附件2.docx" if attached else None)
    assert any("收到和处理政府信息公开申请情况取自附件「附件2.docx」" in warning for warning in report.warnings)


def test_tables_in_a_file_each() -> None:
    tables = w.printed(w.numbered())
    files = {f"{code}.docx": o.docx(o.docx_table(tables[code])) for code in tables}
    html = page("".join(f'<a href="{name}">附件</a>' for name in files))
    (report,) = parse(html, "", files.get)
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert {c.attachment for c in report.cells} == set(files)


def test_a_page_with_its_own_tables_opens_nothing() -> None:
    def refuse(link: str) -> bytes:
        raise AssertionError(link)

    html = w.as_page(w.numbered()).replace("</body>", '<a href="a.docx">附件</a><img src="b.png"></body>').encode()
    (report,) = parse(html, "", refuse)
    assert {c.attachment for c in report.cells} == {None}


def test_another_year_or_agency_is_left_aside() -> None:
    for title in (w.TITLE.replace("2024", "2023"), w.TITLE.replace("云溪", "石桥")):
        other = o.docx(o.docx_body({c: o.docx_table(r) for c, r in w.printed(w.numbered()).items()}, title=title))
        (report,) = parse(page('<a href="a.docx">附件</a>'), "", with_file(other, "a.docx"))
        assert not report.cells
        assert any("另一份报告" in warning for warning in report.warnings)


def test_a_cover_of_several_reports_gives_them_all() -> None:
    files = {}
    for name in ("云溪", "石桥"):
        tables = {c: o.docx_table(r) for c, r in w.printed(w.numbered()).items()}
        files[f"{name}.docx"] = o.docx(o.docx_body(tables, title=w.TITLE.replace("云溪", name)))
    html = "<html><body>" + "".join(f'<a href="{name}">{name}</a>' for name in files) + "</body></html>"
    reports = parse(html.encode(), "", files.get)
    assert [report.agency for report in reports] == [w.AGENCY, w.AGENCY.replace("云溪", "石桥")]


def test_what_did_not_come_or_cannot_be_read_is_told() -> None:
    html = page('<a href="a.docx">附件1</a><a href="b.pdf">附件2</a>')
    (report,) = parse(html, "", with_file(b"%PDF-1.4", "b.pdf"))
    assert any("没有随网页一起收到，未读：「a.docx」" in warning for warning in report.warnings)
    assert any("附件「b.pdf」：PDF 文件不完整" in warning for warning in report.warnings)
    with pytest.raises(UnreadableDocument, match=r"未读：「a\.docx」"):
        parse(b'<html><body><a href="a.docx">x</a></body></html>')


def test_endless_frames_end() -> None:
    html = b'<html><body><iframe src="a.html"></iframe></body></html>'
    with pytest.raises(UnreadableDocument):
        parse(html, "", lambda _: html)


@pytest.fixture
def pictures_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands for character recognition: a picture whose bytes are the text it shows."""

    def read(data: bytes) -> Document:
        return read_text(data[8:].split(b"\0")[0])

    other = parsing.reader_of
    monkeypatch.setattr(parsing, "reader_of", lambda kind: read if kind == "image/png" else other(kind))


def picture(text: str) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + text.encode() + bytes(2_000)


@pytest.mark.usefixtures("pictures_are_text")
def test_tables_that_are_pictures() -> None:
    tables = {code: picture(w.pipe_table(rows)) for code, rows in w.printed(w.numbered()).items()}
    body = []
    for number, heading in enumerate(w.HEADINGS, 1):
        body += [f"<p>{heading}</p>", *(f"<p>{text}</p>" for text in w.PROSE.get(number, ()))]
        code = {2: "disclosure", 3: "applications", 4: "disputes"}.get(number)
        body.append(f'<p align="center"><img data-src="{code}.png" src="blank.gif"></p>' if code else "")
    html = f"<html><body><h1>{w.TITLE}</h1>{''.join(body)}</body></html>".encode()
    (report,) = parse(html, "", {f"{code}.png": data for code, data in tables.items()}.get)
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert {c.cell.split(".")[0]: c.attachment for c in report.cells} == {code: f"{code}.png" for code in tables}
    assert {c.table for c in report.cells} == {1, 2, 3}
    assert len(report.sections) == 6


def test_pictures_that_cannot_be_read_are_told() -> None:
    html = page('<img src="a.png"><img src="b.png">')
    (report,) = parse(html, "", with_file(picture("x"), "a.png"))
    assert any("1 张图片没有随网页一起收到" in warning for warning in report.warnings)
    assert not report.cells


def test_wanted_links() -> None:
    markup = (
        '<base href="/2025/"><a href="a.docx">x</a><a href="../2024/b.html">上年</a><a href="#top">顶</a>'
        '<a href="javascript:;">打印</a><img src="t.png"><img src="i.png" width=20><a href="style.css">x</a>'
        '<iframe src="about:blank"></iframe><a href="mailto:x@y">信</a><a href="/file/download?id=1">附件</a>'
    )
    assert wanted_links(page(markup)) == ["/2025/a.docx", "/file/download?id=1", "/2025/t.png"]
    complete = w.as_page(w.numbered()).replace("</body>", markup + "</body>").encode()
    assert wanted_links(complete) == ["/2025/a.docx", "/file/download?id=1"]
    assert wanted_links(b"%PDF-1.4") == []


def test_grids_of_a_page_keep_their_place_beside_pictures() -> None:
    html = w.as_page(w.numbered()).replace("<table", '<table><tr><td><img src="x.png"></td></tr></table><table')
    (report,) = parse(html.encode())
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert all(isinstance(block, str | Grid) for block in parsing.read_html(html.encode()).blocks)


def test_a_table_that_neither_page_nor_attachment_has_is_absent() -> None:
    tables = {code: o.docx_table(rows) for code, rows in w.printed(w.numbered()).items() if code != "disputes"}
    link = "附件.docx"
    (report,) = parse(page(f'<a href="{link}">附件</a>'), "", with_file(o.docx(o.docx_body(tables)), link))
    states = {c.cell: c.state for c in report.cells}
    assert list(states) == w.names()
    assert {cell for cell, state in states.items() if state == "absent"} == {
        cell for cell in states if cell.startswith("disputes.")
    }
