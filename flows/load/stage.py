"""A batch of archived documents, read and staged as Arrow files: what a worker process does."""

import signal
import threading
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ..collect.archive import Archived, Companion, companions_of, read_archived
from ..model import ABSENT, BLANK, Report, UnreadableDocument
from ..parse import parse
from .match import Found
from .tables import make_report_id, to_arrow, write_batch

SECONDS_PER_DOCUMENT = 20  # thousands of times what a report takes


class Staged(NamedTuple):
    """What the run needs to know of a batch: a row for `documents` each, what to place each report by, and the files
    that came with pages which did not need them: they may be reports of their own."""

    documents: list[dict[str, Any]]
    found: list[Found]
    unused: list[Archived] = []  # noqa: RUF012


def stage_documents(home: Path, staging: Path, batch: list[Archived]) -> Staged:
    """Read every document of a batch and write its reports to `staging`; an unreadable one becomes a row."""
    documents: list[dict[str, Any]] = []
    reports: list[tuple[str, int, Report]] = []
    found: list[Found] = []
    unused: list[Archived] = []
    for item in batch:
        read: list[Report] = []
        problem: str | None = None
        try:
            with time_limit(SECONDS_PER_DOCUMENT):
                read = parse(read_archived(home, item.archive_path), item.source, companions_of(item, home))
        except UnreadableDocument as error:
            problem = str(error)
        except Exception as error:  # a defect of the reader must cost this document only, and be told
            problem = f"读取时出错（{type(error).__name__}: {error}），请将文件转存为网页或文本后重试，并报告此问题"
        documents.append(document_row(item, read[0].media_type if read else None, problem, len(read)))
        used = {name for report in read for name in report.attachments}
        unused += [Archived(*companion[1:]) for companion in item.companions if companion.link not in used]
        for ordinal, report in enumerate(read, 1):
            identifier = make_report_id(item.document_id, ordinal)
            reports.append((identifier, ordinal, report))
            found.append(_found(identifier, item.source, report))
    if reports:
        write_batch(staging, reports[0][0], to_arrow(reports))
    return Staged(documents, found, unused)


@contextmanager
def time_limit(seconds: int) -> Iterator[None]:
    """Raise UnreadableDocument when the body takes longer. Without effect on Windows and outside the main thread,
    where there is no alarm signal to be had."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise UnreadableDocument(
            f"读了 {seconds} 秒仍未读完，已放弃，不像一份年度报告，请核对。 Took too long to read."
        )

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def merge(documents: list[Archived], parts: list[Staged]) -> Staged:
    """The batches as one, in order of source; a file whose bytes came in before under another name is a duplicate."""
    rows = {row["document_id"]: row for part in parts for row in part.documents}
    merged = {}
    for item in sorted(documents, key=lambda item: item.source):
        row = rows[item.document_id]
        if row["source"] != item.source:
            problem = f"{item.source}：与「{row['source']}」内容完全相同，只计一份"
            row = row | {"source": item.source, "state": "duplicate", "problem": problem, "report_count": 0}
        merged[item.document_id, item.source] = row
    for item in documents:
        for companion in item.companions:
            merged.setdefault((companion.document_id, companion.source), _attached_row(companion, item, rows))
    found = sorted((report for part in parts for report in part.found), key=lambda report: report.report_id)
    return Staged(sorted(merged.values(), key=lambda row: row["source"]), found)


def unused_companions(parts: list[Staged], known: Container[str]) -> list[Archived]:
    """The files that pages had no use for, once each, without the documents already read."""
    unused = {item.document_id: item for part in parts for item in part.unused if item.document_id not in known}
    return sorted(unused.values(), key=lambda item: item.source)


def _attached_row(companion: Companion, page: Archived, rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The row of a file that came with a page: a document of its own only where it is a report beside the page's."""
    own = rows.get(companion.document_id)
    if own is None or own["state"] != "read" or own["source"] != companion.source:
        own = document_row(Archived(*companion[1:]), None, None, 0) | {"state": "attached"}
    return own | {"attached_to": page.document_id, "link": companion.link}


def crashed_document(item: Archived) -> Staged:
    """The row of a document whose reading ended its process."""
    return Staged([document_row(item, None, "读取此文件时进程崩溃或内存不足，请将文件转存为网页或文本后重试", 0)], [])


def document_row(item: Archived, media_type: str | None, problem: str | None, reports: int) -> dict[str, Any]:
    return {
        "document_id": item.document_id,
        "source": item.source,
        "media_type": media_type,
        "size_bytes": item.size_bytes,
        "archive_path": item.archive_path,
        "state": "unreadable" if problem else "read",
        "problem": f"{item.source}：{problem}" if problem else None,
        "report_count": reports,
        "attached_to": None,
        "link": None,
    }


def _found(identifier: str, source: str, report: Report) -> Found:
    filled = sum(cell.state not in (ABSENT, BLANK) for cell in report.cells)
    return Found(identifier, source, report.title, report.agency, report.report_year, report.published_on, filled)
