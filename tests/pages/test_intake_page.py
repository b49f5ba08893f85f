"""收件: the office says whose a document is, of which year and day, or sends it back; a word counts from the next run."""

import html
import re
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gouji.desk.intake import find_intake
from gouji.desk.store import Desk
from tests.pages.small_home import STREET, TOWN, pages_of, write_home

KNOWN, STRANGE, BROKEN = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
def home(tmp_path: Path) -> Path:
    documents = [
        {"document_id": KNOWN, "source": "甲镇.docx", "report_count": 1, "in_force": True},
        {"document_id": STRANGE, "source": "扫描<件>.pdf", "report_count": 1, "in_force": True},
        {"document_id": BROKEN, "source": "坏.pdf", "problem": "这份 PDF 不完整", "in_force": True},
    ]
    reports = [
        {"report_id": "r1", "document_id": KNOWN, "ordinal": 1, "agency_code": TOWN, "report_year": 2025, "is_current": True,
         "status": "current"},
        {"report_id": "r2", "document_id": STRANGE, "ordinal": 1, "report_year": 2025, "status": "unknown_agency",
         "agency_printed": "甲区乙衔道", "problem": "登记表中没有"},
    ]  # fmt: skip
    agencies = [
        {"agency_code": code, "district_code": "990101000000", "name": name, "kind": kind, "peer_group": "镇街", "registered": True}
        for code, name, kind in ((TOWN, "甲镇", "镇"), (STREET, "乙街道", "街道"))
    ]  # fmt: skip
    return write_home(tmp_path / "home", {"documents": documents, "reports": reports, "agencies": agencies})


@pytest.fixture
def pages(home: Path) -> TestClient:
    return pages_of(home)


def send(pages: TestClient, document: str, **fields: str):
    page = pages.get("/intake", params={"open": document}).text
    token = html.unescape(re.search(r'name="csrf" value="([^"]+)"', page)[1])
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    return pages.post("/intake", data={"csrf": token, "seen": seen, "document": document, **fields})


def test_what_somebody_has_to_look_at_comes_first_and_alone(pages: TestClient) -> None:
    text = pages.get("/intake").text
    assert (
        text.index("扫描&lt;件&gt;.pdf") < text.index("坏.pdf") < text.index("甲镇.docx")
    )  # no agency, unread, no day
    assert "缺公布日期" in text
    assert "这份 PDF 不完整" in pages.get("/intake", params={"open": BROKEN}).text


def test_the_best_guess_is_offered_first(pages: TestClient) -> None:
    text = pages.get("/intake", params={"open": STRANGE}).text
    offered = re.findall(r'<option value="(\d+)"[^>]*>([^<]+)', text.split('name="agency"', 1)[1])
    assert offered[0] == (STREET, "乙街道（可能是）")


def test_whose_and_when_are_said_and_wait_for_the_next_publication(pages: TestClient, home: Path) -> None:
    answer = send(pages, STRANGE, do="take", agency=STREET, report_year="2025", published_on="2026-01-20")
    assert answer.status_code == 200
    assert "待下次发布" in answer.text
    row = find_intake(Desk(home), STRANGE).row
    assert (row["agency"], row["report_year"], row["published_on"]) == (STREET, 2025, "2026-01-20")
    answer = send(pages, STRANGE, do="return", reason="不是年度报告")
    assert "退回：不是年度报告" in answer.text
    answer = send(pages, STRANGE, do="forget")
    assert find_intake(Desk(home), STRANGE) is None


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"do": "take", "report_year": "25"}, "四位数字"),
        ({"do": "take", "published_on": "20/1"}, "不是日期"),
        ({"do": "take", "published_on": date.max.isoformat()}, "还没有到"),
        ({"do": "return", "reason": " "}, "理由"),
        ({"do": "x"}, "不完整"),
    ],
)
def test_what_cannot_be_is_refused_in_words(pages: TestClient, home: Path, fields: dict[str, str], told: str) -> None:
    answer = send(pages, STRANGE, **fields)
    assert answer.status_code == 409
    assert told in answer.text
    assert find_intake(Desk(home), STRANGE) is None
