"""One mistake is one fault and costs the same wherever it stands; a blank table costs what a missing one does."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations

import duckdb
import pytest

from gouji.core.forms import load_forms
from tests.checks.district import FAULTLESS, add_agency, add_report, empty_district, expect_report, judge

pytestmark = pytest.mark.slow

FORM = load_forms()["2021"]
YEAR = 2025
PRICE, TABLE = Decimal(4), Decimal(10)  # of a wrong figure, of a table left out
APPLICANTS = ("natural_person", "business", "research", "nonprofit", "legal_service", "other_organisation")


def consistent() -> dict[str, int]:
    """Figures with which every identity of the form holds, none of the sums like another."""
    cells = [cell for cell in FORM.cells if not cell.optional]
    rows = list(dict.fromkeys(cell.row for cell in cells if cell.table == "applications"))
    outcomes = [row for row in rows if row not in ("new", "carried_in", "carried_out", "handled_total")]
    figures: dict[str, int] = {}
    for a, applicant in enumerate(APPLICANTS):
        column = {row: 3 + (7 * a + 5 * r) % 11 for r, row in enumerate(outcomes)}
        column |= {"handled_total": sum(column.values()), "carried_out": 2 + a, "carried_in": 1 + 2 * a}
        column["new"] = column["handled_total"] + column["carried_out"] - column["carried_in"]
        figures |= {f"applications.{row}.{applicant}": value for row, value in column.items()}
    for row in rows:
        figures[f"applications.{row}.total"] = sum(figures[f"applications.{row}.{each}"] for each in APPLICANTS)
    disputes = [cell for cell in cells if cell.table == "disputes"]
    for place, row in enumerate(dict.fromkeys(cell.row for cell in disputes)):
        columns = [cell.cell for cell in disputes if cell.row == row]
        for group in (columns[i : i + 5] for i in range(0, len(columns), 5)):
            parts = [2 + place + i for i in range(4)]
            figures |= dict(zip(group, [*parts, sum(parts)], strict=True))
    return figures


FIGURES = consistent()


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return empty_district()


def add(con: duckdb.DuckDBPyConnection, code: str, figures: dict[str, object] | None = None, **report: object) -> None:
    """An agency whose report is consistent but for `figures`."""
    add_agency(con, code)
    expect_report(con, code, YEAR)
    add_report(con, code, YEAR, cells={**FIGURES, **(figures or {})}, **report)  # type: ignore[arg-type]


def costs(con: duckdb.DuckDBPyConnection) -> dict[str, Decimal]:
    judge(con)
    lost = con.execute("SELECT agency_code, sum(points) FROM faults GROUP BY ALL").fetchall()
    return {code: cost for code, cost in lost if cost}


def test_nothing_is_wrong_with_what_is_changed_below(con: duckdb.DuckDBPyConnection) -> None:
    add(con, "A")
    assert costs(con) == {}


@pytest.mark.parametrize("by", [1, 7, 1000])
def test_one_changed_cell_is_one_fault_and_costs_the_same_wherever_it_stands(
    con: duckdb.DuckDBPyConnection, by: int
) -> None:
    for cell, value in FIGURES.items():
        add(con, cell, {cell: value + by})
    assert costs(con) == dict.fromkeys(FIGURES, PRICE)
    assert con.execute("SELECT count(*), count(DISTINCT agency_code) FROM faults").fetchall() == [(len(FIGURES),) * 2]


def independent_pairs() -> Iterable[tuple[str, str]]:
    """Cells of different rows and columns, none of a row or column of totals."""
    plain = [cell for cell in FIGURES if cell.startswith("applications") and not cell.endswith("total")]
    plain = [cell for cell in plain if cell.split(".")[1] not in ("handled_total", "new", "carried_in", "carried_out")]
    for one, other in combinations(plain[::6], 2):
        if one.split(".")[1] != other.split(".")[1] and one.split(".")[2] != other.split(".")[2]:
            yield one, other


def test_two_independent_wrong_cells_cost_twice_that(con: duckdb.DuckDBPyConnection) -> None:
    pairs = list(independent_pairs())
    assert len(pairs) > 100
    for one, other in pairs:
        add(con, f"{one}+{other}", {one: FIGURES[one] + 5, other: FIGURES[other] + 9})
    assert costs(con) == dict.fromkeys((f"{one}+{other}" for one, other in pairs), 2 * PRICE)


@pytest.mark.parametrize("table", ["applications", "disputes"])
def test_a_blank_table_costs_what_a_missing_one_does_and_blanks_never_more(
    con: duckdb.DuckDBPyConnection, table: str
) -> None:
    cells = [cell for cell in FIGURES if cell.startswith(table)]
    add(con, "missing", dict.fromkeys(cells, "absent"))
    add(con, "blank", dict.fromkeys(cells, "blank"))
    for count in range(1, len(cells), max(1, len(cells) // 12)):
        add(con, f"{count:03}", dict.fromkeys(cells[:count], "blank"))
    cost = costs(con)
    assert cost["missing"] == cost["blank"] == TABLE
    some = [cost[code] for code in sorted(cost) if code not in ("missing", "blank")]
    assert some == sorted(some)
    assert some[0] >= 1
    assert max(some) <= TABLE
    assert dict(con.execute("SELECT agency_code, count(*) FROM faults GROUP BY ALL").fetchall()) == dict.fromkeys(
        cost, 1
    )


def test_a_section_left_out_with_its_table_is_one_fault(con: duckdb.DuckDBPyConnection) -> None:
    cells = [cell for cell in FIGURES if cell.startswith("disputes")]
    add(con, "A", dict.fromkeys(cells, "absent"), sections=(1, 2, 3, 5, 6))
    assert costs(con) == {"A": TABLE}
    assert con.execute("SELECT fault_kind, findings FROM faults").fetchall() == [("table_missing", 2)]


def test_no_report_loses_points_by_adding_what_is_true(con: duckdb.DuckDBPyConnection) -> None:
    """Step by step: from an empty report to the whole one, figures first or prose first."""
    cells = list(FIGURES)
    prose = [tuple(range(1, n + 1)) for n in range(7)]
    for step in range(13):
        share = len(cells) * step // 12
        add(con, f"a{step:02}", dict.fromkeys(cells[share:], "blank"), sections=prose[-1])
        add(con, f"b{step:02}", dict.fromkeys(cells[share:], "absent"), sections=prose[step // 2])
    stated = f"{YEAR}年收到政府信息公开申请{FIGURES['applications.new.total']}件。"
    add(con, "a13", texts={"1": FAULTLESS[1].format(year=YEAR) + stated})
    cost = costs(con)
    for kind, steps in (("a", 14), ("b", 13)):
        falling = [cost.get(f"{kind}{step:02}", Decimal(0)) for step in range(steps)]
        assert falling == sorted(falling, reverse=True)
        assert falling[0] > falling[-1] == 0


def test_a_wrong_figure_that_the_prose_and_last_year_know_of_too_is_one_fault(con: duckdb.DuckDBPyConnection) -> None:
    total = "applications.new.total"
    stated = f"{YEAR}年收到政府信息公开申请{FIGURES[total]}件。"
    add(con, "A", {total: FIGURES[total] + 3}, texts={"1": FAULTLESS[1].format(year=YEAR) + stated})
    assert costs(con) == {"A": PRICE}
    ((title, cells),) = con.execute("SELECT title, cells FROM faults").fetchall()
    assert cells == [total]
    assert f"现为 {FIGURES[total] + 3}，应为 {FIGURES[total]}" in title


def test_two_lines_in_each_others_place_are_one_fault_where_only_the_prose_says_so(
    con: duckdb.DuckDBPyConnection,
) -> None:
    one, other = "granted", "granted_partial"
    swapped = {
        f"applications.{row}.{column}": FIGURES[f"applications.{place}.{column}"]
        for row, place in ((one, other), (other, one))
        for column in (*APPLICANTS, "total")
    }
    said = [FIGURES[f"applications.{row}.total"] for row in (one, other)]
    stated = f"{YEAR}年办理的政府信息公开申请中，予以公开{said[0]}件，部分公开{said[1]}件。"
    add(con, "A", swapped, texts={"1": FAULTLESS[1].format(year=YEAR) + stated})
    assert costs(con) == {"A": PRICE}
    ((title, findings),) = con.execute("SELECT title, findings FROM faults WHERE points > 0").fetchall()
    assert findings == 2
    assert title.startswith("文表不一致 1 处，2 项不符由此引起：")
    assert "也可能是文字写错" in title


def test_two_figures_of_the_prose_that_no_one_slip_explains_are_two_faults(con: duckdb.DuckDBPyConnection) -> None:
    said = [FIGURES[f"applications.{row}.total"] for row in ("granted", "granted_partial")]
    stated = f"{YEAR}年办理的政府信息公开申请中，予以公开{said[0] + 1}件，部分公开{said[1] + 5}件。"
    add(con, "A", texts={"1": FAULTLESS[1].format(year=YEAR) + stated})
    assert costs(con) == {"A": 2 * PRICE}


def test_what_was_carried_in_wrongly_is_told_once_for_the_column_and_the_total(con: duckdb.DuckDBPyConnection) -> None:
    add(con, "A")
    carried = {f"applications.carried_out.{c}": FIGURES[f"applications.carried_in.{c}"] for c in (*APPLICANTS, "total")}
    more = {"applications.carried_out.natural_person": 1, "applications.carried_out.total": 1}
    last = FIGURES | {cell: value + more.get(cell, 0) for cell, value in carried.items()}
    for applicant in (*APPLICANTS, "total"):
        rest = last[f"applications.handled_total.{applicant}"] + last[f"applications.carried_out.{applicant}"]
        last[f"applications.new.{applicant}"] = rest - last[f"applications.carried_in.{applicant}"]
    expect_report(con, "A", YEAR - 1)
    add_report(con, "A", YEAR - 1, cells=last)
    judge(con)
    told = con.execute("SELECT report_year, points, findings FROM faults WHERE points > 0").fetchall()
    assert told == [(YEAR, PRICE, 2)]


def test_documents_that_fit_neither_the_year_nor_last_year_are_one_fault(con: duckdb.DuckDBPyConnection) -> None:
    row = "disclosure.normative_documents"
    add(con, "A", {f"{row}.issued": 7, f"{row}.in_force": 5})
    expect_report(con, "A", YEAR - 1)
    add_report(con, "A", YEAR - 1, cells={**FIGURES, f"{row}.in_force": 4})
    judge(con)
    told = con.execute(
        "SELECT rule, fault_id, u.points FROM findings JOIN faults u USING (fault_id)"
        f" WHERE rule IN ('in_force_below_issued', 'documents_chain') AND u.report_year = {YEAR} ORDER BY rule"
    ).fetchall()
    assert [(rule, points) for rule, _, points in told] == [
        ("documents_chain", PRICE),
        ("in_force_below_issued", PRICE),
    ]
    assert told[0][1] == told[1][1]


def test_totals_copied_from_another_column_are_one_fault(con: duckdb.DuckDBPyConnection) -> None:
    rows = {cell.rsplit(".", 1)[0] for cell in FIGURES if cell.startswith("applications")}
    add(con, "A", {f"{row}.total": FIGURES[f"{row}.natural_person"] for row in rows})
    assert costs(con) == {"A": PRICE}
    repairs = con.execute("SELECT DISTINCT class, hypothesis, candidates FROM repairs").fetchall()
    assert repairs == [("unique", "line_of_totals", 1)]
