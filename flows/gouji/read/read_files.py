"""Single files, read within limits in a worker process: for `gouji parse` and whoever is given a stranger's file."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gouji.collect.companion_files import folder_reader
from gouji.core.digest import file_digest
from gouji.core.errors import unforeseen
from gouji.core.model import Report, UnreadableDocument, unreadable_as_json
from gouji.parse.trace import Event, listening
from gouji.workers.pool import NO_MEMORY, WorkerPool

if TYPE_CHECKING:  # the readers of files load libraries that only the process that reads needs
    from gouji.parse.files.attachments import Companions


class FileReading(NamedTuple):
    """What became of a file: its reports, or why there are none."""

    reports: list[Report]
    problem: str | None

    def as_json(self, file: Path) -> list[dict[str, Any]]:
        """What `gouji parse --json` prints of the file: an element a report, or one that says why there is none."""
        if self.problem:
            return [unreadable_as_json(str(file), file_digest(file), self.problem)]
        return [report.as_json(f"{file}/{report.member}" if report.member else str(file)) for report in self.reports]


class TracedReading(NamedTuple):
    """What became of a file, and the decisions that led there."""

    reading: FileReading
    events: list[Event]


def parse_files(files: list[Path]) -> list[FileReading]:
    """Read each file in a worker process; whatever a file does to the worker, the others are read."""
    with WorkerPool(read_files, crashed, 1) as workers:
        return workers.run(files)


def trace_files(files: list[Path]) -> list[TracedReading]:
    """`parse_files` with the decisions of each reading: for `gouji parse --explain`."""
    with WorkerPool(read_traced, crashed_traced, 1) as workers:
        return workers.run(files)


def try_parse(data: bytes, address: str, companions: "Companions") -> FileReading:
    """`parse`, whatever happens in it short of the end of the process."""
    from gouji.parse.reports import parse  # in the process that reads: the one that leads the work never needs it

    try:
        return FileReading(parse(data, address, companions), None)
    except UnreadableDocument as error:
        return FileReading([], str(error))
    except MemoryError:
        return FileReading([], NO_MEMORY)
    except Exception as error:  # a defect of the reader must cost this document only, and be told
        return FileReading([], f"读取时出错：{unforeseen(error)} 可将文件转存为网页或文本后重试。")


def read_files(files: Iterable[Path]) -> Iterator[FileReading]:
    """What a worker does with the files given to it."""
    for file in files:
        yield try_parse(file.read_bytes(), str(file), folder_reader(file))


def crashed(_: Path, problem: str) -> FileReading:
    """What became of a file that ended the worker."""
    return FileReading([], problem)


def read_traced(files: Iterable[Path]) -> Iterator[TracedReading]:
    """`read_files` of a worker that is asked why."""
    for file in files:
        with listening() as events:
            reading = try_parse(file.read_bytes(), str(file), folder_reader(file))
        yield TracedReading(reading, events)


def crashed_traced(file: Path, problem: str) -> TracedReading:
    return TracedReading(crashed(file, problem), [])
