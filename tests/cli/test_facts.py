"""`gouji facts` and the views it reads, over facts written row by row."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from gouji.cli.main import cli
from tests.pages.small_home import STREET, TOWN, write_home


def fact(ordinal: int, report: str = "r1", agency: str = TOWN, **more: Any) -> dict[str, Any]:
    return {
        "report_id": report, "agency_code": agency, "report_year": 2025, "kind": "disclosed", "unit": "条", "section": 1,
        "text": f"第{ordinal}句", "scope": "own", "ordinal": ordinal, **more,
    }  # fmt: skip


FACTS = [
    fact(1, channel="portal", value=8, parts="add_up"),
    fact(2, channel="portal", field="guide", value=2, part_of=1),
    fact(3, channel="portal", field="budget", value=6, part_of=1),
    fact(4, channel="portal", field="social_aid+health", value=95),
    fact(5, channel="portal", field="social_aid+health", value=95),  # said again
    fact(6, channel="wechat+board", value=30),
    fact(7, channel="wechat", field="news"),
    fact(8, channel="portal", value=5000, scope="wider"),
    fact(9, kind="corner"),
    fact(10, kind="unknown", value=35, label="回收调查表"),
    fact(1, "r2", STREET, field="unknown", value=4, label="飞地动议"),
    fact(2, "r2", STREET, kind="unknown", value=7, label="另外回收调查表"),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    agencies = (("r1", TOWN), ("r2", STREET))
    reports = [
        {"report_id": r, "agency_code": a, "report_year": 2025, "is_current": True, "status": "current", "version": 1}
        for r, a in agencies
    ]
    expected = [{"agency_code": a, "report_year": 2025, "deadline": "2026-01-31", "is_due": True} for _, a in agencies]
    return write_home(tmp_path, {"reports": reports, "expected_reports": expected, "facts": FACTS})


def ask(home: Path, *arguments: str) -> Any:
    answer = CliRunner().invoke(cli, ["facts", "--home", str(home), *arguments], catch_exceptions=False)
    return answer.exit_code, answer.output


def rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "warehouse" / "v1.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


@pytest.fixture
def linked(home: Path) -> Path:
    (home / "warehouse" / "gouji.duckdb").symlink_to(home / "warehouse" / "v1.duckdb")
    return home


def test_a_part_and_what_is_said_twice_count_once_by_channel(home: Path) -> None:
    found = rows(
        home,
        "FROM fact_matters SELECT code, items, shared_items"
        f" WHERE part = 'channel' AND agency_code = '{TOWN}' ORDER BY ALL",
    )
    assert found == [("board", None, 30), ("portal", 103, None), ("wechat", None, 30)]


def test_fields_told_together_are_shown_apart(home: Path) -> None:
    found = rows(
        home,
        f"FROM fact_matters SELECT code, items, shared_items WHERE part = 'field' AND agency_code = '{TOWN}' ORDER BY ALL",
    )
    assert found == [
        ("budget", 6, None), ("guide", 2, None), ("health", None, 95), ("news", None, None), ("social_aid", None, 95),
    ]  # fmt: skip


def test_coverage_counts_agencies_that_tell_it(home: Path) -> None:
    found = rows(home, "FROM fact_coverage SELECT kind, reports, telling, with_figure WHERE facts > 0 ORDER BY kind")
    assert found == [("corner", 2, 1, 0), ("disclosed", 2, 2, 2), ("unknown", 2, 2, 2)]
    assert rows(home, "FROM fact_coverage SELECT telling WHERE kind = 'training'") == [(0,)]


def test_unplaced_wordings_by_frequency(linked: Path) -> None:
    code, output = ask(linked, "--unknown", "--json")
    assert code == 0
    assert [(r["form"], r["unplaced"], r["facts"], r["agencies"]) for r in json.loads(output)] == [
        ("回收调查表◇条", "kind", 2, 2),
        ("飞地动议◇条", "field", 1, 1),
    ]
    assert "飞地动议◇条" in ask(linked, "--unknown")[1]


def test_the_comparison_and_the_facts_of_a_kind(linked: Path) -> None:
    code, output = ask(linked)
    assert code == 0
    assert all(words in output for words in ("公开专区", "政府网站", "103", "社会救助"))
    assert [r["ordinal"] for r in json.loads(ask(linked, "--kind", "corner", "--json")[1])] == [9]
    assert json.loads(ask(linked, "--json")[1])[0]["kind"] == "disclosed"


def test_an_unknown_kind_and_an_empty_home_are_refused(linked: Path, tmp_path: Path) -> None:
    code, output = ask(linked, "--kind", "nonsense")
    assert code == 2
    assert "training" in output
    assert ask(tmp_path / "nowhere")[0] == 2
