"""The district's own tables on the demo district: every identity holds, and every figure is the sum, exactly."""

from collections import defaultdict
from decimal import Decimal

import duckdb
import pytest

from gouji.core.forms import Form, load_forms


@pytest.fixture(scope="module")
def con(published):
    with duckdb.connect(str((published.home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        yield con


@pytest.fixture(scope="module")
def tables(con) -> dict[tuple[str, int], tuple[Form, dict[str, Decimal | None]]]:
    """(peer group, year) -> form and figures of the district's tables."""
    found: dict[tuple[str, int], tuple[Form, dict[str, Decimal | None]]] = {}
    for group, year, form, cell, value in con.execute(
        "SELECT peer_group, report_year, form, cell, balanced_sum FROM district_balanced_sums"
    ).fetchall():
        found.setdefault((group, year), (load_forms()[form], {}))[1][cell] = value
    return found


def definitions(form: Form) -> dict[str, dict[str, int]]:
    """Total -> the cells it is the sum of, by the identities of the form."""
    identities = defaultdict(list)
    for term in form.terms:
        identities[term.identity].append(term)
    return {
        left[0].cell: {term.cell: 1 for term in terms if term.side == "right"}
        for terms in identities.values()
        if len(left := [term for term in terms if term.side == "left"]) == 1 and not any(t.years_back for t in terms)
    }


def test_there_is_one_for_every_year_and_peer_group(tables, district):
    assert set(tables) == {
        (group, year) for group in ("all", "镇乡", "街道", "部门") for year in district.truth["years"]
    }
    for form, figures in tables.values():
        assert set(figures) == {cell.cell for cell in form.cells}


def test_every_identity_holds(tables):
    held = 0
    for (group, year), (form, figures) in tables.items():
        sums: dict[str, Decimal] = defaultdict(Decimal)
        chained = {term.identity for term in form.terms if term.years_back}
        for term in form.terms:
            if term.identity not in chained:
                sums[term.identity] += term.coefficient * figures[term.cell]
        assert {identity: value for identity, value in sums.items() if value} == {}, (group, year)
        held += len(sums)
    assert held == len(tables) * (25 + 7 + 7 + 3 + 1)


def test_every_figure_is_the_sum_of_the_reports_that_count(con, tables, district):
    """As the documents were written, not as they were read; totals from the sums of what they are the sum of."""
    groups = dict(con.execute("SELECT agency_code, peer_group FROM agencies WHERE kind <> 'district'").fetchall())
    left_out = {
        row[:3]: row[3]
        for row in con.execute(
            "SELECT agency_code, report_year, table_code, left_out FROM counted_tables WHERE left_out IS NOT NULL"
        ).fetchall()
    }
    sums: dict[tuple[str, int], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for document in district.truth["documents"]:
        agency, year = document["agency_code"], document["report_year"]
        if not document["current"] or agency not in groups:
            continue
        for cell, value in document["cells"].items():
            if isinstance(value, int | float) and (agency, year, cell.split(".")[0]) not in left_out:
                for group in ("all", groups[agency]):
                    sums[group, year][cell] += Decimal(str(value))
    for place, (form, figures) in tables.items():
        parts = definitions(form)

        def expected(cell: str, place=place, parts=parts) -> Decimal:
            return sum(map(expected, parts[cell])) if cell in parts else sums[place][cell]

        wrong = {cell: (value, expected(cell)) for cell, value in figures.items() if value != expected(cell)}
        assert wrong == {}, place


def test_what_is_left_out_is_what_was_planted(con, district):
    """A table that nothing was done to counts; whoever has reported and is left out has a fault that says so."""
    faults = {(f["agency_code"], f["report_year"]): f["fault"] for f in district.truth["faults"]}
    rows = con.execute(
        "SELECT agency_code, report_year, table_code, left_out FROM counted_tables WHERE left_out IS NOT NULL"
    ).fetchall()
    assert rows
    why = {(faults[agency, year], left_out[:5]) for agency, year, _, left_out in rows}
    assert why <= {
        ("report_missing", "缺报"), ("table_missing", "报告中未见"), ("count_domain", "不是合格的"), ("balance", "总计重算后"),
        ("cell_blank", "总计重算后"),
    }  # fmt: skip


def test_figures_that_are_wrong_by_themselves_are_those_that_checks_condemn(con):
    """district_sum asks a view, since no check may ask another: the two must say the same."""
    fails = """
        EXISTS (
            FROM findings f
            WHERE f.agency_code = g.agency_code AND f.report_year = g.report_year AND f.outcome = 'fail'
              AND list_contains(f.cells, g.cell)
        )
    """
    assert con.execute(f"SELECT * FROM condemned_figures g WHERE NOT {fails}").fetchall() == []
    judged = con.execute("""
        SELECT f.rule, f.agency_code, f.report_year, unnest(f.cells) AS cell
        FROM findings f
        WHERE f.rule IN ('count_domain', 'rule_making_power', 'fee_unit') AND f.outcome = 'fail'
    """).fetchall()
    condemned = set(con.execute("SELECT agency_code, report_year, cell FROM condemned_figures").fetchall())
    assert {rule for rule, *_ in judged} == {"count_domain", "rule_making_power", "fee_unit"}
    assert {tuple(place) for _, *place in judged} <= condemned
