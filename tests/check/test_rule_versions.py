"""A rule has a life: each report year is judged by its own version, and a district may have rules of its own."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gouji.check.decisions import Decision, read_decisions
from gouji.check.faults import fill_faults
from gouji.check.rule_versions import fill_rule_versions, rule_versions
from gouji.check.rules import RuleError, read_rules, read_scoring
from gouji.check.run import build_rankings, charge_points, run_checks
from gouji.core.resources import resource
from gouji.desk.policy_files import VARIABLE, policy_files
from tests.checks.district import add_agency, add_report, empty_district, expect_report

LATE_COSTS_LESS = """
[[decisions]]
from_year = 2027
date = 2028-01-05
reason = "试"
faults = ["late"]
points = 12

[[decisions]]
from_year = 2027
date = 2028-01-05
reason = "试"
rules = ["row_total"]
on_hold = true
"""
OWN = """
districts = ["990101"]

[[decisions]]
from_year = 2024
date = 2024-12-01
who = "某区政务公开办（虚构）"
reason = "试"
faults = ["late"]
points = 8

[[decisions]]
from_year = 2025
date = 2025-12-01
who = "某区政务公开办（虚构）"
reason = "试"
rules = ["fee_statement_missing"]
on_hold = false
basis = "某区通知（虚构）"
"""


def write(folder: Path, text: str, name: str = "policy.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def with_later(folder: Path) -> Path:
    """Gouji's own decisions and those of 2027."""
    return write(
        folder, resource("data", "policy", "rules.toml").read_text(encoding="utf-8") + LATE_COSTS_LESS, "rules.toml"
    )


def lives(decisions: list[Decision]) -> dict[tuple[str, str | None, int], dict[str, Any]]:
    """The version of each (rule, district) in the years 2023 to 2029."""
    rules = read_rules()
    rows = rule_versions(rules, read_scoring(rules), decisions)
    return {
        (row["rule"], row["district_code"], year): row
        for row in rows
        for year in range(2023, 2030)
        if row["from_year"] <= year <= row["to_year"]
    }


def test_every_check_has_one_version_a_year(tmp_path: Path) -> None:
    rules = read_rules()
    found = lives(read_decisions([write(tmp_path, OWN)], with_later(tmp_path)))
    assert len(found) == len(rules) * 2 * 7
    assert found["row_total", None, 2026]["on_hold"] is False
    assert found["row_total", None, 2027]["on_hold"] is True


def test_a_later_decision_changes_no_earlier_year(tmp_path: Path) -> None:
    before, after = lives(read_decisions()), lives(read_decisions(own=with_later(tmp_path)))
    changed = {key for key in before if before[key] | {"to_year": 0} != after[key] | {"to_year": 0}}
    assert changed == {(rule, None, year) for rule in ("report_late", "row_total") for year in (2027, 2028, 2029)}
    assert (before["report_late", None, 2029]["points"], after["report_late", None, 2029]["points"]) == (20, 12)


def test_a_district_s_own_rule_stands_whatever_comes_later(tmp_path: Path) -> None:
    found = lives(read_decisions([write(tmp_path, OWN)], with_later(tmp_path)))
    assert [found["report_late", "990101", year]["points"] for year in (2023, 2024, 2026, 2027)] == [20, 8, 8, 8]
    assert [found["report_late", None, year]["points"] for year in (2023, 2024, 2026, 2027)] == [20, 20, 20, 12]
    cheaper = lives(read_decisions([write(tmp_path, OWN.replace("points = 8", "points = 3"))]))
    late = cheaper["report_late", "990101", 2025]
    assert (late["points"], late["warning"]) == (3, 3)  # a warning never costs more than an error
    fee = [found["fee_statement_missing", "990101", year] for year in (2024, 2025)]
    assert [(row["on_hold"], row["source"], row["basis"]) for row in fee] == [
        (True, None, None), (False, "policy.toml", "某区通知（虚构）"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("from_year = 2024", "from_year = 1999", "from_year"),
        ('who = "某区政务公开办（虚构）"\nreason = "试"\nfaults', 'reason = "试"\nfaults', "decision 1.*who"),
        ('basis = "某区通知（虚构）"', "", "decision 2.*basis"),
        ("points = 8", 'points = "8"', "points"),
        ("points = 8", "points = -8", "points"),
        ("points = 8", 'severity = "error"', "severity.*rules"),
        ("points = 8", "colour = 8", "colour"),
        ('faults = ["late"]', "faults = [1]", "faults"),
        ("[[decisions]]", "[[decision]]", "decision"),
        ('districts = ["990101"]', "districts = 990101", "districts"),
        ("points = 8", "points =", "TOML"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(RuleError, match=rf"policy\.toml.*{says}"):
        read_decisions([write(tmp_path, OWN.replace(old, new))])


def test_a_name_that_there_is_not_is_told(tmp_path: Path) -> None:
    con, rules = empty_district(), read_rules()
    for old, new in (('["late"]', '["early"]'), ('["fee_statement_missing"]', '["no_such"]')):
        with pytest.raises(RuleError, match=r"policy\.toml.*(early|no_such)"):
            fill_rule_versions(con, rules, read_scoring(rules), [write(tmp_path, OWN.replace(old, new))])
    text = resource("data", "policy", "rules.toml").read_text(encoding="utf-8").replace('"row_total", ', "")
    unlisted = read_decisions(own=write(tmp_path, text, "rules.toml"))
    with pytest.raises(RuleError, match="row_total"):  # a check that no decision lists
        rule_versions(rules, read_scoring(rules), unlisted)


def test_files_are_found_in_the_home_beside_the_registry_or_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    home.mkdir()
    inbox.mkdir()
    assert policy_files(home, inbox / "registry.csv") == []
    files = [write(inbox, OWN), write(home, OWN)]
    assert policy_files(home, inbox / "registry.csv") == files
    monkeypatch.setenv(VARIABLE, str(tmp_path / "other.toml"))
    assert policy_files(home, inbox / "registry.csv") == [tmp_path / "other.toml"]
    with pytest.raises(RuleError, match=r"other\.toml"):
        read_decisions(policy_files(home))


def judged(policies: list[Path]) -> duckdb.DuckDBPyConnection:
    """Two districts with a late town and a late street each year, one of them by no notice."""
    con = empty_district()
    for district in ("990101", "990102"):
        for number, kind in enumerate(("镇", "街道")):
            code = f"{district}00{number}000"
            add_agency(con, code, kind, kind, district=district)
            for year in (2023, 2025):
                expect_report(con, code, year, set_by=("notice", "custom")[number])
                add_report(con, code, year, days_late=3, texts={"6": "无其他事项。"})
    run_checks(con, policies=policies)
    fill_faults(con)
    charge_points(con)
    build_rankings(con)
    return con


def faults(con: duckdb.DuckDBPyConnection, rule: str) -> list[tuple[Any, ...]]:
    return con.execute(
        "SELECT f.agency_code, f.report_year, f.severity, u.points, u.policy_source FROM findings f"
        " JOIN faults u USING (fault_id) WHERE rule = ? ORDER BY ALL", [rule]
    ).fetchall()  # fmt: skip


def test_points_are_those_of_the_year_the_district_and_what_sets_the_day(tmp_path: Path) -> None:
    con = judged([write(tmp_path, OWN)])
    source = "policy.toml（某区政务公开办（虚构），2024-12-01）"
    assert faults(con, "report_late") == [
        ("990101000000", 2023, "error", Decimal(20), None),
        ("990101000000", 2025, "error", Decimal(8), source),
        ("990101001000", 2023, "warning", Decimal(5), None),
        ("990101001000", 2025, "warning", Decimal(5), source),
        ("990102000000", 2023, "error", Decimal(20), None),
        ("990102000000", 2025, "error", Decimal(20), None),
        ("990102001000", 2023, "warning", Decimal(5), None),
        ("990102001000", 2025, "warning", Decimal(5), None),
    ]
    own = [row[:2] for row in faults(con, "fee_statement_missing")]
    assert own == [("990101000000", 2025), ("990101001000", 2025)]  # asked of this district alone, from that year on


def test_a_report_year_keeps_its_ranking_when_rules_change_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking = "FROM rankings ORDER BY agency_code, report_year"
    before = judged([]).execute(ranking).fetchall()
    later = with_later(tmp_path)
    monkeypatch.setattr("gouji.check.decisions._own_file", lambda: later)
    assert judged([]).execute(ranking).fetchall() == before
    write(tmp_path, later.read_text(encoding="utf-8").replace("from_year = 2027", "from_year = 2025"), "rules.toml")
    assert judged([]).execute(ranking).fetchall() != before
