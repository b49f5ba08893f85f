"""总览: who has reported as of a day, how it went day by day, what needs somebody, the district's figures."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from gouji_web.core.arrivals import drawing
from tests.pages.small_home import DISTRICT, STREET, TOWN, finding, pages_of, write_home

OWN_CODE, CELL = "990101000000", "applications.new.total"
DEADLINE = date(2026, 1, 31)


def ranking(agency: str, status: str, year: int = 2025) -> dict[str, Any]:
    return {
        "agency_code": agency,
        "report_year": year,
        "district_code": DISTRICT,
        "status": status,
        "peer_group": "镇街",
    }


def figure(year: int, value: int, counted: int) -> dict[str, Any]:
    return {"district_code": DISTRICT, "report_year": year, "peer_group": "all", "form": "2021", "cell": CELL, "balanced_sum": value,
            "agencies_expected": 2, "agencies_counted": counted}  # fmt: skip


def home_of(folder: Path, street: str = "missing", counted: int = 1) -> TestClient:
    agencies = [(TOWN, "甲镇", "镇"), (STREET, "<b>乙街道", "街道"), (OWN_CODE, "甲区", "district")]
    fault = {"fault_id": "f1", "fault_kind": "wrong", "agency_code": TOWN, "report_year": 2025, "outcome": "fail", "title": "应更正 1 处", "points": 4}  # fmt: skip
    home = write_home(
        folder,
        {
            "agencies": [{"agency_code": c, "district_code": DISTRICT, "name": n, "kind": k, "peer_group": "镇街"} for c, n, k in agencies],
            "rankings": [ranking(TOWN, "reported"), ranking(STREET, street), ranking(OWN_CODE, "reported"), ranking(TOWN, "reported", 2024)],
            "expected_reports": [
                {"agency_code": c, "report_year": 2025, "deadline": DEADLINE, "deadline_basis": "", "is_due": street == "missing"} for c, _, _ in agencies
            ],
            "reports": [
                {"report_id": "r", "document_id": "d", "agency_code": TOWN, "report_year": 2025, "is_current": True, "status": "current", "published_on": date(2026, 1, 12)}
            ],
            "documents": [
                {"document_id": "d", "source": "甲镇.html"},
                {"document_id": "x", "source": "坏的.pdf", "document_state": "unreadable", "problem": "坏的.pdf：读不出，请重新索取。"},
            ],
            "fault_kinds": [{"fault_kind": "wrong", "title": "数字有误", "points": 4}],
            "faults": [fault, fault | {"fault_id": "f2", "agency_code": OWN_CODE, "title": "本级的"}],
            "findings": [finding(1)],
            "district_balanced_sums": [figure(2025, 12, counted), figure(2024, 10, 2)],
        },
    )  # fmt: skip
    return pages_of(home)


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    answer = home_of(tmp_path_factory.mktemp("home")).get("/overview")
    assert answer.status_code == 200
    return answer.text


def test_the_tiles_leave_the_district_s_own_report_apart(text: str) -> None:
    tiles = [part.split("</b>")[0] for part in text.split('<div class="tile ')[1:]]
    assert [tile.split(">")[-1] for tile in tiles] == ["2", "1", "0", "0", "1"]
    assert "区县政府本级报告" in text
    assert "应更正 1 处" in text.split("区县政府本级报告")[1].split("</p>")[0]


def test_who_has_not_reported_is_a_link_and_harmless(text: str) -> None:
    assert f'<a href="/agency?agency={STREET}">&lt;b&gt;乙街道</a>' in text


def test_what_could_not_be_read_stands_on_top_with_what_to_do(text: str) -> None:
    assert text.index("读不出 1") < text.index('<div class="tiles">')
    assert "坏的.pdf</th>" in text.replace("坏的.pdf\n", "坏的.pdf")
    assert '<td class="told">读不出，请重新索取。</td>' in text


def test_sums_are_compared_only_when_all_have_reported(tmp_path: Path, text: str) -> None:
    assert "不作比较" in text
    assert "+2" not in text
    assert ">+2</td>" in home_of(tmp_path, "reported", counted=2).get("/overview").text


def test_agencies_with_faults_are_listed_without_the_district_s_own(text: str) -> None:
    listed = text.split("要更正的单位")[1].split("</table>")[0]
    assert "甲镇" in listed
    assert "本级的" not in listed


def test_a_fault_that_moves_no_figure_of_the_district_is_listed_too(tmp_path: Path) -> None:
    fault = {"fault_kind": "wrong", "report_year": 2025, "outcome": "fail", "title": "一处", "points": 4}
    faults = [
        fault | {"fault_id": "f1", "agency_code": TOWN, "impact_share": 0},
        fault | {"fault_id": "f2", "agency_code": STREET, "impact_share": 0.9, "points": 2},
    ]
    listed = pages_of(write_home(tmp_path, {"faults": faults})).get("/overview").text.split("要更正的单位")[1]
    assert listed.index("乙街道") < listed.index("甲镇")


def test_before_the_deadline_it_counts_the_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gouji_web.pages.overview._today", lambda: date(2026, 1, 20))
    text = home_of(tmp_path, "not_due").get("/overview").text
    assert "2026年1月31日到期，还有 11 天" in text
    assert "1 个还没有报" in text


def test_what_does_not_count_is_taken_away(tmp_path: Path) -> None:
    assert home_of(tmp_path).get("/overview/left-out.xlsx").content.startswith(b"PK")


def test_a_line_ends_at_the_day_it_is_told_of() -> None:
    arrived = {2024: [date(2025, 1, 10), date(2025, 1, 10)], 2025: [date(2026, 1, 5)]}
    drawn = drawing(arrived, 4, DEADLINE, date(2026, 1, 8), 2025)
    assert drawn is not None
    last, this = drawn.lines
    assert (last.count, this.count) == (2, 1)
    assert this.end_x < last.end_x
    assert this.points.count(" ") == 3  # from the first of January flat, up by one on the fifth, flat to the eighth
    assert drawing({2025: []}, 4, DEADLINE, DEADLINE, 2025) is None
