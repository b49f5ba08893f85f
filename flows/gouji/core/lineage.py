"""Which organ came from which (mergers, splits, renamings, abolitions, foundings), and what follows for who reports.

A change counts from the first report that the new organ makes: who exists on the day by which a report is due makes
it (《政府信息公开条例》第四十九条), for the organs too that exist no longer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

MERGED, SPLIT, RENAMED, ABOLISHED, FOUNDED = "merged", "split", "renamed", "abolished", "founded"
# How people say it, for each kind; the first is what messages say.
KIND_WORDS = {
    MERGED: ("合并", "并入"),
    SPLIT: ("分设", "拆分"),
    RENAMED: ("更名", "改名"),
    ABOLISHED: ("撤销",),
    FOUNDED: ("设立", "新设", "成立"),
}


class Change(NamedTuple):
    """One row of a file of changes. An organ that goes on after a merger or split, or was there before it, has a row
    from itself to itself. `report_year`: the first report year that is for those after the change to report."""

    kind: str
    before: str | None  # agency code; none for a founding
    after: str | None  # agency code; none for an abolition without a successor
    day: date  # from which it holds
    report_year: int
    note: str = ""
    source: str = ""
    line: int = 0


class Lineage:
    """Changes by organ. Everything is asked by agency code and report year."""

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self.changes = tuple(changes)
        self._out: dict[str, list[Change]] = defaultdict(list)
        self._in: dict[str, list[Change]] = defaultdict(list)
        stays = {(change.before, change.day) for change in self.changes if change.before == change.after}
        for change in self.changes:
            if change.before == change.after:
                continue
            if change.before and (change.before, change.day) not in stays:
                self._out[change.before].append(change)
            if change.after and (change.after, change.day) not in stays:
                self._in[change.after].append(change)
        for code, incoming in list(self._in.items()):
            self._in[code] = [change for change in incoming if _is_new_by(change, incoming)]

    def first_year(self, code: str) -> int | None:
        """The first report year that an organ which a change made reports; None for one that was always there."""
        return min((change.report_year for change in self._in.get(code, ())), default=None)

    def last_year(self, code: str) -> int | None:
        """The last report year that an organ which a change ended reports; None for one that goes on."""
        return min((change.report_year - 1 for change in self._out.get(code, ())), default=None)

    def goes_on(self, code: str, change: Change) -> bool:
        """Whether an organ named in a change was there before it and after it."""
        return not any(other.day == change.day for other in (*self._out.get(code, ()), *self._in.get(code, ())))

    def made_by(self, code: str) -> list[Change]:
        """The changes that made an organ, none where it was there before."""
        return self._in.get(code, [])

    def ended_by(self, code: str) -> list[Change]:
        """The changes that ended an organ."""
        return self._out.get(code, [])

    def holder(self, code: str, report_year: int) -> str:
        """Who makes an organ's report of a year, through all renamings: the one after them, or before."""
        for _ in self.changes:
            later = next(
                (c.after for c in self._out.get(code, ()) if c.kind == RENAMED and c.report_year <= report_year), None
            )
            earlier = next(
                (c.before for c in self._in.get(code, ()) if c.kind == RENAMED and c.report_year > report_year), None
            )
            if not (later or earlier):
                break
            code = later or earlier or code
        return code

    def kept(self, reported: Mapping[str, set[int]]) -> "Lineage":
        """The same where predecessors that still existed at the end of a year made its report themselves, shortly before
        they ceased (`reported`: report years by agency code): the change then counts from the next year's on."""
        return Lineage(
            change._replace(report_year=change.day.year)
            if change.kind != RENAMED
            and change.before
            and change.report_year < change.day.year
            and change.report_year in reported.get(change.before, ())
            else change
            for change in self.changes
        )


def first_report_year(kind: str, day: date, deadline: tuple[int, int]) -> int:
    """The first report year that those after a change report. `deadline`: month and day in the following year by which
    the organ before it had to report. Of what was founded from nothing: the year in which it was."""
    if kind != FOUNDED and (day.month, day.day) <= deadline:
        return day.year - 1
    return day.year


def _is_new_by(change: Change, incoming: list[Change]) -> bool:
    """Whether a change made the organ it leads to: one that took in a single other was there before."""
    if change.kind in (MERGED, ABOLISHED):
        return len({other.before for other in incoming if other.day == change.day and other.before}) > 1 or any(
            other.kind == FOUNDED for other in incoming
        )
    return True
