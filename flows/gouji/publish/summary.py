"""What a run found, in the few figures an office asks for first."""

from datetime import date
from typing import Any, NotRequired, TypedDict, cast

import duckdb
import polars as pl

from gouji.core.resources import resource
from gouji.core.wording import OUTCOME, SEVERITY, STATUS, chinese_only, published_words, received
from gouji.load.build import Loaded
from gouji.load.warehouse import fetch_rows

_STATUS = """
SELECT c.agency_code, a.full_name AS agency, c.kind, c.peer_group, c.report_year, c.deadline, c.status,
       c.published_on, c.first_published_on, c.days_late, k.score, k.rank, k.rank_in_group,
       k.rank_low, k.rank_high, k.grade, k.score_change, k.request_group, k.rank_in_request_group,
       k.rank_low_in_request_group, k.rank_high_in_request_group, k.driver,
       CASE WHEN c.status = 'missing' THEN $as_of::DATE - c.deadline END AS days_overdue, coalesce(w.seen, []) || coalesce(q.asked, []) AS seen
FROM current_reports AS c
JOIN agencies AS a USING (agency_code)
LEFT JOIN (
    SELECT agency_code, report_year, list(problem ORDER BY role = 'search', address) AS seen
    FROM fetches WHERE is_latest AND problem IS NOT NULL AND agency_code IS NOT NULL GROUP BY ALL
) AS w USING (agency_code, report_year)
LEFT JOIN (
    SELECT agency_code, report_year, list(told ORDER BY told) AS asked FROM internal.asked_reports GROUP BY ALL
) AS q USING (agency_code, report_year)
LEFT JOIN rankings AS k USING (agency_code, report_year)
WHERE c.report_year = $year
ORDER BY c.agency_code
"""

_FINDINGS = """
SELECT u.rule, u.title, u.dimension,
       -- the gravest found: a check may tell errors and warnings, and the rules of a year may be milder
       coalesce(arg_min(f.severity, list_position(['error', 'warning', 'note'], f.severity)), any_value(u.severity))
           AS severity,
       count(f.rule) FILTER (f.outcome = 'fail') AS fail,
       count(f.rule) FILTER (f.outcome = 'explained') AS explained,
       count(f.rule) FILTER (f.outcome = 'cannot_tell') AS cannot_tell,
       count(DISTINCT f.agency_code) FILTER (f.outcome = 'fail') AS agencies
FROM rules AS u
LEFT JOIN findings AS f ON f.rule = u.rule AND f.report_year = $year
GROUP BY ALL
ORDER BY fail DESC, cannot_tell DESC, u.rule
"""

# An artifact is a page to look at, not the dataset.
MAX_ROWS = 500

_FINDING_ROWS = """
SELECT a.full_name AS 机关, u.title AS 检查, f.severity AS 程度, f.outcome AS 结果, f.message AS 说明
FROM findings AS f
JOIN agencies AS a USING (agency_code)
JOIN rules AS u ON u.rule = f.rule
WHERE f.report_year = $year
ORDER BY f.impact_share DESC NULLS LAST, f.outcome DESC, f.severity, f.agency_code, f.rule, f.finding_id
LIMIT $most
"""

_OWN_RULES = """
SELECT DISTINCT policy_source || '：' || reason FROM internal.rules_in_force
WHERE policy_source IS NOT NULL AND $year BETWEEN from_year AND to_year ORDER BY ALL
"""

_TROUBLE = (
    "SELECT source, state AS status, problem FROM ("
    + resource("sql", "versions", "trouble.sql").read_text(encoding="utf-8")
    + ") WHERE NOT is_search ORDER BY source, status"
)
_WAIVER_PROBLEMS = "SELECT concat(source, '：', problem) FROM waivers WHERE problem IS NOT NULL ORDER BY source"


def status_table(con: duckdb.DuckDBPyConnection, year: int, as_of: date) -> pl.DataFrame:
    """Who has reported by a day: one row an agency that owes a report of the year; `seen` is what kept the collection
    from a report, and the reports without agency that may be its."""
    frame: pl.DataFrame = con.sql(_STATUS, params={"year": year, "as_of": as_of}).pl()
    return frame


def problem_lines(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Documents and reports that do not count, each with its reason and what to do."""
    frame: pl.DataFrame = con.sql(_TROUBLE).pl()
    return frame


class ListedAgency(TypedDict):
    """An agency named in a list of the summary; days as ISO dates."""

    agency_code: str
    agency: str
    deadline: str
    published_on: str | None
    days_late: int | None


class OwnReport(TypedDict):
    """The district's own report."""

    agency_code: str
    agency: str
    status: str
    days_late: int | None


class RuleCount(TypedDict):
    """What one check found in the year."""

    rule: str
    title: str
    severity: str
    dimension: str
    fail: int
    explained: int
    cannot_tell: int
    agencies: int


class RankedAgency(TypedDict):
    """A line of the ranking."""

    rank: int
    rank_low: int
    rank_high: int
    score_change: float | None
    grade: str
    request_group: str | None
    rank_in_request_group: int | None
    rank_low_in_request_group: int | None
    rank_high_in_request_group: int | None
    agency_code: str
    agency: str
    peer_group: str
    rank_in_group: int
    score: float
    status: str
    driver: str | None


class TroubleRow(TypedDict):
    """A document or report that does not count, with its reason and what to do."""

    source: str
    status: str
    problem: str


class Summary(TypedDict):
    """What a run found; the last five are known once it is published. `gouji run --json` prints it."""

    as_of: str
    report_year: int
    expected: int
    reported: int
    late: int
    unclear: int
    missing: int
    not_due: int
    late_agencies: list[ListedAgency]
    unclear_agencies: list[ListedAgency]
    missing_agencies: list[ListedAgency]
    own_reports: list[OwnReport]
    documents: int
    reports: int
    agencies_checked: int
    attached: int
    counted: int
    years: list[int]
    trouble: list[TroubleRow]
    findings: list[RuleCount]
    ranking: list[RankedAgency]
    changes: dict[str, int]
    waived: int
    waiver_problems: list[str]
    own_rules: list[str]
    findings_of_all_years: int
    state: NotRequired[str]
    version: NotRequired[str]
    files: NotRequired[dict[str, Any]]
    notes: NotRequired[list[str]]
    sent: NotRequired[dict[str, Any]]
    seconds: NotRequired[dict[str, Any]]


def summarise(con: duckdb.DuckDBPyConnection, loaded: Loaded, as_of: date) -> Summary:
    """Counts, findings by rule, the ranking, and every document that does not count."""
    year = loaded.report_year
    status = status_table(con, year, as_of)
    agencies = status.filter(pl.col("kind") != "district")
    findings = con.sql(_FINDINGS, params={"year": year}).pl()
    ranked = agencies.filter(pl.col("rank").is_not_null()).sort("rank", "agency_code")
    ranked = ranked.select(
        "rank", "rank_low", "rank_high", pl.col("score_change").cast(pl.Float64), "grade", "request_group",
        "rank_in_request_group", "rank_low_in_request_group", "rank_high_in_request_group", "agency_code", "agency",
        "peer_group", "rank_in_group", pl.col("score").cast(pl.Float64), "status", "driver",
    )  # fmt: skip
    # The district's own report is counted apart, as the papers and the dashboard do.
    count = dict(agencies.group_by("status").len().iter_rows())
    return {
        "as_of": as_of.isoformat(),
        "report_year": year,
        "expected": agencies.height,
        "reported": count.get("reported", 0) + count.get("late", 0) + count.get("unclear", 0),
        "late": count.get("late", 0),
        "unclear": count.get("unclear", 0),
        "missing": count.get("missing", 0),
        "not_due": count.get("not_due", 0),
        "late_agencies": _listed(agencies, "late"),
        "unclear_agencies": _listed(agencies, "unclear"),
        "missing_agencies": _listed(agencies, "missing"),
        "own_reports": cast(
            list[OwnReport],
            status.filter(pl.col("kind") == "district")
            .select("agency_code", "agency", "status", "days_late")
            .to_dicts(),
        ),
        "documents": loaded.documents,
        "reports": loaded.reports,
        "agencies_checked": loaded.agencies,  # those of districts in which nothing changed stand as they stood
        "attached": con.sql("SELECT count(*) FROM documents WHERE document_state = 'attached'").fetchall()[0][0],
        "counted": con.sql("SELECT count(*) FROM reports WHERE is_current").fetchall()[0][0],
        "years": [
            year
            for (year,) in con.sql("SELECT DISTINCT report_year FROM reports WHERE is_current ORDER BY 1").fetchall()
        ],
        "trouble": cast(list[TroubleRow], problem_lines(con).to_dicts()),
        "findings": findings.to_dicts(),
        "ranking": cast(list[RankedAgency], ranked.to_dicts()),
        "changes": dict(con.sql("SELECT change, count(*) FROM finding_changes GROUP BY 1 ORDER BY 1").fetchall()),
        "waived": con.sql("SELECT count(*) FROM findings WHERE waived").fetchall()[0][0],
        "waiver_problems": [row[0] for row in con.sql(_WAIVER_PROBLEMS).fetchall()],
        "own_rules": [row[0] for row in con.execute(_OWN_RULES, {"year": year}).fetchall()],
        "findings_of_all_years": con.sql("SELECT count(*) FROM findings").fetchall()[0][0],
    }


def finding_rows(con: duckdb.DuckDBPyConnection, year: int) -> list[dict[str, Any]]:
    """The findings of a year in Chinese words, errors first, at most MAX_ROWS of them."""
    rows = fetch_rows(con, _FINDING_ROWS, {"year": year, "most": MAX_ROWS})
    return [
        row | {"程度": SEVERITY[row["程度"]], "结果": OUTCOME[row["结果"]], "说明": chinese_only(row["说明"])}
        for row in rows
    ]


def reported_rows(con: duckdb.DuckDBPyConnection, year: int, as_of: date) -> list[dict[str, Any]]:
    """Who has reported by a day, in words; of more than MAX_ROWS agencies those that are late or missing first."""
    rows = status_table(con, year, as_of)
    if rows.height > MAX_ROWS:
        rows = rows.sort(pl.col("status") == "reported", "agency_code").head(MAX_ROWS)
    return [
        {
            "机关": row["agency"],
            "状态": STATUS[row["status"]],
            "期限": str(row["deadline"]),
            "公布日期": published_words(row["published_on"], row["first_published_on"], ""),
            "迟报或超期天数": row["days_late"] or row["days_overdue"] or "",
            "网上所见": chinese_only("；".join(row["seen"])),
        }
        for row in rows.to_dicts()
    ]


def _listed(status: pl.DataFrame, which: str) -> list[ListedAgency]:
    rows = status.filter(pl.col("status") == which).select(
        "agency_code", "agency", "deadline", "published_on", "days_late"
    )
    return cast(list[ListedAgency], rows.with_columns(pl.col("deadline", "published_on").cast(pl.String)).to_dicts())


def summary_markdown(summary: Summary) -> str:
    """The summary as a page for Prefect's artifacts."""
    s = summary
    lines = [
        f"## {s['report_year']} 年度报告（截至 {s['as_of']}）",
        f"应报 {s['expected']}，已报 {s['reported']}（迟报 {s['late']}，日期待核 {s['unclear']}），缺报 {s['missing']}，未到期 {s['not_due']}。",
        f"{received(s)}。",
        *(f"- {chinese_only(row['problem'])}" for row in s["trouble"]),
    ]
    return "\n\n".join(lines)
