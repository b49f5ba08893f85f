"""Pages in a folder and the files that belong to them."""

import time
from pathlib import Path

import pytest

from gouji.check.check_files import check_files
from gouji.collect import page_worker
from gouji.collect.archive import independent
from gouji.collect.companion_files import find_companions, folder_reader
from gouji.collect.inbox import archive_batch
from gouji.collect.inbox_files import find_files
from gouji.parse.reports import parse
from gouji.read.stage import merge, stage_documents, unused_companions
from gouji.workers.limits import TIME_FACTOR
from tests.parse import hostile as h
from tests.parse import office as o
from tests.parse import writers as w

PAGE = (
    w.page({}).replace("</body>", '<a href="./%E9%99%84%E4%BB%B6/%E5%B9%B4%E6%8A%A5.docx?v=1">附件</a></body>').encode()
)
WHOLE = w.as_page(w.numbered()).replace("</body>", '<a href="other.docx">上年</a></body>').encode()


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    put(folder, "2025/甲.html", PAGE)
    put(folder, "2025/附件/年报.docx", o.as_docx(w.numbered()))
    put(folder, "2025/乙.htm", WHOLE)
    put(folder, "2025/other.docx", o.docx(o.docx_body({c: o.docx_table(r) for c, r in w.printed(w.zeros()).items()})))
    put(folder, "丙.html", b'<html><body><img src="%E4%B8%99_files/t.png"></body></html>')
    put(folder, "丙_files/t.png", b"\x89PNG\r\n\x1a\n" + bytes(3_000))
    put(folder, "丙_files/site.js", b"var x = 1")
    put(folder, "no page_files/a.txt", b"x")
    return folder


def test_folders_saved_with_a_page_are_no_documents(inbox: Path) -> None:
    names = [path.relative_to(inbox).as_posix() for path in find_files(inbox)]
    assert "丙_files/site.js" not in names
    assert "丙_files/t.png" not in names
    assert "no page_files/a.txt" in names


def test_what_a_page_links_to_comes_with_it(inbox: Path, tmp_path: Path) -> None:
    items = archive_batch(find_files(inbox), inbox, tmp_path / "home")
    parts = {item.source: [(c.link, c.source) for c in item.companions] for item in items if item.companions}
    assert parts == {
        "2025/甲.html": [("./%E9%99%84%E4%BB%B6/%E5%B9%B4%E6%8A%A5.docx?v=1", "2025/附件/年报.docx")],
        "2025/乙.htm": [("other.docx", "2025/other.docx")],
        "丙.html": [("%E4%B8%99_files/t.png", "丙_files/t.png")],
    }
    own = [item.source for item in independent(items)]
    assert own == ["2025/乙.htm", "2025/甲.html", "no page_files/a.txt", "丙.html"]


def test_a_link_never_leaves_the_folder(inbox: Path, tmp_path: Path) -> None:
    put(tmp_path, "secret.docx", b"PK")
    links = ("../../secret.docx", "/etc/passwd.pdf", f"file://{tmp_path}/secret.docx", "https://a.example/b.docx", "..")
    page = put(inbox, "2025/丁.html", "".join(f'<a href="{link}">附件</a>' for link in links).encode())
    assert find_companions(page, page.read_bytes(), inbox) == []
    assert [folder_reader(page)(link) for link in links] == [None] * len(links)


def test_used_files_are_attached_and_others_read_by_themselves(inbox: Path, tmp_path: Path) -> None:
    home, staging = tmp_path / "home", tmp_path / "staging"
    items = independent(archive_batch(find_files(inbox), inbox, home))
    first = list(stage_documents(home, staging, items))
    waiting = unused_companions(first, {item.document_id for item in items})
    assert [item.source for item in waiting] == ["2025/other.docx", "丙_files/t.png"]
    staged = merge(items, [*first, *stage_documents(home, staging, waiting)])
    rows = {row["source"]: row for row in staged.documents}
    attached = rows["2025/附件/年报.docx"]
    assert (attached["document_state"], attached["attached_to"]) == ("attached", rows["2025/甲.html"]["document_id"])
    assert rows["2025/甲.html"]["document_state"] == "read"
    assert (rows["2025/other.docx"]["document_state"], rows["2025/other.docx"]["link"]) == ("read", "other.docx")
    assert (rows["丙_files/t.png"]["document_state"], rows["丙_files/t.png"]["problem"]) == ("attached", None)
    assert rows["丙.html"]["document_state"] == "unreadable"
    assert sorted(found.source for found in staged.found) == ["2025/other.docx", "2025/乙.htm", "2025/甲.html"]


def test_one_file_of_two_pages_is_one_row(inbox: Path, tmp_path: Path) -> None:
    put(inbox, "2025/甲二.html", PAGE.replace(b"</body>", b"<p>.</p></body>"))
    items = independent(archive_batch(find_files(inbox), inbox, tmp_path / "home"))
    staged = merge(items, list(stage_documents(tmp_path / "home", tmp_path / "staging", items)))
    assert len({(row["document_id"], row["source"]) for row in staged.documents}) == len(staged.documents)


def test_a_single_page_is_parsed_and_checked_with_the_files_beside_it(inbox: Path) -> None:
    page = inbox / "2025" / "甲.html"
    (report,) = parse(page.read_bytes(), str(page), folder_reader(page))
    assert {str(cell.value) for cell in report.cells} == set(w.numbered().values())
    (checked,), problems = check_files([page])
    assert not problems
    assert not any(finding["rule"] == "table_missing" for finding in checked.findings)


def test_pages_in_an_archive_have_the_files_beside_them() -> None:
    (report,) = parse(o.zipped({"甲/年报.html": PAGE, "甲/附件/年报.docx": o.as_docx(w.numbered())}))
    assert {str(cell.value) for cell in report.cells} == set(w.numbered().values())


def test_a_page_made_to_keep_the_parser_busy_is_left_to_the_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried apart and given up; a large page that is none is looked into."""
    monkeypatch.setenv(TIME_FACTOR, "0.2")
    page_worker._workers.cache_clear()
    put(tmp_path, "a.pdf", b"%PDF-1.7")
    bad = put(tmp_path, "bad.html", h.stalling_page(100_000))
    large = put(tmp_path, "large.html", PAGE.replace(b"<body>", b"<body><a href=a.pdf>x</a>" + b"<p>x</p>" * 20_000))
    begun = time.process_time()
    assert find_companions(bad, bad.read_bytes(), tmp_path) == []
    assert time.process_time() - begun < 1
    assert find_companions(large, large.read_bytes(), tmp_path) == [("a.pdf", tmp_path / "a.pdf")]
    page_worker._workers.cache_clear()
