"""送审: drafts are answered, beside last year's report from the archive and the round before; no file of them is kept."""

import html
import io
import re
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from httpx import Response
from starlette.testclient import TestClient

from gouji.collect.archive import archive_bytes, archive_path
from tests.pages.small_home import TOWN, pages_of, write_home
from tests.parse import writers as w
from tests.publish.papers.reading_papers import text_of

ALL_ZERO = dict.fromkeys(w.numbered(), "0")


def report(agency: str, year: int, **cells: str) -> bytes:
    tables = {code: w.html_table(rows) for code, rows in w.printed(ALL_ZERO | cells).items()}
    return w.page(tables, title=f"{agency}{year}年政府信息公开工作年度报告").encode()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose archive has the town's report of 2024, which carries 3 requests over."""
    home = tmp_path_factory.mktemp("home")
    carried = {"applications.new.natural": "3", "applications.new.total": "3",
               "applications.carried_out.natural": "3", "applications.carried_out.total": "3"}  # fmt: skip
    item = archive_bytes(report("甲镇", 2024, **carried), "甲镇2024.html", home)
    placed = {"report_id": "r2024", "document_id": item.document_id, "agency_code": TOWN, "report_year": 2024, "is_current": True}  # fmt: skip
    document = {
        "document_id": item.document_id,
        "source": "甲镇2024.html",
        "archive_path": archive_path(item.document_id),
    }
    return write_home(home, {"reports": [placed], "documents": [document]})


@pytest.fixture(scope="module")
def pages(home: Path) -> TestClient:
    return pages_of(home)


def send(
    pages: TestClient, *files: tuple[str, bytes], last: tuple[str, bytes] | None = None, **fields: str
) -> Response:
    token = re.search(r'name="csrf" value="([^"]+)"', pages.get("/drafts").text)[1]
    sent = [("file", (name, data)) for name, data in files] + ([("last", last)] if last else [])
    answer = pages.post("/drafts", data={"csrf": html.unescape(token), **fields}, files=sent)
    assert answer.status_code == 200
    return answer


def check(pages: TestClient, *files: tuple[str, bytes], last: tuple[str, bytes] | None = None) -> str:
    return send(pages, *files, last=last).text


def kept(home: Path) -> list[Path]:
    return sorted(path for path in home.rglob("*") if path.is_file() and not path.name.startswith("desk."))


def test_every_file_has_its_line_and_no_file_is_kept(pages: TestClient, home: Path) -> None:
    before = kept(home)
    wrong = report("乙街道", 2025, **{"applications.new.total": "2"})
    text = check(pages, ("甲镇.html", report("甲镇", 2025)), ("../<b>乙.html", wrong), ("坏.docx", b"PK\x03\x04broken"))
    assert "通过" in text
    assert "要改" in text
    assert "读不出" in text
    assert "&lt;b&gt;" not in text  # characters that no name of a file has are left out
    assert "应更正 1 处" in text
    assert "/tmp" not in text
    assert kept(home) == before


def test_a_draft_that_comes_again_is_told_against_the_round_before(tmp_path: Path) -> None:
    pages = pages_of(write_home(tmp_path, {}))
    cell = "applications.new.total"
    first = check(pages, ("乙.html", report("乙街道", 2025, **{cell: "2"})))
    assert "第 1 次送审。</p>" in first
    again = check(pages, ("乙.html", report("乙街道", 2025, **{cell: "3"})))
    assert re.search(r"第 2 次送审。上次（.*）有 5 处：已改 0 处，仍有 5 处，新出现 0 处", again)
    mended = check(pages, ("乙改.html", report("乙街道", 2025)))
    assert re.search(r"第 3 次送审。上次（.*）有 5 处：已改 1 处，仍有 4 处，新出现 0 处", mended)
    assert "✓ 应更正 1 处" in mended
    shown = pages.get("/drafts").text
    assert "送审记录 <small>1 份报告</small>" in shown
    assert "<summary>3 次</summary>" in shown
    assert "送审第 2 次：要改" in pages.get("/journal").text
    unknown = check(pages, ("丙.html", report("丙街道", 2025)))
    assert "次送审。" not in unknown.split("<h2>结果")[1].split("送审记录")[0]


def test_last_year_comes_from_the_archive_and_what_was_not_compared_is_said(pages: TestClient) -> None:
    text = check(pages, ("甲镇.html", report("甲镇", 2025)), ("乙街道.html", report("乙街道", 2025)))
    assert text.count("已比对 2024") == 1
    assert text.count("未比对：没有上年报告") == 1
    assert "结转" in text.split('id="d-1"', 1)[1]  # 3 carried over last year, none carried in


def test_a_report_of_last_year_that_is_given_comes_first(pages: TestClient) -> None:
    text = check(pages, ("甲镇.html", report("甲镇", 2025)), last=("去年.html", report("甲镇", 2024)))
    assert "已比对 2024" in text
    assert "要改" not in text.split("<h2>结果")[1].split("</h2>")[1].split("</table>")[0]


def test_no_file_is_said(pages: TestClient) -> None:
    token = re.search(r'name="csrf" value="([^"]+)"', pages.get("/drafts").text)[1]
    answer = pages.post("/drafts", data={"csrf": token})
    assert answer.status_code == 422
    assert "还没有选文件" in answer.text


def test_the_opinion_on_a_draft_is_taken_away_as_a_word_document(pages: TestClient, home: Path) -> None:
    assert '<button name="as" value="papers">检查并下载审核意见（Word）</button>' in pages.get("/drafts").text
    before = kept(home)
    answer = send(pages, ("甲镇.html", report("甲镇", 2025)), **{"as": "papers"})
    assert (
        quote("甲镇_关于2025年度政府信息公开工作年度报告送审稿的审核意见.docx") in answer.headers["content-disposition"]
    )
    text = text_of(answer.content)
    assert "并与2024年度的报告比对" in text
    assert "须修改的事项" in text  # what was carried over last year is not carried in
    assert "甲区人民政府办公室" in text
    assert kept(home) == before


def test_of_a_file_without_an_opinion_the_archive_says_why(pages: TestClient) -> None:
    drafts = [("甲镇.html", report("甲镇", 2025)), ("乙街道.html", report("乙街道", 2025))]
    answer = send(pages, *drafts, ("坏.docx", b"PK\x03\x04broken"), **{"as": "papers"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = sorted(archive.namelist())
        assert [name.partition("_")[0] for name in names] == ["1", "2", "没有审核意见的文件.txt"]
        told = archive.read("没有审核意见的文件.txt").decode()
    assert told.startswith("坏.docx：")
    assert "/tmp" not in told


def test_where_nothing_could_be_read_the_page_says_so(pages: TestClient) -> None:
    answer = send(pages, ("坏.docx", b"PK\x03\x04broken"), **{"as": "papers"})
    assert "读不出" in answer.text
