"""Single files, read within limits in a worker process: for `gouji parse` and whoever is given a stranger's file."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..collect.beside import beside
from ..model import Report, UnreadableDocument
from . import parse
from .attachments import Companions
from .workers import NO_MEMORY, Workers


class Read(NamedTuple):
    """What became of a file: its reports, or why there are none."""

    reports: list[Report]
    problem: str | None


def parse_files(files: list[Path]) -> list[Read]:
    """Read each file in a worker process; whatever a file does to the worker, the others are read."""
    with Workers(read_files, crashed, 1) as workers:
        return workers.run(files)


def try_parse(data: bytes, address: str, companions: Companions) -> Read:
    """`parse`, whatever happens in it short of the end of the process."""
    try:
        return Read(parse(data, address, companions), None)
    except UnreadableDocument as error:
        return Read([], str(error))
    except MemoryError:
        return Read([], NO_MEMORY)
    except Exception as error:  # a defect of the reader must cost this document only, and be told
        return Read([], f"读取时出错（{type(error).__name__}: {error}），请将文件转存为网页或文本后重试，并报告此问题")


def read_files(files: Iterable[Path]) -> Iterator[Read]:
    """What a worker does with the files given to it."""
    for file in files:
        yield try_parse(file.read_bytes(), str(file), beside(file))


def crashed(_: Path, problem: str) -> Read:
    """What became of a file that ended the worker."""
    return Read([], problem)
