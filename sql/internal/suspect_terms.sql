-- The terms of the identities that do not simply hold: some figure is unknown, or the two sides differ. Most figures
-- are 0 and most identities hold, so that little is left to be judged.
CREATE OR REPLACE VIEW internal.suspect_terms AS
WITH suspects AS MATERIALIZED (
    SELECT report_key, identity_key
    FROM identity_terms
    WHERE figure <> 0 OR figure IS NULL
    GROUP BY report_key, identity_key
    HAVING sum(coefficient * figure) <> 0 OR count(figure) < count(*)
),
-- one step at a time, so that DuckDB does not join all reports with all places
places AS MATERIALIZED (
    SELECT s.report_key, p.* FROM suspects s JOIN identity_places p ON p.identity_key = s.identity_key
),
wanted AS MATERIALIZED (
    SELECT s.source_key, p.*
    FROM places p
    JOIN source_reports s ON s.report_key = p.report_key AND s.years_back = p.years_back
)
SELECT w.* EXCLUDE (cell_key), f.state, f.figure
FROM wanted w
JOIN current_figures f ON f.report_key = w.source_key AND f.cell_key = w.cell_key;

COMMENT ON VIEW internal.suspect_terms IS
    '两侧不等或有未知数的等式的各项，列同 identity_terms / Terms of identities that do not simply hold; columns as in identity_terms';
COMMENT ON COLUMN internal.suspect_terms.source_key IS
    '数字所在报告在 reports 表中的 rowid / rowid in `reports` of the report the figure stands in';
COMMENT ON COLUMN internal.suspect_terms.report_key IS
    '被检查的报告在 reports 表中的 rowid / rowid in `reports` of the report whose identity it is';
COMMENT ON COLUMN internal.suspect_terms.form IS '被检查报告的格式 / Its form';
COMMENT ON COLUMN internal.suspect_terms.rule IS '规则 / Check the identity belongs to';
COMMENT ON COLUMN internal.suspect_terms.identity IS '等式 / Identity';
COMMENT ON COLUMN internal.suspect_terms.identity_key IS '等式的序号，仅用于连接 / Number of the identity, to join by';
COMMENT ON COLUMN internal.suspect_terms.block IS '相互牵连的等式组 / Block of the identity';
COMMENT ON COLUMN internal.suspect_terms.years_back IS '0 取自本年报告，1 取自上年报告 / 0 this report, 1 last year''s';
COMMENT ON COLUMN internal.suspect_terms.cell IS '格代码 / Cell';
COMMENT ON COLUMN internal.suspect_terms.side IS 'left 或 right / Side of the equation';
COMMENT ON COLUMN internal.suspect_terms.coefficient IS '系数 / Coefficient';
COMMENT ON COLUMN internal.suspect_terms.sign IS '在该侧为加（1）或减（-1）/ Added or subtracted on its side';
COMMENT ON COLUMN internal.suspect_terms.state IS '格的状态 / State of the cell';
COMMENT ON COLUMN internal.suspect_terms.figure IS
    '数值；“/”“-”“无”为 0，空白、缺失与非数字为空（可为任何非负数）/ Figure; 0 when not applicable, null when it may be anything from 0 up';
