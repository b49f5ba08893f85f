-- What is not certain of each figure that an owed report gives or should give: those of cell_bounds, and every cell of
-- the prescribed form for each report that is not there. With last year's figure, where it is certain.
CREATE OR REPLACE VIEW internal.uncertain_figures AS
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

COMMENT ON VIEW internal.uncertain_figures IS
    '不能确定的数：存疑的、未填的，以及未报报告的各格 / Figures that are not certain: doubtful, not given, or of reports that are not there';
COMMENT ON COLUMN internal.uncertain_figures.district_code IS '区县代码 / District';
COMMENT ON COLUMN internal.uncertain_figures.kind IS '类别 / Kind of agency';
COMMENT ON COLUMN internal.uncertain_figures.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN internal.uncertain_figures.last_year IS
    '该机关上年所报，不确定的为空 / What the agency reported last year, null where not certain';
COMMENT ON COLUMN internal.uncertain_figures.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.uncertain_figures.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.uncertain_figures.cell IS '格代码 / Cell';
COMMENT ON COLUMN internal.uncertain_figures.reported IS '所报，未填数为空 / Reported, null where there is no figure';
COMMENT ON COLUMN internal.uncertain_figures.least IS '至少，不限为空 / Least it can be, null when unbounded';
COMMENT ON COLUMN internal.uncertain_figures.most IS '至多，不限为空 / Most it can be, null when unbounded';
COMMENT ON COLUMN internal.uncertain_figures.likeliest IS
    '唯一的改法或等式所定之数 / What the only repair or the identities make it, else null';
COMMENT ON COLUMN internal.uncertain_figures.reason IS 'not_given（空白、缺失、读不出或格式不同）、doubtful（所报存疑）/ Why';
