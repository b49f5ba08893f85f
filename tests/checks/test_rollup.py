"""District figures: sums, coverage, kinds against all."""

from decimal import Decimal

import duckdb

from gouji.check.run import build_rollups
from tests.checks.district import add_agency, add_report, empty_district, expect_report


def figures(con: duckdb.DuckDBPyConnection, cell: str, year: int = 2023) -> dict[str, tuple]:
    rows = con.execute(
        "SELECT kind, reported_sum, agencies_expected, agencies_read, agencies_reported, agencies_blank"
        " FROM district_reported_sums"
        " WHERE cell = ? AND report_year = ?",
        [cell, year],
    ).fetchall()
    return {kind: tuple(rest) for kind, *rest in rows}


def district() -> duckdb.DuckDBPyConnection:
    con = empty_district()
    for code, kind in (
        ("A", "镇"),
        ("B", "镇"),
        ("C", "街道"),
        ("D", "街道"),
        ("E", "部门"),
        ("Z", "district"),
    ):
        add_agency(con, code, kind=kind)
        expect_report(con, code, 2023)
    add_report(con, "A", 2023, cells={"applications.new.total": 3, "disputes.*": "absent"})
    add_report(con, "B", 2023, cells={"applications.new.total": "blank"})
    add_report(
        con,
        "C",
        2023,
        form="2019",
        cells={"applications.new.total": 4, "applications.other_undivided.total": 2},
    )
    add_report(con, "E", 2023, current=False, cells={"applications.new.total": 50})
    add_report(
        con,
        "E",
        2023,
        version=2,
        cells={
            "applications.new.total": "not_applicable",
            "applications.other_not_corrected.total": "omitted",
            "applications.other_undivided.total": 5,
        },
    )
    add_report(con, "Z", 2023, cells={"applications.new.total": 100})
    build_rollups(con)
    return con


def test_sums_and_coverage_by_kind_and_for_all() -> None:
    con = district()
    assert figures(con, "applications.new.total") == {
        "镇": (Decimal(3), 2, 2, 1, 1),
        "街道": (Decimal(4), 2, 1, 1, 0),
        "部门": (None, 1, 1, 0, 0),
        "district": (Decimal(100), 1, 1, 1, 0),
        "all": (Decimal(7), 5, 4, 2, 1),
    }


def test_an_undivided_row_stays_a_row_of_its_own() -> None:
    con = district()
    assert figures(con, "applications.other_undivided.total")["all"] == (Decimal(7), 5, 4, 2, 0)
    assert figures(con, "applications.other_not_corrected.total")["all"] == (Decimal(0), 5, 4, 2, 0)


def test_a_table_left_out_counts_as_blank() -> None:
    assert figures(district(), "disputes.review.total")["镇"] == (Decimal(0), 2, 2, 1, 1)


def test_cells_of_every_form_in_use() -> None:
    assert figures(district(), "disclosure.procurement.amount")["all"] == (Decimal(0), 5, 4, 1, 0)
