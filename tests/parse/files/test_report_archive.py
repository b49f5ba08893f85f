"""Archives of documents: one agency's upload, or a district's."""

import hashlib
import struct
import zipfile
from io import BytesIO

import pytest

from gouji.core.model import UnreadableDocument
from gouji.parse import format_registry
from gouji.parse.files import media_types
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import writers as w

OTHER = "青石县白鹿街道办事处"


def other_page() -> bytes:
    return w.as_page(w.zeros()).replace(w.AGENCY, OTHER).encode()


def encrypted(data: bytes) -> bytes:
    """The same archive with every entry marked as encrypted."""
    changed = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + flags] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


def in_gbk(entries: dict[str, bytes]) -> bytes:
    """An archive as Windows in Chinese writes it: names in GBK, not marked as UTF-8."""
    data = o.zipped(
        {f"{i:02}" + "x" * (len(name.encode("gbk")) - 2): content for i, (name, content) in enumerate(entries.items())}
    )
    for i, name in enumerate(entries):
        raw = name.encode("gbk")
        data = data.replace(f"{i:02}".encode() + b"x" * (len(raw) - 2), raw)
    return data


def test_documents_of_every_format() -> None:
    inner = {
        "甲/报告.docx": o.as_docx(w.numbered()),
        "乙/报告.html": other_page(),
        "丙.xlsx": o.xlsx({"Sheet1": o.sheet_xml(o.report_rows(w.zeros()))}),
        "丁.txt": w.as_text(w.numbered("2019"), w.pipe_table, "2019").encode(),
    }
    data = o.zipped(inner)
    reports = parse(data)
    assert len(reports) == 4
    assert {r.document for r in reports} == {hashlib.sha256(data).hexdigest()}
    assert {r.media_type for r in reports} == {format_registry.ZIP}
    assert sorted(r.warnings[0] for r in reports) == sorted(f"取自压缩包内「{name}」" for name in inner)
    by_name = {r.warnings[0][7:-1]: {c.cell: str(c.value) for c in r.cells} for r in reports}
    assert by_name["甲/报告.docx"] == w.numbered()
    assert by_name["乙/报告.html"] == by_name["丙.xlsx"] == w.zeros()
    assert by_name["丁.txt"] == w.numbered("2019")


def test_names_in_gbk() -> None:
    data = in_gbk({"云溪镇/年度报告.docx": o.as_docx(w.numbered()), "白鹿街道.html": other_page()})
    assert "云溪镇" not in zipfile.ZipFile(BytesIO(data)).namelist()[0]
    assert {r.warnings[0] for r in parse(data)} == {
        "取自压缩包内「云溪镇/年度报告.docx」",
        "取自压缩包内「白鹿街道.html」",
    }


def test_the_inner_name_is_a_hint() -> None:
    untitled = w.as_page(w.numbered()).replace(w.TITLE, "").encode()
    (report,) = parse(o.zipped({f"t20250120_{w.TITLE}.html": untitled}), "收件/0119.zip")
    assert (report.agency, report.report_year) == (w.AGENCY, 2024)


def test_what_lies_beside_is_skipped_and_told() -> None:
    junk = ["__MACOSX/._报告.docx", ".DS_Store", "a/Thumbs.db", "~$报告.docx", "封面.jpg", "a.files/style.css"]
    entries: dict[str, str | bytes] = dict.fromkeys(junk, b"junk")
    disguised = {"扫描件": b"\x89PNG\r\n\x1a\n" + b"x" * 50}
    (report,) = parse(o.zipped(entries | disguised | {"报告.docx": o.as_docx(w.numbered()), "a/": b""}))
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    (told,) = [warning for warning in report.warnings if "跳过" in warning]
    assert all(name in told for name in [*junk, "扫描件"])


def test_the_same_report_twice_counts_once() -> None:
    (report,) = parse(o.zipped({"a.docx": o.as_docx(w.numbered()), "b.html": w.as_page(w.numbered()).encode()}))
    assert any("b.html" in warning and "相同" in warning for warning in report.warnings)


def test_a_bad_file_costs_itself_only() -> None:
    whole = o.as_docx(w.numbered())
    bomb = o.zipped({"[Content_Types].xml": o.TYPES, "word/document.xml": b" " * 25_000_000})
    inner = {"好.docx": whole, "断.docx": whole[:3_000], "炸.docx": bomb, "说明.txt": "请查收".encode(), "空.html": b""}
    (report,) = parse(o.zipped(inner))
    (told,) = [warning for warning in report.warnings if "无法读取" in warning]
    assert all(name in told for name in inner if name != "好.docx")
    assert "好.docx" not in told


def test_one_archive_inside_another() -> None:
    inner = o.zipped({"报告.docx": o.as_docx(w.numbered())})
    (report,) = parse(o.zipped({"云溪镇.zip": inner}))
    assert report.warnings == ["取自压缩包内「云溪镇.zip/报告.docx」"]
    with pytest.raises(UnreadableDocument, match="不止一层"):
        parse(o.zipped({"区.zip": o.zipped({"镇.zip": inner})}))


def test_nothing_readable_lists_every_file_with_its_reason() -> None:
    with pytest.raises(UnreadableDocument) as error:
        parse(o.zipped({"a.txt": "请查收".encode(), "b.rar": b"Rar!\x1a\x07\x00", "c.jpg": b"\xff\xd8\xff"}))
    for words in ("a.txt", "没有找到年度报告", "b.rar", "RAR", "跳过 c.jpg"):
        assert words in str(error.value)
    with pytest.raises(UnreadableDocument, match="没有任何文档"):
        parse(o.zipped({}))


def test_encrypted() -> None:
    with pytest.raises(UnreadableDocument, match=r"密码.*请向报送单位索取未加密的文件"):
        parse(encrypted(o.zipped({"报告.docx": o.as_docx(w.numbered())})))
    with pytest.raises(UnreadableDocument, match="已加密"):
        parse(encrypted(o.as_docx(w.numbered())))


def test_bombs() -> None:
    with pytest.raises(UnreadableDocument, match="膨胀到"):
        parse(o.zipped({"a.html": b"<p>" + b" " * 50_000_000}))
    data = bytearray(o.zipped({"a.html": b"<p>"}))
    claim = struct.pack("<I", 3)
    with pytest.raises(UnreadableDocument):
        parse(bytes(data).replace(claim, struct.pack("<I", 4_000_000_000)))
    many = BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for i in range(5_001):
            archive.writestr(f"{i}.txt", b"")
    with pytest.raises(UnreadableDocument, match="条目"):
        parse(many.getvalue())


@pytest.mark.parametrize(
    ("entries", "kind"),
    [
        (["[Content_Types].xml", "word/document.xml"], format_registry.DOCX),
        (["[Content_Types].xml", "xl/workbook.xml"], format_registry.XLSX),
        (["[content_types].xml", "Word\\document.xml"], format_registry.DOCX),
        (["OFD.xml", "Doc_0/Document.xml"], format_registry.OFD),
        (["word/报告.docx", "xl/workbook.xml"], format_registry.ZIP),
        (["报告.docx"], format_registry.ZIP),
    ],
)
def test_told_apart_by_their_entries(entries: list[str], kind: str) -> None:
    assert media_types.media_type(o.zipped(dict.fromkeys(entries, "")))[0] == kind


@pytest.mark.parametrize(
    ("stream", "kind"),
    [
        ("WordDocument", format_registry.DOC),
        ("Workbook", format_registry.XLS),
        ("Book", format_registry.XLS),
        ("EncryptedPackage", format_registry.ENCRYPTED),
    ],
)
def test_old_office_files_are_told_apart_by_their_streams(stream: str, kind: str) -> None:
    data = o.ole({stream: b"x"})
    assert media_types.media_type(data)[0] == kind
    assert media_types.media_type(data[:600] + b"\xff" * 400 + data[1_000:])[0] == kind


def test_the_archive_s_name_tells_the_day_where_nothing_inside_does() -> None:
    undated = w.as_page(w.zeros()).encode()
    (report,) = parse(o.zipped({"附件1.html": undated}), "2024/t20240123_10708039.zip")
    assert (report.member, str(report.published_on)) == ("附件1.html", "2024-01-23")
    (report,) = parse(o.zipped({"t20240201_1.html": undated}), "2024/t20240123_10708039.zip")
    assert str(report.published_on) == "2024-02-01"
