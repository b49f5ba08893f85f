"""The table `repairs`: what a clerk is told to change, on small districts."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.check.repair.decode import decode
from gouji.check.repair.fill import _TROUBLED, fill_repairs
from gouji.check.repair.inputs import Gathered
from gouji.check.run import run_checks
from gouji.core.forms import load_forms
from tests.checks.district import add_agency, add_report, empty_district, expect_report

pytestmark = pytest.mark.slow

ONE = {
    "applications.new.natural_person": 5,
    "applications.new.business": 2,
    "applications.new.total": 7,
    "applications.granted.natural_person": 4,
    "applications.granted.business": 2,
    "applications.granted.total": 6,
    "applications.handled_total.natural_person": 4,
    "applications.handled_total.business": 2,
    "applications.handled_total.total": 6,
    "applications.carried_out.natural_person": 1,
    "applications.carried_out.total": 1,
}


def repairs_of(*years: dict[str, Any], statements: dict[str, int] | None = None, fill: int | str = 0) -> list[dict]:
    """The repairs of one agency's reports of 2023 and before, the last one's only."""
    con = empty_district()
    add_agency(con, "1")
    for back, cells in enumerate(reversed(years)):
        expect_report(con, "1", 2023 - back)
        report = add_report(con, "1", 2023 - back, fill=fill, cells=cells)
        for kind, value in (statements or {}).items() if back == 0 else ():
            con.execute(
                "INSERT INTO statements BY NAME SELECT ? AS report_id, '1' AS agency_code, 2023 AS report_year,"
                " ? AS statement_kind, ? AS stated_value, '件' AS unit, 1 AS section, '文' AS text, stated_value AS lowest,"
                " stated_value AS highest,"
                " 'year' AS scope, '' AS label, 1 AS ordinal",
                [report, kind, value],
            )
    run_checks(con)
    fill_repairs(con)
    return con.sql("SELECT * FROM repairs WHERE report_year = 2023 ORDER BY candidate, cell").pl().to_dicts()


def proposed(rows: list[dict], candidate: int = 1) -> dict[str, int]:
    return {row["cell"]: int(row["proposed"]) for row in rows if row["candidate"] == candidate}


def test_a_report_in_order_has_none():
    assert repairs_of(ONE) == []


def test_one_wrong_cell_is_told_as_the_root_of_all_that_fails():
    rows = repairs_of(ONE | {"applications.handled_total.total": 4})
    assert proposed(rows) == {"applications.handled_total.total": 6}
    (row,) = rows
    assert (row["class"], row["hypothesis"], row["basis"], row["candidates"]) == (
        "unique",
        "uncounted",
        "identities",
        1,
    )
    assert row["clears"] == ["balance", "handled_total", "row_total"]
    assert row["certain"]
    assert "应为 6（现为 4），疑似漏计“商业企业” 2 件；同一格引起 3 项不符" in row["why"]


@pytest.mark.parametrize(
    ("cell", "figure", "hypothesis"),
    [
        ("applications.new.natural_person", 50, "tenfold"),
        ("applications.new.natural_person", 0, "left_out"),
        ("applications.new.total", 9, "counted_twice"),
        ("applications.denied_state_secret.research", 3, "should_be_zero"),
    ],
)
def test_the_likely_slip_is_named(cell, figure, hypothesis):
    rows = repairs_of(ONE | {cell: figure})
    assert proposed(rows) == {cell: ONE.get(cell, 0)}
    assert rows[0]["hypothesis"] == hypothesis


def test_two_cells_swapped():
    rows = repairs_of(ONE | {"applications.new.natural_person": 1, "applications.carried_out.natural_person": 5})
    assert proposed(rows) == {"applications.new.natural_person": 5, "applications.carried_out.natural_person": 1}
    assert rows[0]["hypothesis"] == "cells_swapped"


def test_a_total_column_left_out():
    rows = repairs_of(ONE | {"applications.*.total": 0})
    assert proposed(rows) == {cell: value for cell, value in ONE.items() if cell.endswith(".total")}
    assert rows[0]["hypothesis"] == "line_left_out"


def test_a_total_column_left_blank_is_filled():
    rows = repairs_of(ONE | {"applications.*.total": "blank"})
    assert {cell: new for cell, new in proposed(rows).items() if new} == {
        cell: value for cell, value in ONE.items() if cell.endswith(".total")
    }
    assert {row["class"] for row in rows} == {"unique"}
    assert set(rows[0]["clears"]) == {"balance", "handled_total", "row_total"}
    assert "未填数" in rows[0]["why"]


def test_an_error_beside_a_blank_is_found_and_the_blank_filled():
    rows = repairs_of(ONE | {"applications.granted.total": "blank", "applications.rejected_repeat.total": 3})
    assert proposed(rows) == {"applications.granted.total": 6, "applications.rejected_repeat.total": 0}
    assert {row["class"] for row in rows} == {"unique"}


def test_a_line_shifted_by_one_column():
    moved = {cell: 0 for cell in ONE if ".new." in cell and not cell.endswith("total")}
    rows = repairs_of(ONE | moved | {"applications.new.business": 5, "applications.new.research": 2})
    assert proposed(rows) == {
        "applications.new.natural_person": 5,
        "applications.new.business": 2,
        "applications.new.research": 0,
    }


def test_rows_that_each_stand_one_row_too_low_are_put_back_together():
    """A row was skipped, so that every figure from there on stands in the next row."""
    people = ("natural_person", "business", "research", "legal_service")
    outcomes = {"granted": (6, 3, 4, 5), "granted_partial": (2, 7, 1, 3), "denied_state_secret": (1, 2, 8, 4)}
    right: dict[str, Any] = {}
    for row, figures in outcomes.items():
        right |= {f"applications.{row}.{who}": n for who, n in zip(people, figures, strict=True)}
        right[f"applications.{row}.total"] = sum(figures)
    for row in ("new", "handled_total"):
        right |= {f"applications.{row}.{who}": sum(f[i] for f in outcomes.values()) for i, who in enumerate(people)}
        right[f"applications.{row}.total"] = 46
    assert repairs_of(right) == []
    rows = list(dict.fromkeys(c.row for c in load_forms()["2021"].cells if c.table == "applications"))
    rows = [row for row in rows if row != "other_undivided"]
    moved = {f"applications.{row}.{who}": 0 for row in rows[2:] for who in (*people, "total")}
    for above, below in pairwise(rows[2:]):
        moved |= {
            f"applications.{below}.{who}": right.get(f"applications.{above}.{who}", 0) for who in (*people, "total")
        }
    found = repairs_of(right | moved)
    truth = {cell: right.get(cell, 0) for cell, n in moved.items() if n != right.get(cell, 0)}
    # Whether all rows were moved or only the last ones the sums cannot tell: the truth is one of two.
    candidates = [proposed(found, number) for number in range(1, found[0]["candidates"] + 1)]
    assert truth in candidates
    assert len(candidates) == 2
    assert {(row["class"], row["hypothesis"]) for row in found} == {("candidates", "lines_shifted")}
    assert "错开了一行" in found[0]["why"]


def test_a_carry_line_left_out_is_settled_by_last_year():
    last = {f"applications.{row}.{col}": 3 for row in ("new", "carried_out") for col in ("natural_person", "total")}
    this = {
        f"applications.{row}.{col}": 3 for row in ("granted", "handled_total") for col in ("natural_person", "total")
    }
    alone = repairs_of(this)
    assert {row["class"] for row in alone} == {"candidates"}
    assert alone[0]["candidates"] == max(row["candidate"] for row in alone) > 1
    rows = repairs_of(last, this)
    assert proposed(rows) == {"applications.carried_in.natural_person": 3, "applications.carried_in.total": 3}
    assert {(row["class"], row["basis"]) for row in rows} == {("unique", "last_year")}
    assert "上年报告可以佐证" in rows[0]["why"]


def test_a_carry_line_taken_from_the_year_before_last_is_put_right_as_a_whole():
    """Four applicants: too many cells for the search, and one slip all the same."""
    people = {"natural_person": 3, "business": 2, "research": 4, "legal_service": 5}
    last = {f"applications.{row}.{who}": n for who, n in people.items() for row in ("new", "carried_out")}
    last |= {f"applications.carried_in.{who}": 1 for who in people} | {"applications.carried_in.total": 4}
    last |= {f"applications.{row}.{who}": 1 for who in people for row in ("granted", "handled_total")}
    last |= {f"applications.{row}.total": 4 for row in ("granted", "handled_total")}
    last |= {f"applications.{row}.total": 14 for row in ("new", "carried_out")}
    this = {f"applications.{row}.{who}": n for who, n in people.items() for row in ("granted", "handled_total")}
    this |= {f"applications.{row}.total": 14 for row in ("granted", "handled_total")}
    wrong = {f"applications.carried_in.{who}": 1 for who in people} | {"applications.carried_in.total": 4}
    rows = repairs_of(last, this | wrong)
    right = {f"applications.carried_in.{who}": n for who, n in people.items()} | {"applications.carried_in.total": 14}
    assert proposed(rows) == right
    assert {(row["class"], row["hypothesis"]) for row in rows} == {("unique", "line_not_carried")}
    assert "可能取了前年的" in rows[0]["why"]
    assert repairs_of(last, this | right) == []


def test_the_prose_settles_what_last_year_cannot():
    this = {
        f"applications.{row}.{col}": 3 for row in ("granted", "handled_total") for col in ("natural_person", "total")
    }
    rows = repairs_of(this, statements={"requests_received": 3, "requests_carried_in": 0})
    assert proposed(rows) == {"applications.new.natural_person": 3, "applications.new.total": 3}
    assert {(row["class"], row["basis"]) for row in rows} == {("unique", "prose")}


def test_lines_in_each_others_place_are_seen_by_last_year_only():
    last = {f"applications.{row}.{col}": 2 for row in ("new", "carried_out") for col in ("natural_person", "total")}
    this = {
        "applications.new.natural_person": 2, "applications.new.total": 2,
        "applications.carried_in.natural_person": 5, "applications.carried_in.total": 5,
        "applications.granted.natural_person": 7, "applications.granted.total": 7,
        "applications.handled_total.natural_person": 7, "applications.handled_total.total": 7,
    }  # fmt: skip
    assert repairs_of(this) == []
    rows = repairs_of(last, this)
    assert proposed(rows)["applications.new.total"] == 5
    assert {row["hypothesis"] for row in rows} == {"lines_swapped"}


def test_where_only_the_prose_contradicts_a_table_that_holds_nothing_is_certain():
    this = {
        f"applications.{row}.{col}": figure
        for row, figure in (("new", 7), ("granted", 5), ("granted_partial", 2), ("handled_total", 7))
        for col in ("natural_person", "total")
    }
    assert repairs_of(this) == []
    rows = repairs_of(this, statements={"granted": 2, "granted_partial": 5})
    assert proposed(rows)["applications.granted.total"] == 2
    assert {(row["class"], row["basis"], row["certain"]) for row in rows} == {("candidates", "prose", False)}
    assert all("也可能是文字写错" in row["why"] for row in rows)


def test_two_balanced_years_that_disagree_cannot_be_decided():
    last = {f"applications.{row}.{col}": 3 for row in ("new", "carried_out") for col in ("natural_person", "total")}
    (row,) = repairs_of(last, ONE)
    assert (row["class"], row["cell"], row["hypothesis"]) == ("beyond search", None, "chain")
    assert "不能判断哪一年有误" in row["why"]


def test_an_error_of_last_year_is_not_charged_to_this_years_cells():
    stock = "disclosure.normative_documents.in_force"
    rows = repairs_of({stock: 6}, {stock: 9}, {stock: 6})
    (row,) = rows
    assert (row["hypothesis"], row["cell"], row["class"]) == ("last_year", None, "unique")
    assert row["clears"] == ["documents_chain"]
    assert "应为 6（现为 9）" in row["why"]


def test_disputes_have_several_repairs_and_the_total_left_out_comes_first():
    rows = repairs_of({"disputes.review.upheld": 10, "disputes.litigation_direct.upheld": 1})
    assert proposed(rows, 1) == {"disputes.review.total": 10}
    assert proposed(rows, 2) == {"disputes.review.upheld": 0}
    assert {row["class"] for row in rows} == {"candidates"}
    assert {row["block"] for row in rows} == {"disputes.review", "disputes.litigation_direct"}


def test_a_figure_that_is_no_count_is_replaced():
    rows = repairs_of(ONE | {"applications.granted.total": "6.5"})
    assert proposed(rows) == {"applications.granted.total": 6}
    assert float(rows[0]["reported"]) == 6.5


def test_too_many_errors_are_said_to_be_too_many():
    wrong = {f"applications.{row}.research": 1 + i for i, row in enumerate(["new", "granted", "handled_total"])}
    wrong |= {"applications.granted.natural_person": 9, "applications.new.business": 8, "applications.new.total": 31}
    rows = repairs_of(ONE | wrong)
    assert {row["class"] for row in rows} == {"beyond search"}
    assert "三格以内不能全部消除" in rows[0]["why"]


def test_a_fee_in_yuan_in_a_cell_of_ten_thousands():
    con = empty_district()
    add_agency(con, "1")
    expect_report(con, "1", 2023)
    report = add_report(con, "1", 2023, cells={"disclosure.fees.amount": 251000})
    con.execute(
        "INSERT INTO statements BY NAME SELECT ? AS report_id, '1' AS agency_code, 2023 AS report_year,"
        " 'fees_charged' AS statement_kind, 251000 AS stated_value, '元' AS unit, 6 AS section, '文' AS text, stated_value AS lowest,"
        " stated_value AS highest, 'year' AS scope, '' AS label, 1 AS ordinal",
        [report],
    )
    con.execute(
        "INSERT INTO findings BY NAME SELECT 'x' AS finding_id, 'fee_unit' AS rule, 'accuracy' AS dimension,"
        " 'error' AS severity, '1' AS agency_code, 2023 AS report_year, ? AS report_id, 'fail' AS outcome,"
        " ['disclosure.fees.amount'] AS cells, '' AS message, false AS waived, 0 AS points",
        [report],
    )
    fill_repairs(con)
    rows = con.sql("SELECT hypothesis, basis, reported, proposed, why FROM repairs").fetchall()
    assert [(h, b, float(r), float(p)) for h, b, r, p, _ in rows] == [("yuan", "prose", 251000, 25.1)]
    assert "应为 25.1（现为 251000），疑似把元填进了万元格" in rows[0][4]


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([*ONE, "applications.rejected_repeat.research", "disputes.review.total"]),
            st.one_of(st.integers(0, 9), st.just("blank")),
            max_size=3,
        ),
        min_size=20,
        max_size=20,
    )
)
@settings(max_examples=5, deadline=None)
def test_the_query_for_one_cell_agrees_with_the_search(reports: list[dict[str, Any]]):
    con = empty_district()
    for number, cells in enumerate(reports):
        add_agency(con, f"{number:02}")
        expect_report(con, f"{number:02}", 2023)
        add_report(con, f"{number:02}", 2023, cells=ONE | cells)
    run_checks(con)
    con.execute(_TROUBLED)
    gathered = Gathered(con)
    for report, blocks in gathered.in_trouble():
        for block in blocks:
            figures = gathered.figures(report, block, [])
            told = [{block.place[cell]: new} for cell, new in gathered.singles[report.key, block.name]]
            found = decode(figures, 1).proposals if figures.known[figures.printed].all() else []
            assert sorted(told, key=str) == sorted(found, key=str)
    con.close()


def test_repairs_never_touch_what_was_reported():
    con = empty_district()
    add_agency(con, "1")
    expect_report(con, "1", 2023)
    add_report(con, "1", 2023, cells=ONE | {"applications.new.total": 70})
    before = con.sql("SELECT * FROM cells ORDER BY ALL").fetchall()
    run_checks(con)
    fill_repairs(con)
    assert con.sql("SELECT * FROM cells ORDER BY ALL").fetchall() == before
    assert con.sql("SELECT count(*) FROM repairs").fetchall() == [(1,)]
