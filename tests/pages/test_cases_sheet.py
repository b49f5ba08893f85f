"""整改台账 in Excel: downloaded, filled, read back in; what would change is shown before it is taken."""

import html
import io
import re
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from gouji.desk.cases import edit_case, find_case
from gouji.desk.store import Desk
from tests.pages.small_home import TOWN, pages_of, write_home
from tests.pages.test_cases_page import fault, send


@pytest.fixture
def home(tmp_path: Path) -> Path:
    runs = [{"version": "v1", "started_at": "2026-01-20", "as_of": "2026-01-20"}]
    home = write_home(tmp_path / "home", {"faults": [fault(1), fault(2)], "runs": runs})
    (home / "warehouse" / "gouji.duckdb").symlink_to("v1.duckdb")
    return home


@pytest.fixture
def office(home: Path) -> TestClient:
    return pages_of(home)


def upload(office: TestClient, data: bytes) -> str:
    token = re.search(r'name="csrf" value="([^"]+)"', office.get("/cases").text)[1]
    answer = office.post("/cases/sheet", data={"csrf": html.unescape(token)}, files={"file": ("台账.xlsx", data, "")})
    return answer.text


def filled(data: bytes, **values: object) -> bytes:
    """The downloaded workbook with other values in its first row, as a clerk's Excel would save it."""
    headings, *rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    for heading, value in values.items():
        rows[0][headings.index(heading)] = value
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([headings, *rows]):
            sheet.write_row(at, 0, row)
    return into.getvalue()


@pytest.fixture
def ledger(office: TestClient) -> bytes:
    send(office, "/cases/open", agency=TOWN, handler="张三")
    return office.get("/cases.xlsx").content


def test_what_was_downloaded_changes_nothing(office: TestClient, ledger: bytes) -> None:
    assert "与台账相同，没有要改的" in upload(office, ledger)


def test_filled_cells_are_shown_and_then_taken(office: TestClient, home: Path, ledger: bytes) -> None:
    shown = upload(office, filled(ledger, 状态="已发", 经办="李四", 期限="2026/03/05", 备注="=1+1"))
    for words in ("待发", "已发", "李四", "2026-03-05", "=1+1", "将改动 1 个案"):
        assert words in shown
    assert find_case(Desk(home), TOWN, 2025).row["state"] == "to_send"
    changes = html.unescape(re.search(r'name="changes" value="([^"]+)"', shown)[1])
    assert "已按台账改动 1 个案" in send(office, "/cases/sheet", changes=changes)
    row = find_case(Desk(home), TOWN, 2025).row
    assert (row["state"], row["handler"], row["until"], row["remark"]) == ("sent", "李四", "2026-03-05", "=1+1")
    assert row["path"] == ["to_send", "sent"]


def test_an_emptied_cell_empties(office: TestClient, home: Path, ledger: bytes) -> None:
    shown = upload(office, filled(ledger, 经办=None))
    changes = html.unescape(re.search(r'name="changes" value="([^"]+)"', shown)[1])
    send(office, "/cases/sheet", changes=changes)
    assert find_case(Desk(home), TOWN, 2025).row["handler"] == ""


def test_who_changed_a_case_meanwhile_is_not_overwritten(office: TestClient, home: Path, ledger: bytes) -> None:
    shown = upload(office, filled(ledger, 备注="甲"))
    changes = html.unescape(re.search(r'name="changes" value="([^"]+)"', shown)[1])
    edit_case(Desk(home), "王五", TOWN, 2025, remark="乙")
    token = re.search(r'name="csrf" value="([^"]+)"', office.get("/cases").text)[1]
    answer = office.post("/cases/sheet", data={"csrf": html.unescape(token), "changes": changes})
    assert answer.status_code == 409
    assert find_case(Desk(home), TOWN, 2025).row["remark"] == "乙"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"状态": "已改"}, "其后只能是 已发、销号"),
        ({"状态": "办完了"}, "应为 待发、已发"),
        ({"期限": "下周"}, "不是日期"),
        ({"代码": "123"}, "台账中没有 123 2025 年度的案"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_row(office: TestClient, ledger: bytes, values, told: str) -> None:
    shown = upload(office, filled(ledger, **values))
    assert "第 2 行" in shown
    assert told in shown
    assert "将改动" not in shown


@pytest.mark.parametrize("data", [b"PK\x03\x04 no workbook", b"text", b""])
def test_another_file_is_refused(office: TestClient, data: bytes) -> None:
    assert "Excel 工作簿" in upload(office, data) or "请选择从本页下载" in upload(office, data)


@pytest.mark.parametrize("changes", ["x", "[]]", '[["a"]]', '[["a", 1, 1, "", {"path": "x"}, []]]', '{"a": 1}'])
def test_a_form_that_was_tampered_with_is_refused(office: TestClient, changes: str) -> None:
    token = re.search(r'name="csrf" value="([^"]+)"', office.get("/cases").text)[1]
    answer = office.post("/cases/sheet", data={"csrf": html.unescape(token), "changes": changes})
    assert answer.status_code in (409, 422)
