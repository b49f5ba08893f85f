-- Waivers whose force is not what it was in the version before (`previous_waivers`): given, lapsed, run out, taken
-- back.
SELECT
    coalesce(w.agency_code, p.agency_code) AS agency_code,
    coalesce(w.report_year, p.report_year) AS report_year,
    coalesce(w.rule, p.rule) AS rule,
    p.state AS before,
    w.state AS after,
    coalesce(w.findings, 0) AS findings,
    coalesce(w.reason, p.reason) AS reason,
    coalesce(w.who, p.who) AS who
FROM waivers w
FULL JOIN previous_waivers p ON p.source = w.source AND p.rule IS NOT DISTINCT FROM w.rule
    AND p.agency_code IS NOT DISTINCT FROM w.agency_code AND p.report_year IS NOT DISTINCT FROM w.report_year
WHERE w.state IS DISTINCT FROM p.state
ORDER BY ALL
