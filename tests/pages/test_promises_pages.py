"""承诺 of 单位 and 承诺事项 of 数据: last year's measures beside this year's words, and who promises what."""

import io
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from gouji_web.wording import PROMISE
from tests.pages.small_home import STREET, TOWN, pages_of, write_home


def promise(agency: str, year: int, ordinal: int, **more: object) -> dict[str, object]:
    return {"report_id": f"{agency}-{year}", "agency_code": agency, "report_year": year, "ordinal": ordinal, "section": 5,
            "promise_state": "open", "matters": ["training"], **more}  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    then = {"next_report_id": f"{TOWN}-2025"}
    rows = [
        promise(
            TOWN,
            2024,
            1,
            problem="业务<b>生疏</b>",
            measure="举办轮训",
            promise_state="taken_up",
            answer="办班三期。",
            answer_section=1,
            **then,
        ),
        promise(
            TOWN,
            2024,
            2,
            measure="印制折页",
            promise_state="repeated",
            promised_again="印制折页",
            matters=["publicity"],
            **then,
        ),
        promise(TOWN, 2024, 3, measure="添置屏幕", promise_state="not_mentioned", matters=["zone"], **then),
        promise(TOWN, 2024, 4, problem="人手少", promise_state="no_measure", matters=["staff"]),
        promise(TOWN, 2025, 1, problem="折页少", measure="印制折页", matters=["publicity"]),
        promise(TOWN, 2025, 2, problem="屏幕旧", promise_state="no_measure", matters=["zone"]),
        promise(STREET, 2025, 1, measure="跟班学习"),
        promise(STREET, 2024, 1, measure="办讲座"),
    ]
    home = write_home(
        tmp_path_factory.mktemp("home"),
        {
            "promises": rows,
            "promise_matters": [{"matter": matter, "title": title, "position": n} for n, (matter, title) in enumerate(
                [("training", "业务培训"), ("publicity", "宣传"), ("zone", "线下专区"), ("staff", "人员")], 1)],
            "reports": [
                {"report_id": f"{code}-{year}", "document_id": f"{code}-{year}", "agency_code": code, "report_year": year,
                 "version": 1, "is_current": True, "status": "current"}
                for code in (TOWN, STREET) for year in (2024, 2025)
            ],
            "sections": [{"report_id": f"{TOWN}-2025", "agency_code": TOWN, "report_year": 2025, "section": 1, "heading": "一、总体情况", "text": "办班三期。"}],
        },
    )  # fmt: skip
    return pages_of(home)


def section_of(page: str) -> str:
    return page.partition('id="promises"')[2].partition("</section>")[0]


def test_last_years_measures_stand_beside_this_years_words(pages: TestClient) -> None:
    found = section_of(pages.get(f"/agency?agency={TOWN}&year=2025").text)
    assert "上年的改进措施 3 条：有做法 1 条，原样再提 1 条，没有提到 1 条" in found
    assert "业务&lt;b&gt;生疏&lt;/b&gt;" in found
    places = [found.index(words) for words in ("举办轮训", "办班三期。", "一、总体情况", "添置屏幕")]
    assert places == sorted(places)
    assert [found.count(PROMISE[state]) for state in ("planned", "cannot_tell")] == [0, 0]
    assert "不扣分" in found


def test_this_years_problems_stand_beside_their_measures(pages: TestClient) -> None:
    found = section_of(pages.get(f"/agency?agency={TOWN}&year=2025").text).partition("逐条对应")[2]
    assert "（2 行）" in found
    assert found.index("折页少") < found.index("印制折页") < found.index("屏幕旧") < found.index("没有看到相应的措施")


def test_a_report_without_a_year_before_says_so(pages: TestClient) -> None:
    found = section_of(pages.get(f"/agency?agency={TOWN}&year=2024").text)
    assert "没有上年的改进措施可以对照" in found
    assert "举办轮训" in found


def test_what_a_districts_agencies_promise_by_matter(pages: TestClient) -> None:
    page = pages.get("/figures?view=promises&year=2025").text
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    lines = [
        [cell.partition("<")[0] for cell in line.split('<td class="number">')[1:]] for line in table.split("<tr")[1:]
    ]
    assert [line.partition("</a>")[0].rpartition(">")[2] for line in table.split("<tr")[1:]] == [
        "业务培训",
        "宣传",
        "线下专区",
    ]
    assert lines == [["1", "2", "1", "1", "0", "0"], ["1", "1", "1", "0", "1", "0"], ["0", "1", "1", "0", "0", "1"]]


def test_whose_measures_a_matter_counts(pages: TestClient) -> None:
    page = pages.get("/figures?view=promises&year=2025&matter=training").text
    listed = page.partition('id="measures"')[2]
    assert [listed.count(words) for words in ("举办轮训", "跟班学习", "办讲座", "印制折页")] == [1, 1, 1, 0]
    assert f"agency={TOWN}" in listed


def test_last_years_measures_of_a_district_as_a_workbook(pages: TestClient) -> None:
    answer = pages.get("/figures/promises.xlsx?year=2025")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[:5] for row in rows] == [
        ["单位", "组别", "上年说的问题", "上年的改进措施", "今年"],
        ["甲镇", "镇街", "业务<b>生疏</b>", "举办轮训", "有做法"],
        ["甲镇", "镇街", "", "印制折页", "原样再提"],
        ["甲镇", "镇街", "", "添置屏幕", "没有提到"],
    ]
    assert rows[1][5:] == ["办班三期。", "", "业务培训"]


@pytest.mark.parametrize(
    "address", ["/figures?view=promises&year=2024&matter=%3Cb%3E", f"/agency?agency={STREET}&year=2025"]
)
def test_what_is_not_there_is_no_error(pages: TestClient, address: str) -> None:
    assert pages.get(address).status_code == 200


def test_a_version_made_before_promises_were_read_is_shown_without(tmp_path: Path) -> None:
    report = {
        "report_id": "r",
        "document_id": "d",
        "agency_code": TOWN,
        "report_year": 2025,
        "version": 1,
        "is_current": True,
    }
    home = write_home(tmp_path, {"reports": [report]})
    with duckdb.connect(str(home / "warehouse" / "v1.duckdb")) as con:
        con.execute("DROP TABLE promises; DROP TABLE promise_matters")
    pages = pages_of(home)
    assert pages.get(f"/agency?agency={TOWN}&year=2025").status_code == 200
    assert "没有读到改进措施" in pages.get("/figures?view=promises").text
