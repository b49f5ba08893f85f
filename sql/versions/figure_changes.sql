-- Figures of current reports that stand otherwise than in the version before (`previous_reports`, `previous_cells`).
-- The same bytes are only compared when `$reread`: another reader may read them differently.
WITH pairs AS (
    SELECT r.agency_code, r.report_year, r.form, r.report_id, p.report_id AS previous_report_id
    FROM reports r
    JOIN previous_reports p ON p.agency_code = r.agency_code AND p.report_year = r.report_year
    WHERE r.is_current AND p.is_current AND ($reread OR r.report_id <> p.report_id)
),
after AS (
    SELECT p.*, c.cell, c.value, c.state
    FROM cells c JOIN pairs p ON p.report_id = c.report_id
),
before AS (
    SELECT p.agency_code, p.report_year, c.cell, c.value, c.state
    FROM previous_cells c JOIN pairs p ON p.previous_report_id = c.report_id
)
SELECT
    a.agency_code,
    a.report_year,
    a.report_id,
    a.previous_report_id,
    a.cell,
    a.value,
    b.value AS previous_value,
    a.state,
    b.state AS previous_state,
    $previous AS previous_version
FROM after a
JOIN before b USING (agency_code, report_year, cell)
LEFT JOIN form_cells f ON f.form = a.form AND f.cell = a.cell
WHERE a.value IS DISTINCT FROM b.value OR a.state <> b.state
ORDER BY a.agency_code, a.report_year, f.position, a.cell
