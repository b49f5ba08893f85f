-- Every place of every identity: a cell in which a term of it stands, of this year's report or of last year's, which
-- may have been in another form.
CREATE OR REPLACE VIEW internal.identity_places AS
WITH numbered AS (
    SELECT
        *,
        CASE side WHEN 'left' THEN coefficient ELSE -coefficient END AS sign,
        dense_rank() OVER (ORDER BY form, rule, identity)::INTEGER AS identity_key
    FROM identities
)
SELECT
    i.form,
    i.rule,
    i.identity,
    i.identity_key,
    i.block,
    i.years_back,
    i.cell,
    f.rowid::INTEGER AS cell_key,
    i.side,
    i.coefficient,
    i.sign
FROM numbered i
JOIN form_cells f ON f.cell = i.cell AND (f.form = i.form OR i.years_back = 1);

COMMENT ON VIEW internal.identity_places IS
    '勾稽关系各项所在的格：每等式每格一行；上年的格每种格式一行 '
    '/ Places of the terms of identities: one row an identity and cell, for last year''s one of each form';
COMMENT ON COLUMN internal.identity_places.form IS '格式 / Form whose identity it is';
COMMENT ON COLUMN internal.identity_places.rule IS '规则 / Check the identity belongs to';
COMMENT ON COLUMN internal.identity_places.identity IS '等式 / Identity';
COMMENT ON COLUMN internal.identity_places.identity_key IS '等式的序号，仅用于连接 / Number of the identity, to join by';
COMMENT ON COLUMN internal.identity_places.block IS '相互牵连的等式组 / Block of the identity, see identities';
COMMENT ON COLUMN internal.identity_places.years_back IS '0 取自本年报告，1 取自上年报告 / 0 this report, 1 last year''s';
COMMENT ON COLUMN internal.identity_places.cell IS '格代码 / Cell';
COMMENT ON COLUMN internal.identity_places.cell_key IS '格在 form_cells 表中的 rowid / rowid of the cell in `form_cells`';
COMMENT ON COLUMN internal.identity_places.side IS 'left 或 right / Side of the equation';
COMMENT ON COLUMN internal.identity_places.coefficient IS '系数 / Coefficient, see identities';
COMMENT ON COLUMN internal.identity_places.sign IS '在该侧为加（1）或减（-1）/ Added or subtracted on its side';
