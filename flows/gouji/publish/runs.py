"""The record of runs: ``warehouse/runs.jsonl``, a line when a run starts and one when it ends, never rewritten.

A run that started, never ended and does not hold the lock was killed: it reads as failed, 中断.
"""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from gouji.core.json_lines import append_lines, read_lines

from .lock import active_run

RUNNING, PUBLISHED, UNCHANGED, FAILED = "running", "published", "unchanged", "failed"
INTERRUPTED = "中断：运行未正常结束，已发布的版本未受影响，请重新运行 / interrupted: run again"
CANCELLED = (
    "已取消：运行被人中止，已发布的版本未受影响，需要时重新运行 / cancelled: nothing published, run again when needed"
)
_COLUMNS = (
    "run_id",
    "started_at",
    "ended_at",
    "state",
    "version",
    "as_of",
    "report_year",
    "documents",
    "reports",
    "findings",
    "message",
)
# What the record keeps beside the table: the folders of the run, the request from a page that it carries out, and what
# would confirm it where it stopped in doubt (core/errors.py).
DETAILS = ("inbox", "registry", "request", "confirmed_by")
_TIMES = (("started_at", datetime), ("ended_at", datetime), ("as_of", date))


def record_start(
    home: Path, run_id: str, started_at: datetime, as_of: date, report_year: int | None = None, **said: str | None
) -> None:
    """Record that a run has started; `started_at` has a time zone. `said`: any of DETAILS."""
    row = {"run_id": run_id, "started_at": started_at, "as_of": as_of, "report_year": report_year}
    _append(home, row | {name: value for name, value in said.items() if value is not None})


def record_end(home: Path, run_id: str, ended_at: datetime, state: str, **result: Any) -> None:
    """Record that a run has ended as published, unchanged or failed.

    `result`: any of version, report_year, documents, reports, findings, message, and of DETAILS. Raises ValueError for
    others.
    """
    unknown = set(result) - {*_COLUMNS[4:], *DETAILS}
    if unknown or state not in (PUBLISHED, UNCHANGED, FAILED):
        raise ValueError(
            f"运行记录没有这些项：{sorted(unknown)}，或状态 {state} 不对。 Unknown fields or state of a run."
        )
    _append(home, {"run_id": run_id, "ended_at": ended_at, "state": state} | result)


def read_runs(home: Path) -> list[dict[str, Any]]:
    """Every run in the order they started, shaped like the table `runs`; a run resumed under its id is one row."""
    runs: dict[str, dict[str, Any]] = {}
    for line in read_lines(_path(home)):
        try:
            entry = json.loads(line)
            for name, read in _TIMES:
                if entry.get(name):
                    read.fromisoformat(entry[name])
            run_id = str(entry["run_id"])
        except (ValueError, KeyError, TypeError, AttributeError):  # cut short by a crash, or damaged
            continue
        run = runs.setdefault(run_id, dict.fromkeys(_COLUMNS))
        if "as_of" in entry and run["ended_at"]:
            run.update(ended_at=None, state=None, message=None)  # started again
        first = run["started_at"]
        run.update({name: value for name, value in entry.items() if value is not None and name in _COLUMNS})
        run["started_at"] = first or run["started_at"]
    active = active_run(home)
    for run in runs.values():
        for name, read in _TIMES:
            run[name] = run[name] and read.fromisoformat(run[name])
        if run["state"] is None:
            killed = run["run_id"] != active
            run["state"] = FAILED if killed else RUNNING
            run["message"] = INTERRUPTED if killed else None
    return [run for run in runs.values() if run["started_at"]]


def run_details(home: Path) -> dict[str, dict[str, str]]:
    """What the record says of each run beside the table, by run_id: any of DETAILS."""
    details: dict[str, dict[str, str]] = {}
    for line in read_lines(_path(home)):
        try:
            entry = json.loads(line)
            run_id = str(entry["run_id"])
        except (ValueError, KeyError, TypeError):
            continue
        said = {name: str(entry[name]) for name in DETAILS if entry.get(name)}
        details.setdefault(run_id, {}).update(said)
    return details


def interrupted_since(home: Path) -> datetime:
    """When the work that the run holding the lock goes on with was begun: its own start, or that of the runs just
    before it that were killed on the way, if they are of the last day."""
    *earlier, current = read_runs(home)
    since: datetime = current["started_at"]
    for run in reversed(earlier):
        if run["message"] not in (INTERRUPTED, CANCELLED) or current["started_at"] - run["started_at"] > timedelta(
            days=1
        ):
            break
        since = run["started_at"]
    return since


def load_runs(con: duckdb.DuckDBPyConnection, home: Path, **ending: Any) -> None:
    """Fill the table `runs`. `ending` (state, ended_at, version, …) is how the run that holds the lock is about to
    end: it is written into the file before that is recorded."""
    from gouji.load.warehouse import insert_rows  # Arrow: the pages read runs and never load them

    active = active_run(home)
    rows = [run | ending if run["run_id"] == active else run for run in read_runs(home)]
    insert_rows(con, "runs", rows)


def _append(home: Path, entry: dict[str, Any]) -> None:
    line = json.dumps(entry, ensure_ascii=False, default=lambda value: value.isoformat())
    append_lines(_path(home), line.encode("utf-8") + b"\n")


def _path(home: Path) -> Path:
    return home / "warehouse" / "runs.jsonl"
