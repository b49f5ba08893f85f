"""Fetching into the archive: every address asked for, and what came of it, is a line of the log."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from gouji.core.errors import unforeseen

from .archive import DamagedCopy, archive_bytes, archive_path, read_archived
from .fetch_errors import FetchError
from .log import ARCHIVED, ATTACHMENT, FAILED, FILE, GONE, PAGE, REFUSED, UNCHANGED, Log, LogEntry
from .page_state import look_at
from .web import Client, WebResponse


class ArchivingClient:
    """Fetches addresses into the archive of a home.

    `since`: what was fetched since then is not fetched again.
    """

    def __init__(self, home: Path, log: Log, client: Client, since: datetime) -> None:
        self.log = log
        self._home, self._client, self._since = home, client, since

    def fetch(self, wanted: LogEntry) -> tuple[LogEntry, bytes]:
        """What an address shows, archived and logged. `wanted`: the line of the log as far as it is known before.

        Raises FetchError, logged too.
        """
        last = self.log.latest(wanted.source)
        is_recent = last and last.time >= self._since and last.document_id and last.state in (ARCHIVED, UNCHANGED)
        if last and is_recent and (held := self._bytes_of(last)) is not None:
            if (last.page, last.link) != (wanted.page, wanted.link) and wanted.role == ATTACHMENT:
                last = replace(
                    last, role=wanted.role, state=UNCHANGED, time=self.log.clock(), page=wanted.page, link=wanted.link
                )
                self.log.append([last])
            return last, held
        copy = self.log.latest_copy(wanted.source)
        before = self._bytes_of(copy) if copy else None
        if before is None:  # a copy that was lost is taken again, whatever the site says of changes since then
            copy = None
        try:
            entry, data = self._asked(wanted, copy, before or b"")
        except FetchError as error:
            self.log.append([replace(wanted, state=error.state, status=error.status, problem=str(error))])
            raise
        self.log.append([entry])
        return entry, data

    def _asked(self, wanted: LogEntry, copy: LogEntry | None, before: bytes) -> tuple[LogEntry, bytes]:
        """Fetch and keep. Raises FetchError for everything that is the site's doing, foreseen or not."""
        try:
            answer = self._client.get(wanted.source, copy.headers if copy else None)
            return self._keep(wanted, answer, copy, before)
        except (FetchError, OSError, MemoryError):
            raise
        except Exception as error:
            raise FetchError(FAILED, f"{wanted.source}：{unforeseen(error)}") from error

    def _keep(
        self, wanted: LogEntry, answer: WebResponse, copy: LogEntry | None, before: bytes
    ) -> tuple[LogEntry, bytes]:
        """Archive an answer unless it is what the last copy, whose bytes are `before`, said."""
        final = answer.final if answer.final != wanted.source else None
        seen = replace(wanted, final=final, status=answer.status, headers=answer.headers, time=self.log.clock())
        if copy:
            same = replace(seen, state=UNCHANGED, document_id=copy.document_id, size_bytes=copy.size_bytes)
            if answer.status == 304:
                return replace(same, headers=copy.headers | answer.headers), before
            if before == answer.data or (
                seen.role in (PAGE, FILE) and look_at(before).digest == look_at(answer.data).digest
            ):
                return same, before
        _check_content(answer, seen)
        item = archive_bytes(answer.data, answer.final, self._home)
        problem = (
            f"{seen.source} 似乎没有传完（没有 </html>），请核对。 The page seems cut short."
            if look_at(answer.data).is_cut
            else None
        )
        return replace(seen, document_id=item.document_id, size_bytes=item.size_bytes, problem=problem), answer.data

    def _bytes_of(self, entry: LogEntry) -> bytes | None:
        """The archived bytes of an entry; None where the copy is lost."""
        try:
            return read_archived(self._home, archive_path(entry.document_id or ""))
        except DamagedCopy:
            return None


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
