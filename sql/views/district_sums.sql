-- The district's own report beside the sum of its agencies' reports, figure by figure. Included is every agency of
-- the district that owes a report of the year, towns, streets and departments alike; not the district government
-- itself, whose report is the one compared. An agency that has not reported, or whose cell is blank, absent,
-- unreadable or not in its form, may have any number from 0 up. Where one row stands for the three of 其他处理 in
-- any of the reports, these rows are compared together, as the line `other`.
CREATE OR REPLACE VIEW district_sums AS
WITH governments AS (
    SELECT r.rowid AS government, r.report_id, r.agency_code, r.report_year, r.form, a.district_code
    FROM reports r
    JOIN agencies a ON a.agency_code = r.agency_code
    WHERE r.is_current AND a.kind = 'district'
),
owed AS (
    SELECT g.government, g.form, r.rowid AS report, r.report_id
    FROM governments g
    JOIN agencies a ON a.district_code = g.district_code AND a.kind <> 'district'
    JOIN expected_reports e ON e.agency_code = a.agency_code AND e.report_year = g.report_year
    LEFT JOIN reports r ON r.agency_code = e.agency_code AND r.report_year = e.report_year AND r.is_current
),
coverage AS (
    SELECT government, count(*) AS agencies, count(report) AS agencies_read
    FROM owed
    GROUP BY government
    HAVING count(report) > 0
),
sources AS (
    SELECT government, form, report, report_id, false AS is_own FROM owed WHERE report IS NOT NULL
    UNION ALL
    SELECT government, form, government, report_id, true FROM coverage JOIN governments USING (government)
),
undivided AS (
    SELECT DISTINCT s.government
    FROM current_figures c
    JOIN form_cells f ON f.rowid = c.cell_key AND f.optional
    JOIN sources s ON s.report = c.report_key
),
-- A figure's place in the comparison is its position, or the first of the rows compared together; figures of a
-- report in another form stand where the form of the district's own report has the same cell.
places AS (
    SELECT
        form,
        cell,
        position,
        table_code = 'applications' AND starts_with(row_code, 'other_') AS is_other,
        CASE WHEN is_other THEN min(position) OVER (PARTITION BY form, column_code, is_other) END AS together
    FROM form_cells
),
figures AS (
    SELECT
        s.government,
        s.is_own,
        s.report,
        p.position,
        p.cell,
        CASE WHEN u.government IS NULL THEN p.position ELSE coalesce(p.together, p.position) END AS place,
        u.government IS NOT NULL AND p.is_other AS is_other,
        c.figure
    FROM current_figures c
    JOIN sources s ON s.report = c.report_key
    JOIN (SELECT p.*, f.rowid AS cell_key FROM places p JOIN form_cells f ON f.cell = p.cell) p
        ON p.form = s.form AND p.cell_key = c.cell_key
    LEFT JOIN undivided u ON u.government = s.government
),
own AS (
    SELECT
        government,
        place,
        bool_or(is_other) AS is_other,
        min(position) AS position,
        list_sort(list(cell)) AS cells,
        sum(figure) AS figure
    FROM figures
    WHERE is_own
    GROUP BY government, place
    HAVING count(figure) = count(*)
),
sums AS (
    SELECT government, place, coalesce(sum(figure), 0) AS figure, sum(known) AS agencies_known
    FROM (
        SELECT government, place, sum(figure) AS figure, count(figure) AS known
        FROM figures
        WHERE NOT is_own AND NOT is_other
        GROUP BY government, place
        UNION ALL
        SELECT government, place, sum(figure), (count(figure) = count(*))::INTEGER
        FROM figures
        WHERE NOT is_own AND is_other
        GROUP BY government, report, place
    )
    GROUP BY government, place
)
SELECT
    g.agency_code,
    g.report_year,
    g.report_id,
    g.district_code,
    f.table_code,
    CASE WHEN o.is_other THEN 'other' ELSE f.row_code END AS line,
    f.column_code,
    o.position,
    o.cells,
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
FROM own o
JOIN governments g ON g.government = o.government
JOIN coverage v ON v.government = o.government
JOIN form_cells f ON f.form = g.form AND f.position = o.position
LEFT JOIN sums s ON s.government = o.government AND s.place = o.place;

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
