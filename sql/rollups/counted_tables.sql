-- Which statutory tables of which current reports the district's own tables can be added up from: the table is
-- there, its figures are figures (counts whole, nothing below zero), and, with its totals worked out anew and blanks
-- left out, its identities hold. What does not count says why; a wrong total alone never keeps a table out.
WITH owed AS (
    SELECT c.district_code, c.agency_code, c.peer_group, c.report_year, c.report_id, c.form, c.status, t.table_code
    FROM current_reports c
    JOIN prescribed_forms p ON p.report_year = c.report_year
    JOIN form_tables t ON t.form = p.form AND t.required
    WHERE c.kind <> 'district'
),
no_counts AS (
    SELECT
        c.report_id,
        f.table_code,
        arg_min(concat(cell_name(f.row_label, f.column_label), ' ', c.raw), f.position) AS words
    FROM cells c
    JOIN reports r ON r.report_id = c.report_id AND r.is_current
    JOIN form_cells f ON f.form = r.form AND f.cell = c.cell
    WHERE is_no_count(c.value, f.yuan, f.signed)
    GROUP BY c.report_id, f.table_code
),
terms AS (
    SELECT
        i.form, i.identity, table_of(i.cell) AS table_code, coalesce(t.figure, i.cell) AS figure, i.coefficient
    FROM identities i
    LEFT JOIN total_figures t ON t.form = i.form AND t.cell = i.cell
    WHERE i.identity NOT IN (FROM identities SELECT identity WHERE years_back = 1)
      AND i.identity IN (
          FROM identities SELECT identity WHERE side = 'left' GROUP BY form, identity HAVING count(*) > 1
      )
),
broken AS (
    SELECT r.report_id, d.table_code, max(abs(d.difference)) AS difference
    FROM (
        SELECT c.report_key, t.table_code, t.identity, sum(t.coefficient * c.figure) AS difference
        FROM current_figures c
        JOIN (
            SELECT t.*, f.rowid AS cell_key FROM terms t JOIN form_cells f ON f.form = t.form AND f.cell = t.figure
        ) t ON t.cell_key = c.cell_key
        WHERE c.figure <> 0
        GROUP BY c.report_key, t.table_code, t.identity
        HAVING difference <> 0
    ) d
    JOIN reports r ON r.rowid = d.report_key
    GROUP BY r.report_id, d.table_code
)
SELECT
    o.district_code,
    o.agency_code,
    o.peer_group,
    o.report_year,
    o.report_id,
    o.form,
    o.table_code,
    CASE
        WHEN o.report_id IS NULL AND o.status = 'missing' THEN '缺报'
        WHEN o.report_id IS NULL THEN '未到期，尚未报送'
        WHEN coalesce(p.present_cells, 0) = 0 THEN '报告中未见此表'
        WHEN n.report_id IS NOT NULL THEN concat('不是合格的件数：', n.words)
        WHEN b.report_id IS NOT NULL THEN concat('总计重算后收办仍不平，相差 ', plain_number(b.difference))
    END AS left_out,
    coalesce(p.empty_cells, 0) AS empty_cells
FROM owed o
LEFT JOIN report_tables p ON p.report_id = o.report_id AND p.table_code = o.table_code
LEFT JOIN no_counts n ON n.report_id = o.report_id AND n.table_code = o.table_code
LEFT JOIN broken b ON b.report_id = o.report_id AND b.table_code = o.table_code
ORDER BY o.agency_code, o.report_year, o.table_code
