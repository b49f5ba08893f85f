"""排名: places, the faults behind them, groups, and what a tie says."""

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from tests.pages.small_home import DISTRICT, pages_of, write_home

CODES = [f"99010100{number}000" for number in range(1, 6)]


def ranked(at: int, score: float, place: int, group: str, **more: Any) -> dict[str, Any]:
    return {"agency_code": CODES[at], "report_year": 2025, "district_code": DISTRICT, "peer_group": group, "status": "reported",
            "score": score, "rank": place, "rank_in_group": 1, "rank_low": place, "rank_high": place, **more}  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    fault = {"fault_id": "f1", "fault_kind": "late", "agency_code": CODES[4], "report_year": 2025, "title": "迟报 8 天", "points": 20}  # fmt: skip
    home = write_home(
        tmp_path_factory.mktemp("home"),
        {
            "agencies": [
                {"agency_code": code, "district_code": DISTRICT, "name": f"第{at}单位", "kind": "district" if at == 0 else "镇", "peer_group": "镇"}
                for at, code in enumerate(CODES)
            ],
            "rankings": [
                ranked(0, 50, 0, "本级", rank=None),
                *(ranked(at, 100, 1, "镇" if at < 3 else "街", grade="优秀", score_change=2) for at in (1, 2, 3)),
                ranked(4, 80, 4, "街", rank_in_group=2, rank_low=3, status="late", grade="良好"),
            ],
            "fault_kinds": [{"fault_kind": "late", "title": "迟报", "points": 20}],
            "faults": [fault, fault | {"fault_id": "f2", "points": 0, "title": "不扣分的"}],
        },
    )  # fmt: skip
    return pages_of(home)


def names(text: str) -> list[str]:
    rows = text.split('<th scope="row">')[1:]
    return [row.split("</a>")[0].split(">")[-1] for row in rows if "agency=" in row.split("</th>")[0]]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["第1单位", "第2单位", "第3单位", "第4单位"]),  # the district's own is ranked with nobody
        ("?sort=score", ["第4单位", "第1单位", "第2单位", "第3单位"]),
        ("?by=peers&group=街", ["第3单位", "第4单位"]),
        ("?by=peers&group=本级", ["第0单位"]),
        ("?text=迟报", ["第4单位"]),
        ("?by=nonsense", ["第1单位", "第2单位", "第3单位", "第4单位"]),
    ],
)
def test_every_comparison_is_an_address(pages: TestClient, query: str, shown: list[str]) -> None:
    answer = pages.get(f"/ranking{query}")
    assert answer.status_code == 200
    assert names(answer.text) == shown


def test_points_lost_name_their_faults(pages: TestClient) -> None:
    text = pages.get("/ranking").text
    assert "<b>−20.0</b>" in text
    assert "#fault-f1" in text
    assert "不扣分的" not in text
    assert "3-4" in text


def test_a_tie_of_most_is_said(pages: TestClient) -> None:
    assert "4 个单位中有 3 个同为 100.0 分，并列第 1 名" in pages.get("/ranking").text
    assert "并列第" not in pages.get("/ranking?by=peers&group=街").text


def test_the_ranking_is_taken_away_with_its_faults(pages: TestClient) -> None:
    sheet = (
        CalamineWorkbook.from_filelike(io.BytesIO(pages.get("/ranking.xlsx").content))
        .get_sheet_by_name("排名")
        .to_python()
    )
    assert sheet[0][:4] == ["名次", "单位", "组别", "得分"]
    assert "迟报 8 天（扣 20.0 分）" in sheet[4]
