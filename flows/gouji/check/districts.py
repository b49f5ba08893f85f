"""The current reports of one district after the other, for what compares whole texts."""

from collections.abc import Iterator
from typing import Any

import duckdb

_ROWS = 1000  # had at a time: texts of a nation do not fit in memory


def by_district(reports: duckdb.DuckDBPyRelation) -> Iterator[list[dict[str, Any]]]:
    """Rows in order of `district_code`, as one list a district."""
    waiting: list[dict[str, Any]] = []
    for batch in reports.to_arrow_table().to_batches(_ROWS):
        for row in batch.to_pylist():
            if waiting and waiting[0]["district_code"] != row["district_code"]:
                yield waiting
                waiting = []
            waiting.append(row)
    if waiting:
        yield waiting
