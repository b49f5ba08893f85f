"""Explanations that the office accepts or rejects: the report's own word on why something does not agree."""

from typing import NamedTuple, TypedDict, cast

from .errors import DeskError
from .events import Change, Entry
from .store import Desk

EXPLANATION = "explanation"
ACCEPTED, REJECTED = "accepted", "rejected"


class ExplanationRow(TypedDict):
    """The office's word on what explains a fault."""

    decision: str
    reason: str


class ExplanationDecision(NamedTuple):
    """As it stands at the desk. `fault_id`: the fault (or finding) that the report explains."""

    agency_code: str
    report_year: int
    fault_id: str
    seq: int
    who: str
    at: str
    row: ExplanationRow


def decide_explanation(
    desk: Desk,
    who: str,
    agency_code: str,
    report_year: int,
    fault_id: str,
    decision: str,
    reason: str = "",
    *,
    seen: int | None = None,
) -> None:
    """Accept or reject what a report says on a fault; a rejection says why. Raises DeskError, DeskConflict."""
    if decision not in (ACCEPTED, REJECTED):
        raise DeskError(f"「{decision}」应为 {ACCEPTED}（采纳）或 {REJECTED}（不采纳）。 Accepted or rejected.")
    if decision == REJECTED and not reason.strip():
        raise DeskError("不采纳说明的，请写明理由。 Say why it is rejected.")
    row: ExplanationRow = {"decision": decision, "reason": reason.strip()}
    _write(desk, who, _subject(agency_code, report_year, fault_id), row, seen, reason)


def forget_explanation(
    desk: Desk, who: str, agency_code: str, report_year: int, fault_id: str, *, seen: int | None = None
) -> None:
    """Take a decision back: what the report says stands as any explanation does."""
    _write(desk, who, _subject(agency_code, report_year, fault_id), None, seen, "撤销")


def list_explanations(desk: Desk) -> list[ExplanationDecision]:
    """All decisions, by agency, year and fault."""
    return [as_explanation(entry) for entry in desk.entries(EXPLANATION)]


def find_explanation(desk: Desk, agency_code: str, report_year: int, fault_id: str) -> ExplanationDecision | None:
    """The decision on what explains a fault; None where there is none."""
    entry = desk.entry(EXPLANATION, _subject(agency_code, report_year, fault_id))
    return as_explanation(entry) if entry else None


def as_explanation(entry: Entry) -> ExplanationDecision:
    """The row of an entry."""
    agency, year, fault = entry.subject.split("/", 2)
    row = cast(ExplanationRow, entry.value)
    return ExplanationDecision(agency, int(year), fault, entry.seq, entry.who, entry.at, row)


def _subject(agency_code: str, report_year: int, fault_id: str) -> str:
    if not fault_id or "/" in agency_code:
        raise DeskError("请写明机关代码、年度与问题的标识。 Name the agency, the year and the fault.")
    return f"{agency_code}/{report_year}/{fault_id}"


def _write(desk: Desk, who: str, subject: str, row: ExplanationRow | None, seen: int | None, note: str) -> None:
    desk.write(who, [Change(EXPLANATION, subject, cast(dict[str, object] | None, row), seen)], note)
