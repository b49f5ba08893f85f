-- The current reports of this version against those of the version before (`previous_reports`): an agency's report of
-- a year that came in, was replaced by another version of itself, or is no longer there.
SELECT
    CASE
        WHEN p.report_id IS NULL THEN 'new'
        WHEN r.report_id IS NULL THEN 'gone'
        ELSE 'replaced'
    END AS change,
    agency_code,
    report_year,
    r.report_id,
    p.report_id AS previous_report_id
FROM (FROM reports WHERE is_current AND agency_code IS NOT NULL AND report_year IS NOT NULL) r
FULL JOIN (FROM previous_reports WHERE is_current AND agency_code IS NOT NULL AND report_year IS NOT NULL) p
    USING (agency_code, report_year)
WHERE r.report_id IS DISTINCT FROM p.report_id
ORDER BY agency_code, report_year
