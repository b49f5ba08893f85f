-- One row for each figure of each identity of each current report. Cells that are not in the document's
-- reading at all (rows that another row stands for) contribute nothing and give no row.
CREATE OR REPLACE VIEW identity_terms AS
WITH numbered AS (
    SELECT
        i.*,
        f.rowid::INTEGER AS cell_key,
        dense_rank() OVER (ORDER BY i.form, i.rule, i.identity)::INTEGER AS identity_key
    FROM identities i
    JOIN form_cells f ON f.form = i.form AND f.cell = i.cell
),
-- Last year's report may have been in another form.
chained AS (
    SELECT n.* REPLACE (f.rowid::INTEGER AS cell_key)
    FROM numbered n
    JOIN form_cells f ON f.cell = n.cell
    WHERE n.years_back = 1
),
following AS (
    SELECT l.rowid::INTEGER AS source_key, r.rowid::INTEGER AS report_key, r.form
    FROM reports l
    JOIN reports r ON r.agency_code = l.agency_code AND r.report_year = l.report_year + 1
    WHERE l.is_current AND r.is_current
),
-- This year's figures, and those of last year's report that some identity asks for.
terms AS (
    SELECT f.report_key, f.report_key AS source_key, f.state, f.figure, i.*
    FROM current_figures f
    JOIN numbered i ON i.cell_key = f.cell_key
    WHERE i.years_back = 0
    UNION ALL
    SELECT n.report_key, n.source_key, f.state, f.figure, i.*
    FROM current_figures f
    JOIN chained i ON i.cell_key = f.cell_key
    JOIN following n ON n.source_key = f.report_key AND n.form = i.form
)
SELECT
    report_key,
    form,
    rule,
    identity,
    identity_key,
    block,
    years_back,
    source_key,
    cell,
    side,
    coefficient,
    CASE side WHEN 'left' THEN coefficient ELSE -coefficient END AS sign,
    state,
    figure
FROM terms;

COMMENT ON VIEW identity_terms IS '勾稽关系的各项：每报告每等式每格一行 / Terms of the identities: one row a current report, identity and cell';
COMMENT ON COLUMN identity_terms.report_key IS '被检查的报告在 reports 表中的 rowid / rowid in `reports` of the report whose identity it is';
COMMENT ON COLUMN identity_terms.form IS '被检查报告的格式 / Its form';
COMMENT ON COLUMN identity_terms.rule IS '规则 / Check the identity belongs to';
COMMENT ON COLUMN identity_terms.identity IS '等式 / Identity';
COMMENT ON COLUMN identity_terms.identity_key IS '等式的序号，仅用于连接 / Number of the identity, to join by';
COMMENT ON COLUMN identity_terms.block IS '相互牵连的等式组 / Block of the identity, see identities';
COMMENT ON COLUMN identity_terms.years_back IS '0 取自本年报告，1 取自上年报告 / 0 this report, 1 last year''s';
COMMENT ON COLUMN identity_terms.source_key IS '数字所在报告在 reports 表中的 rowid / rowid in `reports` of the report the figure stands in';
COMMENT ON COLUMN identity_terms.cell IS '格代码 / Cell';
COMMENT ON COLUMN identity_terms.side IS 'left 或 right / Side of the equation';
COMMENT ON COLUMN identity_terms.coefficient IS '系数 / Coefficient, see identities';
COMMENT ON COLUMN identity_terms.sign IS '在该侧为加（1）或减（-1）/ Added or subtracted on its side';
COMMENT ON COLUMN identity_terms.state IS '格的状态 / State of the cell';
COMMENT ON COLUMN identity_terms.figure IS '数值；“/”“-”“无”为 0，空白、缺失与非数字为空（可为任何非负数）/ Figure; 0 when not applicable, null when it may be anything from 0 up';
