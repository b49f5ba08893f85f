"""Writes the office's papers of a year, every kind that registry.py lists."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb

from .contents import read_office
from .registry import PAPERS


class Paper(NamedTuple):
    """One file written: `path` relative to the version's folder, with "/"; `kind`: a code of registry.py."""

    path: str
    title: str
    kind: str
    media_type: str
    district_code: str
    report_year: int
    agency_code: str | None = None


def write_papers(
    con: duckdb.DuckDBPyConnection, folder: Path, year: int, as_of: date, districts: Iterable[str] | None = None
) -> list[Paper]:
    """Write the papers of a year below `folder`/papers, those of every district that owes reports, or of some.

    The database must have been checked, rolled up and ranked. Same tables, same bytes. The order is that of the paths.
    """
    owed = con.execute(
        "SELECT DISTINCT a.district_code FROM agencies a JOIN expected_reports e ON e.agency_code = a.agency_code"
        " WHERE e.report_year = $1 ORDER BY 1",
        [year],
    ).fetchall()
    wanted = None if districts is None else set(districts)
    papers = []
    for (code,) in owed:
        if wanted is None or code in wanted:
            office = read_office(con, code, year, as_of)
            for kind in PAPERS:
                for file in kind.write(con, office):
                    place = f"papers/{code}/{file.name}"
                    path = folder.joinpath(*place.split("/"))
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(file.content)
                    papers.append(Paper(place, file.title, kind.code, file.media_type, code, year, file.agency_code))
    return sorted(papers)


def papers_of_version(
    home: Path, folder: Path, year: int | None = None, districts: Iterable[str] | None = None
) -> list[Paper] | None:
    """Write the papers of the published version below `folder`; None when nothing has been published yet.

    `year`: default the year in focus of the last run. Days are judged as they were on the day of that run.
    """
    warehouse = home / "warehouse" / "gouji.duckdb"
    if not warehouse.exists():
        return None
    with duckdb.connect(str(warehouse.resolve()), read_only=True) as con:
        focus, as_of = con.execute("SELECT report_year, as_of FROM runs ORDER BY started_at DESC LIMIT 1").fetchall()[0]
        return write_papers(con, folder, year or focus, as_of, districts)


def too_many_for_papers(con: duckdb.DuckDBPyConnection, year: int, most: int) -> bool:
    """Whether more than `most` agencies owe a report of the year."""
    [(owed,)] = con.execute("SELECT count(*) FROM expected_reports WHERE report_year = $1", [year]).fetchall()
    return bool(owed > most)
