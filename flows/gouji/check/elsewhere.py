"""What reports share with other districts, and with other agencies' earlier years: the rows of `similarities` of kind
`elsewhere`, for the office's reading; no check charges them.

Which pairs are alike follows from samples of their shingles, for the whole home at once (sql/internal/alike_elsewhere.sql);
the passages of these pairs are then found in the whole texts. Time grows with the reports and with the pairs found, not
with all pairs.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from gouji.core.forms import sections_with
from gouji.load.warehouse import fetch_rows, insert_rows, within_memory

from .shingles import Array, passages
from .similarities import COMPOSED, TEXTS, WHOLE, shingled_sections
from .touched_wording import TOUCHED_TABLES, share_touched_wording

_PAIRS = 1000  # looked at together: the texts of a nation do not fit in memory

_SKETCHES = """
SELECT s.report_id, s.section, list(s.shingle ORDER BY s.shingle) AS shingles
FROM (SELECT report_id, section, unnest(shingles) AS shingle FROM prose_sketches SEMI JOIN looked_at USING (report_id)) s
ANTI JOIN spread_shingles USING (shingle)
GROUP BY s.report_id, s.section
"""
_SHARE_ALL = (
    "CREATE OR REPLACE TEMP TABLE shared_wording AS FROM internal.shared_wording",
    "INSERT INTO spread_shingles SELECT shingle FROM internal.spread_wording",
)
# Of touched reports, and of reports that are no more.
_FORGET_TOUCHED = """
WITH still AS (SELECT report_id FROM prose_sketches WHERE report_id NOT IN (FROM touched_reports))
DELETE FROM similarities
WHERE kind = 'elsewhere' AND NOT (report_id IN (FROM still) AND other_report_id IN (FROM still))
"""


def fill_elsewhere(con: duckdb.DuckDBPyConnection, last: Path | None = None, changed: Path | None = None) -> None:
    """Fill the rows of kind `elsewhere` from `prose_sketches`, over the whole home; filling again replaces them.

    `last` and `changed`: the last version's database, of which this one is a copy but for the districts of `changed`
    (load/incremental.py): what these do not touch stays as it was found then.
    """
    which = "true"
    try:
        if last and changed:
            share_touched_wording(con, last, changed)
            which = "(report_id IN (FROM touched_reports) OR other_report_id IN (FROM touched_reports))"
            con.execute(_FORGET_TOUCHED)
        else:
            con.execute("DELETE FROM similarities WHERE kind = 'elsewhere'")
            con.execute("DELETE FROM spread_shingles")
            for statement in _SHARE_ALL:
                within_memory(con, partial(con.execute, statement))
        pairs = fetch_rows(con, f"FROM alike_elsewhere WHERE {which} ORDER BY report_id, other_report_id, section")
        found = [row for first in range(0, len(pairs), _PAIRS) for row in _rows(con, pairs[first : first + _PAIRS])]
    finally:
        for table in ("shared_wording", *TOUCHED_TABLES, "looked_at"):
            con.execute(f"DROP TABLE IF EXISTS temp.{table}")
    insert_rows(con, "similarities", found)


def _rows(con: duckdb.DuckDBPyConnection, pairs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of some pairs, with the passages of each section."""
    reports = {pair[side] for pair in pairs for side in ("report_id", "other_report_id")}
    con.execute("CREATE OR REPLACE TEMP TABLE looked_at AS SELECT unnest($1) AS report_id", [sorted(reports)])
    told = {(r["report_id"], r["section"]): np.array(r["shingles"], np.uint64) for r in fetch_rows(con, _SKETCHES)}
    texts = TEXTS.format("report_id IN (FROM looked_at)")
    row_of = {r["report_id"]: r for r in fetch_rows(con, texts, {"sections": list(sections_with(*COMPOSED))})}
    sections = {report: shingled_sections(row) for report, row in row_of.items()}
    for pair in pairs:
        report, other, number = pair["report_id"], pair["other_report_id"], pair["section"]
        informative: Array = told.get((report, number))
        found = [] if number == WHOLE else passages(sections[report][number], sections[other][number], informative)
        yield pair | {
            "agency_code": row_of[report]["agency_code"],
            "report_year": row_of[report]["report_year"],
            "other_agency_code": row_of[other]["agency_code"],
            "other_report_year": row_of[other]["report_year"],
            "kind": "elsewhere",
            "passages": [mine for mine, _ in found],
            "other_passages": [theirs for _, theirs in found],
        }
