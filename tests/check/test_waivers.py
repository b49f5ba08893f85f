"""Waivers: what they cover, when they lapse, and what malformed rows say."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gouji.check.run import charge_points, compare_reports
from gouji.check.waivers import apply_waivers
from gouji.desk.waivers import read_waivers, waiver_files
from tests.checks.district import add_agency, add_report, empty_district, expect_report, judge

pytestmark = pytest.mark.slow

DAY = date(2026, 2, 1)
HEAD = "rule,agency,year,cells,reason,who,until\n"


@pytest.fixture
def con():
    """One town whose dispute totals are wrong in two groups."""
    con = empty_district()
    add_agency(con, "1001")
    expect_report(con, "1001", 2023)
    add_report(con, "1001", 2023, cells={"disputes.review.total": 2, "disputes.litigation_direct.total": 3})
    compare_reports(con)
    judge(con)
    return con


def waive(con, folder: Path, text: str, day: date = DAY, remembered: str | None = None) -> list[tuple]:
    """(state, findings covered, problem) of every row of a waiver file of that text."""
    file = folder / "豁免.csv"
    file.write_text(text, encoding="utf-8")
    apply_waivers(con, read_waivers([file]), day, remembered)
    charge_points(con)
    return con.execute("SELECT state, findings, problem FROM waivers ORDER BY source").fetchall()


def waived(con) -> list[tuple]:
    return con.execute(
        "SELECT cells[-1], waived, points FROM findings WHERE rule = 'dispute_total' ORDER BY ALL"
    ).fetchall()


def cells(con, row: str) -> str:
    query = "SELECT cells FROM findings WHERE rule = 'dispute_total' AND list_contains(cells, ?)"
    return "|".join(con.execute(query, [f"disputes.{row}.total"]).fetchall()[0][0])


def test_a_waived_finding_stays_marked_and_costs_nothing(con, tmp_path):
    line = f"dispute_total,1001,2023,{cells(con, 'review')},并案,区办,2026-12-31\n"
    assert waive(con, tmp_path, HEAD + line) == [("in_force", 1, None)]
    assert waived(con) == [
        ("disputes.litigation_direct.upheld", False, Decimal(4)),
        ("disputes.review.upheld", True, Decimal(0)),
    ]


def test_without_cells_every_finding_of_the_rule_is_waived_and_the_agency_may_be_named(con, tmp_path):
    assert waive(con, tmp_path, HEAD + "dispute_total,机关1001,2023,,并案,区办,\n") == [("in_force", 2, None)]
    assert [row[1:] for row in waived(con)] == [(True, Decimal(0)), (True, Decimal(0))]
    assert waive(con, tmp_path, HEAD) == []
    assert [row[1] for row in waived(con)] == [False, False]


def test_a_waiver_ends_with_its_last_day(con, tmp_path):
    text = HEAD + "dispute_total,1001,2023,,并案,区办,2026-02-01\n"
    assert waive(con, tmp_path, text)[0][0] == "in_force"
    state, _, problem = waive(con, tmp_path, text, date(2026, 2, 2))[0]
    assert state == "expired"
    assert "2026-02-01" in problem
    assert [row[1] for row in waived(con)] == [False, False]


def test_a_waiver_lapses_when_the_figures_change_even_if_the_sums_do_not(con, tmp_path):
    text = HEAD + f"dispute_total,1001,2023,{cells(con, 'review')},并案,区办,\n"
    waive(con, tmp_path, text)
    con.execute("CREATE TABLE before AS FROM waivers")
    assert waive(con, tmp_path, text, DAY, "before")[0][0] == "in_force"
    con.execute("UPDATE cells SET value = 1 WHERE cell = 'disputes.review.upheld'")
    judge(con)
    state, _, problem = waive(con, tmp_path, text, DAY, "before")[0]
    assert state == "lapsed"
    assert "gouji waive" in problem
    assert not any(row[1] for row in waived(con))
    new = con.execute("SELECT figures_now FROM waivers").fetchall()[0][0]
    renewed = (
        f"rule,agency,year,reason,who,figures,cells\ndispute_total,1001,2023,并案,区办,{new},{cells(con, 'review')}\n"
    )
    assert waive(con, tmp_path, renewed, DAY, "before")[0][0] == "in_force"


def test_malformed_rows_are_rows_with_a_message(con, tmp_path):
    text = HEAD + (
        "no_such_rule,1001,2023,,并案,区办,\n"
        "dispute_total,9999,2023,,并案,区办,\n"
        "dispute_total,1001,23年,,并案,区办,\n"
        "dispute_total,1001,2023,,,区办,\n"
        "dispute_total,1001,2023,,并案,区办,年底\n"
        "balance,1001,2023,,并案,区办,\n"
    )
    rows = waive(con, tmp_path, text)
    assert [state for state, *_ in rows] == ["malformed"] * 5 + ["matches_nothing"]
    for (_, _, problem), words in zip(
        rows, ("no_such_rule", "9999", "23年", "reason", "年底", "没有与之相符"), strict=True
    ):
        assert words in problem
    assert not any(row[1] for row in waived(con))


def test_a_file_that_is_no_csv_is_a_row_too(con, tmp_path):
    rows = waive(con, tmp_path, "只有一行没有列名的文字\n第二行\n")
    assert rows[0][0] == "malformed"
    assert "rule" in rows[0][2]


def test_files_of_the_project_and_of_the_home(tmp_path):
    (tmp_path / "waivers").mkdir()
    for name in ("乙.csv", "甲.csv", "说明.txt"):
        (tmp_path / "waivers" / name).write_text(HEAD, encoding="utf-8")
    assert {file.name for file in waiver_files(tmp_path)} - {file.name for file in waiver_files()} == {
        "乙.csv",
        "甲.csv",
    }
