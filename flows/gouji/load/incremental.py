"""A new build on top of the last version: only the districts in which something changed are built anew.

No check, comparison or rank looks beyond a district and its earlier years, so a warehouse is the union of its
districts. The changed ones become a small warehouse of their own (`part`), go through the same stages as any, and take
the place of what the copy of the last version says of them. The result is what building everything anew would give.
"""

import shutil
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from gouji.core.rows import DocumentRow
from gouji.read.report_names import REPORT_DIGITS

from .placement import Placement
from .warehouse import INTERNAL_TABLES, attach, insert_rows, open_warehouse

# Of a nation's districts: beyond this share it is quicker to build everything anew.
MAX_CHANGED_SHARE = 0.5

# Loaded anew whole: small, and inputs rather than results.
_WHOLE = ("districts", "agencies", "agency_changes", "expected_reports", "documents", "fetches")
# Results: of a district without a change they are the rows of the last version.
BY_AGENCY = (
    "reports", "cells", "sections", "statements", "facts", "explanations", "unread", "findings", "faults", "repairs", "report_changes", "similarities", "prose_sketches", "promises",
    "scores",
    "rankings", "counted_tables", "cell_bounds",
)  # fmt: skip
BY_DISTRICT = ("district_reported_sums", "district_balanced_sums", "district_unknowns")
_BY_RUN = (  # agencies that waivers and decisions speak of are all in a changed district
    "runs", "finding_changes", "figure_changes", "waivers", "explanation_decisions", "cases", "case_faults", "desk_decisions", "office_settings",
)  # fmt: skip


class Inputs(NamedTuple):
    """All that a warehouse is loaded from but the readings: rows of the tables of those names, and where each report
    belongs."""

    districts: list[dict[str, Any]]
    agencies: list[dict[str, Any]]
    agency_changes: list[dict[str, Any]]
    expected_reports: list[dict[str, Any]]
    documents: list[DocumentRow]
    fetches: list[dict[str, Any]]
    placed: list[Placement]

    def only(self, agencies: set[str]) -> "Inputs":
        """Those of some agencies, and of reports that belong to none."""
        placed = [place for place in self.placed if place.agency_code is None or place.agency_code in agencies]
        found = {place.report_id[:REPORT_DIGITS] for place in placed}
        documents = [
            row for row in self.documents
            if row["document_id"][:REPORT_DIGITS] in found or row["agency_code"] in agencies
        ]  # fmt: skip
        shown = {row["document_id"] for row in documents}
        districts = {row["district_code"] for row in self.agencies if row["agency_code"] in agencies}
        return Inputs(
            districts=[row for row in self.districts if row["district_code"] in districts],
            agencies=[row for row in self.agencies if row["agency_code"] in agencies],
            agency_changes=[
                row for row in self.agency_changes if row["from_code"] in agencies or row["to_code"] in agencies
            ],
            expected_reports=[row for row in self.expected_reports if row["agency_code"] in agencies],
            documents=documents,
            fetches=[row for row in self.fetches if row["agency_code"] in agencies or row["document_id"] in shown],
            placed=placed,
        )


def copy_last(database: Path, last: Path, new: Inputs, waived: Iterable[str]) -> set[str] | None:
    """Copy the last version to `database`, with the new inputs and without what was said of the districts that they
    change; returns the agencies of these districts, now. None, and no copy, where that is most of them.

    `waived`: codes or names of agencies that waivers and decisions speak of: they may lapse or be taken back.
    """
    shutil.copyfile(last, database)
    database.chmod(stat.S_IRUSR | stat.S_IWUSR)
    with open_warehouse(database) as con:
        for table in _WHOLE:
            con.execute(f"CREATE TEMP TABLE old_{table} AS FROM {table}")
            con.execute(f"DELETE FROM {table}")
            insert_rows(con, table, getattr(new, table))
        con.execute(f"CREATE TEMP TABLE places AS SELECT {_PLACED} FROM reports LIMIT 0")
        insert_rows(con, "places", new.placed)
        con.execute("CREATE TEMP TABLE waived (agency VARCHAR)")
        insert_rows(con, "waived", [{"agency": agency} for agency in waived])
        con.execute(_CHANGED)
        total = len(new.agencies)
        now = con.execute(f"SELECT agency_code FROM agencies WHERE {_IS_CHANGED}").fetchall()
        changed = {code for (code,) in now}
        if len(changed) <= MAX_CHANGED_SHARE * total:
            for table in BY_AGENCY:
                con.execute(f"DELETE FROM {table} WHERE agency_code IS NULL OR agency_code IN (FROM changed_agencies)")
            for table in BY_DISTRICT:
                con.execute(f"DELETE FROM {table} WHERE {_IS_CHANGED}")
            for table in _BY_RUN:
                con.execute(f"DELETE FROM {table}")
            return changed
    database.unlink()
    return None


def put_together(con: duckdb.DuckDBPyConnection, part: Path) -> None:
    """Add what `part` says of the changed districts to the copy of the last version."""
    attach(con, part, "part")
    try:
        for table in (*BY_AGENCY, *BY_DISTRICT, "waivers", "explanation_decisions"):
            schema = "internal" if table in INTERNAL_TABLES else "main"
            con.execute(f"INSERT INTO {schema}.{table} BY NAME FROM part.{schema}.{table}")
    finally:
        con.execute("DETACH part")


def _differing(table: str, columns: str = "*") -> str:
    """Rows that only the new inputs or only the last version has."""
    new, old = f"SELECT {columns} FROM {table}", f"SELECT {columns} FROM old_{table}"
    return f"(({new} EXCEPT {old}) UNION ALL ({old} EXCEPT {new}))"


_PLACED = ", ".join(Placement._fields)
_IS_CHANGED = "coalesce(district_code, '') IN (FROM changed_districts)"
_CHANGED = f"""
CREATE TEMP TABLE old_places AS SELECT {_PLACED} FROM reports;
CREATE TEMP TABLE every_agency AS
SELECT agency_code, full_name, name, coalesce(district_code, '') AS district_code FROM agencies
UNION
SELECT agency_code, full_name, name, coalesce(district_code, '') FROM old_agencies;
CREATE TEMP TABLE changed_codes AS
SELECT agency_code FROM {_differing("agencies")}
UNION SELECT unnest([from_code, to_code]) FROM {_differing("agency_changes")}
UNION SELECT agency_code FROM {_differing("expected_reports")}
UNION SELECT agency_code FROM {_differing("fetches")}
UNION SELECT agency_code FROM {_differing("documents")} WHERE agency_code IS NOT NULL
UNION SELECT agency_code FROM {_differing("places")}
UNION -- a file that could not be read and may be the agency's (sql/internal/unread_documents.sql)
SELECT a.agency_code FROM agencies a JOIN {_differing("documents")} d
ON d.agency_code IS NULL AND d.document_state = 'unreadable'
    AND names_agency(d.source, a.name, a.full_name, a.short_names)
UNION
SELECT agency_code FROM (FROM places UNION FROM old_places)
WHERE left(report_id, {REPORT_DIGITS}) IN (SELECT left(document_id, {REPORT_DIGITS}) FROM {_differing("documents")})
UNION
SELECT agency_code FROM every_agency JOIN waived ON waived.agency IN (agency_code, full_name, name)
UNION SELECT agency_code FROM waivers
UNION SELECT agency_code FROM explanation_decisions
UNION SELECT agency_code FROM desk_decisions WHERE kind = 'explanation';
CREATE TEMP TABLE changed_districts AS
SELECT district_code FROM every_agency WHERE agency_code IN (FROM changed_codes)
UNION
SELECT district_code FROM {_differing("districts")};
CREATE TEMP TABLE changed_agencies AS
SELECT DISTINCT agency_code FROM every_agency WHERE district_code IN (FROM changed_districts)
"""
