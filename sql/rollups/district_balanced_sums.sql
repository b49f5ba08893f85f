-- The district's own tables in the form prescribed for the year: figures are the sums of the tables that count
-- (table counted_tables), whatever form they were reported in; totals are worked out from the figures.
WITH grouped AS (
    SELECT * FROM counted_tables
    UNION ALL BY NAME
    SELECT * REPLACE ('all' AS peer_group) FROM counted_tables
),
coverage AS (
    SELECT
        district_code, report_year, peer_group, table_code,
        count(*) AS agencies_expected,
        count(*) FILTER (left_out IS NULL) AS agencies_counted
    FROM grouped
    GROUP BY district_code, report_year, peer_group, table_code
),
sums AS (
    SELECT g.district_code, g.report_year, g.peer_group, c.cell, sum(c.value) AS value
    FROM cells c
    JOIN grouped g ON g.report_id = c.report_id AND g.table_code = table_of(c.cell) AND g.left_out IS NULL
    WHERE c.value <> 0
    GROUP BY g.district_code, g.report_year, g.peer_group, c.cell
),
wanted AS (
    SELECT f.form, f.cell, f.table_code, coalesce(t.figure, f.cell) AS figure
    FROM form_cells f
    LEFT JOIN total_figures t ON t.form = f.form AND t.cell = f.cell
)
SELECT
    v.district_code,
    v.report_year,
    v.peer_group,
    p.form,
    w.cell,
    CASE WHEN v.agencies_counted > 0 THEN coalesce(sum(s.value), 0) END AS balanced_sum,
    v.agencies_expected,
    v.agencies_counted
FROM coverage v
JOIN prescribed_forms p ON p.report_year = v.report_year
JOIN wanted w ON w.form = p.form AND w.table_code = v.table_code
LEFT JOIN sums s
    ON s.district_code = v.district_code
    AND s.report_year = v.report_year
    AND s.peer_group = v.peer_group
    AND s.cell = w.figure
GROUP BY v.district_code, v.report_year, v.peer_group, p.form, w.cell, v.agencies_expected, v.agencies_counted
ORDER BY v.district_code, v.report_year, v.peer_group, w.cell
