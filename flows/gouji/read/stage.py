"""Archived documents, read and staged: what a worker process does."""

import time
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, cast

from gouji.collect.archive import Archived, Companion, DamagedCopy, companions_of, read_archived
from gouji.collect.inbox_files import NotCollected
from gouji.core.errors import unforeseen
from gouji.core.model import FoundReport, Report
from gouji.core.rows import DocumentRow

from .cached_readings import CachedReading, Segment, key_of, report_ids, write_segment
from .read_files import try_parse
from .report_names import found_report, make_report_id
from .staged_tables import to_arrow

# What is read is staged at least so often: no more than this is read again when a document ends the worker.
STAGE_SECONDS = 5.0
# So many documents are staged together where they take less: more would only fill the memory.
STAGE_DOCUMENTS = 200


class Staged(NamedTuple):
    """What the run needs to know of a batch: rows for `documents`, what to place each report by, the segments
    (readings.py) that hold them, each with the report_ids wanted of it, and the files that came with pages which did
    not need them: they may be reports of their own."""

    documents: list[DocumentRow]
    found: list[FoundReport]
    segments: dict[str, list[str]]
    unused: list[Archived] = []  # noqa: RUF012


def stage_documents(home: Path, folder: Path, items: Iterable[Archived]) -> Iterator[Staged]:
    """Read every document and keep the readings in `folder`, some documents at a time; an unreadable one becomes a
    row."""
    readings: dict[str, CachedReading] = {}
    reports: list[tuple[str, int, Report]] = []
    started = time.monotonic()
    for item in items:
        damaged: list[str] = []
        try:
            data = read_archived(home, item.archive_path)
            read, problem = try_parse(data, item.source, companions_of(item, home, damaged))
        except DamagedCopy as error:
            damaged.append(str(error))
        if damaged:  # of a page whose attachment is lost nothing is read either: a part is not what was reported
            yield Staged([lost_document(item, damaged[0])], [], {})
            continue
        row = document_row(item, read[0].media_type if read else None, problem, len(read))
        identified = [(make_report_id(item.document_id, n), n, report) for n, report in enumerate(read, 1)]
        reports += identified
        found = [found_report(name, item.source, report) for name, _, report in identified]
        used = {name for report in read for name in report.attachments}
        unused = [Archived(*companion[1:]) for companion in item.companions if companion.link not in used]
        readings[key_of(item)] = CachedReading(row, found, unused)
        if len(readings) >= STAGE_DOCUMENTS or time.monotonic() - started > STAGE_SECONDS:
            yield _staged(folder, readings, reports)
            readings, reports, started = {}, [], time.monotonic()
    if readings:
        yield _staged(folder, readings, reports)


def _staged(folder: Path, readings: dict[str, CachedReading], reports: list[tuple[str, int, Report]]) -> Staged:
    try:
        tables = to_arrow(reports) if reports else None
    except (OSError, MemoryError):
        raise
    except Exception:  # one report that the tables cannot hold costs its document only
        readings, reports = _without_unstageable(readings, reports)
        tables = to_arrow(reports) if reports else None
    name = write_segment(folder, readings, tables)
    return known(Segment(name, readings))


def _without_unstageable(
    readings: dict[str, CachedReading], reports: list[tuple[str, int, Report]]
) -> tuple[dict[str, CachedReading], list[tuple[str, int, Report]]]:
    """Documents whose reports the tables cannot hold become unreadable ones, each with the reason."""
    bad: dict[str, str] = {}
    for report in reports:
        try:
            to_arrow([report])
        except Exception as error:
            bad[report[2].document] = unforeseen(error)
    kept = {}
    for key, reading in readings.items():
        if problem := bad.get(reading.row["document_id"]):
            source = reading.row["source"]
            told = {"document_state": "unreadable", "problem": f"{source}：{problem}", "report_count": 0}
            reading = CachedReading(cast(DocumentRow, {**reading.row, **told}), [], reading.unused)
        kept[key] = reading
    return kept, [report for report in reports if report[2].document not in bad]


def known(segment: Segment) -> Staged:
    """A segment as what staging it gave."""
    readings = segment.readings.values()
    found = [report for reading in readings for report in reading.found]
    unused = [item for reading in readings for item in reading.unused]
    return Staged([reading.row for reading in readings], found, {segment.name: report_ids(segment)}, unused)


def merge(documents: list[Archived], parts: list[Staged]) -> Staged:
    """The batches as one, in order of source; a file whose bytes came in before under another name is a duplicate."""
    rows = {row["document_id"]: row for part in parts for row in part.documents}
    merged = {}
    for item in sorted(documents, key=lambda item: item.source):
        row = rows[item.document_id]
        if row["source"] != item.source:
            problem = f"{item.source}：与「{row['source']}」内容完全相同，只计一份"
            row = _from(item, row, source=item.source, document_state="duplicate", problem=problem, report_count=0)
        merged[item.document_id, item.source] = row
    for item in documents:
        for companion in item.companions:
            merged.setdefault((companion.document_id, companion.source), _attached_row(companion, item, rows))
    found = sorted((report for part in parts for report in part.found), key=lambda report: report.report_id)
    return Staged(sorted(merged.values(), key=lambda row: row["source"]), found, _segments(parts))


def with_refused(staged: Staged, refused: Iterable[NotCollected]) -> Staged:
    """With a row for each entry of the inbox that could not be collected: it has no bytes, so no document_id."""
    rows = [
        document_row(Archived("", entry.source, "", entry.size_bytes), None, None, 0)
        | {"document_state": "unreadable", "problem": entry.problem}
        for entry in refused
    ]
    return staged._replace(documents=sorted([*staged.documents, *rows], key=lambda row: row["source"]))


def _segments(parts: list[Staged]) -> dict[str, list[str]]:
    return {name: ids for part in parts for name, ids in part.segments.items()}


def unused_companions(parts: list[Staged], known: Container[str]) -> list[Archived]:
    """The files that pages had no use for, once each, without the documents already read."""
    unused = {item.document_id: item for part in parts for item in part.unused if item.document_id not in known}
    return sorted(unused.values(), key=lambda item: item.source)


def _attached_row(companion: Companion, page: Archived, rows: dict[str, DocumentRow]) -> DocumentRow:
    """The row of a file that came with a page: a document of its own only where it is a report beside the page's."""
    own = rows.get(companion.document_id)
    if own is None or own["document_state"] != "read" or own["source"] != companion.source:
        own = document_row(Archived(*companion[1:]), None, None, 0)
        own["document_state"] = "attached"
    return _from(page, own, attached_to=page.document_id, link=companion.link)


def crashed_document(item: Archived, problem: str) -> Staged:
    """The row of a document whose reading ended its process."""
    return Staged([document_row(item, None, problem, 0)], [], {})


def lost_document(item: Archived, problem: str) -> DocumentRow:
    """The row of a document whose bytes the archive does not have any more."""
    row = document_row(item, None, f"{problem}请将原文件放入收件目录后重新运行。 Put the file into the inbox.", 0)
    row["document_state"] = "lost"
    return row


def mark_lost(staged: Staged, lost: Mapping[str, date]) -> Staged:
    """Say in the rows of documents whose copies are lost since when; what was read of them before still counts."""
    rows = []
    for row in staged.documents:
        if since := lost.get(row["document_id"]):
            what = "数字取自此前的读取" if row["report_count"] else "未能读取"
            problem = (
                f"{row['source']}：存档中的原件自 {since} 起缺失或损坏，{what}；请将原文件放入收件目录后重新运行。"
                f" The archived original is lost since {since}: put the file into the inbox and run again."
            )
            row = cast(DocumentRow, {**row, "document_state": "lost", "problem": problem})
        rows.append(row)
    return staged._replace(documents=rows)


def document_row(item: Archived, media_type: str | None, problem: str | None, reports: int) -> DocumentRow:
    """The row of a document that was read, or of which `problem` says why it was not."""
    return {
        "document_id": item.document_id,
        "source": item.source,
        "media_type": media_type,
        "size_bytes": item.size_bytes,
        "archive_path": item.archive_path,
        "document_state": "unreadable" if problem else "read",
        "problem": f"{item.source}：{problem}" if problem else None,
        "report_count": reports,
        "attached_to": None,
        "link": None,
        "agency_code": item.agency_code,
        "fetched_on": item.fetched_on,
        "version": item.version,
        "in_force": item.in_force,
    }


def _from(item: Archived, row: DocumentRow, **changed: Any) -> DocumentRow:
    """The row with these columns changed, and where the document came from taken from `item`."""
    origin = {name: getattr(item, name) for name in ("agency_code", "fetched_on", "version", "in_force")}
    return cast(DocumentRow, {**row, **changed, **origin})
