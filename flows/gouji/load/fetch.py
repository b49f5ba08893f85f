"""Rows of a query without Arrow, whose import costs the server of the pages 45 MB."""

from collections.abc import Mapping
from typing import Any

import duckdb


def rows_of(
    con: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows of a query, {column: value} each; `parameters` by their $names."""
    cursor = con.execute(query, dict(parameters or {}))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
