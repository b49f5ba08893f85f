"""Whether a page can be looked into in a moment: tried in a worker process, not where the work is led."""

import atexit
from collections.abc import Iterable, Iterator
from functools import cache

from selectolax.lexbor import LexborHTMLParser

from gouji.parse.files.media_types import decode
from gouji.workers import limits
from gouji.workers.pool import WorkerPool

MAX_UNPROBED_TAGS = 10_000  # the worst page of so many takes a second
MAX_CPU_SECONDS = 2.0  # of processor time


def parses_quickly(page: bytes) -> bool:
    """Whether the parser is done with a page in MAX_CPU_SECONDS: it can be given one that takes it an hour."""
    if page.count(b"<") < MAX_UNPROBED_TAGS:
        return True
    (answer,) = _worker().run([page])
    return answer


def parse_pages(pages: Iterable[bytes]) -> Iterator[bool]:
    """What the worker does."""
    for page in pages:
        limits.allow(MAX_CPU_SECONDS)
        LexborHTMLParser(decode(page)[0], scripting=True)
        yield True


def too_slow(_page: bytes, _problem: str) -> bool:
    """What is said of a page that ended the worker."""
    return False


@cache
def _worker() -> WorkerPool[bytes, bool]:
    """One for the whole process; started by the first large page."""
    worker = WorkerPool(parse_pages, too_slow, 1)
    atexit.register(worker.__exit__)
    return worker
