"""Reference cycles, of which rows and figures have hardly any: to look for them takes a third of the time of reading."""

import gc

THRESHOLD_OBJECTS = 200_000  # more than before, after which they are looked for: those of some hundred reports


def collect_rarely() -> None:
    """Look for cycles in this process seldom, and in what it holds already never."""
    gc.freeze()
    gc.set_threshold(THRESHOLD_OBJECTS)
