"""The log: silent, but where GOUJI_LOG names a level (`gouji --debug`). Worker processes inherit it."""

import logging
import os
import sys

VARIABLE = "GOUJI_LOG"
_FORMAT = "%(levelname)s %(name)s: %(message)s"


def wanted_level() -> int | None:
    """The level that GOUJI_LOG names (debug, info …); None where it names none."""
    level = logging.getLevelName(os.environ.get(VARIABLE, "").strip().upper())
    return level if isinstance(level, int) else None


def start_log() -> None:
    """Write Gouji's own log to standard error, from the level wanted; libraries' logs stay as they are."""
    level = wanted_level()
    log = logging.getLogger("gouji")
    if level is None or log.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(_FORMAT))
    log.addHandler(handler)
    log.setLevel(level)
    log.propagate = False
