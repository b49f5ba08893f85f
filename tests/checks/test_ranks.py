"""Points, scores and ranks of small districts worked out by hand."""

from decimal import Decimal

import duckdb
import pytest

from gouji.check.run import build_rankings, charge_points
from tests.checks.district import add_agency, add_report, empty_district, expect_report, judge

pytestmark = pytest.mark.slow


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """Townships: A and B faultless, C late, D missing, E not due; the district itself faultless."""
    con = empty_district()
    for code in "ABCDE":
        add_agency(con, code)
        expect_report(con, code, 2023, due=code != "E")
    add_agency(con, "Z", kind="district", peer_group="区县政府")
    add_agency(con, "S", kind="街道", peer_group="街道")
    for code in "ZS":
        expect_report(con, code, 2023)
    for code in "ABZ":
        add_report(con, code, 2023)
    add_report(con, "C", 2023, days_late=3)
    add_report(con, "S", 2023, days_late=3, sections=(1, 2, 3, 4, 5))
    judge(con)
    build_rankings(con)
    return con


def test_ranks_of_a_small_district(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "SELECT agency_code, status, score, rank, rank_in_group, agencies, agencies_in_group FROM rankings ORDER BY 1"
    ).fetchall()
    assert rows == [
        ("A", "reported", Decimal(100), 1, 1, 5, 4),
        ("B", "reported", Decimal(100), 1, 1, 5, 4),
        ("C", "late", Decimal(80), 3, 3, 5, 4),
        ("D", "missing", Decimal(0), 5, 4, 5, 4),
        ("E", "not_due", None, None, None, 5, 4),
        ("S", "late", Decimal(75), 4, 1, 5, 1),
        ("Z", "reported", Decimal(100), None, 1, 5, 1),
    ]


def test_every_point_lost_names_its_finding(con: duckdb.DuckDBPyConnection) -> None:
    unexplained = con.execute("""
        SELECT agency_code
        FROM (SELECT agency_code, sum(lost) AS lost FROM scores GROUP BY agency_code)
        LEFT JOIN (SELECT agency_code, sum(points) AS points FROM findings GROUP BY agency_code)
            USING (agency_code)
        WHERE lost <> coalesce(points, 0)
    """).fetchall()
    assert unexplained == []


def test_a_missing_report_keeps_nothing_in_any_dimension(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("SELECT sum(lost), sum(score), count(*) FROM scores WHERE agency_code = 'D'").fetchall() == [
        (Decimal(100), Decimal(0), 5)
    ]
    assert con.execute("SELECT count(*) FROM scores WHERE agency_code = 'E'").fetchall() == [(0,)]


def test_a_waived_finding_costs_nothing_and_an_excused_agency_is_not_ranked(
    con: duckdb.DuckDBPyConnection,
) -> None:
    con.execute("UPDATE findings SET waived = true WHERE agency_code IN ('C', 'D')")
    charge_points(con)
    build_rankings(con)
    assert con.execute(
        "SELECT agency_code, score, rank, agencies FROM rankings WHERE agency_code IN ('C', 'D') ORDER BY 1"
    ).fetchall() == [("C", Decimal(100), 1, 4), ("D", None, None, 4)]


def test_a_dimension_costs_no_more_than_its_weight() -> None:
    con = empty_district()
    add_agency(con, "A")
    expect_report(con, "A", 2023)
    # Three sections gone with their tables (10 each) and three without (5 each): 45 in a dimension of 25.
    add_report(con, "A", 2023, form=None, sections=())
    judge(con)
    build_rankings(con)
    points = con.execute(
        "SELECT rule, count(*), sum(points) FROM findings WHERE outcome = 'fail' GROUP BY rule ORDER BY rule"
    ).fetchall()
    assert points == [("section_missing", 6, Decimal(0)), ("table_missing", 3, Decimal(25))]
    faults = con.execute("SELECT fault_kind, count(*), sum(points) FROM faults GROUP BY ALL ORDER BY ALL").fetchall()
    assert faults == [("section_missing", 3, Decimal(0)), ("table_missing", 3, Decimal(25))]
    assert con.execute("SELECT lost, score, findings FROM scores WHERE dimension = 'completeness'").fetchall() == [
        (Decimal(25), Decimal(0), 3)
    ]


def test_cannot_tell_costs_nothing_and_one_wrong_row_its_points() -> None:
    con = empty_district()
    for code in "AB":
        add_agency(con, code)
        expect_report(con, code, 2023)
    add_report(
        con,
        "A",
        2023,
        cells={"applications.new.natural_person": "not_applicable", "disputes.review.other": "blank"},
    )
    add_report(
        con,
        "B",
        2023,
        cells={
            "applications.granted_partial.total": 1,
            "applications.handled_total.total": 1,
            "applications.handled_total.business": 1,
            "applications.granted.business": 1,
            "applications.granted.total": 0,
            "applications.new.business": 1,
            "applications.new.total": 1,
        },
    )
    judge(con)
    # A: one blank (1 point) leaves an identity open, which is not told again. B: two rows, one wrong place.
    assert con.execute("SELECT agency_code, rule, outcome, points FROM findings ORDER BY ALL").fetchall() == [
        ("A", "cell_blank", "fail", Decimal(1)),
        ("B", "row_total", "fail", Decimal(0)),
        ("B", "row_total", "fail", Decimal(4)),
    ]


def test_findings_are_the_same_every_time_and_their_ids_unique(con: duckdb.DuckDBPyConnection) -> None:
    before = con.execute("SELECT * FROM findings").fetchall()
    judge(con)
    assert con.execute("SELECT * FROM findings").fetchall() == before
    assert len({row[0] for row in before}) == len(before)


def test_an_agency_whose_report_may_be_what_could_not_be_read_is_not_called_missing(
    con: duckdb.DuckDBPyConnection,
) -> None:
    con.execute("""
        INSERT INTO documents BY NAME
        SELECT 'x' AS document_id, '收件/机关D2023年年报.pdf' AS source, 1 AS size_bytes, '' AS archive_path,
            'unreadable' AS document_state, '有口令' AS problem, 0 AS report_count, 1 AS version, true AS in_force
    """)
    judge(con)
    build_rankings(con)
    told = con.execute("SELECT outcome, points, message FROM findings WHERE rule = 'report_missing'").fetchall()
    assert [row[:2] for row in told] == [("cannot_tell", Decimal(0))]
    assert "机关D2023年年报.pdf未能读出" in told[0][2]
    assert con.execute("SELECT score, rank FROM rankings WHERE agency_code = 'D'").fetchall() == [(None, None)]
