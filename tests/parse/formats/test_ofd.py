"""OFD in the manners of different producers, cell by cell; and files that cannot be read."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

from gouji.core.model import BLANK, NOT_APPLICABLE, Report
from gouji.demo.ofd import Ofd
from gouji.demo.page_surface import PageStyle, PageWriter
from gouji.parse import format_registry
from gouji.parse.reports import parse, read_document
from tests.parse import office as o
from tests.parse import writers as w
from tests.parse.pdf_writer import lay_out
from tests.parse.reading import refused, values

MANNERS = {
    "lines": {},
    "steps": {"letters": "steps"},
    "each": {"letters": "each"},
    "natural": {"letters": "natural"},
    "scaled": {"letters": "scaled"},
    "thin": {"style": PageStyle(rules="thin")},
    "pieces": {"style": PageStyle(rules="pieces"), "letters": "each"},
    "boxes": {"style": PageStyle(rules="boxes")},
    "double": {"style": PageStyle(rules="double")},
    "dotted": {"style": PageStyle(rules="dotted")},
    "cut": {"style": PageStyle(rows_a_page=7, open_break=True)},
    "header again": {"style": PageStyle(rows_a_page=12, repeat_header=3), "letters": "each"},
    "template": {"style": PageStyle(rows_a_page=8, running=w.TITLE, page_number="第 {} 页 共 {} 页"), "shared": True},
    "sideways": {"style": PageStyle(sideways=1)},
    "on its head": {"style": PageStyle(sideways=2)},
    "sideways back": {"style": PageStyle(sideways=3), "letters": "each"},
    "no rules": {"style": PageStyle(rules="none")},
    "no rules, each": {"style": PageStyle(rules="none", rows_a_page=9), "letters": "each"},
}


def written(figures: dict[str, str], form: str = "2021", **manner: object) -> bytes:
    ofd = Ofd(**manner)  # type: ignore[arg-type]
    lay_out(figures, ofd.style, ofd, form)
    return ofd.bytes()


def read(data: bytes) -> Report:
    (found,) = parse(data)
    assert found.media_type == format_registry.OFD
    return found


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("manner", MANNERS.values(), ids=list(MANNERS))
def test_every_cell_of_every_manner(manner: dict[str, object], form: str) -> None:
    figures = w.numbered(form)
    found = read(written(figures, form, **manner))
    assert values(found) == figures
    assert found.warnings == []
    assert found.title == w.TITLE
    assert [section.number for section in found.sections] == [1, 2, 3, 4, 5, 6]
    assert [found.sections[n - 1].text.split("\n") for n in w.PROSE] == list(w.PROSE.values())


def test_blank_cells_are_blank_and_marks_are_kept() -> None:
    figures = w.numbered()
    for i, name in enumerate(figures):
        figures[name] = "" if i % 7 == 3 else "/" if i % 31 == 5 else figures[name]
    expected = {name: {"": BLANK, "/": NOT_APPLICABLE}.get(text, text) for name, text in figures.items()}
    for letters in ("runs", "each"):
        assert values(read(written(figures, letters=letters))) == expected


def test_places_of_cells() -> None:
    found = read(written(w.numbered(), style=PageStyle(rows_a_page=9)))
    first, last = found.cells[0], found.cells[-1]
    assert (first.page, first.table, first.row, first.column) == (1, 1, 3, 2)
    assert last.page is not None
    assert last.page > 2


def unpacked(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed(data: bytes, name: str, old: str, new: str) -> bytes:
    parts = unpacked(data)
    assert old.encode() in parts[name]
    parts[name] = parts[name].replace(old.encode(), new.encode())
    return o.zipped(parts)


def test_notes_typed_onto_the_page_are_read_and_marks_over_it_are_not() -> None:
    ofd = Ofd()
    lay_out(w.numbered(), ofd.style, ofd)
    ofd.notes = [("Watermark", 100, 300, "内部资料"), ("Stamp", 100, 400, "公章"), ("Path", 300, 65, "附注文字")]
    document, _ = read_document(ofd.bytes())
    text = "".join(block for block in document.blocks if isinstance(block, str))
    assert "附注文字" in text
    assert "内部资料" not in text
    assert "公章" not in text
    assert values(read(ofd.bytes())) == w.numbered()


def test_text_at_a_slant_is_a_watermark() -> None:
    data = written(w.numbered())
    slanted = (
        '<ofd:TextObject ID="7" Boundary="20 60 150 150" CTM="0.707 0.707 -0.707 0.707 40 0" Font="2" Size="20">'
        '<ofd:TextCode X="0" Y="20" DeltaX="g 3 20">99999999</ofd:TextCode></ofd:TextObject></ofd:Layer>'
    )
    assert values(read(changed(data, "Doc_0/Pages/Page_0/Content.xml", "</ofd:Layer>", slanted))) == w.numbered()


def test_a_drawing_used_as_an_object_and_another_name_space() -> None:
    data = written(w.numbered())
    page = "Doc_0/Pages/Page_0/Content.xml"
    data = changed(data, page, "<ofd:Layer", "<ofd:PageBlock ID='1'><ofd:Layer")
    data = changed(data, page, "</ofd:Layer>", "</ofd:Layer></ofd:PageBlock>")
    data = changed(data, page, "http://www.ofdspec.org/2016", "http://www.ofdspec.org")
    assert values(read(data)) == w.numbered()
    inner = '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="50" Width="9" Height="9"><ofd:Content>{}</ofd:Content>'
    ofd = Ofd()
    lay_out(w.numbered(), ofd.style, ofd)
    whole, ofd.pages[0] = ofd.pages[0], ['<ofd:CompositeObject ID="5" Boundary="0 0 210 297" ResourceID="50"/>']
    unit = inner.format("".join(whole)) + "</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    assert values(read(changed(ofd.bytes(), "Doc_0/PublicRes.xml", "</ofd:Res>", unit))) == w.numbered()


def test_several_documents_in_one_file_are_read_one_after_the_other() -> None:
    data = written(w.numbered())
    body = "<ofd:DocBody><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    (found,) = parse(changed(data, "OFD.xml", "</ofd:OFD>", body))
    assert values(found) == w.numbered()


def test_attached_files_and_pictures_are_offered() -> None:
    ofd = Ofd()
    writer = PageWriter(ofd.style, ofd)
    for text in (w.TITLE, *w.HEADINGS):
        writer.paragraph(text)
    data = ofd.bytes()
    listed = '<ofd:Attachments xmlns:ofd="x"><ofd:Attachment ID="1"><ofd:FileLoc>a.docx</ofd:FileLoc></ofd:Attachment></ofd:Attachments>'
    data = changed(
        data, "Doc_0/Document.xml", "</ofd:Document>", "<ofd:Attachments>Attachs/A.xml</ofd:Attachments></ofd:Document>"
    )
    parts = unpacked(data) | {"Doc_0/Attachs/A.xml": listed.encode(), "Doc_0/Attachs/a.docx": o.as_docx(w.numbered())}
    found = read(o.zipped(parts))
    assert {c.attachment for c in found.cells} == {"Doc_0/Attachs/a.docx"}
    assert values(found) == w.numbered()


def test_files_that_cannot_be_read() -> None:
    data = written(w.numbered())
    page = "Doc_0/Pages/Page_0/Content.xml"
    assert "Page_9" in refused(changed(data, "Doc_0/Document.xml", "Page_0/", "Page_9/"))
    assert "不在文件中" in refused(changed(data, "OFD.xml", "Doc_0/", "Doc_7/"))
    assert "DTD" in refused(changed(data, page, "<ofd:Page ", '<!DOCTYPE x [<!ENTITY a "b">]><ofd:Page '))
    assert "不是完整的 XML" in refused(changed(data, page, "</ofd:Content>", ""))
    assert "已损坏" in refused(data[:-200])
    locked = "<ofd:Encryptions>Encryptions.xml</ofd:Encryptions></ofd:OFD>"
    assert "加密" in refused(changed(data, "OFD.xml", "</ofd:OFD>", locked))
    many = '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>' * 201
    assert "页" in refused(changed(data, "Doc_0/Document.xml", "</ofd:Pages>", f"{many}</ofd:Pages>"))
    assert "没有文字" in refused(Ofd(style=PageStyle(page_number="")).bytes())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("DeltaX=", 'DeltaX="g 999999999999 1" Delta_X='),
        ("DeltaX=", 'DeltaX="g g g" Delta_X='),
        ('Size="', 'Size="nan" Was="'),
        ("Boundary=", 'Boundary="a b" Was='),
        ("M 0 0 L", "M 0 0 Z L"),
        ("Boundary=", 'CTM="inf 0 0 1 0 0" Boundary='),
    ],
)
def test_nonsense_in_a_page_stops_nothing(old: str, new: str) -> None:
    data = written(w.numbered(), style=replace(PageStyle(), rows_a_page=9))
    parse(changed(data, "Doc_0/Pages/Page_1/Content.xml", old, new))
