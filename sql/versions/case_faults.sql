-- The faults of the cases (`given_faults`) against the findings of this version: a fault is resolved when no finding of
-- it is found any more in a report that can be read where it was wrong; `remembered_faults`, of the version before,
-- knows since when. Nothing is resolved by a report that is missing or that Gouji cannot read.
WITH found AS (
    SELECT
        g.agency_code,
        g.report_year,
        g.fault_id,
        count(f.finding_id) AS findings,
        bool_and(f.waived) AS waived,
        bool_and(f.waived OR f.outcome = 'explained') AS explained
    FROM given_faults g
    JOIN findings f
        ON f.agency_code = g.agency_code
        AND f.report_year = g.report_year
        AND list_contains(g.findings, f.finding_id)
    GROUP BY ALL
),
unread_cells AS (
    SELECT DISTINCT g.agency_code, g.report_year, g.fault_id
    FROM given_faults g
    JOIN reports r ON r.agency_code = g.agency_code AND r.report_year = g.report_year AND r.is_current
    JOIN cells c ON c.report_id = r.report_id AND list_contains(g.cells, c.cell)
    WHERE c.state IN ('unreadable', 'absent')
),
judged AS (
    SELECT
        g.agency_code,
        g.report_year,
        g.fault_id,
        g.title,
        g.result,
        CASE
            WHEN f.waived THEN 'waived'
            WHEN f.explained THEN 'explained'
            WHEN f.findings > 0 THEN 'open'
            WHEN r.report_id IS NULL OR u.fault_id IS NOT NULL THEN 'unclear'
            WHEN g.reopened THEN 'reopened'
            ELSE 'resolved'
        END AS state
    FROM given_faults g
    LEFT JOIN found f
        ON f.agency_code = g.agency_code AND f.report_year = g.report_year AND f.fault_id = g.fault_id
    LEFT JOIN unread_cells u
        ON u.agency_code = g.agency_code AND u.report_year = g.report_year AND u.fault_id = g.fault_id
    LEFT JOIN reports r ON r.agency_code = g.agency_code AND r.report_year = g.report_year AND r.is_current
)
SELECT
    j.*,
    CASE
        WHEN j.state IN ('resolved', 'reopened') THEN coalesce(b.resolved_in, getvariable('version'))
    END AS resolved_in
FROM judged j
LEFT JOIN remembered_faults b
    ON b.agency_code = j.agency_code AND b.report_year = j.report_year AND b.fault_id = j.fault_id
ORDER BY j.agency_code, j.report_year, j.fault_id
