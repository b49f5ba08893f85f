"""Who has reported, and which waivers are in force, from the last published version."""

from pathlib import Path
from typing import Any

import duckdb

from .summary import status_table, trouble

_WAIVERS = """
SELECT w.*, a.full_name AS agency, u.title
FROM waivers w LEFT JOIN agencies a USING (agency_code) LEFT JOIN rules u USING (rule)
ORDER BY w.source
"""


def read_status(warehouse: Path, year: int | None = None) -> dict[str, Any] | None:
    """The status of every agency that owes a report of `year` (default: the year in focus of the last run).

    None when nothing has been published yet. Reads the published file and never blocks a run.
    """
    if not warehouse.exists():
        return None
    with duckdb.connect(str(warehouse.resolve()), read_only=True) as con:
        if year is None:
            year = con.sql("SELECT report_year FROM runs ORDER BY started_at DESC LIMIT 1").fetchall()[0][0]
        return {
            "report_year": year,
            "agencies": status_table(con, year).to_dicts(),
            "trouble": trouble(con).to_dicts(),
        }


def read_waivers(warehouse: Path) -> list[dict[str, Any]] | None:
    """Every waiver with its state; None when nothing has been published yet."""
    if not warehouse.exists():
        return None
    with duckdb.connect(str(warehouse.resolve()), read_only=True) as con:
        return con.sql(_WAIVERS).pl().to_dicts()
