"""A district of five agencies whose points, scores and ranks are worked out on paper.

Weights: timeliness 25, completeness 25, accuracy 30, originality 10, substance 10.

    agency  kind  found in 2023                              points lost                          score  rank  in group
    A       镇    nothing                                    -                                      100     1         1
    B       镇    late                                       20 (timeliness)                         80     4         2
    C       街道  a section missing; two row totals wrong    5 (completeness), 3 + 3 (accuracy)      89     3         1
    D       部门  one table with blanks                      1 (completeness)                        99     2         1
    E       部门  no report                                  everything                               0     5         2

In 2022 nothing was found but a late D (80): A, B, C and E shared rank 1, D had rank 5. Movement = rank of last year
less rank of this year: A 1-1 = 0, B 1-4 = -3, C 1-3 = -2, D 5-2 = 3, E 1-5 = -4.

Bands. Shares kept: A 1 1 1 1 1, B .2 1 1 1 1, C 1 .8 .8 1 1, D 1 .96 1 1 1, E nothing. Whatever the weights, A is
first, E last and D before C. B loses .8 of the weight of timeliness, C about a quarter of completeness and
accuracy together: B passes C when timeliness weighs less than a quarter of the two. With mean weights .25 and .55
that happens now and then (in more than one draw of twenty): both bands are 3 to 4. D falls behind B only when
completeness weighs twenty times what timeliness does (in hardly any draw): its band is 2 to 2.
"""

from decimal import Decimal

import duckdb
import pytest

from gouji.check.faults import fill_faults
from gouji.check.rules import read_rules
from gouji.check.run import build_rankings, charge_points, load_rules
from tests.checks.district import add_agency, add_report, empty_district, expect_report

KINDS = {"A": ("镇", "镇乡"), "B": ("镇", "镇乡"), "C": ("街道", "街道"), "D": ("部门", "部门"), "E": ("部门", "部门")}
REQUESTS = {"A": 0, "B": 3, "C": 12, "D": 60, "E": 7}
FOUND = [
    ("B", 2023, "report_late", []),
    ("C", 2023, "section_missing", []),
    ("C", 2023, "row_total", ["applications.new.total"]),
    ("C", 2023, "row_total", ["applications.granted.total"]),
    ("D", 2023, "cell_blank", ["disputes.review.other"]),
    ("E", 2023, "report_missing", []),
    ("D", 2022, "report_late", []),
]


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = empty_district()
    load_rules(con, read_rules())
    for code, (kind, group) in KINDS.items():
        add_agency(con, code, kind, group)
        for year in (2022, 2023):
            expect_report(con, code, year)
            if (code, year) != ("E", 2023):
                add_report(con, code, year, cells={"applications.new.total": REQUESTS[code]})
    con.execute("UPDATE reports SET published_on = published_on + 20 WHERE report_id IN ('B-2023-1', 'D-2022-1')")
    for number, (code, year, rule, cells) in enumerate(FOUND):
        con.execute(
            "INSERT INTO findings BY NAME SELECT ? AS finding_id, rule, dimension, severity, ? AS agency_code,"
            " ? AS report_year, 'fail' AS outcome, ?::VARCHAR[] AS cells, '说明' AS message, false AS waived, 0 AS points"
            " FROM rules WHERE rule = ?",
            [f"f{number}", code, year, cells, rule],
        )
    fill_faults(con)
    charge_points(con)
    build_rankings(con)
    return con


def rankings(con: duckdb.DuckDBPyConnection, columns: str, year: int = 2023) -> list[tuple]:
    return con.execute(
        f"SELECT agency_code, {columns} FROM rankings WHERE report_year = {year} ORDER BY ALL"
    ).fetchall()


def test_points_lost_name_their_finding_and_cells(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute(
        "SELECT agency_code, rule, cells, points FROM findings WHERE report_year = 2023 ORDER BY finding_id"
    ).fetchall() == [
        ("B", "report_late", [], Decimal(20)),
        ("C", "section_missing", [], Decimal(5)),
        ("C", "row_total", ["applications.new.total"], Decimal(4)),
        ("C", "row_total", ["applications.granted.total"], Decimal(4)),
        ("D", "cell_blank", ["disputes.review.other"], Decimal(1)),
        ("E", "report_missing", [], Decimal(100)),
    ]


def test_scores_by_dimension(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute(
        "SELECT agency_code, list(score::INTEGER ORDER BY d.rowid) FROM scores JOIN dimensions d USING (dimension)"
        " WHERE report_year = 2023 GROUP BY 1 ORDER BY 1"
    ).fetchall() == [
        ("A", [25, 25, 30, 10, 10]),
        ("B", [5, 25, 30, 10, 10]),
        ("C", [25, 20, 22, 10, 10]),
        ("D", [25, 24, 30, 10, 10]),
        ("E", [0, 0, 0, 0, 0]),
    ]


def test_ranks_grades_and_change_of_score(con: duckdb.DuckDBPyConnection) -> None:
    columns = "score::INTEGER, grade, rank, rank_in_group, previous_score::INTEGER, score_change::INTEGER"
    assert rankings(con, columns) == [
        ("A", 100, "优秀", 1, 1, 100, 0),
        ("B", 80, "良好", 4, 2, 100, -20),
        ("C", 87, "良好", 3, 1, 100, -13),
        ("D", 99, "优秀", 2, 1, 80, 19),
        ("E", 0, "不合格", 5, 2, 100, -100),
    ]
    assert rankings(con, "rank, previous_score, score_change", 2022) == [
        ("A", 1, None, None),
        ("B", 1, None, None),
        ("C", 1, None, None),
        ("D", 5, None, None),
        ("E", 1, None, None),
    ]


def test_agencies_without_requests_are_compared_among_themselves_first(con: duckdb.DuckDBPyConnection) -> None:
    assert rankings(con, "request_group, rank_in_request_group, agencies_in_request_group") == [
        ("A", "没有申请", 1, 1),
        ("B", "有申请", 3, 4),
        ("C", "有申请", 2, 4),
        ("D", "有申请", 1, 4),
        ("E", "有申请", 4, 4),
    ]
    assert rankings(con, "rank_low_in_request_group, rank_high_in_request_group") == [
        ("A", 1, 1),
        ("B", 2, 3),
        ("C", 2, 3),
        ("D", 1, 1),
        ("E", 4, 4),
    ]


def test_bands_and_what_drives_them(con: duckdb.DuckDBPyConnection) -> None:
    assert rankings(con, "rank_low, rank_high, rank_low_in_group, rank_high_in_group") == [
        ("A", 1, 1, 1, 1),
        ("B", 3, 4, 2, 2),
        ("C", 3, 4, 1, 1),
        ("D", 2, 2, 1, 1),
        ("E", 5, 5, 2, 2),
    ]
    drivers = dict(rankings(con, "driver"))
    assert (drivers["A"], drivers["E"]) == (None, None)
    assert drivers["B"] == drivers["C"] == "timeliness"


def test_five_agencies_are_too_few_for_classes_of_volume(con: duckdb.DuckDBPyConnection) -> None:
    # E did not report: it counts with the 7 requests of 2022.
    assert rankings(con, "requests, volume_group, rank_in_volume_group, agencies_in_volume_group") == [
        ("A", 0, "没有申请", 1, 1),
        ("B", 3, "1件以上", 3, 4),
        ("C", 12, "1件以上", 2, 4),
        ("D", 60, "1件以上", 1, 4),
        ("E", 7, "1件以上", 4, 4),
    ]


@pytest.mark.parametrize(
    ("volumes", "groups"),
    [
        # Five in every class: as they are.
        ([0] * 5 + [1] * 5 + [10] * 5 + [50] * 5, {0: "没有申请", 1: "1—9件", 10: "10—49件", 50: "50件以上"}),
        # Two large ones join the next class; with six in it that is enough.
        ([0] * 5 + [5] * 5 + [20] * 4 + [99] * 2, {0: "没有申请", 5: "1—9件", 20: "10件以上", 99: "10件以上"}),
        # However few are without requests: they join nobody; nor does anybody join them.
        ([0] * 2 + [5] * 5 + [20] * 5, {0: "没有申请", 5: "1—9件", 20: "10件以上"}),
        ([0] * 9 + [5] * 2 + [20] * 5, {0: "没有申请", 5: "1件以上", 20: "1件以上"}),
        ([0] * 9, {0: "没有申请"}),
    ],
)
def test_small_classes_of_volume_are_merged(volumes: list[int], groups: dict[int, str]) -> None:
    con = empty_district()
    load_rules(con, read_rules())
    for number, requests in enumerate(volumes):
        code = f"{number:03}"
        add_agency(con, code)
        expect_report(con, code, 2023)
        add_report(con, code, 2023, cells={"applications.new.total": requests})
    build_rankings(con)
    found = con.execute("SELECT DISTINCT requests, volume_group FROM rankings ORDER BY 1").fetchall()
    assert dict(found) == groups
