"""What the office decides on the explanations of reports: one that is rejected clears nothing.

Rows of explanations/*.csv of the home: agency (code or name), year, explanation (its id; empty: every one of the
report), rule (empty: every check), decision (rejected; accepted takes a rejection of the same back), reason, who. What is
decided at the desk (desk/explanations.py) goes the same way.
"""

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gouji.core.csv_rows import csv_rows

from .explanations import ACCEPTED, REJECTED, ExplanationDecision

COLUMNS = ("agency", "year", "explanation", "rule", "decision", "reason", "who")
_REQUIRED = ("agency", "year", "decision", "reason", "who")


def read_decisions(home: Path | None = None) -> list[dict[str, Any]]:
    """One row a line of the home's files, as given, `problem` saying what is wrong with it if anything is."""
    rows: list[dict[str, Any]] = []
    for file in sorted((home / "explanations").glob("*.csv")) if home else []:
        try:
            rows += [_row(f"{file.name}:{line}", row) for line, row in enumerate(csv_rows(file), 2)]
        except (OSError, csv.Error) as error:
            rows.append(decision(file.name, problem=f"读不出（{error}），应为 CSV，第一行为列名"))
    return rows


def decisions_of_desk(decided: Iterable[ExplanationDecision]) -> list[dict[str, Any]]:
    """What was decided at the desk, as the same rows: each is on what explains one fault, and on all that this explains."""
    return [
        decision(
            f"desk:{each.seq}",
            agency_code=each.agency_code,
            report_year=each.report_year,
            finding_id=each.fault_id,
            decision=each.row["decision"],
            reason=each.row["reason"],
            who=each.who,
        )
        for each in sorted(decided, key=lambda each: each.seq)
    ]


def decision(source: str, **given: Any) -> dict[str, Any]:
    """A row of `explanation_decisions` as it is given; `source` must be another for each."""
    names = (
        "agency_code",
        "report_year",
        "explanation_id",
        "finding_id",
        "rule",
        "decision",
        "reason",
        "who",
        "problem",
    )
    return {"source": source} | dict.fromkeys(names) | given


def _row(source: str, given: dict[str, str]) -> dict[str, Any]:
    problems = [f"缺少 {name}" for name in _REQUIRED if not given.get(name)]
    problems += [f"不认识的列 {name}" for name in given if name not in COLUMNS]
    year, word = given.get("year", ""), given.get("decision", "")
    if year and not re.fullmatch(r"20\d\d", year):
        problems.append(f"year「{year}」应为四位数字，如 2025")
    if word and word not in (REJECTED, ACCEPTED):
        problems.append(f"decision「{word}」应为 {REJECTED} 或 {ACCEPTED}")
    return decision(
        source,
        agency_code=given.get("agency"),
        report_year=int(year) if re.fullmatch(r"20\d\d", year) else None,
        explanation_id=given.get("explanation") or None,
        rule=given.get("rule") or None,
        decision=word or None,
        reason=given.get("reason"),
        who=given.get("who"),
        problem=f"{'；'.join(problems)}，不予采用" if problems else None,
    )
