"""雷同: only beyond the limit, each pair once, from the side of who came later."""

from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.pages.small_home import STREET, TOWN, pages_of, write_home

REPORTS = {"a": (TOWN, 2025), "b": (STREET, 2025), "a24": (TOWN, 2024)}
SHARED = "围绕水源巡护，复核清单"


def alike(mine: str, other: str, kind: str, number: int, share: float, *passages: str) -> dict[str, Any]:
    (agency, year), (other_agency, other_year) = REPORTS[mine], REPORTS[other]
    return {"report_id": mine, "agency_code": agency, "report_year": year, "other_report_id": other,
            "other_agency_code": other_agency, "other_report_year": other_year, "kind": kind, "scope": "district", "section": number,
            "containment": share, "passages": list(passages), "other_passages": list(passages)}  # fmt: skip


def home_of(folder: Any, *similarities: dict[str, Any], days: tuple[int, int] = (12, 20)) -> TestClient:
    published = dict(zip(("a", "b"), days, strict=True))
    home = write_home(
        folder,
        {
            "thresholds": [{"threshold": name, "value": 0.5, "date": date(2026, 1, 1), "reason": ""} for name in ("alike_peer_share", "alike_last_year_share")],
            "similarities": similarities,
            "reports": [
                {"report_id": report, "agency_code": agency, "report_year": year, "is_current": True, "status": "current",
                 "published_on": date(2026, 1, published[report]) if report in published else None}
                for report, (agency, year) in REPORTS.items()
            ],
            "sections": [
                {"report_id": report, "agency_code": agency, "report_year": year, "section": 1, "heading": "一、总体情况", "text": f"{report}：围绕水源\n巡护，复核清单。别的话。"}
                for report, (agency, year) in REPORTS.items()
            ],
        },
    )  # fmt: skip
    return pages_of(home)


def test_only_what_is_beyond_the_limit_is_listed_each_pair_once(tmp_path: Any) -> None:
    pages = home_of(
        tmp_path,
        alike("a", "b", "peer", 1, 0.55, SHARED),
        alike("b", "a", "peer", 1, 0.61, SHARED),
        alike("b", "a", "peer", 5, 0.32),
        alike("a", "a24", "last_year", 0, 0.49),
        alike("a", "a24", "last_year", 1, 0.9),  # one section alone is not what the check counts
    )
    text = pages.get("/alike").text
    assert "1 条" in text
    assert "第一部分 61%、第五部分 32%" in text
    assert "对方早 8 天：2026年1月12日，本单位 2026年1月20日" in text


def test_whole_sections_stand_side_by_side_with_the_shared_passages_marked(tmp_path: Any) -> None:
    pages = home_of(tmp_path, alike("b", "a", "peer", 1, 0.8, SHARED))
    text = pages.get("/alike?open=peer-b-a").text
    assert text.count("<mark>围绕水源\n巡护，复核清单</mark>") == 2
    assert text.index("b：<mark>") < text.index("a：<mark>")
    assert "这个版本里没有" in pages.get("/alike?open=peer-x-y").text


@pytest.mark.parametrize(("days", "words"), [((12, 12), "同日公布"), ((20, 12), "对方早 8 天")])
def test_who_was_first_is_said_where_it_is_known(tmp_path: Any, days: tuple[int, int], words: str) -> None:
    pages = home_of(tmp_path, alike("a", "b", "peer", 1, 0.8), alike("b", "a", "peer", 1, 0.4), days=days)
    assert words in pages.get("/alike").text


def test_nothing_beyond_the_limit_is_said(tmp_path: Any) -> None:
    assert "没有超过门槛的雷同" in home_of(tmp_path, alike("a", "b", "peer", 1, 0.3)).get("/alike").text


def test_what_is_shared_with_another_district_is_told_from_ones_own_side(tmp_path: Any) -> None:
    far, far_agency = "120101000000", "120101003000"
    row = alike("a", "b", "elsewhere", 1, 0.7, SHARED) | {"other_agency_code": far_agency, "scope": "nation"}
    home = write_home(
        tmp_path,
        {
            "districts": [{"district_code": "990101000000", "name": "甲区"}, {"district_code": far, "name": "远县"}],
            "agencies": [
                {"agency_code": TOWN, "district_code": "990101000000", "name": "甲镇"},
                {"agency_code": far_agency, "district_code": far, "name": "远镇"},
            ],
            "thresholds": [{"threshold": "alike_peer_share", "value": 0.5, "date": date(2026, 1, 1), "reason": ""}],
            "similarities": [row, row | {"other_report_id": "c", "other_report_year": 2024}],
            "reports": [
                {"report_id": id, "agency_code": agency, "report_year": year, "is_current": True, "published_on": day}
                for id, agency, year, day in (
                    ("a", TOWN, 2025, date(2026, 1, 12)),
                    ("b", far_agency, 2025, date(2026, 1, 20)),
                    ("c", far_agency, 2024, None),
                )
            ],
        },
    )
    pages = pages_of(home)
    text = pages.get("/alike?district=990101000000&year=2025&kind=elsewhere").text
    assert "远县 远镇 2025 年度" in text
    assert "对方晚 8 天：2026年1月20日，本单位 2026年1月12日" in text
    assert "对方在先：2024 年度的报告" in text
    assert "没有超过门槛的雷同" in pages.get(f"/alike?district={far}&year=2025").text
