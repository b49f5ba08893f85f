"""What keeps the server small for as long as it is up."""

import ctypes
import sys
from contextlib import suppress

_M_ARENA_MAX = -8  # of glibc's mallopt
ARENAS = 2


def few_arenas() -> None:
    """Let threads share their reserves of memory: by itself glibc gives each its own, which a page fills once and nobody
    uses again. Nothing where the C library is another one. To be called before there are threads."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS)
