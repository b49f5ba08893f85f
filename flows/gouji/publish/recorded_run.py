"""Around the stages of a run: the lock of the home folder, the record of runs, and one kind of failure."""

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gouji.core.errors import NotPublished
from gouji.core.registry import RegistryError
from gouji.core.settings import Settings

from .runs import CANCELLED, FAILED, record_end, record_start
from .summary import Summary
from .versions import BuildPaths, Published, start_build


@contextmanager
def recorded_run(settings: Settings) -> Iterator[tuple[BuildPaths, dict[str, Any]]]:
    """Lock the home folder, keep the record of runs, and turn whatever goes wrong into NotPublished.

    Yields where to build, and a dictionary to be filled with what the record says of a run that ended well
    (`run_result`).
    """
    started = datetime.now(UTC)
    run_id = f"{started:%Y%m%dT%H%M%S}-{os.getpid()}"
    result: dict[str, Any] = {}
    with start_build(settings.home, run_id) as build:
        record_start(settings.home, run_id, started, settings.as_of, settings.year)
        try:
            yield build, result
        except BaseException as error:
            message = _what_happened(error)
            record_end(settings.home, run_id, datetime.now(UTC), FAILED, message=message)
            if isinstance(error, NotPublished) or not isinstance(error, Exception):
                raise
            raise NotPublished(f"未发布，已发布的版本未受影响：{message}") from error
        record_end(settings.home, run_id, datetime.now(UTC), **result)


def run_result(published: Published, summary: Summary) -> dict[str, Any]:
    """What the record of runs keeps of a run that ended well."""
    kept = {name: summary[name] for name in ("report_year", "documents", "reports")}
    kept["findings"] = summary["findings_of_all_years"]
    return kept | {"state": published.state, "version": published.version}


def _what_happened(error: BaseException) -> str:
    """In the error's own words when they are ours, else with its kind and place, for whoever mends it."""
    if not isinstance(error, Exception):  # Ctrl-C, or the signal by which Prefect cancels a run
        return CANCELLED
    if isinstance(error, NotPublished | RegistryError | OSError):
        return str(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error}（{Path(last.filename).name}:{last.lineno}）"
