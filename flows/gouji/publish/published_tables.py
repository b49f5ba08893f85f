"""The tables and views that are published: which, in what order of rows, and where their rows come from."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import duckdb

from gouji.load.wide_views import wide_views

from .last_version import LastVersion

# The record of runs holds times of day, which differ from run to run.
NOT_PUBLISHED = ("runs",)
# Views of sql/views that analysts read. `figures` is as long as `cells`: it is read as it is and never kept whole.
PUBLISHED_VIEWS = ("condemned_figures", "current_reports", "fact_coverage", "fact_matters", "figures")
# Their rows are in the order of the form or the document already: within a report the order they stand in.
IN_REPORTS = ("cells", "sections", "statements", "facts", "explanations", "unread")
IN_ORDER = ("fact_codes", "forms", "form_sections", "form_tables", "form_cells", "identities")
ORDER = {
    "districts": "district_code",
    "agencies": "district_code, agency_code",
    "agency_changes": "day, from_code, to_code",
    "expected_reports": "agency_code, report_year",
    "documents": "document_id, source",
    "fetches": "agency_code, report_year, address, role, number",
    "dimensions": "dimension",
    "rules": "rule",
    "rule_versions": "district_code NULLS FIRST, rule, from_year",
    "finding_changes": "agency_code, report_year, rule, finding_id",
    "figure_changes": "agency_code, report_year, cell",
    "findings": "agency_code, report_year, rule, finding_id",
    "faults": "agency_code, report_year, fault_id",
    "reports": "agency_code NULLS LAST, report_year NULLS LAST, version NULLS LAST, report_id",
    "report_changes": "agency_code, report_year, version, report_id, kind, item",
    "repairs": "agency_code, report_year, report_id, candidate, cell",
    "similarities": "agency_code, report_year, report_id, kind, other_report_id, section",
    "promises": "agency_code, report_year, report_id, ordinal",
    "promise_matters": "position",
    "thresholds": "threshold",
    "waivers": "source",
    "cases": "agency_code, report_year",
    "case_faults": "agency_code, report_year, fault_id",
    "desk_decisions": "kind, subject",
    "office_settings": "setting",
    "explanation_decisions": "source",
    "volume_classes": "requests_from",
    "grades": "score_from",
    "fact_coverage": "district_code, report_year, kind",
    "fact_matters": "agency_code, report_year, part, code",
    "current_reports": "agency_code, report_year",
    "condemned_figures": "agency_code, report_year, report_id, cell, why",
    "figures": "agency_code, report_year, report_id, position, cell",
    "cell_bounds": "agency_code, report_year, report_id, cell",
    "district_unknowns": "district_code, report_year, kind, cell",
    "counted_tables": "agency_code, report_year, table_code",
    "district_balanced_sums": "district_code, report_year, peer_group, cell",
    "scores": "agency_code, report_year, dimension",
    "rankings": "district_code, report_year, agency_code",
}


def published_tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Every base table but NOT_PUBLISHED, the wide views and PUBLISHED_VIEWS, by name."""
    rows = con.execute("""
        SELECT table_name FROM duckdb_tables()
        WHERE NOT internal AND NOT temporary AND database_name = current_database() AND schema_name = 'main'
    """).fetchall()
    return sorted({name for (name,) in rows if name not in NOT_PUBLISHED} | {*wide_views(), *PUBLISHED_VIEWS})


def descriptions(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, list[dict[str, str]]]]:
    """Of every table and view its description and its columns {name, type, description} in order."""
    here = "database_name = current_database() AND schema_name = 'main'"
    comments = f"""
        SELECT table_name, coalesce(comment, '') FROM duckdb_tables() WHERE {here}
        UNION ALL
        SELECT view_name, coalesce(comment, '') FROM duckdb_views() WHERE {here}
    """
    columns = f"""
        SELECT table_name, column_name, data_type, coalesce(comment, '') FROM duckdb_columns() WHERE {here}
        ORDER BY table_name, column_index
    """
    found: dict[str, tuple[str, list[dict[str, str]]]] = {
        name: (comment, []) for name, comment in con.execute(comments).fetchall()
    }
    for table, name, kind, text in con.execute(columns).fetchall():
        found[table][1].append({"name": name, "type": kind, "description": text})
    return found


@contextmanager
def table_rows(
    con: duckdb.DuckDBPyConnection,
    name: str,
    last: LastVersion | None = None,
    only: Collection[str | None] | None = None,
) -> Iterator[str]:
    """What to select a table's rows from; a view that costs to work out is worked out once, and of what `last` says only
    for the districts that changed. `only`: parts of the table beyond which none need be there."""
    if name == "figures" or name not in (*wide_views(), *PUBLISHED_VIEWS):
        yield f'main."{name}"'
        return
    table = f'temp."wide_{name}"'
    try:
        if last is None or not last.fill_view(con, name, table, only):
            con.execute(f'CREATE OR REPLACE TEMP TABLE "wide_{name}" AS FROM main."{name}"')
        yield table
    finally:
        con.execute(f"DROP TABLE IF EXISTS {table}")
