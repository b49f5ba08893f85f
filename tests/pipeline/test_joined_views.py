"""What an analyst does first: a published view joined with a few agencies."""

import json
from typing import Any

import duckdb

MAX_PLAN_DEPTH = 120  # operators; a plan of hundreds, one a column, takes DuckDB minutes to make


def test_every_view_is_joined_with_a_few_agencies_by_a_short_plan(published) -> None:
    with duckdb.connect(str(published.home / "warehouse" / "gouji.duckdb"), read_only=True) as con:
        views = con.execute(
            "SELECT DISTINCT table_name FROM duckdb_columns() JOIN duckdb_views() ON view_name = table_name"
            " WHERE column_name = 'agency_code' AND duckdb_views.schema_name = 'main'"
        ).fetchall()
        assert {"applications", "disclosure", "disputes", "figures"} <= {view for (view,) in views}
        for (view,) in views:
            query = f"SELECT v.* FROM {view} v JOIN agencies a USING (agency_code) WHERE a.name LIKE '%街道%'"
            ((_, plan),) = con.execute(f"EXPLAIN (FORMAT json) {query}").fetchall()
            assert max(map(depth, json.loads(plan))) < MAX_PLAN_DEPTH, view


def depth(operator: dict[str, Any]) -> int:
    return 1 + max(map(depth, operator["children"]), default=0)
