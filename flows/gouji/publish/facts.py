"""What the published version says of facts: how many agencies tell each kind, by channel and field, and what is not placed."""

from pathlib import Path
from typing import Any

import duckdb

from gouji.load.warehouse import fetch_rows

Row = dict[str, Any]
LATEST = "(SELECT max(report_year) FROM facts WHERE report_id IN (SELECT report_id FROM reports WHERE is_current))"

_COVERAGE = """
SELECT district_code, report_year, kind, kind_title, kind_title_en, reports, telling, with_figure, facts
FROM fact_coverage
WHERE report_year = coalesce($year, {latest}) AND facts > 0
ORDER BY district_code, telling DESC, kind
"""
_BY = """
SELECT district_code, report_year, part, code, title, title_en,
    count(*) AS agencies, sum(items) AS items, sum(shared_items) AS shared_items
FROM fact_matters
WHERE part = $part AND report_year = coalesce($year, {latest}) AND agency_kind <> 'district'
GROUP BY ALL ORDER BY district_code, agencies DESC, code
"""
_LISTED = """
SELECT agency_code, agency_name, report_year, kind, kind_title, channel, field, value, unit, scope, section, label, text,
    part_of, parts, ordinal
FROM internal.current_facts
WHERE kind = $kind AND report_year = coalesce($year, {latest})
ORDER BY agency_code, ordinal
"""
# The form of a wording: its last words, without the numbers and names in them.
_UNKNOWN = """
SELECT
    CASE WHEN kind = 'unknown' THEN 'kind' ELSE 'field' END AS unplaced,
    concat(right(regexp_replace(label, '其中|包括|另外|另有|以及|累计|全年|[0-9.]+|["“”《》、，,:：()（）]', '', 'g'), 8), '◇', unit) AS form,
    count(*) AS facts,
    count(DISTINCT agency_code) AS agencies,
    arg_min(text, report_id) AS example
FROM internal.current_facts
WHERE (kind = 'unknown' OR field = 'unknown') AND ($year IS NULL OR report_year = $year)
GROUP BY ALL
ORDER BY facts DESC, agencies DESC, form
"""


def fact_coverage(database: Path, year: int | None) -> list[Row] | None:
    """Each kind of fact and how many agencies tell it, by default of the latest year; None: nothing is published."""
    return _rows(database, _COVERAGE, year=year)


def facts_by(database: Path, part: str, year: int | None) -> list[Row] | None:
    """What was disclosed by `part`, channel or field, over the agencies of each district without its own report."""
    return _rows(database, _BY, year=year, part=part)


def facts_of_kind(database: Path, kind: str, year: int | None) -> list[Row] | None:
    """Every fact of a kind."""
    return _rows(database, _LISTED, year=year, kind=kind)


def unplaced_facts(database: Path, year: int | None) -> list[Row] | None:
    """The wordings that the vocabulary does not place, the most frequent first, over all years unless one is given."""
    return _rows(database, _UNKNOWN, year=year)


def known_kinds(database: Path) -> list[str]:
    """The codes of the kinds."""
    rows = _rows(database, "SELECT code FROM fact_codes WHERE part = 'kind' ORDER BY position")
    return [row["code"] for row in rows or []]


def _rows(database: Path, query: str, **parameters: Any) -> list[Row] | None:
    if not database.exists():
        return None
    with duckdb.connect(str(database.resolve()), read_only=True) as con:
        return fetch_rows(con, query.replace("{latest}", LATEST), parameters)
