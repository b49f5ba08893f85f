-- What messages call the terms of each identity, and the row or column that it is of.
CREATE OR REPLACE VIEW internal.identity_labels AS
SELECT
    i.form,
    i.identity,
    i.cell,
    i.years_back,
    f.position,
    i.numeral,
    i.left_label,
    i.right_label,
    CASE WHEN i.one_column THEN f.column_label ELSE f.row_name END AS line_label,
    CASE WHEN i.one_column THEN f.row_name ELSE f.column_label END AS term_label
FROM (
    SELECT
        *,
        min(column_of(cell)) OVER line = max(column_of(cell)) OVER line AS one_column
    FROM identities
    WINDOW line AS (PARTITION BY form, identity)
) i
JOIN form_cells f ON f.form = i.form AND f.cell = i.cell;

COMMENT ON VIEW internal.identity_labels IS '勾稽关系各项的说法 / What messages call the terms of identities';
COMMENT ON COLUMN internal.identity_labels.form IS '格式 / Form';
COMMENT ON COLUMN internal.identity_labels.identity IS '等式 / Identity';
COMMENT ON COLUMN internal.identity_labels.cell IS '格代码 / Cell';
COMMENT ON COLUMN internal.identity_labels.years_back IS '0 本年，1 上年报告 / 0 this report, 1 last year''s';
COMMENT ON COLUMN internal.identity_labels.position IS '在格式中的次序 / Order in the form';
COMMENT ON COLUMN internal.identity_labels.numeral IS '表的序号 / Number of the table as printed';
COMMENT ON COLUMN internal.identity_labels.left_label IS '左侧的说法 / What messages call the left side';
COMMENT ON COLUMN internal.identity_labels.right_label IS '右侧的说法 / What messages call the right side';
COMMENT ON COLUMN internal.identity_labels.line_label IS '等式所在的行或列 / Row or column the identity is of';
COMMENT ON COLUMN internal.identity_labels.term_label IS '该项的行或列 / Row or column of the term';
