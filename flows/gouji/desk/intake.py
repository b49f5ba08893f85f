"""Intake: whose a document is, of which year, when it was published, and whether it is taken or sent back.

What the office says wins over what a run would guess (load/placement.py). A document is named by the sha256 of its
bytes; by that and `#2` where one of several reports in it is meant; or by its entry in the inbox (the path there, with
"/"), whose bytes may change. Of several that apply, the first of this order counts.
"""

from datetime import date
from typing import NamedTuple, TypedDict, cast

from .errors import DeskError
from .events import Change, Entry
from .store import Desk

INTAKE = "intake"
ACCEPTED, RETURNED = "accepted", "returned"  # 收, 退回
FIRST_YEAR, LAST_YEAR = 2008, 2199


class IntakeRow(TypedDict):
    """What the office said of a document; None: nothing, the run's own reading counts."""

    decision: str
    agency: str | None  # its code, or a name of the registry
    report_year: int | None
    published_on: str | None  # YYYY-MM-DD
    reason: str  # of a return


class Intake(NamedTuple):
    """A document as it stands at the desk."""

    document: str
    seq: int
    who: str
    at: str
    row: IntakeRow


def take_in(
    desk: Desk,
    who: str,
    document: str,
    *,
    agency: str | None = None,
    report_year: int | None = None,
    published_on: date | None = None,
    seen: int | None = None,
) -> None:
    """Take a document (收), with all that the office knows of it: what is None is left to the run.

    Raises DeskError, DeskConflict."""
    if report_year is not None and not FIRST_YEAR <= report_year <= LAST_YEAR:
        raise DeskError(f"年度「{report_year}」应为四位数字，如 2025。 A year of four digits.")
    if published_on is not None and published_on > desk.today():
        raise DeskError(f"公布日期 {published_on} 还没有到，请核对。 A day to come.")
    day = published_on.isoformat() if published_on else None
    row: IntakeRow = {
        "decision": ACCEPTED, "agency": (agency or "").strip() or None, "report_year": report_year, "published_on": day,
        "reason": "",
    }  # fmt: skip
    _write(desk, who, document, row, seen, "收")


def send_back(desk: Desk, who: str, document: str, reason: str, *, seen: int | None = None) -> None:
    """Send a document back (退回), for a reason: no report in it counts. Raises DeskError, DeskConflict."""
    if not reason.strip():
        raise DeskError("退回的请写明理由。 Say why it is sent back.")
    old = desk.entry(INTAKE, document)
    known = cast(IntakeRow, old.value) if old else None
    row: IntakeRow = {
        "decision": RETURNED,
        "agency": known["agency"] if known else None,
        "report_year": known["report_year"] if known else None,
        "published_on": known["published_on"] if known else None,
        "reason": reason.strip(),
    }
    _write(desk, who, document, row, seen, f"退回：{reason.strip()}")


def forget_intake(desk: Desk, who: str, document: str, *, seen: int | None = None) -> None:
    """Take back what was said of a document: the run's own reading counts again."""
    _write(desk, who, document, None, seen, "撤销")


def find_intake(desk: Desk, document: str) -> Intake | None:
    """What is said of a document; None for nothing."""
    entry = desk.entry(INTAKE, document)
    return as_intake(entry) if entry else None


def list_intake(desk: Desk) -> list[Intake]:
    """All that is said of documents."""
    return [as_intake(entry) for entry in desk.entries(INTAKE)]


def as_intake(entry: Entry) -> Intake:
    """The row of an entry."""
    return Intake(entry.subject, entry.seq, entry.who, entry.at, cast(IntakeRow, entry.value))


def _write(desk: Desk, who: str, document: str, row: IntakeRow | None, seen: int | None, note: str) -> None:
    desk.write(who, [Change(INTAKE, document.strip(), cast(dict[str, object] | None, row), seen)], note)
