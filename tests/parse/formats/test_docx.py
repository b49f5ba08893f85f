"""Word documents: every cell of every way to write the form, and documents that would do harm."""

import re
import struct
import zipfile
from contextlib import suppress
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from gouji.core.model import BLANK, REPORTED, Report, UnreadableDocument
from gouji.parse import format_registry
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import writers as w

FORMS = ("2021", "2019")
NESTED_FRAME = "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl><w:p/>"


def read(data: bytes) -> Report:
    (report,) = parse(data)
    assert report.media_type == format_registry.DOCX
    return report


def figures(report: Report) -> dict[str, str | None]:
    return {c.cell: str(c.value) if c.state == REPORTED else None for c in report.cells}


def expect_numbered(report: Report, form: str = "2021") -> None:
    assert figures(report) == w.numbered(form)
    assert report.warnings == []
    assert (report.agency, report.report_year, len(report.sections)) == (w.AGENCY, 2024, 6)


def tables(inner=o.one_run, form: str = "2021") -> dict[str, str]:
    return {code: o.docx_table(rows, inner) for code, rows in w.printed(w.numbered(form), form).items()}


INNER = {
    "one run": o.one_run,
    "split runs": o.split_runs,
    "content control": lambda t: f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{o.run(t)}</w:sdtContent></w:sdt>",
    "hyperlink": lambda t: f'<w:hyperlink r:id="rId9">{o.run(t)}</w:hyperlink>',
    "smart tag": lambda t: f'<w:smartTag w:element="x"><w:smartTag>{o.run(t)}</w:smartTag></w:smartTag>',
    "insertion": lambda t: f'<w:ins w:id="1">{o.run(t)}</w:ins>',
    "deletion beside": lambda t: f'<w:del w:id="1"><w:r><w:delText>9</w:delText></w:r></w:del>{o.run(t)}',
    "moved away": lambda t: f"<w:moveFrom w:id='1'>{o.run('7')}</w:moveFrom>{o.run(t)}",
    "struck": lambda t: o.run("8", "<w:strike/>") + o.run(t, "<w:strike w:val='0'/>"),
    "hidden": lambda t: o.run("8", "<w:vanish/>") + o.run(t),
    "field": lambda t: f'<w:fldSimple w:instr="=SUM(LEFT)">{o.run(t)}</w:fldSimple>',
    "field codes": lambda t: "<w:r><w:instrText>=1+2</w:instrText></w:r>" + o.run(t),
    "bookmarks": lambda t: f'<w:bookmarkStart w:id="0"/>{o.run(t)}<w:bookmarkEnd w:id="0"/>',
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("inner", INNER)
def test_every_cell(inner: str, form: str) -> None:
    expect_numbered(read(o.as_docx(w.numbered(form), form, INNER[inner])), form)


@pytest.mark.parametrize("form", FORMS)
def test_locators(form: str) -> None:
    report = read(o.as_docx(w.numbered(form), form))
    cells = {c.cell: c for c in report.cells}
    for index, rows in enumerate(w.printed(w.numbered(form), form).values(), 1):
        for name, (row, column) in w.places(rows).items():
            assert (cells[name].table, cells[name].row, cells[name].column) == (index, row, column), name
            assert cells[name].page is None


def test_strict_namespace_and_macros() -> None:
    body = o.docx_body(tables())
    expect_numbered(read(o.docx(body, o.STRICT)))
    expect_numbered(read(o.docx(body, word__vbaProject__bin=b"\xd0\xcf\x11\xe0 macro")))


def test_main_part_is_where_the_relations_say() -> None:
    relations = (
        f'<Relationships xmlns="{o.PACKAGE}/relationships"><Relationship Id="rId1" Type="{o.R}/officeDocument" '
        'Target="/word/document2.xml"/></Relationships>'
    )
    parts = {"[Content_Types].xml": o.TYPES, "_rels/.rels": relations}
    expect_numbered(read(o.zipped(parts | {"word/document2.xml": o.document_xml(o.docx_body(tables()))})))


@pytest.mark.parametrize("blank", ["", " ", "\u3000"])
def test_blanks_stay_blank(blank: str) -> None:
    empty = {name for i, name in enumerate(w.names()) if i % 7 == 3}
    wanted = {name: blank if name in empty else text for name, text in w.numbered().items()}
    report = read(o.as_docx(wanted))
    assert {c.cell for c in report.cells if c.state == BLANK} == empty
    assert figures(report) == {name: None if name in empty else text for name, text in w.numbered().items()}


def test_a_table_without_any_figure_is_blank() -> None:
    report = read(o.as_docx(w.numbered() | {n: "" for n in w.names() if n.startswith("disputes.")}))
    assert {c.state for c in report.cells if c.cell.startswith("disputes.")} == {BLANK}


def test_lost_merges_and_cells_that_only_continue() -> None:
    """A vMerge that continues nothing is a cell; text in one that continues is not printed, so not read."""
    body = o.docx_body(tables())
    stale = body.replace("<w:vMerge/></w:tcPr><w:p/>", f"<w:vMerge/></w:tcPr>{o.p(o.run('77'))}")
    assert stale != body
    expect_numbered(read(o.docx(stale)))
    unstarted = body.replace("<w:vMerge w:val='restart'/>", "<w:vMerge/>")
    expect_numbered(read(o.docx(unstarted)))


def test_a_deleted_row_is_not_there() -> None:
    body = o.docx_body(tables())
    row = body[body.index("<w:tr>", body.index("行政许可") - 400) : body.index("</w:tr>", body.index("行政许可")) + 7]
    row = row[row.rindex("<w:tr>") :]
    deleted = row.replace("<w:tr>", '<w:tr><w:trPr><w:del w:id="3"/></w:trPr>').replace(">1", ">9")
    expect_numbered(read(o.docx(body.replace(row, deleted + row))))


def test_the_report_in_a_frame_of_tables() -> None:
    expect_numbered(read(o.docx(NESTED_FRAME.format(NESTED_FRAME.format(o.docx_body(tables()))))))


def test_a_figure_in_a_table_of_its_own() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{o.p(o.run('101'))}</w:tc></w:tr></w:tbl><w:p/>"
    body = o.docx_body(tables())
    cell = o.p(o.one_run("101"))
    assert body.count(cell) == 1
    expect_numbered(read(o.docx(body.replace(cell, inner))))


def test_prose_and_tables_in_text_boxes_and_content_controls() -> None:
    shape = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><a:graphic><wps:txbx><w:txbxContent>{0}"
        "</w:txbxContent></wps:txbx></a:graphic></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        "<w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    boxed = {code: shape.replace("{0}", table) for code, table in tables().items()}
    expect_numbered(read(o.docx(o.docx_body(boxed))))
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{o.docx_body(tables())}</w:sdtContent></w:sdt>"
    expect_numbered(read(o.docx(control)))


def test_words_in_drawings_are_no_text() -> None:
    chart = "<w:p><w:r><w:drawing><a:graphic><a:p><a:r><a:t>999</a:t></a:r></a:p></a:graphic></w:drawing></w:r></w:p>"
    report = read(o.docx(o.docx_body(tables()) + chart))
    expect_numbered(report)
    assert "999" not in report.sections[-1].text


def test_breaks_tabs_and_notes_in_cells() -> None:
    body = o.docx_body(tables())
    cell = o.p(o.one_run("101"))
    note = o.run("101") + o.run("1", "<w:vertAlign w:val='superscript'/>")
    report = read(o.docx(body.replace(cell, o.p(note))))
    (noted,) = [c for c in report.cells if c.cell == w.names()[1]]
    assert (str(noted.value), noted.raw) == ("101", "101")
    broken = body.replace("商业企业", "商业</w:t><w:br/><w:t>企业")
    assert broken != body
    expect_numbered(read(o.docx(broken)))
    report = read(o.docx(body.replace(cell, o.p(o.run("10")) + o.p(o.run("1")))))
    assert next(c.raw for c in report.cells if c.cell == w.names()[1]) == "10 1"  # one figure or two: not guessed


def test_headings_numbered_by_word_have_no_number_in_the_text() -> None:
    expect_numbered(read(o.docx(o.docx_body(tables(), headings=[h.split("、", 1)[1] for h in w.HEADINGS]))))


def test_tables_typed_with_tabs() -> None:
    typed = {
        code: "".join(
            o.p("<w:r>" + "<w:tab/>".join(f"<w:t>{escape(td.text)}</w:t>" for td in row) + "</w:r>") for row in rows
        )
        for code, rows in w.printed(w.numbered()).items()
    }
    expect_numbered(read(o.docx(o.docx_body(typed))))


def test_the_properties_title_is_asked_last() -> None:
    core = '<c:coreProperties xmlns:c="c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></c:coreProperties>'
    stale = core.format(w.TITLE.replace("2024", "2019"))
    expect_numbered(read(o.docx(o.docx_body(tables()), **{"docProps/core.xml": stale})))
    report = read(o.docx(o.docx_body(tables(), title=""), **{"docProps/core.xml": core.format(w.TITLE)}))
    assert (report.agency, report.report_year) == (w.AGENCY, 2024)


def test_what_is_not_read_is_told() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(3_000)
    report = read(o.docx(o.docx_body({}), **{"word/media/image1.png": picture}))
    assert any("图片 「word/media/image1.png」 未读" in warning for warning in report.warnings)
    report = read(o.docx(o.docx_body(tables()), **{"word/embeddings/book.xlsx": b"PK"}))
    assert any("嵌有 1 个对象" in warning for warning in report.warnings)
    with pytest.raises(UnreadableDocument, match=r"image1\.png」、「word/media/image2\.png」 未读"):
        parse(o.docx(o.p(""), **{"word/media/image1.png": picture, "word/media/image2.png": picture}))


def test_rows_that_word_hides_are_not_there() -> None:
    hidden = (
        f"<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{o.p(o.run('行政许可'))}</w:tc><w:tc>{o.p(o.run('7'))}</w:tc></w:tr>"
    )
    made = {code: table.replace("<w:tr>", f"{hidden}<w:tr>", 1) for code, table in tables().items()}
    expect_numbered(read(o.docx(o.docx_body(made))))


def test_the_prompt_of_a_content_control_is_no_figure() -> None:
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{o.run('单击此处输入文字。')}</w:sdtContent></w:sdt>"
    cell = o.p(o.one_run("101"))
    report = read(o.docx(o.docx_body(tables()).replace(cell, o.p(prompt))))
    assert next((c.state, c.raw) for c in report.cells if c.cell == w.names()[1]) == (BLANK, "")


def test_labels_numbered_by_word() -> None:
    """一、 （一） 1. counted by Word are not in the text: the rows are known by their words and order."""
    numbering = re.compile(r"^(?:[一二三四]、|（[一二三四五六七]）|\d\.)")
    printed = w.printed(w.numbered())
    bare = {
        code: o.docx_table([[replace(td, text=numbering.sub("", td.text)) for td in row] for row in rows])
        for code, rows in printed.items()
    }
    expect_numbered(read(o.docx(o.docx_body(bare))))


@pytest.mark.parametrize("repeated", [False, True])
@pytest.mark.parametrize("at", [4, 13, 20, 26])
def test_a_table_cut_in_two(at: int, repeated: bool) -> None:
    """By a page break or a paragraph; merged cells go on in the second part as empty cells of their own."""
    rows = w.printed(w.numbered())["applications"]
    first, second = [list(row) for row in rows[:at]], [list(row) for row in rows[at:]]
    for r, row in enumerate(first):
        for i, td in enumerate(row):
            if r + td.tall > at:
                row[i] = replace(td, tall=at - r)
                second[0].insert(0, replace(td, tall=r + td.tall - at, text=""))
    break_between = o.p("<w:r><w:br w:type='page'/></w:r>")
    made = o.docx_table(first) + break_between + o.docx_table([*(rows[:3] if repeated else []), *second])
    expect_numbered(read(o.docx(o.docx_body(tables() | {"applications": made}))))


def test_rows_that_begin_further_right() -> None:
    """gridBefore in place of cells that go on with a merged one above."""

    def moved(row: re.Match[str]) -> str:
        going_on = re.match(
            r"<w:tr>((?:<w:tc><w:tcPr><w:gridSpan w:val='\d+'/><w:vMerge/></w:tcPr><w:p/></w:tc>)+)", row[0]
        )
        if going_on is None:
            return row[0]
        width = sum(map(int, re.findall(r"gridSpan w:val='(\d+)'", going_on[1])))
        return f"<w:tr><w:trPr><w:gridBefore w:val='{width}'/></w:trPr>{row[0][going_on.end() :]}"

    made = {code: re.sub(r"<w:tr>.*?</w:tr>", moved, table) for code, table in tables().items()}
    assert "gridBefore" in made["applications"]
    expect_numbered(read(o.docx(o.docx_body(made))))


# --- documents that would do harm ---------------------------------------------------------------------------------


def test_zip_bomb() -> None:
    bomb = o.document_xml("<w:p/>").replace("<w:p/>", "<w:p/>" + " " * 25_000_000)
    with pytest.raises(UnreadableDocument, match="膨胀到"):
        parse(o.zipped({"[Content_Types].xml": o.TYPES, "word/document.xml": bomb}))
    with pytest.raises(UnreadableDocument, match="解压后有"):
        parse(o.zipped({"[Content_Types].xml": o.TYPES, "word/document.xml": b" " * 40_000_000}))


def test_a_size_that_lies_is_found_out() -> None:
    data = bytearray(o.zipped({"[Content_Types].xml": o.TYPES, "word/document.xml": b"<a>" + b" " * 9_000_000}))
    real = struct.pack("<I", 9_000_003)
    assert data.count(real) == 2
    with pytest.raises(UnreadableDocument, match="损坏"):
        parse(bytes(data.replace(real, struct.pack("<I", 500))))


def test_too_many_entries() -> None:
    many = {f"word/{i}.xml": "" for i in range(6_000)}
    with pytest.raises(UnreadableDocument, match="条目"):
        parse(o.zipped({"[Content_Types].xml": o.TYPES} | many))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_bomb(encoding: str) -> None:
    lines = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    dtd = f'<!DOCTYPE d [<!ENTITY e0 "ha">{lines}]>'
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{dtd}<d>&e9;</d>'
    with pytest.raises(UnreadableDocument, match="DTD"):
        parse(o.zipped({"[Content_Types].xml": o.TYPES, "word/document.xml": xml.encode(encoding)}))


def test_external_entity(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    xml = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]><d>&x;</d>'
    with pytest.raises(UnreadableDocument, match="DTD"):
        parse(o.zipped({"[Content_Types].xml": o.TYPES, "word/document.xml": xml}))


def test_nested_too_deeply() -> None:
    with pytest.raises(UnreadableDocument, match="XML"):
        parse(o.docx("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000))
    deep = "<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60
    with pytest.raises(UnreadableDocument):
        parse(o.docx(deep))


def test_spans_that_claim_thousands() -> None:
    body = o.docx_body(tables()).replace("<w:gridSpan w:val='7'/>", "<w:gridSpan w:val='2000000000'/>")
    assert figures(read(o.docx(body))) == w.numbered()
    body = o.docx_body(tables()).replace("<w:gridSpan w:val='7'/>", "<w:gridSpan w:val='x'/>")
    assert figures(read(o.docx(body))) == w.numbered()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_truncated(share: float) -> None:
    data = o.as_docx(w.numbered())
    with pytest.raises(UnreadableDocument, match="没有传完或已损坏"):
        parse(data[: int(len(data) * share)])


def test_every_byte_broken_costs_the_document_only() -> None:
    data = o.zipped(
        {"[Content_Types].xml": o.TYPES, "word/document.xml": o.document_xml(o.docx_body(tables()))}, zipfile.ZIP_STORED
    )
    for at in range(0, len(data), max(1, len(data) // 150)):
        with suppress(UnreadableDocument):
            parse(data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :])


def test_a_package_without_text() -> None:
    with pytest.raises(UnreadableDocument, match=r"word/document\.xml"):
        parse(o.zipped({"[Content_Types].xml": o.TYPES, "word/styles.xml": "<a/>"}))
    with pytest.raises(UnreadableDocument, match="没有正文"):
        parse(o.zipped({"[Content_Types].xml": o.TYPES, "word/document.xml": "<a/>"}))
    with pytest.raises(UnreadableDocument, match="XML"):
        parse(o.zipped({"[Content_Types].xml": o.TYPES, "word/document.xml": "<a><b></a>"}))
