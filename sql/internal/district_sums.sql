-- The district's own report beside the sum of its agencies' reports, figure by figure. Included is every agency of
-- the district that owes a report of the year, towns, streets and departments alike; not the district government
-- itself, whose report is the one compared. An agency that has not reported, or whose cell is blank, absent,
-- unreadable or not in its form, may have any number from 0 up. Where one row stands for several (a pool) in any of
-- the reports, these rows are compared together, as one line.
CREATE OR REPLACE VIEW internal.district_sums AS
WITH undivided AS ( -- by the own report's form: another form may have the one row and no other
    SELECT DISTINCT s.government, p.pool
    FROM current_figures c
    JOIN form_cells f ON f.rowid = c.cell_key
    JOIN district_sources s ON s.report = c.report_key
    JOIN form_cells p ON p.form = s.form AND p.cell = f.cell AND p.optional
),
-- A figure's place in the comparison is its position, or the first of the rows compared together; figures of a
-- report in another form stand where the form of the district's own report has the same cell.
places AS (
    SELECT
        form,
        cell,
        position,
        pool,
        CASE WHEN pool IS NOT NULL THEN min(position) OVER (PARTITION BY form, pool, column_code) END AS together
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
        u.government IS NOT NULL AS is_pooled,
        c.figure
    FROM current_figures c
    JOIN district_sources s ON s.report = c.report_key
    JOIN (SELECT p.*, f.rowid AS cell_key FROM places p JOIN form_cells f ON f.cell = p.cell) p
        ON p.form = s.form AND p.cell_key = c.cell_key
    LEFT JOIN undivided u ON u.government = s.government AND u.pool = p.pool
),
own AS (
    SELECT
        government,
        place,
        bool_or(is_pooled) AS is_pooled,
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
        WHERE NOT is_own AND NOT is_pooled
        GROUP BY government, place
        UNION ALL
        SELECT government, place, sum(figure), (count(figure) = count(*))::INTEGER
        FROM figures
        WHERE NOT is_own AND is_pooled
        GROUP BY government, report, place
    )
    GROUP BY government, place
)
SELECT
    r.agency_code,
    r.report_year,
    r.report_id,
    a.district_code,
    f.table_code,
    CASE WHEN o.is_pooled THEN f.pool ELSE f.row_code END AS line,
    CASE WHEN o.is_pooled THEN f.pool_label ELSE f.row_label END AS line_label,
    f.column_code,
    o.position,
    o.cells,
    o.figure AS own,
    coalesce(s.figure, 0) AS agencies_sum,
    v.agencies,
    v.agencies_read,
    coalesce(s.agencies_known, 0) AS agencies_known,
    CASE
        WHEN c.scope = 'own' THEN 'pass'
        WHEN o.figure < coalesce(s.figure, 0) THEN 'fail'
        WHEN c.scope = 'with_own' AND f.table_role <> 'disclosure' THEN 'pass'
        WHEN coalesce(s.agencies_known, 0) < v.agencies THEN 'cannot_tell'
        WHEN o.figure = s.figure THEN 'pass'
        ELSE 'fail'
    END AS outcome
FROM own o
JOIN reports r ON r.rowid = o.government
JOIN agencies a ON a.agency_code = r.agency_code
JOIN district_sources v ON v.government = o.government AND v.is_own
JOIN form_cells f ON f.form = r.form AND f.position = o.position
LEFT JOIN sums s ON s.government = o.government AND s.place = o.place
LEFT JOIN own_scopes c ON c.report_id = r.report_id;

COMMENT ON VIEW internal.district_sums IS
    '区县本级报告与各机关之和逐数对照 / The district''s own report beside the sum of its agencies, figure by figure';
COMMENT ON COLUMN internal.district_sums.agency_code IS '区县政府本级 / The district government';
COMMENT ON COLUMN internal.district_sums.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.district_sums.report_id IS '本级报告 / The district''s own report';
COMMENT ON COLUMN internal.district_sums.district_code IS '区县代码 / District';
COMMENT ON COLUMN internal.district_sums.table_code IS '表 / Table';
COMMENT ON COLUMN internal.district_sums.line IS '行；other 为其他处理各行合计 / Row; other is the rows of 其他处理 together';
COMMENT ON COLUMN internal.district_sums.line_label IS '行的中文名称 / Chinese name of the line';
COMMENT ON COLUMN internal.district_sums.column_code IS '列 / Column';
COMMENT ON COLUMN internal.district_sums.position IS '在格式中的次序 / Order in the form';
COMMENT ON COLUMN internal.district_sums.cells IS '所涉的格 / Cells compared';
COMMENT ON COLUMN internal.district_sums.own IS '本级所报 / The district''s figure';
COMMENT ON COLUMN internal.district_sums.agencies_sum IS '各机关已报之和 / Sum of what agencies reported';
COMMENT ON COLUMN internal.district_sums.agencies IS '应报机关数 / Agencies that owe a report';
COMMENT ON COLUMN internal.district_sums.agencies_read IS '已报机关数 / Agencies that reported';
COMMENT ON COLUMN internal.district_sums.agencies_known IS '此数确定的机关数 / Agencies whose figure is known';
COMMENT ON COLUMN internal.district_sums.outcome IS
    'fail 不等或少于已报之和、pass 相等、cannot_tell 有机关未报或空白 / Outcome';
