-- Every cell of every current report as arithmetic reads it, by number alone: the checks go through it many times.
-- No cell is without its place in the form; joined outer, so that DuckDB does not join forms and reports first.
CREATE OR REPLACE VIEW internal.current_figures AS
SELECT
    r.rowid::INTEGER AS report_key,
    f.rowid::INTEGER AS cell_key,
    c.state,
    figure_of(c.state, c.value) AS figure
FROM cells c
JOIN reports r ON r.report_id = c.report_id
LEFT JOIN form_cells f ON f.form = r.form AND f.cell = c.cell
WHERE r.is_current AND r.agency_code IS NOT NULL AND r.report_year IS NOT NULL;

COMMENT ON VIEW internal.current_figures IS '现行报告的每一格，供检查使用 / Every cell of current reports as checks read it';
COMMENT ON COLUMN internal.current_figures.report_key IS '报告在 reports 表中的 rowid / rowid of the report in `reports`';
COMMENT ON COLUMN internal.current_figures.cell_key IS '格在 form_cells 表中的 rowid / rowid of the cell in `form_cells`';
COMMENT ON COLUMN internal.current_figures.state IS '格的状态 / State of the cell';
COMMENT ON COLUMN internal.current_figures.figure IS
    '数值；“/”“-”“无”为 0，空白、缺失与非数字为空（可为任何非负数）/ Figure; 0 when not applicable, null when it may be anything from 0 up';
