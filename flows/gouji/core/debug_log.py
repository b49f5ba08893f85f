"""The log: silent, but where GOUJI_LOG names a level (`gouji --verbose`, `--debug`). Worker processes inherit it.

From `error` on (`gouji --quiet`) progress bars and lines that only say what was done are left out, too.
"""

import logging
import os
import sys

VARIABLE = "GOUJI_LOG"
_FORMAT = "%(levelname)s %(name)s: %(message)s"


def wanted_level() -> int | None:
    """The level that GOUJI_LOG names (debug, info …); None where it names none."""
    level = logging.getLevelName(os.environ.get(VARIABLE, "").strip().upper())
    return level if isinstance(level, int) else None


def is_quiet() -> bool:
    """Whether only errors, and what was asked for, are to be printed."""
    return (wanted_level() or logging.WARNING) >= logging.ERROR


def start_log() -> None:
    """Write Gouji's own log to standard error, from the level wanted; libraries' logs stay as they are."""
    level = wanted_level()
    log = logging.getLogger("gouji")
    if level is None:
        return
    log.setLevel(level)
    log.propagate = False
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter(_FORMAT))
        log.addHandler(handler)
