-- One row for each figure of each identity of each current report. Cells that are not in the document's
-- reading at all (rows that another row stands for) contribute nothing and give no row.
CREATE OR REPLACE VIEW internal.identity_terms AS
SELECT f.report_key, f.report_key AS source_key, p.* EXCLUDE (cell_key), f.state, f.figure
FROM current_figures f
JOIN identity_places p ON p.cell_key = f.cell_key
WHERE p.years_back = 0
UNION ALL
SELECT s.report_key, s.source_key, p.* EXCLUDE (cell_key), f.state, f.figure
FROM current_figures f
JOIN identity_places p ON p.cell_key = f.cell_key
JOIN source_reports s ON s.source_key = f.report_key AND s.form = p.form AND s.years_back = p.years_back
WHERE p.years_back = 1;

COMMENT ON VIEW internal.identity_terms IS
    '勾稽关系的各项：每报告每等式每格一行 / Terms of the identities: one row a current report, identity and cell';
COMMENT ON COLUMN internal.identity_terms.report_key IS
    '被检查的报告在 reports 表中的 rowid / rowid in `reports` of the report whose identity it is';
COMMENT ON COLUMN internal.identity_terms.form IS '被检查报告的格式 / Its form';
COMMENT ON COLUMN internal.identity_terms.rule IS '规则 / Check the identity belongs to';
COMMENT ON COLUMN internal.identity_terms.identity IS '等式 / Identity';
COMMENT ON COLUMN internal.identity_terms.identity_key IS '等式的序号，仅用于连接 / Number of the identity, to join by';
COMMENT ON COLUMN internal.identity_terms.block IS '相互牵连的等式组 / Block of the identity, see identities';
COMMENT ON COLUMN internal.identity_terms.years_back IS '0 取自本年报告，1 取自上年报告 / 0 this report, 1 last year''s';
COMMENT ON COLUMN internal.identity_terms.source_key IS
    '数字所在报告在 reports 表中的 rowid / rowid in `reports` of the report the figure stands in';
COMMENT ON COLUMN internal.identity_terms.cell IS '格代码 / Cell';
COMMENT ON COLUMN internal.identity_terms.side IS 'left 或 right / Side of the equation';
COMMENT ON COLUMN internal.identity_terms.coefficient IS '系数 / Coefficient, see identities';
COMMENT ON COLUMN internal.identity_terms.sign IS '在该侧为加（1）或减（-1）/ Added or subtracted on its side';
COMMENT ON COLUMN internal.identity_terms.state IS '格的状态 / State of the cell';
COMMENT ON COLUMN internal.identity_terms.figure IS
    '数值；“/”“-”“无”为 0，空白、缺失与非数字为空（可为任何非负数）/ Figure; 0 when not applicable, null when it may be anything from 0 up';
