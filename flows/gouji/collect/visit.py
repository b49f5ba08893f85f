"""Visiting the sources of agencies: find the report of the year, archive it with what is attached, log what was seen.

Everything seen or refused becomes a line of the archive's log, which is all that later stages know of a visit.
"""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from gouji.core.addresses import join_address
from gouji.core.crawl_policy import CrawlPolicy
from gouji.core.errors import GoujiError, unforeseen
from gouji.core.registry import Agency, Registry
from gouji.core.settings import Settings
from gouji.core.sources import allowed_places, place_of
from gouji.parse.prose.identity import agency_in
from gouji.parse.reports import wanted_links

from . import listing
from .archive import DamagedCopy, archive_bytes, archive_path, read_archived
from .log import (
    ARCHIVED,
    ATTACHMENT,
    FAILED,
    FILE,
    GONE,
    LIST,
    LISTED,
    NOT_LISTED,
    PAGE,
    REFUSED,
    SEARCH,
    UNCHANGED,
    Log,
    LogEntry,
)
from .page_state import look_at
from .page_worker import PageError, ask
from .source_visits import SOURCE_VISITS
from .web import Client, FetchError, WebResponse

MAX_PAGES = 20  # of one list; 15 titles a page, so 300 reports
MAX_REPORTS = 3  # of one agency and year that a list names: corrected versions, the same as a file
MAX_ATTACHMENTS = 30  # of one page


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
        self._home, self._log, self._client, self._registry = home, log, client, registry
        self._focus, self._since = focus, since
        self._shared = Counter(source.address for agency in registry.agencies for source in agency.sources)
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

    def agency_named(self, name: str) -> Agency | None:
        """The agency of the registry that a title means; a list that many share names each of them many times."""
        if name not in self._named:
            self._named[name] = self._registry.match(name).agency
        return self._named[name]

    def _visit_agency(self, agency: Agency, refused: dict[str, FetchError]) -> list[FetchError]:
        agency_visit = _AgencyVisit(self, agency, refused)
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


class _AgencyVisit:
    """One visit to one agency."""

    def __init__(self, visitor: Visitor, agency: Agency, refused: dict[str, FetchError]) -> None:
        self._v, self._agency, self._refused = visitor, agency, refused
        self._done: set[str] = set()
        self.errors: list[FetchError] = []

    def attempt(self, address: str, year: int, step: Callable[[], None]) -> None:
        """One step of the visit; an exception that nobody foresaw becomes the row of its address."""
        try:
            step()
        except (OSError, MemoryError):  # of this machine, not of the site: a full disk stops the run
            raise
        except Exception as error:
            self._log_search(address, year, FAILED, f"{address}：{unforeseen(error)}")

    def search(self, start: str, year: int) -> None:
        """Find the report of a year on a list page and archive it."""
        try:
            found, pages_read, newest = self._find(start, year)
        except FetchError as error:
            self._log_search(start, year, error.state, str(error), error.status)
            return
        if not found:
            last = f"，最近的是 {newest} 年度" if newest else "，未见任何年度报告的标题"
            self._log_search(
                start, year, NOT_LISTED, f"栏目 {start} 尚未列出 {year} 年度的年度报告（看了 {pages_read} 页{last}）"
            )
            return
        self._log_search(start, year, LISTED)
        for address, role in found[:MAX_REPORTS]:
            self.document(address, role, year)

    def document(self, address: str, role: str, year: int) -> None:
        """Archive a report, and of a page what is attached to it."""
        if address not in self._done:
            self._done.add(address)
            self.attempt(address, year, partial(self._document, address, role, year))

    def _document(self, address: str, role: str, year: int) -> None:
        try:
            entry, data = self._fetch(address, role, year)
        except FetchError:
            return
        if look_at(data).is_page:
            self._attachments(entry, data, year)

    def _attachments(self, page: LogEntry, data: bytes, year: int) -> None:
        links = deque((link, page.address) for link in _wanted_links(data))
        seen: set[str] = set()
        while links and len(seen) < MAX_ATTACHMENTS:
            link, base = links.popleft()
            address = join_address(base, link).partition("#")[0]
            if address in seen or address == page.address:
                continue
            seen.add(address)
            try:
                entry, content = self._fetch(address, ATTACHMENT, year, page.document_id, link)
            except FetchError:
                continue
            if base == page.address and look_at(content).is_page:  # a frame: what it shows belongs to the page
                links += [(inner, entry.address) for inner in _wanted_links(content)]

    def _find(self, start: str, year: int) -> tuple[list[tuple[str, str]], int, int | None]:
        """Addresses of the report with their roles, how many pages were read, the newest year seen. Raises FetchError for the
        first page only: the others that cannot be had are logged and left out."""
        queue, pages_read, newest = [start], 0, None
        seen: set[str] = set()
        while queue and pages_read < MAX_PAGES:
            address = queue.pop(0)
            if address in seen:
                continue
            seen.add(address)
            try:
                entry, data = self._fetch(address, LIST, None)
            except FetchError:
                if address == start:
                    raise
                continue
            pages_read += 1
            state = look_at(data)
            if not state.is_page:
                if state.problem:
                    self._refuse_list(entry, state.problem, address == start)
                elif address == start:
                    return [(address, FILE)], pages_read, None
                continue
            try:
                listed = ask(listing.read_list, data, entry.address, year)
            except PageError as error:
                self._refuse_list(entry, str(error), address == start)
                continue
            chosen = self._ours(listed.links, start, year)
            if chosen:
                return [(link.address, PAGE) for link in chosen], pages_read, year
            if address == start and listed.is_report:
                return [(address, PAGE)], pages_read, year
            newest = max(filter(None, (newest, listing.latest_report(listed.links))), default=None)
            here = place_of(entry.address)[0]
            queue += [page for page in listed.further if _host_of(page) == here]
        return [], pages_read, newest

    def _refuse_list(self, entry: LogEntry, problem: str, is_start: bool) -> None:
        """Log a list page that cannot be looked into. Raises FetchError where nothing else is left to look at."""
        error = FetchError(FAILED, f"{entry.source}：{problem}", entry.status)
        if is_start:
            raise error
        self._v._log.append([replace(entry, state=FAILED, document_id=None, size_bytes=None, problem=str(error))])

    def _ours(self, links: list[listing.ListedLink], start: str, year: int) -> list[listing.ListedLink]:
        """The links that name this agency's report of the year: a title may name the agency or none; another name only
        where the list is this agency's own and holds no second one of the year."""
        named = listing.reports(links, year)
        shared = self._v._shared[start] > 1
        return [link for link in named if self._is_ours(link.text, shared, len(named))]

    def _is_ours(self, title: str, is_shared: bool, titles: int) -> bool:
        name = agency_in(title)
        if not name:
            return not is_shared
        agency = self._v.agency_named(name)
        if agency is not None:
            return agency.code == self._agency.code
        return not is_shared and titles == 1

    def _fetch(
        self, address: str, role: str, year: int | None, page: str | None = None, link: str | None = None
    ) -> tuple[LogEntry, bytes]:
        """What an address shows, archived and logged. Raises FetchError, logged too."""
        v, last = self._v, self._v._log.latest(address)
        is_recent = last and last.time >= v._since and last.document_id and last.state in (ARCHIVED, UNCHANGED)
        if last and is_recent and (held := self._bytes_of(last)) is not None:
            if (last.page, last.link) != (page, link) and role == ATTACHMENT:
                last = replace(last, role=role, state=UNCHANGED, time=v._log.clock(), page=page, link=link)
                v._log.append([last])
            return last, held
        if address in self._refused:
            raise self._refused[address]
        copy = v._log.latest_copy(address)
        before = self._bytes_of(copy) if copy else None
        if before is None:  # a copy that was lost is taken again, whatever the site says of changes since then
            copy = None
        code = None if role == LIST else self._agency.code
        seen = LogEntry(
            address, role, ARCHIVED, v._log.clock(), agency_code=code, report_year=year, page=page, link=link
        )
        try:
            entry, data = self._asked(seen, copy, before or b"")
        except FetchError as error:
            self._refused[address] = error
            self.errors.append(error)
            v._log.append([replace(seen, state=error.state, status=error.status, problem=str(error))])
            raise
        v._log.append([entry])
        return entry, data

    def _asked(self, seen: LogEntry, copy: LogEntry | None, before: bytes) -> tuple[LogEntry, bytes]:
        """Fetch and keep. Raises FetchError for everything that is the site's doing, foreseen or not."""
        try:
            answer = self._v._client.get(seen.source, copy.headers if copy else None)
            return self._keep(seen, answer, copy, before)
        except (FetchError, OSError, MemoryError):
            raise
        except Exception as error:
            raise FetchError(FAILED, f"{seen.source}：{unforeseen(error)}") from error

    def _keep(
        self, seen: LogEntry, answer: WebResponse, copy: LogEntry | None, before: bytes
    ) -> tuple[LogEntry, bytes]:
        """Archive an answer unless it is what the last copy, whose bytes are `before`, said."""
        final = answer.final if answer.final != seen.source else None
        seen = replace(seen, final=final, status=answer.status, headers=answer.headers, time=self._v._log.clock())
        if copy:
            same = replace(seen, state=UNCHANGED, document_id=copy.document_id, size_bytes=copy.size_bytes)
            if answer.status == 304:
                return replace(same, headers=copy.headers | answer.headers), before
            if before == answer.data or (
                seen.role in (PAGE, FILE) and look_at(before).digest == look_at(answer.data).digest
            ):
                return same, before
        _check_content(answer, seen)
        item = archive_bytes(answer.data, answer.final, self._v._home)
        problem = (
            f"{seen.source} 似乎没有传完（没有 </html>），请核对。 The page seems cut short."
            if look_at(answer.data).is_cut
            else None
        )
        return replace(seen, document_id=item.document_id, size_bytes=item.size_bytes, problem=problem), answer.data

    def _bytes_of(self, entry: LogEntry) -> bytes | None:
        """The archived bytes of an entry; None where the copy is lost."""
        try:
            return read_archived(self._v._home, archive_path(entry.document_id or ""))
        except DamagedCopy:
            return None

    def _log_search(
        self, source: str, year: int, state: str, problem: str | None = None, status: int | None = None
    ) -> None:
        """Log the outcome of a search."""
        log, code = self._v._log, self._agency.code
        entry = LogEntry(source, SEARCH, state, log.clock(), None, None, code, year, status=status, problem=problem)
        log.append([entry])


def _check_content(answer: WebResponse, seen: LogEntry) -> None:
    """Raise FetchError for an answer of 200 that holds nothing."""
    if not answer.data.strip():
        raise FetchError(FAILED, f"{seen.source} 的内容为空。 Empty.", answer.status, is_temporary=True)
    state = look_at(answer.data)
    if phrase := state.challenge:
        raise FetchError(
            REFUSED, f"{seen.source} 要求浏览器或人工验证（“{phrase}”），程序不能取得，请将报告放入收件目录。 Wants a browser.",
            answer.status,
        )  # fmt: skip
    if phrase := state.missing:
        raise FetchError(
            GONE, f"{seen.source} 状态为 {answer.status}，页面上却写着“{phrase}”，按不存在处理。 A page that says it is not there.",
            answer.status,
        )  # fmt: skip


def _wanted_links(page: bytes) -> list[str]:
    """What a page needs; nothing of one that cannot be looked into, whose own row will say why it was not read."""
    try:
        return ask(wanted_links, page)
    except PageError:
        return []


def _host_of(address: str) -> str | None:
    try:
        return place_of(address)[0]
    except ValueError:
        return None
