"""送审: the rounds of an agency's draft, each with what was found, so that the next can be told against it.

Of a draft only what was found is kept, neither the file nor its figures.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple, TypedDict, cast

from .events import Change, Entry
from .store import Desk

DRAFT = "draft"
MOST_ROUNDS = 50  # kept of one report


_DIGITS = re.compile(r"[0-9]+")


class DraftFault(TypedDict):
    """What was found in a draft."""

    kind: str
    cells: list[str]
    title: str


class RoundRow(TypedDict):
    """One round."""

    at: str  # UTC, ISO 8601
    who: str
    source: str
    verdict: str
    faults: list[DraftFault]


class Round(NamedTuple):
    """A round against the one before: its number, and the titles of what was mended, is still there, and is new."""

    number: int
    before: RoundRow | None
    mended: list[str]
    still: list[str]
    new: list[str]


class DraftHistory(NamedTuple):
    """The rounds of one agency's report of a year, the first first; `dropped`: earlier ones that are no longer kept."""

    agency_code: str
    report_year: int
    rounds: list[RoundRow]
    dropped: int


def keep_round(
    desk: Desk,
    who: str,
    agency_code: str,
    report_year: int,
    source: str,
    verdict: str,
    faults: Sequence[DraftFault],
) -> Round:
    """Take down a round and tell it against the one before. The same draft sent again is a round of its own."""
    entry = desk.entry(DRAFT, f"{agency_code}/{report_year}")
    history = _history(entry) if entry else DraftHistory(agency_code, report_year, [], 0)
    row: RoundRow = {
        "at": desk.clock().isoformat(), "who": who, "source": source, "verdict": verdict, "faults": list(faults),
    }  # fmt: skip
    rounds = [*history.rounds, row]
    dropped = history.dropped + max(0, len(rounds) - MOST_ROUNDS)
    desk.write(
        who,
        [Change(DRAFT, f"{agency_code}/{report_year}", {"rounds": rounds[-MOST_ROUNDS:], "dropped": dropped})],
        f"送审第 {dropped + len(rounds[-MOST_ROUNDS:])} 次：{verdict}",
    )
    return compare(history.dropped + len(history.rounds) + 1, row, history.rounds[-1] if history.rounds else None)


def compare(number: int, row: RoundRow, before: RoundRow | None) -> Round:
    """A round against the one before."""
    now, old = row["faults"], before["faults"] if before else []
    return Round(
        number,
        before,
        [each["title"] for each in old if not any(_is_same(each, other) for other in now)],
        [each["title"] for each in now if any(_is_same(each, other) for other in old)],
        [each["title"] for each in now if not any(_is_same(each, other) for other in old)],
    )


def _is_same(one: DraftFault, other: DraftFault) -> bool:
    """Of one kind and about the same cells, some of which may have been put right; else told in the same words."""
    if one["kind"] != other["kind"]:
        return False
    if one["cells"] and other["cells"]:
        return not set(one["cells"]).isdisjoint(other["cells"])
    return _DIGITS.sub("", one["title"]) == _DIGITS.sub("", other["title"])


def list_histories(desk: Desk) -> list[DraftHistory]:
    """Every report that was sent for review, that of the last round first."""
    found = [_history(entry) for entry in desk.entries(DRAFT)]
    return sorted(found, key=lambda each: each.rounds[-1]["at"], reverse=True)


def _history(entry: Entry) -> DraftHistory:
    agency, _, year = entry.subject.rpartition("/")
    return DraftHistory(agency, int(year), cast(list[RoundRow], entry.value["rounds"]), entry.value["dropped"])
