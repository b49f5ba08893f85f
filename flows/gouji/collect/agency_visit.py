"""One visit to one agency: its report of a year found on its list or page, archived with what is attached."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from gouji.core.addresses import join_address
from gouji.core.errors import unforeseen
from gouji.core.registry import Agency
from gouji.core.sources import place_of
from gouji.parse.prose.identity import agency_in
from gouji.parse.reports import wanted_links

from . import listing
from .archiving_client import ArchivingClient
from .fetch_errors import FetchError
from .log import ARCHIVED, ATTACHMENT, FAILED, FILE, LIST, LISTED, NOT_LISTED, PAGE, SEARCH, LogEntry
from .page_state import look_at
from .page_worker import PageError, ask

MAX_PAGES = 20  # of one list; 15 titles a page, so 300 reports
MAX_REPORTS = 3  # of one agency and year that a list names: corrected versions, the same as a file
MAX_ATTACHMENTS = 30  # of one page


class KnownAgencies(NamedTuple):
    """What a visit knows of the other agencies: `shared`, how many have each address; `named`, whom a title means."""

    shared: Counter[str]
    named: Callable[[str], Agency | None]


class AgencyVisit:
    """One visit to one agency. `refused`: what this round has asked for in vain and does not ask for again."""

    def __init__(
        self, client: ArchivingClient, known: KnownAgencies, agency: Agency, refused: dict[str, FetchError]
    ) -> None:
        self._client, self._log = client, client.log
        self._known, self._agency, self._refused = known, agency, refused
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
        self._log.append([replace(entry, state=FAILED, document_id=None, size_bytes=None, problem=str(error))])

    def _ours(self, links: list[listing.ListedLink], start: str, year: int) -> list[listing.ListedLink]:
        """The links that name this agency's report of the year: a title may name the agency or none; another name only
        where the list is this agency's own and holds no second one of the year."""
        named = listing.reports(links, year)
        shared = self._known.shared[start] > 1
        return [link for link in named if self._is_ours(link.text, shared, len(named))]

    def _is_ours(self, title: str, is_shared: bool, titles: int) -> bool:
        name = agency_in(title)
        if not name:
            return not is_shared
        agency = self._known.named(name)
        if agency is not None:
            return agency.code == self._agency.code
        return not is_shared and titles == 1

    def _fetch(
        self, address: str, role: str, year: int | None, page: str | None = None, link: str | None = None
    ) -> tuple[LogEntry, bytes]:
        """What an address shows, archived and logged. Raises FetchError, logged too."""
        if address in self._refused:
            raise self._refused[address]
        code = None if role == LIST else self._agency.code
        wanted = LogEntry(
            address, role, ARCHIVED, self._log.clock(), agency_code=code, report_year=year, page=page, link=link
        )
        try:
            return self._client.fetch(wanted)
        except FetchError as error:
            self._refused[address] = error
            self.errors.append(error)
            raise

    def _log_search(
        self, source: str, year: int, state: str, problem: str | None = None, status: int | None = None
    ) -> None:
        """Log the outcome of a search."""
        code, time = self._agency.code, self._log.clock()
        entry = LogEntry(source, SEARCH, state, time, None, None, code, year, status=status, problem=problem)
        self._log.append([entry])


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
