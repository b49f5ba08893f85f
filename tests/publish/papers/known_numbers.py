"""The numbers that a paper may print, asked of the warehouse itself and not of the code that writes the papers.

A number of a paper is known if it is

- a figure of, or in the words of, a row about its agency (the district's papers: any agency of the district): cells,
  findings, repairs, dates, ranks, scores, bounds, what was set at the desk;
- a count or a sum that COUNTS asks for, or what a correction leaves of a sum of the district;
- a number in the words of a law, of the form or of data/policy/papers.toml;
- a year of the version, or the number of a line or of a list, counted up from 1 (`unknown_numbers`).
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb

from gouji.check.rules import read_rules
from gouji.core.forms import load_forms
from gouji.publish.papers.contents import papers_policy

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_LIST_MARK = re.compile(r"^(?:附件)?\d+(?=．|\.(?!\d)|$)|^[（(]\d+[）)]|(?<=[；：])（\d+）")

_OF_AGENCIES = (
    "SELECT value, raw FROM cells WHERE agency_code IN (SELECT unnest($who)) AND report_year BETWEEN $year - 1 AND $year",
    "SELECT reported, expected, message, points, len(cells) FROM findings WHERE agency_code IN (SELECT unnest($who))"
    " AND report_year = $year",
    "SELECT candidates, reported, proposed, why FROM repairs WHERE agency_code IN (SELECT unnest($who))"
    " AND report_year = $year",
    "SELECT deadline, deadline_basis, published_on, first_published_on, days_late, version FROM current_reports"
    " WHERE agency_code IN (SELECT unnest($who)) AND report_year = $year",
    "SELECT count(*), count(DISTINCT fault_id) FROM findings WHERE agency_code IN (SELECT unnest($who))"
    " AND report_year = $year GROUP BY agency_code, fault_id",
    "SELECT count(*) FROM repairs WHERE agency_code IN (SELECT unnest($who)) AND report_year = $year GROUP BY report_id",
    "SELECT setting, value FROM office_settings",
)
COUNTS = (
    "SELECT balanced_sum, agencies_expected, agencies_counted FROM district_balanced_sums WHERE district_code = $district"
    " AND report_year BETWEEN $year - 1 AND $year",
    "SELECT reported_sum, least, most, round(estimate), round(estimate_low), round(estimate_high) FROM district_reported_sums"
    " WHERE district_code = $district AND report_year = $year",
    "SELECT * FROM rankings WHERE district_code = $district AND report_year = $year",
    "SELECT score FROM scores JOIN agencies USING (agency_code) WHERE district_code = $district AND report_year = $year",
    "SELECT count(*) FROM current_reports WHERE district_code = $district AND report_year = $year AND kind <> 'district'"
    " GROUP BY CUBE (status, peer_group)",
    "SELECT count(*) FROM current_reports WHERE district_code = $district AND report_year = $year AND kind <> 'district'"
    " AND report_id IS NOT NULL",
    "SELECT count(*) FROM rankings WHERE district_code = $district AND report_year = $year GROUP BY CUBE (grade, request_group)",
    "SELECT count(*), round(max(score), 1) FROM rankings WHERE district_code = $district AND report_year = $year"
    " GROUP BY request_group, rank_in_request_group",
    "SELECT empty_cells FROM counted_tables WHERE district_code = $district AND report_year = $year",
    # faults that count, by kind and together; all, and only those of what was published
    """
    SELECT count(DISTINCT (agency_code, fault_id)), count(DISTINCT agency_code)
    FROM findings f JOIN current_reports c USING (agency_code, report_year) JOIN rules r USING (rule)
    WHERE c.district_code = $district AND report_year = $year AND c.kind <> 'district'
      AND f.outcome = 'fail' AND f.severity <> 'note' AND NOT f.waived
    GROUP BY GROUPING SETS ((), (r.fault), (f.dimension = 'timeliness'), (f.dimension = 'timeliness', c.report_id IS NULL))
    """,
    # what a correction leaves of the district's figure
    """
    SELECT t.balanced_sum - r.reported + r.proposed
    FROM repairs r JOIN agencies a USING (agency_code)
    JOIN district_balanced_sums t ON t.district_code = a.district_code AND t.report_year = r.report_year AND t.cell = r.cell
    WHERE t.district_code = $district AND t.report_year = $year AND r.class = 'unique'
    """,
    # what the offices' prose tells: how many tell it, how many with a figure, and what these come to
    """
    WITH told AS (
        SELECT f.kind, f.agency_code, max(f.value) AS figure FROM facts f JOIN current_reports c USING (report_id, agency_code)
        WHERE c.district_code = $district AND f.report_year = $year AND c.kind <> 'district' AND f.scope = 'own'
          AND coalesce(f.value, 1) <> 0 GROUP BY ALL
    )
    SELECT count(*), count(figure) FROM told GROUP BY kind
    """,
    """
    SELECT sum(value), count(DISTINCT agency_code) FROM internal.current_facts
    WHERE district_code = $district AND report_year = $year AND agency_kind <> 'district' AND adds_by_field
    GROUP BY CUBE (kind, unit, agency_code)
    """,
    "SELECT items, sum(items) OVER (PARTITION BY part, code), count(items) OVER (PARTITION BY part, code)"
    " FROM fact_matters WHERE district_code = $district AND report_year = $year AND agency_kind <> 'district'",
    """
    SELECT abs(try_cast(reported AS DECIMAL(20, 6)) - try_cast(expected AS DECIMAL(20, 6)))
    FROM findings JOIN agencies USING (agency_code) WHERE district_code = $district AND report_year = $year
    """,
)


def known_numbers(
    con: duckdb.DuckDBPyConnection, district: str, year: int, as_of: date, agency: str | None
) -> set[Decimal]:
    """The numbers of a paper about one agency, or, without, about the district."""
    everybody = [code for (code,) in con.execute("SELECT agency_code FROM agencies WHERE district_code = $1", [district]).fetchall()]  # fmt: skip
    find: dict[str, Any] = {"who": [agency] if agency else everybody, "year": year}
    rows = [row for query in _OF_AGENCIES for row in _rows(con, query, find)]
    if agency is None:
        rows += [row for query in COUNTS for row in _rows(con, query, {"district": district, "year": year})]
    values: list[Any] = [value for row in rows for value in row]
    policy = papers_policy()
    values += [as_of, as_of + timedelta(policy["days_to_correct"]), *range(year - 2, year + 2)]
    values += list(_texts(policy))
    values += [rule.basis for rule in read_rules()]
    values += [label for form in load_forms().values() for c in form.cells for label in (c.row_label, c.column_label)]
    values += [form.code for form in load_forms().values()]
    return {number for value in values for number in numbers_in(value)}


def numbers_in(value: Any) -> set[Decimal]:
    """The numbers that a value is or says, without sign; of a day its year, month and day."""
    if value is None or isinstance(value, bool):
        return set()
    if isinstance(value, int | float | Decimal):
        return {abs(Decimal(str(value))), round(abs(Decimal(str(value))), 1)}
    return {Decimal(found.replace(",", "")) for found in _NUMBER.findall(str(value))}


def unknown_numbers(text: str, known: set[Decimal], lines: int = 0) -> list[Decimal]:
    """The numbers in a piece of text that are not known; marks of a list are left out where they count up to `lines`."""
    rest = _LIST_MARK.sub(lambda mark: "" if int(re.sub(r"\D", "", mark[0])) <= lines else mark[0], text.strip())
    return sorted(numbers_in(rest) - known)


def _rows(con: duckdb.DuckDBPyConnection, query: str, find: dict[str, Any]) -> list[tuple[Any, ...]]:
    asked = {name: value for name, value in find.items() if f"${name}" in query}
    return con.execute(query, asked).fetchall()


def _texts(value: Any) -> Iterable[Any]:
    """All words and numbers of the policy, without who decided them when and why."""
    if isinstance(value, dict):
        for key, part in value.items():
            if not key.endswith("_reason") and key != "date":
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    else:
        yield value
