"""Around the stages of a run: the lock of the home folder, the record of runs, and one kind of failure."""

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gouji.check.rules import RuleError
from gouji.core.errors import InDoubt, NotPublished, refusal
from gouji.core.registry import RegistryError
from gouji.core.settings import Settings

from .build import BuildPaths, start_build
from .run_request import request_at_hand
from .runs import CANCELLED, FAILED, record_end, record_start
from .summary import Summary
from .versions import Published


@contextmanager
def recorded_run(settings: Settings, notes: list[str]) -> Iterator[tuple[BuildPaths, dict[str, Any]]]:
    """Lock the home folder, keep the record of runs, and turn whatever goes wrong into NotPublished.

    Yields where to build, and a dictionary to be filled with what the record says of a run that ended well
    (`run_result`). `notes` hears of what could not be done after the switch to a new version.
    """
    started = datetime.now(UTC)
    run_id = f"{started:%Y%m%dT%H%M%S}-{os.getpid()}"
    result: dict[str, Any] = {}
    try:
        with start_build(settings.home, run_id) as build:
            places = {"inbox": str(settings.inbox.resolve()), "registry": str(settings.registry.resolve())}
            record_start(
                settings.home, run_id, started, settings.as_of, settings.year, request=request_at_hand(), **places
            )
            with _failure_recorded(settings, run_id):
                yield build, result
            with after_publication(notes):
                record_end(settings.home, run_id, datetime.now(UTC), **result)
    except OSError as error:  # before anything was begun
        raise NotPublished(_not_published(error)) from error


@contextmanager
def _failure_recorded(settings: Settings, run_id: str) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        with suppress(OSError):  # the first error is the one to tell; without this line the run reads as interrupted
            confirmed_by = {"confirmed_by": error.confirmed_by} if isinstance(error, InDoubt) else {}
            message = _what_happened(error)
            record_end(settings.home, run_id, datetime.now(UTC), FAILED, message=message, **confirmed_by)
        if isinstance(error, NotPublished) or not isinstance(error, Exception):
            raise
        raise NotPublished(_not_published(error)) from error


@contextmanager
def after_publication(notes: list[str]) -> Iterator[None]:
    """What comes after the switch to a version cannot undo it: an error is a note."""
    try:
        yield
    except Exception as error:
        notes.append(
            f"已发布；其后一步没有做完，下次运行会补上：{_what_happened(error)}"
            " / published; a step after that failed and is left to the next run"
        )


def run_result(published: Published, summary: Summary) -> dict[str, Any]:
    """What the record of runs keeps of a run that ended well."""
    kept = {name: summary[name] for name in ("report_year", "documents", "reports")}
    kept["findings"] = summary["findings_of_all_years"]
    return kept | {"state": published.state, "version": published.version}


def _what_happened(error: BaseException) -> str:
    """In the error's own words when they are ours, else with its kind and place, for whoever mends it."""
    if not isinstance(error, Exception):  # Ctrl-C, or the signal by which Prefect cancels a run
        return CANCELLED
    if isinstance(error, NotPublished | RegistryError | RuleError):
        return str(error)
    if (refused := refusal(error)) is not None:
        return refused
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error}（{Path(last.filename).name}:{last.lineno}）"


def _not_published(error: BaseException) -> str:
    return f"未发布，已发布的版本未受影响：{_what_happened(error)}"
