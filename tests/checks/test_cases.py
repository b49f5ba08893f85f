"""Runs every case file of this folder through the real SQL of the check it is named after.

A case file is `<rule>.toml`: a list of `[[case]]`, each one agency with its `reports`, and `expect`, every
finding the check must return (`outcome`, `cells`, `year` when there are several, `says`: words of the
message, `severity` where it is not that of the check). An empty list: it must find nothing. Keys of a report are those of `district.add_report`, of `fetches`,
what web addresses showed, those of `district.add_fetch`. A case is a district of its own; `others` are further
agencies of it (`kind`, `reports`, `owes`), whose findings are not looked at. `changes` of organs (`kind`, `from`, `to`,
`year`, the first report year after it) number the agencies: 0 the case's own, 1 the first of `others`. `threshold`: of
the check, where a district's policy sets one.
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gouji.check.rules import read_rules, read_scoring
from gouji.check.run import RESULT_COLUMNS, SHARED_VIEWS, check_columns, compare_reports
from gouji.core.lineage import Change
from tests.checks.district import add_agency, add_changes, add_fetch, add_report, empty_district, expect_report

PEER_GROUPS = {"镇": "镇乡", "乡": "镇乡", "街道": "街道", "部门": "部门", "district": "区县政府"}
FOLDER = Path(__file__).parent
RULES = {rule.id: rule for rule in read_rules()}
CASE_FILES = {file.stem: file for file in sorted(FOLDER.glob("*.toml"))}


def read_cases(rule: str) -> list[dict[str, Any]]:
    return tomllib.loads(CASE_FILES[rule].read_text(encoding="utf-8"))["case"]


def test_every_check_has_a_case_file_and_every_case_file_a_check() -> None:
    assert set(RULES) == set(CASE_FILES)


def test_scoring_and_checks_are_one_to_one() -> None:
    assert set(read_scoring(list(RULES.values())).kind_of) == set(RULES)


@pytest.mark.parametrize("rule", CASE_FILES)
def test_a_case_file_shows_what_is_found_and_what_is_not(rule: str) -> None:
    cases = read_cases(rule)
    assert any(case["expect"] for case in cases)
    assert any(not case["expect"] for case in cases)


@pytest.mark.parametrize("rule", CASE_FILES)
def test_cases(rule: str) -> None:
    cases = read_cases(rule)
    con = loaded(rule, cases)
    check_columns(con, RULES[rule])
    severity = "severity" if "AS severity" in RULES[rule].sql else "NULL AS severity"
    found: dict[str, list[tuple[Any, ...]]] = {f"{number:03}": [] for number in range(len(cases))}
    for row in con.execute(
        f"SELECT {', '.join(RESULT_COLUMNS)}, {severity} FROM ({RULES[rule].sql}) WHERE outcome <> 'pass' ORDER BY ALL"
    ).fetchall():
        found.setdefault(row[0], []).append(row)
    for number, case in enumerate(cases):
        rows = found[f"{number:03}"]
        described = f"{rule}：{case['name']}：{rows}"
        assert len(rows) == len(case["expect"]), described
        left = list(rows)
        for expected in case["expect"]:
            hit = next((row for row in left if matches(row, expected)), None)
            assert hit, f"{described}\n没有 none is {expected}"
            left.remove(hit)
    con.close()


def loaded(rule: str, cases: list[dict[str, Any]]) -> duckdb.DuckDBPyConnection:
    """A warehouse with the cases, each a district."""
    con = empty_district()
    for number, case in enumerate(cases):
        set_up(con, f"{number:03}", case, f"{number:03}", rule)
        for other, entry in enumerate(case.get("others", []), 1):
            set_up(con, f"{number:03}-{other}", entry, f"{number:03}")
        add_changes(con, [change_of(entry, f"{number:03}") for entry in case.get("changes", [])])
    compare_reports(con)
    return con


NEEDY_VIEWS = {  # each with a check in whose cases it has rows
    "figure_jumps": "unusual_change",
    "lineage_findings": "carried_chain",
    "district_sums": "district_sum",
    "explained_gaps": "district_sum",
}


def test_every_view_that_may_be_left_empty_is_tried() -> None:
    assert {view for view, needed in SHARED_VIEWS.items() if needed} == set(NEEDY_VIEWS)


@pytest.mark.parametrize(
    ("rule", "needed", "sql"),
    [(rule.id, rule.needs, rule.sql) for rule in RULES.values() if rule.needs]
    + [(rule, SHARED_VIEWS[view], f"FROM {view}") for view, rule in NEEDY_VIEWS.items()],
)
def test_nothing_is_found_without_what_is_needed(rule: str, needed: str, sql: str) -> None:
    con = loaded(rule, read_cases(rule))
    assert con.execute(f"SELECT EXISTS (FROM ({sql}))").fetchone() == (True,)
    con.execute(f"CREATE TEMP TABLE {needed} AS FROM {needed} LIMIT 0")  # found before the table or view of that name
    assert con.execute(f"SELECT EXISTS (FROM ({sql}))").fetchone() == (False,)
    con.close()


_OWN_THRESHOLD = """
INSERT INTO rule_versions BY NAME
SELECT ? AS rule, ? AS district_code, 2008 AS from_year, 2199 AS to_year, 'remark' AS fault_kind, 'note' AS severity,
    false AS on_hold, 0 AS points, ? AS threshold, '试' AS reason, DATE '2026-01-01' AS date
"""


def set_up(con: duckdb.DuckDBPyConnection, code: str, agency: dict[str, Any], district: str, rule: str = "") -> None:
    kind = agency.get("kind", "部门")
    makes_rules = agency.get("makes_rules", False)
    add_agency(
        con, code, kind, PEER_GROUPS[kind], name=agency.get("called"), makes_rules=makes_rules, district=district
    )
    if "threshold" in agency:  # of the check, as a district's policy sets it
        con.execute(_OWN_THRESHOLD, [rule, district, agency["threshold"]])
    reports = agency.get("reports", [])
    for year in {*agency.get("owes", []), *(report["year"] for report in reports)}:
        expect_report(con, code, year, due=agency.get("due", True), set_by=agency.get("deadline_set_by", "notice"))
    for report in reports:
        add_report(con, code, **as_arguments(report))
    for fetch in agency.get("fetches", []):
        add_fetch(con, code, **fetch)


def change_of(entry: dict[str, Any], code: str) -> Change:
    before, after = (
        None if entry.get(side) is None else f"{code}-{entry[side]}".removesuffix("-0") for side in ("from", "to")
    )
    return Change(entry["kind"], before, after, date(entry["year"], 7, 1), entry["year"])


def as_arguments(report: dict[str, Any]) -> dict[str, Any]:
    """TOML has no null: `undated` and `no_form` say it."""
    report = dict(report)
    if report.pop("undated", False):
        report["days_late"] = None
    if report.pop("no_form", False):
        report["form"] = None
    return report


def matches(row: tuple[Any, ...], expected: dict[str, Any]) -> bool:
    _, year, _, outcome, cells, reported, wanted, message, severity = row
    assert message
    assert "None" not in message
    return (
        outcome == expected["outcome"]
        and cells == sorted(expected.get("cells", cells))
        and year == expected.get("year", year)
        and reported == expected.get("reported", reported)
        and wanted == expected.get("expected", wanted)
        and severity == expected.get("severity")
        and all(words in message for words in expected.get("says", []))
    )
