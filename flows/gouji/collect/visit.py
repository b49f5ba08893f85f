"""Visiting the sources of agencies: find the report of the year, archive it with what is attached, log what was seen.

Everything seen or refused becomes a line of the archive's log, which is all that later stages know of a visit.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from gouji.core.crawl_policy import CrawlPolicy
from gouji.core.errors import GoujiError
from gouji.core.registry import Agency, Registry
from gouji.core.settings import Settings
from gouji.core.sources import allowed_places, place_of

from .agency_visit import AgencyVisit, KnownAgencies
from .archiving_client import ArchivingClient
from .fetch_errors import FetchError
from .log import Log
from .source_visits import SOURCE_VISITS
from .web import Client


class RetryLater(GoujiError):
    """Some addresses could not be fetched now and may be later; all others are archived."""


class HostGroup(NamedTuple):
    """The agencies whose first address is on one host: visited one after the other, as the host is."""

    host: str
    agencies: list[Agency]


def host_groups(registry: Registry) -> list[HostGroup]:
    """The agencies that have an address, by host."""
    found: dict[str, list[Agency]] = {}
    for agency in registry.agencies:
        if source := next((s for s in agency.sources if s.kind in SOURCE_VISITS), None):
            found.setdefault(place_of(source.of_year(2000))[0], []).append(agency)
    return [HostGroup(host, agencies) for host, agencies in sorted(found.items())]


def client_for(registry: Registry, policy: CrawlPolicy) -> Client:
    """A client that may contact the registry's hosts and no other."""
    return Client(allowed_places(source for agency in registry.agencies for source in agency.sources), policy)


def visit_sites(
    log: Log,
    registry: Registry,
    settings: Settings,
    since: datetime,
    visit_groups: Callable[["Visitor", list[HostGroup]], None],
) -> None:
    """Look for reports at the addresses of the registry; what cannot be had is in the log.

    `since`: as of Visitor. `visit_groups` calls `visit` for every group, and as it thinks fit again where that raises
    RetryLater.
    """
    focus = settings.year or settings.latest_year
    with client_for(registry, settings.crawl_policy) as client:
        visit_groups(Visitor(settings.home, log, client, registry, focus, since), host_groups(registry))


class Visitor:
    """Visits agencies for the reports of `focus` and of the other years they owe that are not archived yet.

    `since`: what was fetched since then is not fetched again. That is the start of the run, or of the runs before it
    that were killed: so a run goes on where the last one was cut off.
    """

    def __init__(self, home: Path, log: Log, client: Client, registry: Registry, focus: int, since: datetime) -> None:
        self._log, self._registry, self._focus = log, registry, focus
        self._client = ArchivingClient(home, log, client, since)
        shared = Counter(source.address for agency in registry.agencies for source in agency.sources)
        self._known = KnownAgencies(shared, self._agency_named)
        self._tries: Counter[str] = Counter()
        self._named: dict[str, Agency | None] = {}
        self._permanent: dict[str, FetchError] = {}  # what no further round would get

    def visit(self, group: HostGroup) -> None:
        """Visit every agency of a group. Raises RetryLater, at the end, naming what another visit may get."""
        refused = dict(self._permanent)  # not asked for twice in one round
        temporary: dict[str, None] = {}
        for agency in sorted(group.agencies, key=lambda agency: self._tries[agency.code]):
            for error in self._visit_agency(agency, refused):
                if error.is_temporary:
                    self._tries[agency.code] += 1
                    temporary[str(error)] = None
        self._permanent |= {address: error for address, error in refused.items() if not error.is_temporary}
        if temporary:
            raise RetryLater(f"{group.host}：" + "；".join(temporary))

    def _agency_named(self, name: str) -> Agency | None:
        """The agency of the registry that a title means; a list that many share names each of them many times."""
        if name not in self._named:
            self._named[name] = self._registry.match(name).agency
        return self._named[name]

    def _visit_agency(self, agency: Agency, refused: dict[str, FetchError]) -> list[FetchError]:
        agency_visit = AgencyVisit(self._client, self._known, agency, refused)
        for year in reversed(self._registry.expected_years(agency, self._focus, self._focus)):
            known = self._log.documents_of(agency.code, year)
            if known and year != self._focus and self._log.is_complete(agency.code, year):
                continue
            for source in agency.sources:
                if visit := SOURCE_VISITS.get(source.kind):
                    agency_visit.attempt(source.of_year(year), year, partial(visit, agency_visit, source, year))
            for entry in known:  # still there, still the same?
                agency_visit.document(entry.source, entry.role, year)
        return agency_visit.errors
