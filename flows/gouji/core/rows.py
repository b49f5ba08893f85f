"""Rows of the tables that pass between stages as dictionaries: their columns and types (sql/schema says what they mean).

tests/core/test_rows.py holds them against the schema.
"""

from datetime import date
from decimal import Decimal
from typing import TypedDict


class CellRow(TypedDict):
    """What a cell says, as the columns of `cells` that a clerk's answer needs."""

    cell: str
    value: Decimal | None
    state: str
    raw: str


class DocumentRow(TypedDict):
    """A row of `documents`: one file or page received, and what became of it."""

    document_id: str
    source: str
    media_type: str | None
    size_bytes: int
    archive_path: str
    document_state: str
    problem: str | None
    report_count: int
    attached_to: str | None
    link: str | None
    agency_code: str | None
    fetched_on: date | None
    version: int
    in_force: bool


class FaultRow(TypedDict):
    """One cause of findings, as the columns of `faults` that a clerk's answer has."""

    fault_id: str
    fault_kind: str
    dimension: str
    severity: str
    outcome: str
    title: str
    explanation: str | None
    cells: list[str]
    points: Decimal
    waived: bool
    policy_source: str | None


class FindingRow(TypedDict):
    """What a check found, as the columns of `findings` that a clerk's answer and an office's paper both have."""

    fault_id: str | None
    rule: str
    dimension: str
    severity: str
    outcome: str
    cells: list[str]
    reported: str | None
    expected: str | None
    message: str
    waived: bool


# `class` cannot be the name of a field.
RepairRow = TypedDict(
    "RepairRow",
    {
        "report_id": str,
        "agency_code": str,
        "report_year": int,
        "candidate": int,
        "class": str,
        "block": str,
        "candidates": int,
        "hypothesis": str,
        "basis": str,
        "cell": str | None,
        "reported": Decimal | None,
        "proposed": Decimal | None,
        "certain": bool,
        "clears": list[str],
        "why": str,
    },
)
RepairRow.__doc__ = "A row of `repairs`: one cell of one way to make a report's equations hold."
