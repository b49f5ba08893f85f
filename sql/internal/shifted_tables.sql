-- Tables whose telling figures are all those of last year's report one line further down (step 1) or up (-1).
CREATE OR REPLACE VIEW internal.shifted_tables AS
WITH lines AS (
    SELECT form, cell, column_code,
        dense_rank() OVER (PARTITION BY form, table_code, column_code ORDER BY position) AS line
    FROM form_cells
    WHERE NOT optional
),
placed AS (
    SELECT
        t.report_id, t.agency_code, t.report_year, t.number, t.numeral, t.cell, t.value, t.bits, l.column_code, l.line
    FROM table_figures t
    JOIN reports r ON r.report_id = t.report_id
    JOIN lines l ON l.form = r.form AND l.cell = t.cell
)
SELECT
    n.agency_code, n.report_year, n.report_id, n.number, n.numeral, n.line - o.line AS step,
    list_sort(list(n.cell)) AS cells,
    any_value(t.figures) AS figures
FROM placed n
JOIN last_years y ON y.report_id = n.report_id AND y.is_whole AND y.agencies = 1
JOIN placed o
    ON o.report_id = y.last_report_id AND o.number = n.number
    AND o.column_code = n.column_code AND o.value = n.value AND abs(n.line - o.line) = 1
JOIN (SELECT report_id, number, count(*) AS figures FROM placed GROUP BY report_id, number) t
    ON t.report_id = n.report_id AND t.number = n.number
GROUP BY n.agency_code, n.report_year, n.report_id, n.number, n.numeral, step
HAVING count(*) = any_value(t.figures) AND sum(n.bits) >= threshold_value('tables_copied_bits');

COMMENT ON VIEW internal.shifted_tables IS '数字恰为上年错一行之数的表 / Tables whose figures are last year''s, one line off';
COMMENT ON COLUMN internal.shifted_tables.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.shifted_tables.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.shifted_tables.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.shifted_tables.number IS '表所在部分 / Section of the table';
COMMENT ON COLUMN internal.shifted_tables.numeral IS '表的序号 / Number of the table as printed';
COMMENT ON COLUMN internal.shifted_tables.step IS '1 下移一行，-1 上移一行 / 1 down, -1 up';
COMMENT ON COLUMN internal.shifted_tables.cells IS '各格 / Cells';
COMMENT ON COLUMN internal.shifted_tables.figures IS '数字个数 / How many figures';
