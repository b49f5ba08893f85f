"""What was read before and need not be read again: ``home/readings/<version of the reader>/``.

A segment is what one worker staged at a time: an Arrow file a table (staged_tables.py) and, written last, a note of the
documents in it and of the sha256 of those files. It appears whole or not at all, so a killed run is taken up where it
stood, and a changed document among thousands is read alone. A segment of which a file is damaged or missing is
removed, and its documents are read again. A segment is a function of its documents' bytes and the reader (reader_version.py);
readings of another version are removed.
"""

import hashlib
import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from gouji.collect.archive import Archived, Companion
from gouji.core.checked_json import read_checked, write_checked
from gouji.core.digest import file_digest
from gouji.core.disk import remove_path
from gouji.core.model import FoundReport
from gouji.core.rows import DocumentRow

from .reader_version import open_reader_folder
from .staged_tables import STAGED, batch_path, read_batch, select_reports, write_batch

NOTES = "documents"
SMALL = 50  # documents, and reports, of a segment that is joined with others once there are
MANY = 40  # of them
JOINED = 500  # documents of what they are joined to, or a few more: what one district needs is in few files, and not in one of all
UNUSED_DAYS = 60  # after which a segment that no run asked for is removed


class CachedReading(NamedTuple):
    """One document's: its row of `documents`, what to place its reports by, and its companions it had no use for."""

    row: DocumentRow
    found: list[FoundReport]
    unused: list[Archived]


class Segment(NamedTuple):
    """The documents staged together, by `key_of`."""

    name: str
    readings: dict[str, CachedReading]


def key_of(item: Archived) -> str:
    """What a reading is kept under: all that is known of a document, as its address is a hint to the reader."""
    return repr(tuple(item))


def open_readings(home: Path) -> Path:
    """The folder of this reader's segments; those of other versions are removed."""
    return open_reader_folder(home / "readings")


def write_segment(folder: Path, readings: Mapping[str, CachedReading], tables: Mapping[str, Any] | None) -> str:
    """Keep what was staged together; returns the name, which is a function of the documents."""
    name = hashlib.sha256("\n".join(sorted(readings)).encode()).hexdigest()[:24]
    if tables is not None:
        write_batch(folder, name, tables)
    digests = {} if tables is None else {table: file_digest(batch_path(folder, table, name)) for table in tables}
    write_checked(
        notes_path(folder, name),
        {"tables": digests, "readings": {key: _as_json(reading) for key, reading in readings.items()}},
    )
    return name


def read_segment(folder: Path, name: str) -> Segment | None:
    """A segment by its name; None where any of its files is missing or not what was written."""
    notes = read_checked(notes_path(folder, name))
    if notes is None:
        return None
    try:
        if any(file_digest(batch_path(folder, table, name)) != digest for table, digest in notes["tables"].items()):
            return None
    except OSError:
        return None
    return Segment(name, {key: _from_json(reading) for key, reading in notes["readings"].items()})


def damaged_segments(folder: Path) -> list[str]:
    """Names of the segments of a folder of readings of which a file is damaged or missing."""
    return [path.stem for path in sorted((folder / NOTES).glob("*.json")) if read_segment(folder, path.stem) is None]


def known_segments(folder: Path, documents: Iterable[Archived]) -> list[Segment]:
    """What is known of these documents already: segments with only the wanted readings, each document once."""
    wanted = {key_of(item) for item in documents}
    found = []
    for notes in sorted((folder / NOTES).glob("*.json")):
        segment = read_segment(folder, notes.stem)
        if segment is None:
            _remove_segment(folder, notes.stem)
            continue
        mine = {key: reading for key, reading in segment.readings.items() if key in wanted}
        wanted -= mine.keys()
        if mine:
            found.append(Segment(segment.name, mine))
    return found


def tidy_readings(folder: Path, used: Mapping[str, Collection[str]]) -> None:
    """Join small segments, and remove what was not asked for in a long time; after the readings have been loaded.

    `used`: the segments of this run, each with the report_ids wanted of it.
    """
    for name in used:
        os.utime(notes_path(folder, name))
    oldest = time.time() - UNUSED_DAYS * 86_400
    for notes in list((folder / NOTES).glob("*.json")):
        if notes.stat().st_mtime < oldest:
            _remove_segment(folder, notes.stem)
    few = [name for name in sorted(used) if len(used[name]) < SMALL]  # others are large: their files are not read
    if len(few) <= MANY:  # as after a first run
        return
    small = [segment for name in few if (segment := read_segment(folder, name)) and len(segment.readings) < SMALL]
    if len(small) > MANY:
        for group in _neighbours(small):
            _join(folder, group, used)


def _neighbours(segments: list[Segment]) -> Iterator[list[Segment]]:
    """The segments in groups of JOINED documents, those from neighbouring places together."""
    group: list[Segment] = []
    for segment in sorted(segments, key=_first_source):
        group.append(segment)
        if sum(len(each.readings) for each in group) >= JOINED:
            yield group
            group = []
    if group:
        yield group


def _first_source(segment: Segment) -> str:
    return min((reading.row["source"] for reading in segment.readings.values()), default="")


def _join(folder: Path, segments: list[Segment], used: Mapping[str, Collection[str]]) -> None:
    """One segment in place of several, without the reports nobody wants any more."""
    readings: dict[str, CachedReading] = {}
    parts = []
    for segment in segments:
        wanted = set(used[segment.name])
        readings |= {
            key: reading
            for key, reading in segment.readings.items()
            if wanted.issuperset(found.report_id for found in reading.found)
        }
        if wanted:
            parts.append({t: select_reports(data, wanted) for t, data in read_batch(folder, segment.name).items()})
    joined = {t: pa.concat_tables(part[t] for part in parts).unify_dictionaries() for t in STAGED} if parts else None
    name = write_segment(folder, readings, joined)
    for segment in segments:
        if segment.name != name:
            _remove_segment(folder, segment.name)


def report_ids(segment: Segment) -> list[str]:
    """The reports of its wanted readings."""
    return [found.report_id for reading in segment.readings.values() for found in reading.found]


def _as_json(reading: CachedReading) -> Any:
    """A reading as JSON: days as text, records as lists."""
    row = {name: _day_as_text(value) for name, value in reading.row.items()}
    return [row, *([[_day_as_text(value) for value in each] for each in group] for group in reading[1:])]


def _from_json(value: Any) -> CachedReading:
    row, found, unused = value
    row["fetched_on"] = _day(row["fetched_on"])
    reports = [FoundReport(*each) for each in found]
    items = [Archived(*each) for each in unused]
    return CachedReading(
        row,
        [report._replace(published_on=_day(report.published_on)) for report in reports],
        [
            item._replace(
                fetched_on=_day(item.fetched_on), companions=tuple(Companion(*each) for each in item.companions)
            )
            for item in items
        ],
    )


def _day_as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _remove_segment(folder: Path, name: str) -> None:
    # The note first: without it the rest does not count.
    for path in (notes_path(folder, name), *(batch_path(folder, table, name) for table in STAGED)):
        remove_path(path)


def notes_path(folder: Path, name: str) -> Path:
    """The file that names the documents of a segment."""
    return folder / NOTES / f"{name}.json"
