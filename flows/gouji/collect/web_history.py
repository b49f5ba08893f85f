"""What the archive's log says of the web, in order: what each address showed from when to when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, NamedTuple

from gouji.core.registry import Registry

from .archive import Archived, Companion, archive_path
from .inbox_files import NotCollected
from .log import ARCHIVED, COPY, FILE, GONE, INBOX, LISTED, PAGE, SEARCH, UNCHANGED, Log, LogEntry


@dataclass(slots=True)
class AddressState:
    """A run of equal observations of one address; `number` counts the runs from 1, `copy` the versions of its bytes: what
    an address shows again after it could not be had is the same version."""

    first: LogEntry
    last: LogEntry
    number: int
    copy: int

    @property
    def is_copy(self) -> bool:
        return self.first.state in (ARCHIVED, UNCHANGED)


class Collected(NamedTuple):
    """What was collected: documents, what their addresses showed (rows for `fetches`), what of the inbox could not be
    collected, and of which documents the archive's copy is lost, since when."""

    documents: list[Archived]
    fetches: list[dict[str, Any]]
    refused: list[NotCollected] = []  # noqa: RUF012
    lost: dict[str, date] = {}  # noqa: RUF012


def from_web(log: Log, registry: Registry) -> Collected:
    """All that the archive holds of the addresses of a registry's agencies."""
    shown = histories(log, registry)
    return Collected(web_documents(shown, log), fetch_rows(shown))


def histories(entries: Iterable[LogEntry], registry: Registry) -> list[list[AddressState]]:
    """The runs of each address, for agencies of the registry; addresses in order of agency, address, role.

    Of one day, failures that were followed by something else on that day are left out: they passed, and what is
    published must not depend on how often a run had to try.
    """
    known = {agency.code for agency in registry.agencies} | {None}
    seen: dict[tuple[str, ...], list[LogEntry]] = {}
    for entry in entries:
        if entry.role not in (INBOX, COPY) and entry.agency_code in known:
            seen.setdefault(_key(entry), []).append(entry)
    return [_runs(_without_passing_failures(seen[key])) for key in sorted(seen)]


def web_documents(shown: Iterable[list[AddressState]], entries: Iterable[LogEntry]) -> list[Archived]:
    """Every version of every report page and file that was ever archived, with its attachments."""
    attached: dict[str, dict[str, LogEntry]] = {}
    for entry in entries:
        if entry.page and entry.link and entry.document_id:
            attached.setdefault(entry.page, {})[entry.link] = entry
    found: dict[tuple[str, str], Archived] = {}
    for runs in shown:
        copies = [run for run in runs if run.is_copy]
        if not copies or runs[0].first.role not in (PAGE, FILE):
            continue
        firsts = {
            run.copy: run for run in reversed(copies)
        }  # the first run of each version, from the last version back
        for run in reversed(firsts.values()):
            entry = run.first
            document_id = entry.document_id or ""
            in_force = run.copy == copies[-1].copy and runs[-1].first.state != GONE
            found[document_id, entry.address] = Archived(
                document_id,
                entry.address,
                archive_path(document_id),
                entry.size_bytes or 0,
                companions=tuple(_companion(e) for e in attached.get(document_id, {}).values()),
                fetched_on=run.first.day,
                agency_code=entry.agency_code,
                version=run.copy,
                in_force=in_force,
            )
    return sorted(found.values(), key=lambda item: (item.source, item.version))


def fetch_rows(shown: Iterable[list[AddressState]]) -> list[dict[str, Any]]:
    """Rows for `fetches`."""
    return [_row(run, runs) for runs in shown for run in runs]


def _row(run: AddressState, runs: list[AddressState]) -> dict[str, Any]:
    first, last = run.first, run.last
    problem = last.problem
    before = runs[run.number - 2] if run.number > 1 else None
    if first.state == GONE and before and before.is_copy:
        problem = f"{before.first.day} 至 {before.last.day} 曾公布，{first.day} 起不存在或已撤下：{problem}"
    return {
        "agency_code": first.agency_code,
        "report_year": first.report_year,
        "address": first.source,
        "role": first.role,
        "number": run.number,
        "state": ARCHIVED if run.is_copy else first.state,
        "http_status": HTTPStatus.OK.value if run.is_copy else last.status,
        "document_id": first.document_id,
        "first_on": first.day,
        "last_on": last.day,
        "is_latest": run is runs[-1],
        "problem": problem if first.state != LISTED else None,
    }


def _companion(entry: LogEntry) -> Companion:
    document_id = entry.document_id or ""
    path = archive_path(document_id)
    return Companion(entry.link or "", document_id, entry.address, path, entry.size_bytes or 0)


def _key(entry: LogEntry) -> tuple[str, ...]:
    if entry.role == SEARCH:
        return entry.agency_code or "", entry.source, entry.role, str(entry.report_year)
    return entry.agency_code or "", entry.source, entry.role


def _without_passing_failures(entries: list[LogEntry]) -> list[LogEntry]:
    last: dict[date, LogEntry] = {entry.day: entry for entry in entries}
    return [entry for entry in entries if entry.document_id or entry is last[entry.day]]


def _runs(entries: list[LogEntry]) -> list[AddressState]:
    runs: list[AddressState] = []
    copies, shown = 0, None
    for entry in entries:
        if runs and _same(runs[-1].last, entry):
            runs[-1].last = entry
            continue
        if entry.document_id and entry.document_id != shown:
            copies, shown = copies + 1, entry.document_id
        runs.append(AddressState(entry, entry, len(runs) + 1, copies))
    return runs


def _same(one: LogEntry, other: LogEntry) -> bool:
    if one.document_id or other.document_id:
        return one.document_id == other.document_id
    return (one.state, one.status) == (other.state, other.status)
