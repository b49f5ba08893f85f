"""What an agency promised and what became of it, for 单位; what a district's agencies promise, by matter, for 数据."""

from collections import Counter
from typing import Any, NamedTuple

from gouji_web.wording import PROMISE, plain

from .selection import Selection

_MADE_BEFORE = "SELECT count(*) AS tables FROM duckdb_tables() WHERE table_name = 'promises'"
# Last year's of this agency, and of those that it came from where its report was compared with theirs.
_LAST_YEARS = """
SELECT p.*, s.heading AS answer_heading FROM promises p
LEFT JOIN (SELECT report_id, section, any_value(heading) AS heading FROM sections GROUP BY ALL) s
    ON s.report_id = p.next_report_id AND s.section = p.answer_section
WHERE p.measure IS NOT NULL AND p.next_report_id = ?
ORDER BY p.agency_code, p.ordinal
"""
_OWN = "SELECT problem, measure FROM promises WHERE report_id = ? ORDER BY ordinal"
_MATTERS = """
WITH made AS (
    SELECT unnest(p.matters) AS matter, p.agency_code, p.report_year, p.promise_state
    FROM promises p JOIN agencies a USING (agency_code)
    WHERE a.district_code = $1 AND a.kind <> 'district' AND p.measure IS NOT NULL AND p.report_year IN ($2, $2 - 1)
)
SELECT
    m.matter, m.title,
    count(DISTINCT agency_code) FILTER (report_year = $2) AS agencies,
    count(DISTINCT agency_code) FILTER (report_year = $2 - 1) AS agencies_before,
    count(*) FILTER (report_year = $2 - 1 AND promise_state <> 'open') AS compared,
    count(*) FILTER (report_year = $2 - 1 AND promise_state = 'taken_up') AS taken_up,
    count(*) FILTER (report_year = $2 - 1 AND promise_state IN ('repeated', 'planned')) AS again,
    count(*) FILTER (report_year = $2 - 1 AND promise_state = 'not_mentioned') AS not_mentioned
FROM made JOIN promise_matters m USING (matter)
GROUP BY m.matter, m.title, m.position
ORDER BY agencies DESC, agencies_before DESC, m.position
"""
_OF_MATTER = """
SELECT a.agency_code, a.name, p.report_year, p.measure, p.promise_state
FROM promises p JOIN agencies a USING (agency_code)
WHERE a.district_code = $1 AND a.kind <> 'district' AND p.measure IS NOT NULL AND p.report_year IN ($2, $2 - 1)
    AND list_contains(p.matters, $3)
ORDER BY a.agency_code, p.report_year DESC, p.ordinal
"""


_COMPARED = """
SELECT a.name AS agency, a.peer_group, p.problem, p.measure, p.promise_state, p.answer, p.promised_again,
    (SELECT string_agg(m.title, '、' ORDER BY m.position) FROM promise_matters m WHERE list_contains(p.matters, m.matter)) AS matters
FROM promises p JOIN agencies a USING (agency_code)
WHERE a.district_code = ? AND p.report_year = ? - 1 AND p.measure IS NOT NULL AND p.promise_state <> 'open'
ORDER BY a.agency_code, p.ordinal
"""


class AgencyPromises(NamedTuple):
    """`last`: rows of last year's measures that this year's report was compared with; `own`: rows of this year's
    problems and measures, each with the other; `told`: how many of the last became what, in words."""

    last: list[dict[str, Any]]
    own: list[dict[str, Any]]
    told: str

    def __bool__(self) -> bool:
        return bool(self.last or self.own)


def promises_of(selection: Selection, report_id: str | None) -> AgencyPromises:
    """What the report of this id promises, and what it says of last year's promises; nothing where there is no report,
    or the version was made before promises were read."""
    if report_id is None or not _has_promises(selection):
        return AgencyPromises([], [], "")
    last = selection.rows(_LAST_YEARS, report_id)
    counts = Counter(row["promise_state"] for row in last)
    told = "，".join(f"{word} {counts[state]} 条" for state, word in PROMISE.items() if counts[state])
    return AgencyPromises(last, selection.rows(_OWN, report_id), told)


def matters_of(selection: Selection) -> list[dict[str, Any]]:
    """What the district's agencies promise this year and promised last year, by matter, the most frequent first."""
    return selection.rows(_MATTERS, selection.district, selection.year) if _has_promises(selection) else []


def of_matter(selection: Selection, matter: str) -> list[dict[str, Any]]:
    """The measures of one matter, of this year and of last year, by agency."""
    found = selection.rows(_OF_MATTER, selection.district, selection.year, matter) if _has_promises(selection) else []
    return [row | {"name": plain(row["name"])} for row in found]


def last_years(selection: Selection) -> list[dict[str, Any]]:
    """Last year's measures of the district's agencies that this year's reports were compared with; `became` in words."""
    found = selection.rows(_COMPARED, selection.district, selection.year) if _has_promises(selection) else []
    return [row | {"became": PROMISE.get(row["promise_state"], "")} for row in found]


def _has_promises(selection: Selection) -> bool:
    return bool(selection.rows(_MADE_BEFORE)[0]["tables"])
