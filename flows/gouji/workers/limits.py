"""How long a document may take to read and how much memory.

The parser and the readers say what they are about to do (`allow`); worker_process.py enforces it in a worker process. Where a
document is read outside a worker process, in a test or a script, nothing is enforced.
"""

import os
from collections.abc import Callable

SECONDS = 10  # of processor time, a thousand times what a report takes; formats that need more say so
MAX_SECONDS = 300  # of one document, however many parts of it ask for more

MEMORY = 1_500_000_000  # bytes of address space beyond what the worker held before
SCAN_MEMORY = 4_000_000_000  # recognition maps its model and its libraries

# A slow or a small machine: both figures are multiplied by these.
TIME_FACTOR, MEMORY_FACTOR = "GOUJI_TIME_FACTOR", "GOUJI_MEMORY_FACTOR"

_enforce: Callable[[float, int], None] | None = None


def allow(seconds: float = SECONDS, memory: int = MEMORY) -> None:
    """From now on the document at hand may take so many more seconds and so many bytes of memory."""
    if _enforce is not None:
        _enforce(seconds * _factor(TIME_FACTOR), int(memory * _factor(MEMORY_FACTOR)))


def allow_scan(pages: int) -> None:
    """`allow` what recognising so many pages needs."""
    allow(min(10 + 8 * pages, 120), SCAN_MEMORY)


def enforce_by(enforce: Callable[[float, int], None]) -> None:
    """Whom `allow` tells; called once in a worker process."""
    global _enforce
    _enforce = enforce


def _factor(name: str) -> float:
    try:
        return max(float(os.environ.get(name, 1)), 0)
    except ValueError:
        return 1.0
