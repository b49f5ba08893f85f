"""催报: who owes a report, and a text that urges nobody whose report may have come in unread."""

import html
import io
import re
import zipfile
from datetime import date

import pytest
from starlette.testclient import TestClient

from tests.pages.small_home import DISTRICT, STREET, TOWN, finding, pages_of, paper, write_home

THIRD = "990101003000"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    names = {TOWN: "甲镇", STREET: "乙街道", THIRD: "丙局"}
    agencies = [
        {"agency_code": code, "district_code": DISTRICT, "name": name, "kind": "镇", "peer_group": "镇街"}
        for code, name in names.items()
    ]
    rankings = [
        {"agency_code": code, "report_year": 2025, "district_code": DISTRICT, "status": status}
        for code, status in ((TOWN, "missing"), (STREET, "missing"), (THIRD, "late"))
    ]
    owed = [
        {"agency_code": code, "report_year": 2025, "deadline": "2026-01-31", "deadline_basis": "本地通知"}
        for code in names
    ]
    reports = [
        {"report_id": "r1", "agency_code": THIRD, "report_year": 2025, "is_current": True, "published_on": "2026-02-08"}
    ]
    asked = finding(1, STREET, rule="report_missing", outcome="cannot_tell", points=0)
    tables = {
        "agencies": agencies,
        "rankings": rankings,
        "expected_reports": owed,
        "reports": reports,
        "findings": [asked],
    }
    letters = [paper("reminder", "催报函/甲镇.docx", TOWN), paper("reminder", "催报函/丙局2024.docx", THIRD, 2024)]
    return pages_of(write_home(tmp_path_factory.mktemp("home"), tables, papers=letters))


def test_those_without_a_report_come_first_with_how_late_they_are(pages: TestClient) -> None:
    text = pages.get("/reminders").text
    assert text.index("甲镇</a>") < text.index("丙局</a>")
    assert "逾期 8 天" in text
    assert date.fromisoformat("2026-01-31") < date.today()
    assert "可能已收到，请核对" in text


def test_the_text_to_send_names_only_who_surely_owes(pages: TestClient) -> None:
    message = pages.get("/reminders").text.split('id="message"', 1)[1].split("</p>")[0]
    assert "甲镇（1 个单位，期限 2026年1月31日）" in message
    assert "乙街道" not in message
    assert "丙局" not in message
    assert 'id="message"' not in pages.get("/reminders?status=late").text


def test_the_letters_are_taken_one_by_one_and_all_together(pages: TestClient) -> None:
    text = pages.get("/reminders?year=2025").text
    assert "全部催报函 · Word（1 份）" in text
    one, every = (
        html.unescape(re.search(f'href="([^"]*{part}[^"]*)"', text)[1]) for part in ("paper[?]", "papers.zip")
    )
    assert pages.get(one).text.endswith("催报函/甲镇.docx")
    with zipfile.ZipFile(io.BytesIO(pages.get(every).content)) as archive:
        assert archive.namelist() == ["催报函/甲镇.docx"]
    assert text.count(">催报函</a>") == 1
