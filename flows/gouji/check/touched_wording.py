"""Which reports of a home must be compared across districts again, where a few districts changed since the last version.

A report is touched where its district changed, or where it has wording that is spread now and was not before, or no more
(sql/internal/spread_wording.sql). Of two reports that are not touched all that their likeness follows from is as it was: their
texts, their samples, and which of these are spread. So only pairs with a touched report are looked at again; and whether
wording is spread is asked again of that only which an agency of the changed districts has now and had not, or no more.
"""

from pathlib import Path

import duckdb

from gouji.load.warehouse import attach

# Temporary tables; `shared_wording` and `held_wording` stand before the views of that name.
TOUCHED_TABLES = (
    "touched_agencies",
    "moved_wording",
    "turned_wording",
    "touched_reports",
    "held_wording",
    "spread_now",
)

# An agency that is gone is in no changed district any more.
_TOUCHED_AGENCIES = """
CREATE OR REPLACE TEMP TABLE touched_agencies AS
SELECT agency_code FROM changed.agencies
UNION
(SELECT agency_code FROM last.agencies EXCEPT SELECT agency_code FROM main.agencies)
"""

# Shingles that an agency has now and had not, or had and has no more, or has in another district.
_MOVED = """
CREATE OR REPLACE TEMP TABLE moved_wording AS
WITH now AS (
    SELECT DISTINCT s.shingle, agency_code, a.district_code
    FROM (SELECT agency_code, unnest(shingles) AS shingle FROM prose_sketches SEMI JOIN touched_agencies USING (agency_code)) s
    JOIN main.agencies a USING (agency_code)
),
before AS (
    SELECT DISTINCT s.shingle, agency_code, a.district_code
    FROM (
        SELECT agency_code, unnest(shingles) AS shingle
        FROM last.internal.prose_sketches SEMI JOIN touched_agencies USING (agency_code)
    ) s
    JOIN last.agencies a USING (agency_code)
)
SELECT DISTINCT shingle FROM ((FROM now EXCEPT FROM before) UNION ALL (FROM before EXCEPT FROM now))
"""

# Who else has it decides whether it is spread.
_SPREAD_NOW = """
CREATE OR REPLACE TEMP TABLE held_wording AS
SELECT *
FROM (SELECT report_id, agency_code, report_year, section, unnest(shingles) AS shingle FROM prose_sketches)
SEMI JOIN moved_wording USING (shingle);
CREATE OR REPLACE TEMP TABLE spread_now AS SELECT shingle FROM internal.spread_wording;
CREATE OR REPLACE TEMP TABLE turned_wording AS
WITH before AS (SELECT shingle FROM spread_shingles SEMI JOIN moved_wording USING (shingle))
(FROM spread_now EXCEPT FROM before) UNION ALL (FROM before EXCEPT FROM spread_now);
DELETE FROM spread_shingles WHERE shingle IN (FROM moved_wording);
INSERT INTO spread_shingles FROM spread_now;
"""

_TOUCHED_REPORTS = """
CREATE OR REPLACE TEMP TABLE touched_reports AS
SELECT report_id FROM prose_sketches SEMI JOIN touched_agencies USING (agency_code)
UNION
SELECT report_id FROM held_wording SEMI JOIN turned_wording USING (shingle)
"""

# All wording of the touched reports and of those that have some of it that is not spread.
_SHARED = """
CREATE OR REPLACE TEMP TABLE shared_wording AS
WITH telling AS (
    SELECT shingle
    FROM (SELECT DISTINCT unnest(shingles) AS shingle FROM prose_sketches SEMI JOIN touched_reports USING (report_id))
    ANTI JOIN spread_shingles USING (shingle)
),
looked_at AS (
    SELECT DISTINCT report_id
    FROM (SELECT report_id, unnest(shingles) AS shingle FROM prose_sketches)
    SEMI JOIN telling USING (shingle)
    UNION
    FROM touched_reports
)
SELECT s.shingle, s.report_id, s.agency_code, s.report_year, s.section, a.district_code
FROM (
    SELECT report_id, agency_code, report_year, section, unnest(shingles) AS shingle
    FROM prose_sketches SEMI JOIN looked_at USING (report_id)
) s
JOIN agencies a ON a.agency_code = s.agency_code
"""


def share_touched_wording(con: duckdb.DuckDBPyConnection, last: Path, changed: Path) -> None:
    """Bring `spread_shingles` up to date and create the temporary tables `touched_reports` (report_id) and `shared_wording`,
    the latter with all that the likeness of pairs with one of them follows from; others of TOUCHED_TABLES are left. `last`,
    `changed`: as of fill_elsewhere."""
    attach(con, last, "last")
    attach(con, changed, "changed")
    try:
        con.execute(_TOUCHED_AGENCIES)
        con.execute(_MOVED)
    finally:
        con.execute("DETACH changed")
        con.execute("DETACH last")
    con.execute(_SPREAD_NOW)
    con.execute(_TOUCHED_REPORTS)
    con.execute(_SHARED)
