"""Hostile documents: each is answered within its limits, in words that say what to do, and the next one is read."""

import os
import socket
import threading
import time
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from gouji.parse import format_registry
from gouji.parse.files.macros import NOTE, note_macros
from gouji.read.read_files import FileReading, crashed, parse_files, read_files
from gouji.workers.limits import TIME_FACTOR
from gouji.workers.pool import WorkerPool
from tests.parse import hostile as h
from tests.parse import office as o
from tests.parse import writers as w
from tests.parse.pdf_writer import report as pdf_report

FACTOR = 0.2  # of the time limits, so that the suite ends soon: 2 s of processor time, 6 s for PDF
SECONDS = 60.0  # by the wall clock, for any of them, on a busy machine


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerPool[Path, FileReading]]:
    before = os.environ.get(TIME_FACTOR)
    os.environ[TIME_FACTOR] = str(FACTOR)
    with WorkerPool(read_files, crashed, 1) as started:
        yield started
    os.environ.pop(TIME_FACTOR) if before is None else os.environ.update({TIME_FACTOR: before})


@pytest.fixture
def read(workers: WorkerPool[Path, FileReading], tmp_path: Path):
    """Reads a hostile document between two good ones; returns what became of it."""

    def read(data: bytes, size: int | None = None) -> FileReading:
        bad, good = tmp_path / "bad", tmp_path / "good.html"
        good.write_bytes(h.PLAIN)
        bad.write_bytes(data)
        if size:
            with bad.open("r+b") as file:
                file.truncate(size)
        started = time.monotonic()
        before, answer, after = workers.run([good, bad, good])
        assert time.monotonic() - started < SECONDS
        for neighbour in (before, after):
            assert {c.cell: str(c.value) for c in neighbour.reports[0].cells} == w.numbered()
        return answer

    return read


OFFICE = Path(__file__).parents[1] / "golden" / "office"
GOLDEN_DOC = (OFFICE / "numbered.doc").read_bytes()
DEEP = "<div>" * 100_000
CROWDED = "<p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">"

HOSTILE = {
    "zip_ratio": (lambda: o.zipped({"a.html": b"<p>" + b" " * 50_000_000}), "膨胀"),
    "zip_nested": (lambda: h.nested_zip(5), "不止一层"),
    "zip_overlapping": (lambda: h.overlapping_zip(1_000), "重叠"),
    "zip_overlapping_many": (lambda: h.overlapping_zip(4_000), "解压后共"),
    "docx_ratio": (lambda: o.docx(" " * 25_000_000), "膨胀"),
    "docx_entities": (lambda: o.zipped({"[Content_Types].xml": o.TYPES, "word/document.xml": h.LAUGHS + "<d>&e11;</d>"}), "DTD"),
    "xlsx_entities": (lambda: o.xlsx({"Sheet1": h.LAUGHS + "<worksheet>&e11;</worksheet>"}), "DTD"),
    "ofd_entities": (lambda: h.ofd(h.LAUGHS + "<d>&e11;</d>"), ""),
    "html_entities": (lambda: (h.LAUGHS + "<html><body><p>&e11;</p></body></html>").encode(), "没有找到"),
    "html_deep": (lambda: f"<html><body>{DEEP}0</body></html>".encode(), "嵌套过深"),
    "html_attributes": (lambda: f"<html><body>{CROWDED}0</body></html>".encode(), "属性过多"),
    "html_cells": (lambda: b"<html><body><table><tr>" + b"<td>0" * 1_500_000, "过大"),
    "pdf_truncated": (lambda: pdf_report(w.zeros())[:5_000], "不完整"),
    "pdf_paths": (lambda: h.path_bomb(300_000_000), "请"),
    "pdf_page_ring": (h.page_tree_in_a_ring, "请"),
    "pdf_object_streams": (h.object_streams_in_a_ring, "请"),
    "pdf_forms": (lambda: h.forms_in_forms(30), "请"),
    "rtf_groups": (lambda: b"{\\rtf1" + b"{" * 200_000 + b"x" + b"}" * 200_000 + b"}", "请"),
    "xlsx_far_cell": (h.far_cell, "请"),
    "ole_ring": (h.ole_with_a_ring, "请"),
    "png_pixels": (h.huge_png, "请"),
    "tiff_pixels": (h.huge_tiff, "请"),
    "docx_truncated": (lambda: o.as_docx(w.numbered())[:3_000], "不完整"),
    "xlsx_truncated": (lambda: o.as_xlsx(w.numbered())[:3_000], "不完整"),
    "xls_truncated": (lambda: o.xls({"Sheet1": o.report_rows(w.numbered())})[:6_000], "请"),
    "ofd_ratio": (lambda: h.ofd_page(" " * 29_000_000), "膨胀"),
    "ofd_page_entities": (lambda: h.ofd_page(h.LAUGHS + "<d>&e11;</d>"), "DTD"),
    "ofd_way_out": (lambda: h.ofd("<d xmlns='http://www.ofdspec.org/2016'><Pages><Page BaseLoc='../../../../etc/passwd'/></Pages></d>"), "不在文件中"),
    "png_more_pixels": (lambda: h.huge_png(100_000), "图片"),
    "tiff_more_pixels": (lambda: h.huge_tiff(100_000), "图片"),
    "rtf_boxes": (lambda: h.boxes_in_boxes(2_000), "嵌套"),
    "mht_nested": (lambda: h.mail_in_mail(1_500), "嵌套过深"),
    "mht_packed": (lambda: h.mail("text/html", b64encode(b"<p>0" * 3_000_000), "base64"), "过大"),
    "zip_entries": (lambda: h.many_entries(20_000), "条目"),
    "doc_truncated": (lambda: GOLDEN_DOC[:40_000], "不完整"),
    "encrypted_zip": (h.encrypted_zip, "加密"),
    "encrypted_office": (lambda: o.ole({"EncryptedPackage": b"x" * 5_000, "EncryptionInfo": b"y"}), "未加密"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_answered_and_the_next_is_read(name: str, read) -> None:
    make, words = HOSTILE[name]
    answer = read(make())
    assert answer.problem
    assert words in answer.problem
    assert "请" in answer.problem
    assert not answer.reports


KINDS = {
    "html": lambda: h.PLAIN,
    "text": lambda: w.as_text(w.numbered(), w.markdown_table).encode(),
    "mht": lambda: h.mail("text/html", h.PLAIN),
    "docx": lambda: o.as_docx(w.numbered()),
    "xlsx": lambda: o.as_xlsx(w.numbered()),
    "xls": lambda: o.xls({"Sheet1": o.report_rows(w.numbered())}),
    "pdf": lambda: pdf_report(w.numbered()),
    "zip": lambda: o.zipped({"报告.docx": o.as_docx(w.numbered())}),
}


def test_a_file_cut_anywhere_says_so_or_gives_no_wrong_figure(
    workers: WorkerPool[Path, FileReading], tmp_path: Path
) -> None:
    """At ten places; the last figure before a cut may have lost digits, and is all that may."""
    files = []
    for kind, make in KINDS.items():
        data = make()
        for cut in range(1, 11):
            files.append(tmp_path / f"{cut}.{kind}")
            files[-1].write_bytes(data[: len(data) * cut // 11])
    for file, answer in zip(files, workers.run(files), strict=True):
        if answer.problem:
            assert "请" in answer.problem, file.name
            continue
        right = w.numbered()
        cells = [cell for cell in answer.reports[0].cells if cell.state == "reported"]
        wrong = [cell for cell in cells if str(cell.value) != right[cell.cell]]
        assert wrong in ([], cells[-1:]), file.name


def test_names_in_an_archive_lead_nowhere(read, tmp_path: Path) -> None:
    answer = read(o.zipped({"../../../a.html": h.PLAIN, "/etc/b.html": b"x", "C:\\c.html": b"x"}))
    assert {c.cell: str(c.value) for c in answer.reports[0].cells} == w.numbered()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad", "good.html"]


def test_200_megabytes(read) -> None:
    assert "过大" in read(b"<html><body>" + b"<p>0</p>" * 10_000, size=200_000_000).problem


def test_entities_in_a_page_that_is_a_report_are_not_expanded(read) -> None:
    page = h.PLAIN.decode().replace("<!DOCTYPE html>", h.LAUGHS).replace("<body>", "<body><p>&e11;</p>")
    answer = read(page.encode())
    assert {c.cell: str(c.value) for c in answer.reports[0].cells} == w.numbered()


def test_macros_are_said_and_not_run(read) -> None:
    for folder, data in (("word", o.as_docx(w.numbered())), ("xl", o.as_xlsx(w.numbered()))):
        assert NOTE not in read(data).reports[0].warnings
        assert NOTE in read(with_entry(data, f"{folder}/vbaProject.bin")).reports[0].warnings
    assert note_macros(o.ole({"Workbook": b"x", "_VBA_PROJECT_CUR": b"x"}), format_registry.XLS) == [NOTE]
    assert note_macros(o.ole({"WordDocument": b"x"}), format_registry.DOC) == []


def with_entry(data: bytes, name: str, content: str = "x") -> bytes:
    """The same archive with one more entry."""
    buffer = BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def test_nothing_outside_is_fetched(tmp_path: Path) -> None:
    """A listener on the loopback that every kind of reference points to hears nothing."""
    heard: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=listen, args=(server, heard), daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        files = []
        for name, data in referring(address).items():
            files.append(tmp_path / name)
            files[-1].write_bytes(data)
        answers = parse_files(files)
        socket.create_connection(server.getsockname()).close()  # the listener does hear
        deadline = time.monotonic() + 10
        while not heard and time.monotonic() < deadline:
            time.sleep(0.05)
    assert len(heard) == 1
    for file, answer in zip(files, answers, strict=True):
        assert bool(answer.reports) == (not file.name.startswith("dtd")), answer.problem


def listen(server: socket.socket, heard: list[object]) -> None:
    while True:
        try:
            connection, peer = server.accept()
        except OSError:
            return
        heard.append(peer)
        connection.close()


def referring(address: str) -> dict[str, bytes]:
    """Readable documents that refer to an address in every way their format has, and XML that asks for it."""
    tags = "".join(
        f'<{tag} {attribute}="{address}/{tag}"></{tag}>'
        for tag, attribute in [("img", "src"), ("script", "src"), ("iframe", "src"), ("object", "data"), ("embed", "src"),
                               ("link rel=stylesheet", "href"), ("video", "src"), ("link rel=prefetch", "href")]
    )  # fmt: skip
    tags += f'<meta http-equiv="refresh" content="0;url={address}">'
    page = h.PLAIN.decode().replace("<body>", f"<body>{tags}").replace("</body>", f"{tags}</body>")
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" TargetMode="External" '
        f'Target="{address}/t.dotm"/></Relationships>'
    )
    system = f'<!DOCTYPE d SYSTEM "{address}/d.dtd" [<!ENTITY x SYSTEM "{address}/x"> %x; ]>'
    golden = Path(__file__).parents[1] / "golden" / "office" / "numbered.rtf"
    field = f'{{\\field{{\\*\\fldinst {{ INCLUDEPICTURE "{address}/p.png" \\\\d }}}}{{\\fldrslt x}}}}'.encode()
    rtf = golden.read_bytes()
    end = rtf.rindex(b"}")
    mail = "From: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: "
    return {
        "a.html": page.encode(),
        "a.docx": with_entry(o.as_docx(w.numbered()), "word/_rels/settings.xml.rels", relation),
        "a.xlsx": with_entry(o.as_xlsx(w.numbered()), "xl/externalLinks/_rels/externalLink1.xml.rels", relation),
        "a.rtf": rtf[:end] + field + rtf[end:],
        "a.mht": f"{mail}{address}/a.htm\r\n\r\n{page}".encode(),
        "dtd.docx": o.zipped({"[Content_Types].xml": o.TYPES, "word/document.xml": f"{system}<d>&x;</d>"}),
        "dtd.xml": f"<?xml version='1.0'?>{system}<html><body>&x;</body></html>".encode(),
    }  # fmt: skip
