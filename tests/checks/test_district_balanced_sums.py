"""The district's own tables: what counts, what is left out and why, totals worked out anew."""

from decimal import Decimal

import duckdb
import pytest

from gouji.check.run import build_rollups
from tests.checks.district import add_agency, add_report, empty_district, expect_report

PERSON, BUSINESS = "applications.{}.natural_person", "applications.{}.business"


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    """A sound but for a wrong total; B unbalanced; C in the old form; D missing; E with blanks; F no table 四."""
    con = empty_district()
    for code, kind, group in (
        ("A", "镇", "镇乡"), ("B", "镇", "镇乡"), ("C", "部门", "部门"), ("D", "部门", "部门"),
        ("E", "街道", "街道"), ("F", "街道", "街道"), ("Z", "district", "区县政府"),
    ):  # fmt: skip
        add_agency(con, code, kind, group)
        expect_report(con, code, 2023)
    add_report(con, "A", 2023, cells={PERSON.format("new"): 3, PERSON.format("granted"): 3, "applications.*.total": 99})
    add_report(con, "B", 2023, cells={PERSON.format("new"): 5, PERSON.format("granted"): 4, "disputes.review.other": 2})
    add_report(
        con, "C", 2023, form="2019",
        cells={BUSINESS.format("new"): 1, BUSINESS.format("other_undivided"): 1, "disclosure.licensing.decisions": 7},
    )  # fmt: skip
    add_report(
        con, "E", 2023,
        cells={"applications.*": "blank", PERSON.format("new"): 2, PERSON.format("carried_out"): 2, "disclosure.fees.amount": 1.5},
    )  # fmt: skip
    add_report(con, "F", 2023, cells={"disputes.*": "absent", "disclosure.penalties.decisions": 1.5})
    add_report(con, "Z", 2023, cells={PERSON.format("new"): 1000})
    build_rollups(con)
    return con


def value(con: duckdb.DuckDBPyConnection, cell: str, group: str = "all") -> Decimal | None:
    rows = con.execute(
        "SELECT balanced_sum FROM district_balanced_sums WHERE cell = ? AND peer_group = ?", [cell, group]
    ).fetchall()
    assert len(rows) == 1, (cell, group)
    return rows[0][0]


def test_what_is_left_out_says_why(con):
    rows = con.execute(
        "SELECT agency_code, table_code, left_out FROM counted_tables WHERE left_out IS NOT NULL ORDER BY ALL"
    ).fetchall()
    assert rows == [
        ("B", "applications", "总计重算后收办仍不平，相差 1"),
        ("D", "applications", "缺报"),
        ("D", "disclosure", "缺报"),
        ("D", "disputes", "缺报"),
        ("F", "disclosure", "不是合格的件数：第二十条第（六）项 行政处罚·本年处理决定数量 "),
        ("F", "disputes", "报告中未见此表"),
    ]
    assert con.execute("SELECT count(*) FROM counted_tables WHERE agency_code = 'Z'").fetchall() == [(0,)]


def test_figures_are_the_sums_of_the_tables_that_count(con):
    assert value(con, PERSON.format("new")) == 3 + 2
    assert value(con, PERSON.format("new"), "镇乡") == 3
    assert value(con, BUSINESS.format("other_undivided")) == 1
    assert value(con, "disclosure.licensing.decisions") == 7
    assert value(con, "disclosure.fees.amount") == Decimal("1.5")
    assert value(con, "disputes.review.other") == 2  # B's table 四 counts although its table 三 does not
    assert value(con, PERSON.format("new"), "街道") == 2


def test_totals_are_worked_out_anew(con):
    assert value(con, "applications.new.total") == 3 + 1 + 2
    assert value(con, "applications.handled_total.natural_person") == 3
    assert value(con, "applications.handled_total.total") == 3 + 1
    assert value(con, "disputes.review.total") == 2


def test_coverage(con):
    rows = con.execute(
        "SELECT DISTINCT peer_group, split_part(cell, '.', 1), agencies_expected, agencies_counted"
        " FROM district_balanced_sums ORDER BY ALL"
    ).fetchall()
    assert rows == [
        ("all", "applications", 6, 4), ("all", "disclosure", 6, 4), ("all", "disputes", 6, 4),
        ("街道", "applications", 2, 2), ("街道", "disclosure", 2, 1), ("街道", "disputes", 2, 1),
        ("部门", "applications", 2, 1), ("部门", "disclosure", 2, 1), ("部门", "disputes", 2, 1),
        ("镇乡", "applications", 2, 1), ("镇乡", "disclosure", 2, 2), ("镇乡", "disputes", 2, 2),
    ]  # fmt: skip


def test_every_identity_holds(con):
    assert broken_identities(con) == []


def broken_identities(con: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Identities of one year that a district's tables do not satisfy; by the forms' own terms."""
    return con.execute("""
        SELECT district_code, report_year, peer_group, identity, sum(coefficient * balanced_sum) AS difference
        FROM district_balanced_sums JOIN identities USING (form, cell)
        WHERE identity NOT IN (SELECT identity FROM identities WHERE years_back = 1)
        GROUP BY ALL HAVING difference <> 0
    """).fetchall()
