"""Office documents that are one XML file: Word 2003, DOCX in one file, Excel 2003; and files inserted in a DOCX."""

import re
from base64 import b64encode
from collections.abc import Callable

import pytest

from gouji.core.model import BLANK, REPORTED, UNREADABLE, Report, UnreadableDocument
from gouji.parse import format_registry
from gouji.parse.files import media_types
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import writers as w

FORMS = ("2021", "2019")
WORDML = "http://schemas.microsoft.com/office/word/2003/wordml"
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Word.Document"?>\n'


def word_2003(body: str, title: str = "") -> bytes:
    """As Word 2003 writes it: sections within auxiliary elements, merges in small letters."""
    body = body.replace("w:vMerge", "w:vmerge").replace("w:hMerge", "w:hmerge")
    return (
        f'{DECLARED}<w:wordDocument xmlns:w="{WORDML}" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"'
        ' xmlns:aml="http://schemas.microsoft.com/aml/2001/core" xmlns:v="urn:schemas-microsoft-com:vml"'
        f' xmlns:o="urn:schemas-microsoft-com:office:office"><o:DocumentProperties><o:Title>{title}</o:Title>'
        '</o:DocumentProperties><w:fonts/><w:styles/><w:body><wx:sect><wx:sub-section>'
        f"{body}</wx:sub-section><w:sectPr/></wx:sect></w:body></w:wordDocument>"
    ).encode()  # fmt: skip


def flat(body: str, **more: str) -> bytes:
    """The parts of a DOCX one after another."""
    parts = {"/word/document.xml": o.document_xml(body).split("?>", 1)[1]} | more
    listed = "".join(
        f'<pkg:part pkg:name="{name}" pkg:contentType="text/xml"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>'
        for name, content in parts.items()
    )
    xml = f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{listed}</pkg:package>'
    return (DECLARED + xml).encode()


def tables(inner: Callable[[str], str] = o.one_run, form: str = "2021") -> dict[str, str]:
    return {code: o.docx_table(rows, inner) for code, rows in w.printed(w.numbered(form), form).items()}


def read(data: bytes, media_type: str) -> Report:
    (report,) = parse(data)
    assert report.media_type == media_type
    return report


def expect_numbered(report: Report, form: str = "2021") -> None:
    assert {c.cell: str(c.value) if c.state == REPORTED else None for c in report.cells} == w.numbered(form)
    assert report.warnings == []
    assert (report.agency, report.report_year, len(report.sections)) == (w.AGENCY, 2024, 6)


def changed(kind: str, inner: str) -> str:
    return f"<aml:annotation aml:id='1' w:type='{kind}'><aml:content>{inner}</aml:content></aml:annotation>"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "inner",
    [
        o.one_run,
        o.split_runs,
        lambda t: changed("Word.Insertion", o.run(t)) if t else "",
        lambda t: changed("Word.Deletion", "<w:r><w:delText>9</w:delText></w:r>") + o.one_run(t),
        lambda t: o.one_run(t) + changed("Word.Comment", f"<w:p>{o.run('请核对 7')}</w:p>"),
    ],
    ids=["one run", "split runs", "inserted", "deleted beside", "commented"],
)
def test_every_cell_of_word_2003(form: str, inner: Callable[[str], str]) -> None:
    expect_numbered(read(word_2003(o.docx_body(tables(inner, form))), format_registry.WORD_XML), form)


def test_the_title_in_the_properties_of_word_2003() -> None:
    report = read(word_2003(o.docx_body(tables(), title=""), title=w.TITLE), format_registry.WORD_XML)
    assert (report.agency, report.report_year) == (w.AGENCY, 2024)


def test_a_picture_of_word_2003_is_offered_for_recognition() -> None:
    from gouji.parse.formats.word_xml import read_word_xml

    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(40))
    pict = (
        f'<w:pict><w:binData w:name="wordml://1.png">{b64encode(picture).decode()}</w:binData>'
        '<v:shape><v:imagedata src="wordml://1.png"/></v:shape></w:pict>'
    )
    (link,) = read_word_xml(word_2003(o.p(o.run("二、")) + o.p(f"<w:r>{pict}</w:r>"))).links
    assert (link.name, link.content and link.content()) == ("wordml://1.png", picture)


@pytest.mark.parametrize("form", FORMS)
def test_every_cell_of_a_docx_in_one_file(form: str) -> None:
    expect_numbered(read(flat(o.docx_body(tables(form=form))), format_registry.FLAT_DOCX), form)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("indexed", [True, False])
def test_every_cell_of_excel_2003(form: str, indexed: bool) -> None:
    data = o.excel_2003({"年度报告": o.report_rows(w.numbered(form), form)}, indexed=indexed)
    expect_numbered(read(data, format_registry.EXCEL_XML), form)


def test_excel_2003_blanks_formulas_and_hidden_rows() -> None:
    figures = w.numbered() | {"disclosure.licensing.decisions": "", "disclosure.penalties.decisions": "=SUM"}
    data = o.excel_2003({"Sheet1": o.report_rows(figures)}).decode()
    data = re.sub(r'><Data ss:Type="String">=SUM</Data>', ' ss:Formula="=SUM(A1:A2)">', data)
    data = data.replace("</Table>", '<Row ss:Hidden="1"><Cell><Data ss:Type="String">草稿</Data></Cell></Row></Table>')
    report = read(data.encode(), format_registry.EXCEL_XML)
    cells = {c.cell: c for c in report.cells}
    assert cells["disclosure.licensing.decisions"].state == BLANK
    assert cells["disclosure.penalties.decisions"].state == UNREADABLE
    assert any("没有计算结果的公式" in warning for warning in report.warnings)
    assert any("隐藏的行（1）" in warning for warning in report.warnings)


def test_a_hidden_sheet_of_excel_2003_is_read_where_there_is_no_other() -> None:
    report = read(
        o.excel_2003({"年度报告": o.report_rows(w.numbered())}, hidden="SheetHidden"), format_registry.EXCEL_XML
    )
    assert report.warnings == ["工作表「年度报告」是隐藏的，因别的工作表都是空的而读取，请核对"]


@pytest.mark.parametrize(
    "rows",
    [
        '<Row ss:Index="190000"><Cell ss:Index="9000"><Data ss:Type="String">x</Data></Cell></Row>',
        '<Row><Cell ss:MergeAcross="999999999" ss:MergeDown="999999999"/></Row>',
        '<Row><Cell ss:MergeAcross="300" ss:MergeDown="300"/></Row>' * 60,
    ],
)
def test_a_sheet_of_excel_2003_too_large_to_be_a_report(rows: str) -> None:
    with pytest.raises(UnreadableDocument, match="不像一份年度报告"):
        parse(o.excel_2003({"Sheet1": o.report_rows(w.numbered())}, rows=rows))


@pytest.mark.parametrize("make", [word_2003, flat])
def test_what_is_cut_off_or_brings_entities_is_refused(make: Callable[[str], bytes]) -> None:
    data = make(o.docx_body(tables()))
    with pytest.raises(UnreadableDocument, match="XML"):
        parse(data[: len(data) * 2 // 3])
    with pytest.raises(UnreadableDocument, match="DTD"):
        parse(data.replace(b"<?mso", b'<!DOCTYPE x [<!ENTITY a "b">]><?mso'))


def test_a_web_page_that_names_office_in_its_root_is_a_web_page() -> None:
    page = w.as_page(w.numbered()).replace("<html", '<html xmlns:x="urn:schemas-microsoft-com:office:excel"', 1)
    assert media_types.media_type(page.encode())[0] == format_registry.HTML


@pytest.mark.parametrize(("name", "content"), [("a.mht", None), ("a.html", w.as_page(w.numbered()).encode())])
def test_a_file_inserted_in_a_docx_is_read(name: str, content: bytes | None) -> None:
    content = (
        content or b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + w.as_page(w.numbered()).encode()
    )
    relations = (
        f'<Relationships xmlns="{o.PACKAGE}/relationships"><Relationship Id="rId7" Type="{o.R}/aFChunk"'
        f' Target="/word/{name}"/></Relationships>'
    )
    body = o.p(o.run(w.TITLE)) + '<w:altChunk r:id="rId7"/>'
    parts: dict[str, str | bytes] = {"word___rels__document.xml.rels": relations, f"word__{name}": content}
    (report,) = parse(o.docx(body, **parts))
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert (report.agency, report.report_year, len(report.sections)) == (w.AGENCY, 2024, 6)
    assert report.attachments == [f"word/{name}"]


def test_an_inserted_file_that_is_not_there_is_said() -> None:
    (report,) = parse(o.docx(o.docx_body(tables()) + '<w:altChunk r:id="rId7"/>'))
    assert any("altChunk" in warning for warning in report.warnings)
