-- Figures of current reports that are not given and of which only bounds are known: cells that are blank, absent or
-- unreadable, rows that another row stands for (from 0 to what stands there), and cells of the prescribed form that the
-- report's own form has not.
CREATE OR REPLACE VIEW internal.open_figures AS
WITH owed AS (
    SELECT r.rowid::INTEGER AS report_key, r.form, p.form AS prescribed
    FROM reports r
    JOIN expected_reports e ON e.agency_code = r.agency_code AND e.report_year = r.report_year
    JOIN prescribed_forms p ON p.report_year = r.report_year
    WHERE r.is_current
),
-- Few reports print the row that stands for others: its own figures are looked up for these only.
pooled AS (
    SELECT c.report_key, f.form, f.pool, f.column_code, c.figure
    FROM current_figures c
    JOIN form_cells f ON f.rowid = c.cell_key AND f.optional
),
bounds AS (
    SELECT c.report_key, c.cell_key, CASE WHEN NOT f.signed THEN 0 END AS least, NULL::DECIMAL(20, 6) AS most
    FROM current_figures c
    JOIN form_cells f ON f.rowid = c.cell_key
    WHERE c.figure IS NULL
    UNION ALL
    SELECT p.report_key, f.rowid::INTEGER, 0, p.figure
    FROM pooled p
    JOIN form_cells f ON f.form = p.form AND f.pool = p.pool AND f.column_code = p.column_code AND NOT f.optional
    WHERE NOT EXISTS (
        FROM cells c
        JOIN reports r ON r.report_id = c.report_id
        WHERE r.rowid = p.report_key AND c.cell = f.cell AND c.state IN ('reported', 'not_applicable')
    )
    UNION ALL
    SELECT o.report_key, f.rowid::INTEGER, CASE WHEN NOT f.signed THEN 0 END, NULL
    FROM owed o
    JOIN form_cells f ON f.form = o.prescribed AND NOT f.optional
    WHERE o.form IS DISTINCT FROM o.prescribed
      AND NOT EXISTS (FROM form_cells g WHERE g.form = o.form AND g.cell = f.cell)
)
SELECT b.report_key, b.cell_key, max(b.least) AS least, min(b.most) AS most
FROM bounds b
JOIN owed o ON o.report_key = b.report_key
GROUP BY b.report_key, b.cell_key;

COMMENT ON VIEW internal.open_figures IS
    '现行报告中没有报数的格及其上下限 / Figures of current reports that are not given, with their bounds';
COMMENT ON COLUMN internal.open_figures.report_key IS '报告在 reports 表中的 rowid / rowid of the report in `reports`';
COMMENT ON COLUMN internal.open_figures.cell_key IS '格在 form_cells 表中的 rowid / rowid of the cell in `form_cells`';
COMMENT ON COLUMN internal.open_figures.least IS '至少，不限为空 / Least, null when unbounded';
COMMENT ON COLUMN internal.open_figures.most IS '至多，不限为空 / Most, null when unbounded';
