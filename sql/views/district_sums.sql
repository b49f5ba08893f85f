-- The district's own report beside the sum of its agencies' reports, figure by figure. Included is every agency of
-- the district that owes a report of the year, towns, streets and departments alike; not the district government
-- itself, whose report is the one compared. An agency that has not reported, or whose cell is blank, absent,
-- unreadable or not in its form, may have any number from 0 up. Where one row stands for the three of 其他处理 in
-- any of the reports, these rows are compared together, as the line `other`.
CREATE OR REPLACE VIEW district_sums AS
WITH governments AS (
    SELECT r.report_id, r.agency_code, r.report_year, r.form, a.district_code
    FROM reports r
    JOIN agencies a ON a.agency_code = r.agency_code
    WHERE r.is_current AND a.kind = 'district'
),
owed AS (
    SELECT g.report_id AS government_id, e.agency_code, r.report_id
    FROM governments g
    JOIN agencies a ON a.district_code = g.district_code AND a.kind <> 'district'
    JOIN expected_reports e ON e.agency_code = a.agency_code AND e.report_year = g.report_year
    LEFT JOIN reports r ON r.agency_code = e.agency_code AND r.report_year = e.report_year AND r.is_current
),
coverage AS (
    SELECT government_id, count(*) AS agencies, count(report_id) AS agencies_read
    FROM owed
    GROUP BY government_id
    HAVING count(report_id) > 0
),
sources AS (
    SELECT government_id, report_id, false AS is_own FROM owed WHERE report_id IS NOT NULL
    UNION ALL
    SELECT government_id, government_id, true FROM coverage
),
undivided AS (
    SELECT DISTINCT s.government_id
    FROM sources s
    JOIN cells c ON c.report_id = s.report_id
    JOIN form_cells f ON f.cell = c.cell AND f.optional
),
figures AS (
    SELECT
        s.government_id,
        s.is_own,
        s.report_id,
        f.table_code,
        CASE
            WHEN u.government_id IS NOT NULL AND f.table_code = 'applications' AND starts_with(f.row_code, 'other_')
                THEN 'other'
            ELSE f.row_code
        END AS line,
        f.column_code,
        min(f.position) AS position,
        sum(CASE c.state WHEN 'reported' THEN c.value WHEN 'not_applicable' THEN 0 END) AS figure,
        count(*) FILTER (c.state IN ('blank', 'unreadable', 'absent')) > 0 AS is_open,
        list(c.cell) AS cells
    FROM sources s
    JOIN governments g ON g.report_id = s.government_id
    JOIN cells c ON c.report_id = s.report_id
    JOIN form_cells f ON f.form = g.form AND f.cell = c.cell
    LEFT JOIN undivided u ON u.government_id = s.government_id
    GROUP BY ALL
),
sums AS (
    SELECT
        government_id,
        table_code,
        line,
        column_code,
        coalesce(sum(figure), 0) AS figure,
        count(*) FILTER (NOT is_open) AS agencies_known
    FROM figures
    WHERE NOT is_own
    GROUP BY ALL
)
SELECT
    g.agency_code,
    g.report_year,
    g.report_id,
    g.district_code,
    o.table_code,
    o.line,
    o.column_code,
    o.position,
    list_sort(o.cells) AS cells,
    o.figure AS own,
    coalesce(s.figure, 0) AS agencies_sum,
    v.agencies,
    v.agencies_read,
    coalesce(s.agencies_known, 0) AS agencies_known,
    CASE
        WHEN o.figure < coalesce(s.figure, 0) THEN 'fail'
        WHEN coalesce(s.agencies_known, 0) < v.agencies THEN 'cannot_tell'
        WHEN o.figure = s.figure THEN 'pass'
        ELSE 'fail'
    END AS outcome
FROM figures o
JOIN governments g ON g.report_id = o.government_id
JOIN coverage v ON v.government_id = o.government_id
LEFT JOIN sums s
    ON s.government_id = o.government_id
    AND s.table_code = o.table_code
    AND s.line = o.line
    AND s.column_code = o.column_code
WHERE o.is_own AND NOT o.is_open;

COMMENT ON VIEW district_sums IS '区县本级报告与各机关之和逐数对照 / The district''s own report beside the sum of its agencies, figure by figure';
COMMENT ON COLUMN district_sums.agency_code IS '区县政府本级 / The district government';
COMMENT ON COLUMN district_sums.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN district_sums.report_id IS '本级报告 / The district''s own report';
COMMENT ON COLUMN district_sums.district_code IS '区县代码 / District';
COMMENT ON COLUMN district_sums.table_code IS '表 / Table';
COMMENT ON COLUMN district_sums.line IS '行；other 为其他处理各行合计 / Row; other is the rows of 其他处理 together';
COMMENT ON COLUMN district_sums.column_code IS '列 / Column';
COMMENT ON COLUMN district_sums.position IS '在格式中的次序 / Order in the form';
COMMENT ON COLUMN district_sums.cells IS '所涉的格 / Cells compared';
COMMENT ON COLUMN district_sums.own IS '本级所报 / The district''s figure';
COMMENT ON COLUMN district_sums.agencies_sum IS '各机关已报之和 / Sum of what agencies reported';
COMMENT ON COLUMN district_sums.agencies IS '应报机关数 / Agencies that owe a report';
COMMENT ON COLUMN district_sums.agencies_read IS '已报机关数 / Agencies that reported';
COMMENT ON COLUMN district_sums.agencies_known IS '此数确定的机关数 / Agencies whose figure is known';
COMMENT ON COLUMN district_sums.outcome IS 'fail 不等或少于已报之和、pass 相等、cannot_tell 有机关未报或空白 / Outcome';
