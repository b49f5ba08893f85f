"""Who has reported, which waivers are in force, from the last published version; and how the last run ended."""

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from gouji.core.settings import TIME_ZONE
from gouji.load.warehouse import fetch_rows

from .database_link import LINK
from .due import due_row, what_is_due
from .runs import read_runs
from .summary import problem_lines, status_table
from .targets.record import sendings

_LAST_RUN = "SELECT report_year, as_of, version FROM runs WHERE version IS NOT NULL ORDER BY started_at DESC LIMIT 1"

_WAIVERS = """
SELECT w.*, a.full_name AS agency, u.title
FROM waivers w LEFT JOIN agencies a USING (agency_code) LEFT JOIN rules u USING (rule)
ORDER BY w.source
"""


def read_status(home: Path, year: int | None = None) -> dict[str, Any] | None:
    """The status of every agency that owes a report of `year` (default: the year in focus of the published version),
    as of the day of that version, the last run, which may have failed since, where versions were sent, and what is due
    next.

    Without a published version only the last run; None when there was none either. Reads the published file and
    never blocks a run.
    """
    runs = read_runs(home)
    last_run = runs[-1] if runs else None
    status: dict[str, Any] = {
        "report_year": year,
        "as_of": None,
        "version": None,
        "agencies": [],
        "trouble": [],
        "last_run": last_run,
        "targets": sendings(home),
        "due": due_row(what_is_due(home, datetime.now(TIME_ZONE))),
    }
    warehouse = home / "warehouse" / LINK
    if not warehouse.exists():
        return status if last_run else None
    with duckdb.connect(str(warehouse.resolve()), read_only=True) as con:
        focus, as_of, version = con.sql(_LAST_RUN).fetchall()[0]
        year = year or focus
        return status | {
            "report_year": year,
            "as_of": as_of,
            "version": version,
            "agencies": status_table(con, year, as_of).to_dicts(),
            "trouble": problem_lines(con).to_dicts(),
        }


def read_waivers(warehouse: Path) -> list[dict[str, Any]] | None:
    """Every waiver with its state; None when nothing has been published yet."""
    if not warehouse.exists():
        return None
    with duckdb.connect(str(warehouse.resolve()), read_only=True) as con:
        return fetch_rows(con, _WAIVERS)
