"""What was read before and need not be read again: ``home/readings/<version of the reader>/``.

A segment is what one worker staged at a time: an Arrow file a table (tables.py) and, written last, a note of the
documents in it. It appears whole or not at all, so a killed run is taken up where it stood, and a changed document
among thousands is read alone. A segment is a function of its documents' bytes and the reader (reader_version.py);
readings of another version are removed.
"""

import hashlib
import os
import pickle
import shutil
import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from gouji.collect.archive import Archived
from gouji.core.model import FoundReport
from gouji.core.rows import DocumentRow

from .reader_version import reader_version
from .staged_tables import STAGED, batch_path, read_batch, select_reports, write_batch

NOTES = "documents"
SMALL = 50  # documents of a segment that is joined with others once there are
MANY = 40  # of them
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
    folder = home / "readings" / reader_version()
    folder.mkdir(parents=True, exist_ok=True)
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return folder


def write_segment(folder: Path, readings: Mapping[str, CachedReading], tables: Mapping[str, Any] | None) -> str:
    """Keep what was staged together; returns the name, which is a function of the documents."""
    name = hashlib.sha256("\n".join(sorted(readings)).encode()).hexdigest()[:24]
    if tables is not None:
        write_batch(folder, name, tables)
    notes = notes_path(folder, name)
    notes.parent.mkdir(parents=True, exist_ok=True)
    part = notes.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(pickle.dumps(dict(readings)))
    part.replace(notes)
    return name


def read_segment(folder: Path, name: str) -> Segment:
    """A segment by its name."""
    return Segment(name, pickle.loads(notes_path(folder, name).read_bytes()))


def known_segments(folder: Path, documents: Iterable[Archived]) -> list[Segment]:
    """What is known of these documents already: segments with only the wanted readings, each document once."""
    wanted = {key_of(item) for item in documents}
    found = []
    for notes in sorted((folder / NOTES).glob("*.pickle")):
        segment = read_segment(folder, notes.stem)
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
    for notes in list((folder / NOTES).glob("*.pickle")):
        if notes.stat().st_mtime < oldest:
            _remove_segment(folder, notes.stem)
    small = [segment for name in sorted(used) if len((segment := read_segment(folder, name)).readings) < SMALL]
    if len(small) > MANY:
        _join(folder, small, used)


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


def _remove_segment(folder: Path, name: str) -> None:
    notes_path(folder, name).unlink(missing_ok=True)  # first: without it the rest does not count
    for table in STAGED:
        batch_path(folder, table, name).unlink(missing_ok=True)


def notes_path(folder: Path, name: str) -> Path:
    """The file that names the documents of a segment."""
    return folder / NOTES / f"{name}.pickle"
