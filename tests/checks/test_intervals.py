"""Identities with blanks against a plain evaluation in Python of the same terms."""

from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gouji.core.forms import load_forms
from tests.checks.district import STATES, add_agency, add_report, empty_district, expect_report

TERMS = load_forms()["2021"].terms
CELLS = sorted({term.cell for term in TERMS if "undivided" not in term.cell})
CONTENT = st.one_of(st.integers(0, 3), st.sampled_from(STATES))
REPORT = st.tuples(
    st.sampled_from([0, 0, "blank", "absent", "not_applicable"]),
    st.dictionaries(st.sampled_from(CELLS), CONTENT, max_size=40),
)


def outcome_of(terms: list[tuple[int, int, object]], needs_last_year: bool) -> str | None:
    """Outcome from (coefficient, years_back, content): try the ends of what the unknown terms can reach."""
    this_year = [content for _, back, content in terms if not back]
    last_year = [content for _, back, content in terms if back]
    if not any(isinstance(content, int) for _, _, content in terms) or all(c == "absent" for c in this_year):
        return None
    if needs_last_year and all(content == "absent" for content in last_year):
        return None
    low = high = Fraction(0)
    for coefficient, _, content in terms:
        if isinstance(content, int):
            low, high = low + coefficient * content, high + coefficient * content
        elif content != "not_applicable":
            low, high = (low, high + 10**9) if coefficient > 0 else (low - 10**9, high)
    if low > 0 or high < 0:
        return "fail"
    return "pass" if low == high else "cannot_tell"


@given(st.lists(st.tuples(REPORT, REPORT), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.slow
def test_outcomes_agree_with_a_plain_evaluation(histories: list) -> None:
    con = empty_district()
    expected = {}
    for number, years in enumerate(histories):
        code = f"{number}"
        add_agency(con, code)
        for back, (fill, cells) in enumerate(reversed(years)):
            expect_report(con, code, 2023 - back)
            add_report(con, code, 2023 - back, fill=fill, cells=cells)
        for year, back_of in ((2023, {0: years[1], 1: years[0]}), (2022, {0: years[0]})):
            terms = defaultdict(list)
            chained = {term.identity for term in TERMS if term.years_back}
            for term in TERMS:
                if term.years_back in back_of and "undivided" not in term.cell:
                    fill, cells = back_of[term.years_back]
                    terms[term.identity].append((term.coefficient, term.years_back, cells.get(term.cell, fill)))
            for identity, its_terms in terms.items():
                outcome = outcome_of(its_terms, identity in chained)
                if outcome:
                    expected[code, year, identity] = outcome
    found = con.execute("SELECT agency_code, report_year, identity, outcome FROM identity_sums").fetchall()
    open_ones = {key: outcome for key, outcome in expected.items() if outcome != "pass"}
    assert {(code, year, identity): outcome for code, year, identity, outcome in found} == open_ones
    worded = con.execute("""
        SELECT count(*) FROM broken_identities
        WHERE (left_low > right_high OR left_high < right_low) IS TRUE <> (outcome = 'fail') OR reading = ''
    """).fetchone()
    assert worded == (0,)
    con.close()
