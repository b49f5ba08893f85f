-- Figures that say something about whether a table was copied: not zero, free to differ from year to year (not a
-- stock), and not determined by others (totals; what was received and carried in, which follow from the outcomes and
-- last year).
-- `bits`: two independent counts of mean v agree with a chance of about 1/sqrt(4 pi v) (Poisson), so that an equal
-- figure speaks against chance by half the binary logarithm of 4 pi v.
CREATE OR REPLACE VIEW internal.table_figures AS
SELECT
    r.report_id,
    r.agency_code,
    r.report_year,
    t.section AS number,
    t.numeral,
    f.cell,
    f.label,
    c.figure AS value,
    log2(4 * pi() * greatest(c.figure, 1)::DOUBLE) / 2 AS bits
FROM current_figures c
JOIN form_cells f ON f.rowid = c.cell_key
JOIN form_tables t ON t.form = f.form AND t.table_code = f.table_code
JOIN reports r ON r.rowid = c.report_key
WHERE c.figure > 0
  AND f.role = 'component'
  AND f.row_role NOT IN ('received', 'carried_in')
  AND f.column_role NOT IN ('in_force', 'stock');

COMMENT ON VIEW internal.table_figures IS
    '可据以判断表格是否照抄的数字：非零、非存量、非合计 / Figures that tell whether a table was copied: not zero, no stock, no total';
COMMENT ON COLUMN internal.table_figures.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.table_figures.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.table_figures.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.table_figures.number IS '表所在部分 / Section of the table';
COMMENT ON COLUMN internal.table_figures.numeral IS '表的序号，如“二” / Number of the table as printed';
COMMENT ON COLUMN internal.table_figures.cell IS '格代码 / Cell';
COMMENT ON COLUMN internal.table_figures.label IS '中文名称 / Chinese name';
COMMENT ON COLUMN internal.table_figures.value IS '数值 / Figure';
COMMENT ON COLUMN internal.table_figures.bits IS '偶然相同的难度（比特）/ Bits against a chance agreement';
