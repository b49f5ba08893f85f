"""Ticks: what runs found resolved of the cases' faults, written down after a version is published.

They are the run's word, not the office's, and no input of a run: a version says itself what is resolved in it
(`case_faults`). The office takes a tick back at the case (`reopen_fault`).
"""

from collections.abc import Mapping
from typing import NamedTuple

from .cases import case_subject
from .events import Change
from .store import Desk

TICK = "tick"
RUN = "勾稽"  # who ticks


class Tick(NamedTuple):
    """A fault that was resolved in a version."""

    agency_code: str
    report_year: int
    fault_id: str
    version: str
    at: str


def list_ticks(desk: Desk, agency_code: str | None = None, report_year: int | None = None) -> list[Tick]:
    """Ticks, all or those of a case."""
    start = f"{case_subject(agency_code, report_year)}/" if agency_code and report_year else ""
    found = []
    for entry in desk.entries(TICK, start):
        agency, year, fault = entry.subject.split("/", 2)
        found.append(Tick(agency, int(year), fault, str(entry.value["version"]), entry.at))
    return found


def write_ticks(
    desk: Desk, version: str, resolved: Mapping[tuple[str, int, str], str], open_again: set[tuple[str, int, str]]
) -> int:
    """Tick off what is resolved, by agency, year and fault the version that resolved it; and take ticks away from what
    a version finds again. Returns how many changed."""
    ticks = {(tick.agency_code, tick.report_year, tick.fault_id): tick.version for tick in list_ticks(desk)}
    changes = [
        Change(TICK, _subject(key), {"version": since}, note=f"{since} 版已无此问题")
        for key, since in sorted(resolved.items())
        if ticks.get(key) != since
    ]
    changes += [
        Change(TICK, _subject(key), None, note=f"{version} 版又有此问题") for key in sorted(open_again & ticks.keys())
    ]
    return len(desk.write(RUN, changes)) if changes else 0


def _subject(key: tuple[str, int, str]) -> str:
    agency, year, fault = key
    return f"{case_subject(agency, year)}/{fault}"
