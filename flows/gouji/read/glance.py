"""What files are, before any run: whose report, of which year, published when and where that was seen.

Each file is read in a worker process under the limits of every reading; what was seen is kept beside the home's other
work, by the file's place and times, so that a file is read once. A run reads by itself and needs none of it.

    home/previews/<version of the reader>/<digest of the source>.json
"""

import hashlib
import os
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from gouji.collect.companion_files import folder_reader
from gouji.collect.inbox_files import file_named, find_files, source_name
from gouji.collect.intake import MAX_FILE_BYTES, Untakable, read_whole
from gouji.core.checked_json import read_checked, write_checked
from gouji.core.disk import remove_path
from gouji.core.model import FoundReport
from gouji.parse.trace import DateFound, listening
from gouji.workers.pool import WorkerPool

from .read_files import try_parse
from .reader_version import open_reader_folder
from .report_names import found_report, make_report_id

BATCH = 8  # files that are read before what was seen of them is kept


class Glance(NamedTuple):
    """What was seen of a file. `document_id`: "" where it could not be opened; `dated_by`: where the day of publication
    stood, where one report was found and its day."""

    source: str
    document_id: str
    size_bytes: int
    found: list[FoundReport]
    problem: str | None
    dated_by: str = ""


class Inbox(NamedTuple):
    """An inbox now: what was seen of its files, and the sources of those that nobody has looked at."""

    seen: list[Glance]
    unseen: list[str]


def look_around(home: Path, inbox: Path, known: Container[str] = ()) -> Inbox:
    """What is known of the files of an inbox but those whose sources are `known` otherwise. Reads none of them."""
    folder, seen, unseen = open_reader_folder(home / "previews"), [], []
    if not inbox.is_dir():
        return Inbox([], [])
    for file in find_files(inbox):
        source = source_name(inbox, file)
        if source in known:
            continue
        kept = read_checked(folder / _name(source))
        if kept is not None and kept["stamp"] == stamp_of(file):
            seen.append(_from_json(kept["glance"]))
        else:
            unseen.append(source)
    return Inbox(seen, unseen)


def look_at(home: Path, inbox: Path, sources: Sequence[str]) -> Iterator[list[Glance]]:
    """Read these files in a worker process, some at a time, and keep what was seen."""
    folder = open_reader_folder(home / "previews")
    with WorkerPool(partial(glance_at, inbox), _crashed, 1) as workers:
        for start in range(0, len(sources), BATCH):
            batch = list(sources[start : start + BATCH])
            stamps = {source: stamp_of(file_named(inbox, source)) for source in batch}
            seen = workers.run(batch)
            for glance in seen:
                content = {"stamp": stamps[glance.source], "glance": _as_json(glance)}
                write_checked(folder / _name(glance.source), content)
            yield seen


def forget_gone(home: Path, sources: Iterable[str]) -> None:
    """Remove what was seen of files other than these."""
    kept = {_name(source) for source in sources}
    for path in open_reader_folder(home / "previews").glob("*.json"):
        if path.name not in kept:
            remove_path(path)


def glance_at(inbox: Path, sources: Iterable[str]) -> Iterator[Glance]:
    """What a worker does with the files given to it."""
    for source in sources:
        file = file_named(inbox, source)
        try:
            data = read_whole(file, MAX_FILE_BYTES)
        except Untakable as error:
            yield Glance(source, "", 0, [], f"{source} {error}")
            continue
        document_id = hashlib.sha256(data).hexdigest()
        with listening() as events:
            reading = try_parse(data, source, folder_reader(file))
        found = [
            found_report(make_report_id(document_id, number), source, report)
            for number, report in enumerate(reading.reports, 1)
        ]
        days = [event for event in events if isinstance(event, DateFound) and event.day]
        one = len(found) == 1 and days and found[0].published_on == days[-1].day
        problem = f"{source}：{reading.problem}" if reading.problem else None
        yield Glance(source, document_id, len(data), found, problem, _chinese(days[-1].rule) if one else "")


def stamp_of(file: Path) -> list[int] | None:
    """What tells that a file was changed or replaced, as in the index of an inbox; None where it cannot be asked."""
    try:
        stat = os.stat(file)  # noqa: PTH116  for tens of thousands of files
    except OSError:
        return None
    return [stat.st_size, stat.st_mtime_ns, stat.st_ino, stat.st_ctime_ns]


def _crashed(source: str, problem: str) -> Glance:
    """What became of a file that ended the worker."""
    return Glance(source, "", 0, [], f"{source}：{problem}")


def _chinese(rule: str) -> str:
    return re.match(r"[^A-Za-z]*", rule)[0].strip()  # type: ignore[index]  # it matches nothing, too


def _name(source: str) -> str:
    return f"{hashlib.sha256(source.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.json"


def _as_json(glance: Glance) -> list[Any]:
    found = [[each.isoformat() if isinstance(each, date) else each for each in report] for report in glance.found]
    return list(glance._replace(found=found))  # type: ignore[arg-type]


def _from_json(value: list[Any]) -> Glance:
    glance = Glance(*value)
    found = [FoundReport(*each) for each in glance.found]
    return glance._replace(
        found=[
            each._replace(published_on=date.fromisoformat(str(each.published_on)) if each.published_on else None)
            for each in found
        ]
    )
