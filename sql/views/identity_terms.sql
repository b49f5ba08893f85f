-- One row for each figure of each identity of each current report. Cells that are not in the document's
-- reading at all (rows that another row stands for) contribute nothing and give no row.
CREATE OR REPLACE VIEW identity_terms AS
WITH this_and_last AS (
    SELECT rowid AS report_key, form, report_id AS source_report_id, 0 AS years_back
    FROM reports
    WHERE is_current AND agency_code IS NOT NULL AND report_year IS NOT NULL
    UNION ALL
    SELECT r.rowid, r.form, l.report_id, 1
    FROM reports r
    JOIN reports l ON l.agency_code = r.agency_code AND l.report_year = r.report_year - 1
    WHERE r.is_current AND l.is_current
)
SELECT
    s.report_key,
    s.form,
    i.rule,
    i.identity,
    i.years_back,
    s.source_report_id,
    c.cell,
    i.side,
    CASE i.side WHEN 'left' THEN i.coefficient ELSE -i.coefficient END AS sign,
    c.state,
    CASE c.state WHEN 'reported' THEN c.value WHEN 'not_applicable' THEN 0 END AS figure
FROM cells c
JOIN this_and_last s ON s.source_report_id = c.report_id
JOIN identities i ON i.form = s.form AND i.cell = c.cell AND i.years_back = s.years_back;

COMMENT ON VIEW identity_terms IS '勾稽关系的各项：每报告每等式每格一行 / Terms of the identities: one row a current report, identity and cell';
COMMENT ON COLUMN identity_terms.report_key IS '被检查的报告在 reports 表中的 rowid / rowid in `reports` of the report whose identity it is';
COMMENT ON COLUMN identity_terms.form IS '被检查报告的格式 / Its form';
COMMENT ON COLUMN identity_terms.rule IS '规则 / Check the identity belongs to';
COMMENT ON COLUMN identity_terms.identity IS '等式 / Identity';
COMMENT ON COLUMN identity_terms.years_back IS '0 取自本年报告，1 取自上年报告 / 0 this report, 1 last year''s';
COMMENT ON COLUMN identity_terms.source_report_id IS '数字所在的报告 / Report the figure stands in';
COMMENT ON COLUMN identity_terms.cell IS '格代码 / Cell';
COMMENT ON COLUMN identity_terms.side IS 'left 或 right / Side of the equation';
COMMENT ON COLUMN identity_terms.sign IS '在该侧为加（1）或减（-1）/ Added or subtracted on its side';
COMMENT ON COLUMN identity_terms.state IS '格的状态 / State of the cell';
COMMENT ON COLUMN identity_terms.figure IS '数值；“/”“-”“无”为 0，空白、缺失与非数字为空（可为任何非负数）/ Figure; 0 when not applicable, null when it may be anything from 0 up';
