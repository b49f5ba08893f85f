"""What the papers of one district and year are written from, read from the tables of the warehouse."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from gouji.core.wording import chinese_date
from gouji.desk.office_settings import answer_day, days_of
from gouji.desk.paper_words import PAPERS_FILE, paper_words_policy, read_paper_words, words_of
from gouji.load.fetch import rows_of

NOTICE = "notice"
Row = dict[str, Any]  # of a query of this module, whose columns are said at `Office`

_AGENCIES = """
SELECT c.agency_code, c.name, a.full_name, c.kind, c.peer_group, c.status, c.deadline, c.deadline_basis,
    c.published_on, c.first_published_on, c.days_late, c.form, c.version, c.report_id, d.source, d.archive_path,
    k.score, k.grade, k.rank, k.rank_in_group, k.agencies, k.agencies_in_group, k.rank_low, k.rank_high,
    k.rank_low_in_group, k.rank_high_in_group, k.previous_score, k.score_change, k.requests, k.request_group,
    k.rank_in_request_group, k.agencies_in_request_group, k.rank_low_in_request_group, k.rank_high_in_request_group,
    k.volume_group, k.rank_in_volume_group, k.agencies_in_volume_group, v.title AS driver
FROM current_reports c
JOIN agencies a ON a.agency_code = c.agency_code
LEFT JOIN rankings k ON k.agency_code = c.agency_code AND k.report_year = c.report_year
LEFT JOIN dimensions v ON v.dimension = k.driver
LEFT JOIN reports r ON r.report_id = c.report_id
LEFT JOIN (
    SELECT document_id, min(source) AS source, min(archive_path) AS archive_path FROM documents GROUP BY document_id
) d ON d.document_id = r.document_id
WHERE c.district_code = $district AND c.report_year = $year
ORDER BY c.agency_code
"""

_FINDINGS = """
SELECT f.*, r.title, r.fault, r.basis AS law, concat_ws('；', r.basis, v.basis) AS basis, d.title AS dimension_title, c.name, c.peer_group
FROM findings f
JOIN rules r ON r.rule = f.rule
JOIN dimensions d ON d.dimension = f.dimension
JOIN current_reports c ON c.agency_code = f.agency_code AND c.report_year = f.report_year
JOIN internal.rules_in_force v
    ON v.rule = f.rule AND v.district_code = c.district_code AND f.report_year BETWEEN v.from_year AND v.to_year
WHERE c.district_code = $district AND f.report_year = $year
ORDER BY f.agency_code, f.outcome DESC, f.impact_share DESC NULLS LAST, f.severity, d.rowid, f.rule, f.cells, f.finding_id
"""

_OF_REPORTS = """
SELECT t.* FROM {table} t
JOIN reports r ON r.report_id = t.report_id AND r.is_current
JOIN agencies a ON a.agency_code = t.agency_code
WHERE a.district_code = $district AND t.report_year = $year
ORDER BY {order}
"""

_DISTRICT = {
    "counted": "SELECT * FROM counted_tables WHERE district_code = $district AND report_year = $year"
    " ORDER BY agency_code, table_code",
    "own_rules": "SELECT DISTINCT who, date, reason FROM internal.rules_in_force WHERE district_code = $district"
    " AND $year BETWEEN from_year AND to_year AND source IS NOT NULL ORDER BY ALL",
    "case_faults": "SELECT f.* FROM case_faults f JOIN agencies a USING (agency_code)"
    " WHERE a.district_code = $district AND f.report_year = $year",
    "cases": "SELECT k.* FROM cases k JOIN agencies a USING (agency_code) WHERE a.district_code = $district"
    " AND k.report_year = $year ORDER BY k.agency_code",
    "bounds": "SELECT * RENAME (reported_sum AS value) FROM district_reported_sums WHERE district_code = $district AND report_year = $year AND kind = 'all'"
    " ORDER BY cell",
    "tables": "SELECT * RENAME (balanced_sum AS value) FROM district_balanced_sums WHERE district_code = $district AND report_year = $year"
    " ORDER BY peer_group, cell",
}


@dataclass(frozen=True)
class Office:
    """One district and year; rows are those of the tables named, dates and figures as they stand there."""

    district_code: str
    district: str
    year: int
    as_of: date
    policy: Row
    settings: dict[str, str]  # what the office set at the desk: wins over the policy
    agencies: list[Row]  # one a row owed: status, date, document, score, ranks
    findings: list[Row]  # with the rule's title and basis
    repairs: dict[str, list[Row]]  # by report
    cells: dict[str, list[Row]]  # by report
    unread: dict[str, list[Row]]  # what could not be read, by report
    counted: list[Row]  # counted_tables
    tables: list[Row]  # district_balanced_sums
    bounds: list[Row]  # district_reported_sums of all kinds together
    own_rules: list[Row]  # of the district's own rules who decided, when and why, of rules_in_force
    cases: dict[str, Row] = field(default_factory=dict)  # by agency_code
    results: dict[str, str] = field(default_factory=dict)  # what came of the faults of cases, by fault_id
    kind: str = NOTICE  # of the paper that is written (registry.py): each kind is signed on a day of its own

    @property
    def level(self) -> str:
        """What the district is: 区, 县, 市 or 旗, by the end of its name; 区 where that says nothing."""
        return self.district[-1] if self.district[-1:] in ("区", "县", "市", "旗") else "区"

    @property
    def issuer(self) -> str:
        """Who signs; empty where neither the office nor the district is known."""
        by_district = str(self.policy["issuer"].format(district=self.district)) if self.district else ""
        return self.settings.get("issuer") or by_district

    @property
    def contact(self) -> str:
        """Whom to ask and how: 联系人：…，电话：…，邮箱：…; room to write where the office has not said so, of a mail
        address nothing at all."""
        form = self.policy["form"]
        told = {word: self.settings.get(code) or form["blanks"].get(code, "") for code, word in form["contact"].items()}
        return "；".join(f"{word}：{text}" for word, text in told.items() if text)

    @property
    def send_to(self) -> str:
        """Where answers go: to the mail address where the office has set one."""
        email = self.settings.get("email")
        return str(self.policy["form"]["by_email"].format(email=email)) if email else ""

    @property
    def signed_on(self) -> date | None:
        """The day that papers of this kind are signed, where the office has chosen one."""
        return self._day("signed_on" if self.kind == NOTICE else f"signed_on_{self.kind}")

    @property
    def notices_signed_on(self) -> date | None:
        """The day of the notices, from which the days to correct are counted whatever paper speaks of them."""
        return self._day("signed_on")

    def _day(self, setting: str) -> date | None:
        day = self.settings.get(setting)
        return date.fromisoformat(day) if day else None

    @property
    def signature(self) -> tuple[str, str]:
        """Who signs, and the day; room to write what is not known."""
        day = chinese_date(self.signed_on) if self.signed_on else self.policy["form"]["blank_day"]
        return self.issuer or str(self.policy["form"]["blank_issuer"]), str(day)

    @property
    def document_number(self) -> str:
        """文号: that of the settings on a notice; else its organ and year, with room for the number."""
        number, year = self.settings.get("document_number", ""), (self.signed_on or self.as_of).year
        organ = number.partition("〔")[0] if "〔" in number else ""
        return (
            number
            if number and self.kind == NOTICE
            else str(self.policy["form"]["number"].format(organ=organ, year=year))
        )

    @property
    def correct_by(self) -> date:
        """The day by which an agency must have corrected its report: one that is worked."""
        holidays, workdays = days_of(self.settings.get("holidays")), days_of(self.settings.get("workdays"))
        return answer_day(self.notices_signed_on or self.as_of, self.days_to_correct, holidays, workdays)

    @property
    def days_to_correct(self) -> int:
        return int(self.settings.get("days_to_correct") or self.policy["days_to_correct"])

    @property
    def by(self) -> str:
        """By when, for a sentence: a day where the day of signature is chosen, else so many days from sending."""
        form = self.policy["form"]
        words = form["by_day"] if self.notices_signed_on else form["by_days"]
        return str(words.format(day=chinese_date(self.correct_by), days=self.days_to_correct))

    @property
    def ranked(self) -> list[Row]:
        """Agencies with a rank in the district, first to last."""
        return sorted((row for row in self.agencies if row["rank"]), key=lambda row: (row["rank"], row["agency_code"]))

    @property
    def peer_groups(self) -> list[str]:
        """Peer groups of the agencies, in the order of the registry, without the district government's own."""
        return list(dict.fromkeys(row["peer_group"] for row in self.agencies if row["kind"] != "district"))


def papers_policy(home: Path | None = None) -> Row:
    """data/policy/papers.toml as it stands; of a home in its office's own words. Raises DeskError where they are wrong."""
    return paper_words_policy(read_paper_words(home) if home else {})


def read_office(con: duckdb.DuckDBPyConnection, district_code: str, year: int, as_of: date) -> Office:
    """Everything the papers of a district say about a year."""

    def rows(query: str) -> list[Row]:
        return rows_of(con, query, {"district": district_code, "year": year})

    def by_report(table: str, order: str) -> dict[str, list[Row]]:
        grouped = defaultdict(list)
        for row in rows(_OF_REPORTS.format(table=table, order=order)):
            grouped[row["report_id"]].append(row)
        return dict(grouped)

    name = con.execute("SELECT name FROM districts WHERE district_code = $1", [district_code]).fetchall()
    settings = dict(con.sql("SELECT setting, value FROM office_settings ORDER BY setting").fetchall())
    words = words_of(settings.pop(PAPERS_FILE, ""), PAPERS_FILE)  # as of the run, whatever the home's file says by now
    return Office(
        district_code=district_code,
        district=(name[0][0] if name else None) or district_code,
        year=year,
        as_of=as_of,
        policy=paper_words_policy(words),
        settings=settings,
        agencies=rows(_AGENCIES),
        findings=rows(_FINDINGS),
        repairs=by_report("repairs", "t.report_id, t.candidate, t.cell"),
        cells=by_report("cells", "t.rowid"),
        unread=by_report("unread", "t.rowid"),
        counted=rows(_DISTRICT["counted"]),
        tables=rows(_DISTRICT["tables"]),
        bounds=rows(_DISTRICT["bounds"]),
        own_rules=rows(_DISTRICT["own_rules"]),
        cases={row["agency_code"]: row for row in rows(_DISTRICT["cases"])},
        results={row["fault_id"]: row["result"] for row in rows(_DISTRICT["case_faults"]) if row["result"]},
    )
