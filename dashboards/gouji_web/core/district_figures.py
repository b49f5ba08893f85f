"""The district's own figures, as its papers have them (`district_balanced_sums`), and which of them hold an agency's figure
that is in doubt: marked on that agency's page, by a failing check that names it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from gouji.check.marks import SUSPECT, WRONG, mark_cells
from gouji.core.form_layout import Wording, undivided_rows
from gouji.core.forms import Form, form_for_year
from gouji.publish.papers.contents import papers_policy
from gouji_web.wording import number, plain

from .selection import Selection

ALL = "all"
Figures = dict[tuple[str, int], dict[str, Any]]  # (cell, year) -> its row of `district_balanced_sums`
MAX_NAMES = 12  # agencies named of those that do not count

_FIGURES = """
SELECT cell, report_year, balanced_sum AS value, agencies_expected, agencies_counted FROM district_balanced_sums
WHERE district_code = ? AND peer_group = ? AND report_year >= ? AND report_year <= ?
ORDER BY report_year, cell
"""
_LEFT_OUT = """
SELECT c.left_out, a.name, list(c.table_code ORDER BY c.table_code) AS tables
FROM counted_tables c JOIN agencies a ON a.agency_code = c.agency_code
WHERE c.district_code = ? AND c.report_year = ? AND c.left_out IS NOT NULL AND ? IN ('all', c.peer_group)
GROUP BY c.left_out, a.name, a.agency_code ORDER BY c.left_out, a.agency_code
"""
_SUSPECTED = """
SELECT f.report_id, f.agency_code, a.name AS agency, f.finding_id, f.rule, f.outcome, f.waived, f.cells, f.message
FROM findings f JOIN agencies a ON a.agency_code = f.agency_code
WHERE a.district_code = ? AND a.kind <> 'district' AND f.report_year = ? AND ? IN ('all', a.peer_group)
    AND f.outcome = 'fail' AND NOT f.waived AND len(f.cells) > 0 AND f.report_id IS NOT NULL
ORDER BY f.agency_code, f.points DESC, f.rule, f.finding_id
"""
# Cells stand in order of agency: between two agencies only a part of the files is read.
_THEIR_CELLS = """
SELECT c.report_id, c.cell, c.state, c.value FROM cells c
JOIN (SELECT unnest(?) AS report_id) r ON r.report_id = c.report_id
JOIN counted_tables t ON t.report_id = c.report_id AND t.table_code = table_of(c.cell) AND t.left_out IS NULL
WHERE t.district_code = ? AND t.report_year = ? AND c.report_year = ? AND c.agency_code BETWEEN ? AND ?
"""
_THEIR_REPAIRS = """
FROM repairs WHERE report_year = ? AND report_id IN (SELECT unnest(?)) AND agency_code BETWEEN ? AND ?
ORDER BY candidate, cell
"""


class DoubtfulFigure(NamedTuple):
    """A figure of an agency that is in the district's and that a finding names."""

    agency: str
    cell: str
    value: Decimal | None
    finding_id: str
    message: str


def labels(selection: Selection) -> dict[str, dict[str, Any]]:
    """Cell -> its names and unit, of the newest form that has it."""
    named = selection.rows(
        "SELECT cell, arg_max(label, form) AS label, arg_max(row_name, form) AS row_name,"
        " arg_max(column_label, form) AS column_label, arg_max(unit, form) AS unit FROM form_cells GROUP BY cell"
    )
    return {row["cell"]: row for row in named}


def figures(selection: Selection, first: int, last: int, group: str = ALL) -> Figures:
    """The figures of a span of years."""
    found = selection.rows(_FIGURES, selection.district, group, first, last)
    return {(row["cell"], row["report_year"]): row for row in found}


def coverage(selection: Selection, found: Iterable[Mapping[str, Any]], group: str = ALL) -> str:
    """Whose tables the figures are added up from and whose not, as the papers say it."""
    year = selection.year
    counted = {row["cell"].split(".")[0]: row for row in found if row["report_year"] == year}
    if not counted:
        return ""
    tables = form_for_year(year).tables
    told = "、".join(f"表{t.number} {counted[t.code]['agencies_counted']} 个" for t in tables if t.code in counted)
    expected = next(iter(counted.values()))["agencies_expected"]
    words = f"应报单位 {expected} 个，计入{told}；分项为所报数之和，总计由分项重算，与汇总表公文同一口径。"
    numbers = {table.code: table.number for table in tables}
    reasons: dict[str, list[str]] = defaultdict(list)
    for row in selection.rows(_LEFT_OUT, selection.district, year, group):
        part = "" if len(row["tables"]) == len(numbers) else "表" + "、".join(numbers[code] for code in row["tables"])
        reasons[row["left_out"]].append(plain(row["name"]) + part)
    if reasons:
        words += "未计入：" + "；".join(f"{_named(names)}（{reason}）" for reason, names in reasons.items()) + "。"
    return words


def _named(names: list[str]) -> str:
    return "、".join(names[:MAX_NAMES]) + (f"等 {len(names)} 个" if len(names) > MAX_NAMES else "")


def doubts(selection: Selection, year: int, group: str = ALL) -> dict[str, list[DoubtfulFigure]]:
    """Cell of the district -> the doubtful figures in it. A total is worked out from its parts, so that a wrong
    printed total of an agency is in none of them."""
    district = selection.district
    findings = selection.rows(_SUSPECTED, district, year, group)
    reports: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in findings:
        reports[finding["report_id"]].append(finding)
    if not reports:
        return {}
    cells, repairs = defaultdict(list), defaultdict(list)
    between = findings[0]["agency_code"], findings[-1]["agency_code"]
    for row in selection.rows(_THEIR_CELLS, tuple(reports), district, year, year, *between):
        cells[row["report_id"]].append(row)
    for row in selection.rows(_THEIR_REPAIRS, year, tuple(reports), *between):
        repairs[row["report_id"]].append(row)
    totals, holders = _totals(selection, form_for_year(year).code)
    found: dict[str, list[DoubtfulFigure]] = defaultdict(list)
    for report_id, theirs in reports.items():
        values = {row["cell"]: row["value"] for row in cells[report_id]}
        for cell, mark in mark_cells(theirs, repairs[report_id], cells[report_id]).items():
            naming = next((f for f in theirs if cell in f["cells"]), None)
            if naming is None or mark.kind not in (WRONG, SUSPECT) or (mark.kind == WRONG and cell in totals):
                continue
            doubt = DoubtfulFigure(plain(naming["agency"]), cell, values[cell], naming["finding_id"], naming["message"])
            for holder in (cell, *holders.get(cell, ())):
                found[holder].append(doubt)
    return {holder: _nearest(holder, inside) for holder, inside in found.items()}


def _nearest(holder: str, inside: list[DoubtfulFigure]) -> list[DoubtfulFigure]:
    """Of each agency its doubtful figures of this very cell, else those of the parts of it."""
    own = {doubt.agency for doubt in inside if doubt.cell == holder}
    return [doubt for doubt in inside if doubt.cell == holder or doubt.agency not in own]


def _totals(selection: Selection, form: str) -> tuple[set[str], dict[str, list[str]]]:
    """The cells that are totals, and figure -> totals it is a part of."""
    holders: dict[str, list[str]] = defaultdict(list)
    totals = set()
    for row in selection.rows("SELECT cell, figure FROM internal.total_figures WHERE form = ? ORDER BY ALL", form):
        totals.add(row["cell"])
        holders[row["figure"]].append(row["cell"])
    return totals, holders


def doubt_words(doubt: DoubtfulFigure, named: Mapping[str, dict[str, Any]], holder: str | None = None) -> str:
    """The agency and its figure; of a part of the holder also which."""
    part = "" if doubt.cell == holder else f"（{named[doubt.cell]['row_name']}·{named[doubt.cell]['column_label']}）"
    return f"{doubt.agency} {number(doubt.value)}{part}"


def wording(form: Form, values: Mapping[str, Decimal | None]) -> Wording:
    """How the papers print the rows of this district."""
    return undivided_rows(form, values, papers_policy()["report"]["undivided_label"])
