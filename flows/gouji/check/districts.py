"""The current reports of one district after the other, for what compares whole texts."""

from collections.abc import Iterator
from typing import Any

import duckdb

_ROWS = 1000  # had at a time: texts of a nation do not fit in memory
_MIN_REPORTS = 2000  # of a home for which processes are started: they take as long to start as some hundred to compare


def by_district(reports: duckdb.DuckDBPyRelation) -> Iterator[list[dict[str, Any]]]:
    """Rows in order of `district_code`, as one list a district; the connection is theirs until the last."""
    waiting: list[dict[str, Any]] = []
    for batch in reports.to_arrow_reader(_ROWS):
        for row in batch.to_pylist():
            if waiting and waiting[0]["district_code"] != row["district_code"]:
                yield waiting
                waiting = []
            waiting.append(row)
    if waiting:
        yield waiting


def processes_worth(con: duckdb.DuckDBPyConnection, most: int) -> int:
    """How many processes the districts of a home are spread over, of so many at most."""
    ((reports,),) = con.execute("SELECT count(*) FROM reports WHERE is_current").fetchall()
    return most if reports >= _MIN_REPORTS else 1
