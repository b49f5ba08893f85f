"""The table `rule_versions`: how each check judges the reports of which years, worked out from the decisions."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from gouji.core.settings import LAST_YEAR
from gouji.load.warehouse import insert_rows

from .decisions import OF_FAULTS, OF_RULES, Decision, read_decisions
from .rules import Rule, RuleError, Scoring

# What of a version the numbers come from: the last decision that had a say.
_OF_DECISION = ("reason", "date", "who", "source")


def fill_rule_versions(
    con: duckdb.DuckDBPyConnection, rules: list[Rule], scoring: Scoring, policies: Iterable[Path] = ()
) -> None:
    """Fill `rule_versions`; RuleError where a decision names what there is not, or a check none."""
    con.execute("DELETE FROM rule_versions")
    insert_rows(con, "rule_versions", rule_versions(rules, scoring, read_decisions(policies)))


def rule_versions(rules: list[Rule], scoring: Scoring, decisions: list[Decision]) -> list[dict[str, Any]]:
    """Rows of `rule_versions`: for each check a row for each run of report years in which nothing of it changes, for all
    districts (`district_code` None) and once more, whole, for each district that has decisions of its own."""
    _check_names(rules, scoring, decisions)
    own = sorted({code for decision in decisions for code in decision.districts})
    return [
        row
        for district in (None, *own)
        for rule in rules
        for row in _life(rule, scoring, _that_count(rule, scoring, decisions, district), district)
    ]


def _check_names(rules: list[Rule], scoring: Scoring, decisions: list[Decision]) -> None:
    known, kinds = {rule.id for rule in rules}, {kind.kind for kind in scoring.kinds}
    born = {name for decision in decisions if decision.source is None for name in decision.rules}
    problems = [f"rules.toml：没有一项决定列出检查 {name} no decision lists it" for name in sorted(known - born)]
    for decision in decisions:
        file = decision.source or "rules.toml"
        problems += [f"{file}：没有检查 {name} no such check" for name in decision.rules if name not in known]
        problems += [f"{file}：没有这种问题 {name} no such kind" for name in decision.faults if name not in kinds]
    if problems:
        raise RuleError(f"{'；'.join(dict.fromkeys(problems))}。请改正（检查见 docs/checks.md）。 Correct the file.")


def _that_count(rule: Rule, scoring: Scoring, decisions: list[Decision], district: str | None) -> list[Decision]:
    """The decisions on one check in one district; of two for the same year the later one decides, and a district's
    before Gouji's whatever its year."""
    kind = scoring.kind_of[rule.id]
    mine = [
        decision for decision in decisions
        if (rule.id in decision.rules or kind in decision.faults)
        and (not decision.districts or district in decision.districts)
    ]  # fmt: skip
    return sorted(mine, key=lambda decision: (decision.file, decision.from_year))


def _life(rule: Rule, scoring: Scoring, decisions: list[Decision], district: str | None) -> list[dict[str, Any]]:
    kind = next(kind for kind in scoring.kinds if rule.id in kind.rules)
    first = min(d.from_year for d in decisions if d.source is None and rule.id in d.rules)
    years = sorted({max(first, decision.from_year) for decision in decisions})
    rows: list[dict[str, Any]] = []
    for year, following in pairwise([*years, LAST_YEAR + 1]):
        row: dict[str, Any] = {
            "rule": rule.id, "district_code": district, "from_year": year, "to_year": following - 1,
            "fault_kind": kind.kind, "severity": rule.severity, "on_hold": False, "basis": None, "threshold": None,
            "points": kind.points, "warning": kind.warning, "least": kind.least,
        }  # fmt: skip
        for decision in decisions:
            if decision.from_year <= year:
                names = (OF_RULES if rule.id in decision.rules else ()) + (
                    OF_FAULTS if kind.kind in decision.faults else ()
                )
                row |= {name: decision.sets[name] for name in names if name in decision.sets}
                row |= {name: getattr(decision, name) for name in _OF_DECISION}
        row |= {name: min(row[name], row["points"]) for name in ("warning", "least") if row[name] is not None}
        rows.append(row)
    return rows
