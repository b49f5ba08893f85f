-- The findings of this version against `previous_findings`, those of the version before: what identifies a finding
-- is its finding_id (rule, agency, year, cells), so that a finding whose figures moved is still the same one.
SELECT
    CASE
        WHEN p.finding_id IS NULL THEN 'new'
        WHEN f.finding_id IS NULL THEN 'resolved'
        ELSE 'open'
    END AS change,
    coalesce(f.finding_id, p.finding_id) AS finding_id,
    coalesce(f.rule, p.rule) AS rule,
    coalesce(f.agency_code, p.agency_code) AS agency_code,
    coalesce(f.report_year, p.report_year) AS report_year,
    coalesce(f.cells, p.cells) AS cells,
    f.outcome,
    p.outcome AS previous_outcome,
    f.reported,
    p.reported AS previous_reported,
    f.waived,
    p.waived AS previous_waived,
    coalesce(f.message, p.message) AS message,
    (SELECT any_value(version) FROM previous_findings) AS previous_version
FROM findings f
FULL JOIN previous_findings p ON p.finding_id = f.finding_id
ORDER BY agency_code, report_year, rule, finding_id
