"""Promises of the demo district: read, paired with their problems, and told as what became of them."""

import shutil

import duckdb
import pytest

from gouji.check import districts
from gouji.check.promises import NO_MEASURE, OPEN, fill_promises
from gouji.check.similarities import fill_similarities
from gouji.load.warehouse import open_warehouse

PLANTED = 40  # at least


@pytest.fixture(scope="module")
def con(published):
    with duckdb.connect(str((published.home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        yield con


def test_every_planted_promise_is_told_as_what_became_of_it(con, district) -> None:
    rows = con.execute("""
        SELECT agency_code, report_year, measure, problem, promise_state, coalesce(promised_again, answer), next_report_id
        FROM promises WHERE measure IS NOT NULL
    """).fetchall()
    found = {tuple(row[:3]): row[3:] for row in rows}
    planted = district.truth["promises"]
    assert len(planted) > PLANTED
    assert {row["state"] for row in planted} == {OPEN, "taken_up", "not_mentioned", "repeated", "planned"}
    for row in planted:
        problem, state, answer, following = found[row["agency_code"], row["report_year"], row["measure"]]
        assert (problem, state, answer) == (row["problem"], row["state"], row["answer"])
        assert (following is None) == (state == OPEN)


def test_a_promise_stands_where_its_row_says(con) -> None:
    rows = con.execute("""
        SELECT p.measure, p.measure_starts_at, p.problem, p.problem_starts_at, s.text
        FROM promises p JOIN sections s ON s.report_id = p.report_id AND s.section = p.section
    """).fetchall()
    assert len(rows) > PLANTED
    for measure, at, problem, problem_at, text in rows:
        assert measure is None or text[at:].startswith(measure)
        assert problem is None or text[problem_at:].startswith(problem)


def test_the_sentence_that_takes_one_up_stands_in_next_years_report(con) -> None:
    wrong = con.execute("""
        SELECT p.answer FROM promises p
        WHERE answer IS NOT NULL AND NOT EXISTS (
            FROM sections s
            WHERE s.report_id = p.next_report_id AND s.section = p.answer_section AND contains(s.text, p.answer)
        )
    """).fetchall()
    assert wrong == []


def test_every_row_says_what_is_there_and_what_is_not(con) -> None:
    assert con.execute(f"""
        SELECT count(*) FROM promises
        WHERE (measure IS NULL) <> (promise_state = '{NO_MEASURE}') OR (measure IS NULL AND problem IS NULL)
            OR (paired IS NULL) <> (measure IS NULL OR problem IS NULL)
            OR (promise_state = 'taken_up' AND answer IS NULL) OR (promise_state IN ('repeated', 'planned') AND promised_again IS NULL)
    """).fetchall() == [(0,)]
    unknown = con.execute("SELECT DISTINCT unnest(matters) FROM promises EXCEPT SELECT matter FROM promise_matters")
    assert unknown.fetchall() == []


def test_districts_spread_over_processes_give_the_same_rows(published, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(districts, "_MIN_REPORTS", 1)
    shutil.copy((published.home / "warehouse" / "gouji.duckdb").resolve(), tmp_path / "gouji.duckdb")
    (tmp_path / "gouji.duckdb").chmod(0o644)
    tables = ("promises", "prose_sketches", "(FROM similarities WHERE kind <> 'elsewhere')")
    with open_warehouse(tmp_path / "gouji.duckdb") as con:
        here = [con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables]
        assert all(here)
        fill_similarities(con, 2)
        fill_promises(con, 2)
        assert [con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables] == here
