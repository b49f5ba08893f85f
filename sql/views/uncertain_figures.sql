-- What is not certain of each figure that an owed report gives or should give: those of cell_bounds, and every cell of
-- the prescribed form for each report that is not there. With last year's figure, where it is certain.
CREATE OR REPLACE VIEW uncertain_figures AS
WITH uncertain AS (
    SELECT agency_code, report_year, cell, reported, least, most, likeliest, reason
    FROM cell_bounds
    UNION ALL
    SELECT e.agency_code, e.report_year, f.cell, NULL, CASE WHEN NOT f.signed THEN 0 END, NULL, NULL, 'no_report'
    FROM expected_reports e
    JOIN prescribed_forms p ON p.report_year = e.report_year
    JOIN form_cells f ON f.form = p.form AND NOT f.optional
    ANTI JOIN (FROM reports WHERE is_current) r ON r.agency_code = e.agency_code AND r.report_year = e.report_year
)
SELECT
    a.district_code,
    a.kind,
    a.peer_group,
    u.*,
    CASE
        WHEN l.report_id IS NULL OR b.agency_code IS NOT NULL THEN NULL
        WHEN c.state = 'not_applicable' THEN 0
        ELSE c.value
    END AS last_year
FROM uncertain u
JOIN agencies a ON a.agency_code = u.agency_code
LEFT JOIN reports l ON l.agency_code = u.agency_code AND l.report_year = u.report_year - 1 AND l.is_current
LEFT JOIN cells c ON c.report_id = l.report_id AND c.cell = u.cell
LEFT JOIN cell_bounds b
    ON b.agency_code = u.agency_code AND b.report_year = u.report_year - 1 AND b.cell = u.cell;

COMMENT ON VIEW uncertain_figures IS
    '不能确定的数：存疑的、未填的，以及未报报告的各格 / Figures that are not certain: doubtful, not given, or of reports that are not there';
COMMENT ON COLUMN uncertain_figures.district_code IS '区县代码 / District';
COMMENT ON COLUMN uncertain_figures.kind IS '类别 / Kind of agency';
COMMENT ON COLUMN uncertain_figures.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN uncertain_figures.last_year IS
    '该机关上年所报，不确定的为空 / What the agency reported last year, null where not certain';
