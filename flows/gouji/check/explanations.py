"""Failures that the report itself accounts for: `explained` in place of `fail`, unless the office rejects the explanation."""

from collections.abc import Sequence
from typing import Any

import duckdb

from gouji.load.warehouse import insert_rows

# The last decision of those that are on one explanation and check counts.
_REJECTED = """
CREATE OR REPLACE TEMP TABLE fitted AS
WITH fits AS (
    SELECT p.finding_id, p.explanation_id, f.rule, f.agency_code, f.report_year
    FROM fitting_explanations p JOIN findings f USING (finding_id)
)
SELECT p.finding_id, p.explanation_id, coalesce(arg_max(d.decision, d.rowid) = 'rejected', false) AS rejected
FROM fits p
LEFT JOIN explanation_decisions d
    ON d.problem IS NULL AND d.agency_code = p.agency_code AND d.report_year = p.report_year
    AND coalesce(d.explanation_id, p.explanation_id) = p.explanation_id AND coalesce(d.rule, p.rule) = p.rule
GROUP BY p.finding_id, p.explanation_id
"""
_APPLY = """
UPDATE findings SET
    explanation_id = p.explanation_id,
    outcome = CASE WHEN p.rejected THEN 'fail' ELSE 'explained' END,
    message = format(
        '{}{}：“{}”', message, CASE WHEN p.rejected THEN '报告的说明未予采纳' ELSE '报告已作说明，不扣分' END, e.text
    )
FROM fitted p
JOIN (SELECT explanation_id, min(text) AS text FROM explanations GROUP BY ALL) e USING (explanation_id)
WHERE p.finding_id = findings.finding_id;
UPDATE explanations SET findings = n.findings, state = n.state
FROM (
    SELECT explanation_id, count(*)::INTEGER AS findings,
        CASE WHEN bool_and(rejected) THEN 'rejected' ELSE 'accepted' END AS state
    FROM fitted GROUP BY explanation_id
) n
WHERE n.explanation_id = explanations.explanation_id;
UPDATE explanation_decisions SET findings = (
    SELECT count(*) FROM fitted p JOIN findings f USING (finding_id)
    WHERE f.agency_code = explanation_decisions.agency_code AND f.report_year = explanation_decisions.report_year
      AND coalesce(explanation_decisions.explanation_id, p.explanation_id) = p.explanation_id
      AND coalesce(explanation_decisions.rule, f.rule) = f.rule
);
"""


def apply_explanations(con: duckdb.DuckDBPyConnection, decisions: Sequence[dict[str, Any]] = ()) -> None:
    """Mark the failures that explanations account for; to be called once, between `run_checks` and `fill_repairs`.

    `decisions`: rows of desk/explanation_decisions.py, of files and of the desk, in the order in which they were
    taken; agencies by code or name. They fill `explanation_decisions`, those of no effect with their problem.
    """
    con.execute("DELETE FROM explanation_decisions")
    if decisions:
        insert_rows(con, "explanation_decisions", [{"findings": 0} | row for row in decisions])
        _name(con)
    con.execute(_REJECTED)
    con.execute(_APPLY)
    con.execute("DROP TABLE fitted")


def _name(con: duckdb.DuckDBPyConnection) -> None:
    """Agencies given by name become codes, faults what explains them; what there is none of is a problem."""
    con.execute("""
        UPDATE explanation_decisions SET agency_code = a.agency_code
        FROM agencies a WHERE explanation_decisions.agency_code IN (a.full_name, a.name);
        UPDATE explanation_decisions SET explanation_id = p.explanation_id
        FROM fitting_explanations p WHERE p.finding_id = explanation_decisions.finding_id;
        UPDATE explanation_decisions
        SET problem = format('登记表中没有机关 {}，请写代码或全称', agency_code)
        WHERE problem IS NULL AND agency_code NOT IN (SELECT agency_code FROM agencies);
        UPDATE explanation_decisions
        SET problem = format('没有说明 {}，报告可能已改，请核对 explanations 表', coalesce(explanation_id, finding_id))
        WHERE problem IS NULL AND coalesce(explanation_id, finding_id) IS NOT NULL
          AND (explanation_id IS NULL OR explanation_id NOT IN (
              SELECT explanation_id FROM explanations WHERE explanation_id IS NOT NULL))
    """)
