"""Bounds of figures and of a district's sums, worked out by hand; the simulation is bench/bounds.py."""

from decimal import Decimal
from typing import Any

import duckdb
import pytest

from bench.bounds import simulate
from gouji.check.run import build_rollups
from tests.checks.district import add_agency, add_report, empty_district, expect_report, judge

pytestmark = pytest.mark.slow

# Five requests, all granted, of natural persons and businesses.
_FIVE = {
    f"applications.{row}.{column}": value
    for row in ("new", "granted", "handled_total")
    for column, value in (("natural_person", 3), ("business", 2), ("total", 5))
}
_PENALTIES = "disclosure.penalties.decisions"
_COLUMNS = ("natural_person", "business", "research", "nonprofit", "legal_service", "other_organisation")
# Four requests, told in the row that stands for three.
_UNDIVIDED = {
    **dict.fromkeys((f"applications.other_{row}.*" for row in ("not_corrected", "fee_unpaid", "other")), "omitted"),
    **{f"applications.other_undivided.{column}": 0 for column in _COLUMNS},
    **{
        f"applications.{row}.{c}": 4
        for row in ("new", "handled_total", "other_undivided")
        for c in ("business", "total")
    },
}
# By district what its agencies wrote in 2023; None: the report is missing.
_DISTRICTS: dict[str, list[dict[str, Any] | None]] = {
    "one blank": [_FIVE | {"applications.new.business": "blank"}],
    "two blanks": [
        {"disputes.review.total": 7, "disputes.review.upheld": 4}
        | dict.fromkeys(("disputes.review.other", "disputes.review.pending"), "blank")
    ],
    "no identity": [_FIVE | {"disclosure.licensing.decisions": "blank"}, _FIVE],
    "missing": [_FIVE, None],
    "doubtful": [_FIVE | {"applications.handled_total.total": 9}, _FIVE],
    "undivided": [_UNDIVIDED],
    "peers": [{_PENALTIES: 20}] * 6 + [None],
}


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    """Every district of the list; in `peers` six had 10 penalties last year and the seventh, now missing, 30."""
    con = empty_district()
    for district, reports in _DISTRICTS.items():
        for number, cells in enumerate(reports):
            code = f"{district} {number}"
            add_agency(con, code, district=district)
            expect_report(con, code, 2023)
            if cells is not None:
                add_report(con, code, 2023, cells=cells)
            if district == "peers":
                expect_report(con, code, 2022)
                add_report(con, code, 2022, cells={_PENALTIES: 10 if cells else 30})
    judge(con)
    build_rollups(con)
    return con


def bounds(con: duckdb.DuckDBPyConnection, district: str) -> dict[str, tuple]:
    rows = con.execute(
        "SELECT cell, least, most, likeliest, reason FROM cell_bounds WHERE agency_code = ? ORDER BY ALL",
        [f"{district} 0"],
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def sums(
    con: duckdb.DuckDBPyConnection, district: str, cell: str, columns: str = "reported_sum, least, most"
) -> list[tuple]:
    return con.execute(
        f"SELECT {columns} FROM district_reported_sums WHERE kind = 'all' AND report_year = 2023 AND district_code = ? AND cell = ?",
        [district, cell],
    ).fetchall()


def test_one_blank_is_what_the_identities_make_it(con: duckdb.DuckDBPyConnection) -> None:
    assert bounds(con, "one blank") == {"applications.new.business": (2, 2, 2, "not_given")}
    assert sums(con, "one blank", "applications.new.business") == [(None, 2, 2)]


def test_two_blanks_share_what_is_left_between_them(con: duckdb.DuckDBPyConnection) -> None:
    assert bounds(con, "two blanks") == dict.fromkeys(
        ("disputes.review.other", "disputes.review.pending"), (0, 3, None, "not_given")
    )


def test_a_blank_without_an_identity_has_no_upper_bound_and_a_missing_report_neither(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert sums(con, "no identity", "disclosure.licensing.decisions") == [(0, 0, None)]
    assert sums(con, "no identity", "applications.new.total") == [(10, 10, 10)]
    assert sums(con, "missing", "applications.new.total") == [(5, 5, None)]


def test_a_doubtful_figure_is_between_what_is_reported_and_its_only_repair_and_moves_the_district_by_that(
    con: duckdb.DuckDBPyConnection,
) -> None:
    cell = "applications.handled_total.total"
    assert bounds(con, "doubtful") == {cell: (5, 9, 5, "doubtful")}
    assert sums(con, "doubtful", cell, "reported_sum, least, most, agencies_doubtful") == [(14, 10, 14, 1)]
    whose = "agency_code = 'doubtful 0' AND impact IS NOT NULL"
    assert con.execute(f"SELECT impact, impact_cell FROM faults WHERE {whose}").fetchall() == [(Decimal(4), cell)]
    assert con.execute(f"SELECT DISTINCT impact FROM findings WHERE {whose}").fetchall() == [(Decimal(4),)]


def test_rows_that_another_stands_for_are_between_nothing_and_what_stands_there(con: duckdb.DuckDBPyConnection) -> None:
    found = bounds(con, "undivided")
    assert found["applications.other_other.total"] == (0, 4, None, "not_given")
    assert found["applications.other_other.research"] == (0, 0, 0, "not_given")
    assert len(found) == 21


def test_what_is_not_there_is_estimated_by_last_year_and_by_how_the_peers_changed(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """The peers have twice what they had, each: 60 are expected, and nothing speaks for more or less."""
    columns = "reported_sum, least, most, estimate, estimate_low, estimate_high"
    assert sums(con, "peers", _PENALTIES, columns) == [(120, 120, None, 180, 180, 180)]
    assert sums(con, "missing", "applications.new.total", "estimate") == [(None,)]  # one peer says nothing


def test_a_missing_report_moves_the_district_by_what_it_had_last_year(con: duckdb.DuckDBPyConnection) -> None:
    missing = con.execute("SELECT impact, impact_cell FROM faults WHERE agency_code = 'peers 6' AND report_year = 2023")
    assert missing.fetchall() == [(Decimal(30), _PENALTIES)]


def test_the_truth_is_within_the_bounds_of_simulated_districts() -> None:
    """A short form of bench/bounds.py, which tries a thousand: every hard bound holds, and most of the intervals."""
    outcome = simulate(districts=6, seed=3)
    assert outcome.cells == 6 * 200
    assert outcome.outside == []
    assert sum(outcome.intervals.values()) > 40
    assert outcome.coverage > 0.75
