"""整改台账: cases are opened, worked to their end and withdrawn in the browser, and nobody's change is lost."""

import html
import io
import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from gouji.desk.cases import find_case
from gouji.desk.store import Desk
from gouji.desk.ticks import write_ticks
from tests.pages.small_home import STREET, TOWN, finding, pages_of, paper, write_home


def fault(number: int, agency: str = TOWN, **more: object) -> dict[str, object]:
    return {
        "fault_id": f"u{number}", "agency_code": agency, "report_year": 2025, "report_id": "r1", "fault_kind": "wrong_figure",
        "title": f"应更正第 {number} 处", "outcome": "fail", "severity": "error", "points": 4, **more,
    }  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    faults = [fault(1), fault(2), fault(3, STREET, severity="note", points=0)]
    findings = [
        finding(1, fault_id="u1"),
        finding(2, fault_id="u2"),
        finding(3, STREET, fault_id="u3", severity="note"),
    ]
    runs = [{"version": "v1", "started_at": "2026-01-20", "as_of": "2026-01-20"}]
    notices = [paper("notice", "整改通知/甲镇.docx", TOWN)]
    home = write_home(tmp_path / "home", {"faults": faults, "findings": findings, "runs": runs}, papers=notices)
    (home / "warehouse" / "gouji.duckdb").symlink_to("v1.duckdb")
    return home


@pytest.fixture
def pages(home: Path) -> TestClient:
    return pages_of(home)


def send(pages: TestClient, address: str, **fields: str) -> str:
    token = re.search(r'name="csrf" value="([^"]+)"', pages.get(f"/cases?open={TOWN}").text)[1]
    answer = pages.post(address, data={"csrf": html.unescape(token), **fields})
    assert answer.status_code == 200, answer.text
    return answer.text


def seen(home: Path) -> str:
    return str(find_case(Desk(home), TOWN, 2025).seq)


def test_a_case_goes_from_the_notice_to_the_end_and_every_step_is_told(pages: TestClient, home: Path) -> None:
    assert "未立案的单位 1 个" in pages.get("/cases").text  # what is a mere note asks nothing of anybody
    text = send(pages, "/cases/open", handler="张三", until="2026-02-15")
    assert "已为 1 个单位立案" in text
    assert "张三" in text
    for step, word in (("sent", "已发"), ("answered", "已反馈"), ("corrected", "已改"), ("closed", "销号")):
        text = send(pages, "/cases/work", agency=TOWN, do=step, seen=seen(home))
        assert f"{word}</span>" in text
    assert "经过（5 条）" in text
    text = send(pages, "/cases/work", agency=TOWN, do="withdraw", seen=seen(home))
    assert "已改</span>" in text


def test_a_step_that_cannot_follow_is_refused(pages: TestClient, home: Path) -> None:
    send(pages, "/cases/open", agency=TOWN)
    page = pages.get(f"/cases?open={TOWN}").text
    data = {
        "csrf": html.unescape(re.search(r'name="csrf" value="([^"]+)"', page)[1]),
        "agency": TOWN,
        "do": "corrected",
    }
    refused = pages.post("/cases/work", data=data | {"seen": seen(home)})
    assert refused.status_code == 409
    assert "其后只能是 已发、销号" in refused.text
    assert pages.post("/cases/work", data=data | {"seen": "x"}).status_code == 409
    assert find_case(Desk(home), TOWN, 2025).row["state"] == "to_send"


def test_of_two_people_the_second_sees_what_the_first_did(pages: TestClient, home: Path) -> None:
    send(pages, "/cases/open", agency=TOWN)
    old = seen(home)
    send(pages, "/cases/work", agency=TOWN, do="edit", handler="甲", remark="电话催过", seen=old)
    page = pages.get(f"/cases?open={TOWN}").text
    data = {"csrf": html.unescape(re.search(r'name="csrf" value="([^"]+)"', page)[1]), "agency": TOWN, "do": "sent"}
    refused = pages.post("/cases/work", data=data | {"seen": old})
    assert refused.status_code == 409
    assert "未予保存" in refused.text
    assert "电话催过" in page


def test_a_tick_of_a_run_is_shown_and_can_be_taken_back(pages: TestClient, home: Path) -> None:
    send(pages, "/cases/open", agency=TOWN)
    write_ticks(Desk(home), "v2", {(TOWN, 2025, "u1"): "v2"}, set())
    text = pages.get(f"/cases?open={TOWN}").text
    assert text.count("✓ 已解决") == 1
    assert "v2 版已无此问题" in text
    text = send(pages, "/cases/work", agency=TOWN, do="reopen", fault="u1", seen=seen(home))
    assert "✓ 已解决" not in text
    text = send(pages, "/cases/work", agency=TOWN, do="tick", fault="u1", seen=seen(home))
    assert text.count("✓ 已解决") == 1


def test_the_ledger_is_taken_away_as_it_is_listed(pages: TestClient) -> None:
    send(pages, "/cases/open", agency=TOWN)
    book = CalamineWorkbook.from_filelike(io.BytesIO(pages.get("/cases.xlsx?state=to_send").content))
    rows = book.get_sheet_by_name("整改台账").to_python()
    assert [row[:3] for row in rows[1:]] == [["甲镇", "待发", 2]]
    assert "应更正第 2 处" in rows[1][8]


def test_the_notices_are_taken_from_the_case_and_all_together(pages: TestClient) -> None:
    send(pages, "/cases/open", agency=TOWN)
    text = pages.get(f"/cases?open={TOWN}").text
    assert "全部整改通知 · Word（1 份）" in text
    one, every = (
        html.unescape(re.search(f'href="([^"]*{part}[^"]*)"', text)[1]) for part in ("paper[?]", "papers.zip")
    )
    assert pages.get(one).text.endswith("整改通知/甲镇.docx")
    with zipfile.ZipFile(io.BytesIO(pages.get(every).content)) as archive:
        assert archive.namelist() == ["整改通知/甲镇.docx"]
