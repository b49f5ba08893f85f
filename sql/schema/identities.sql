CREATE TABLE identities (
    form VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    identity VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    coefficient INTEGER NOT NULL,
    side VARCHAR NOT NULL,
    years_back INTEGER NOT NULL,
    block VARCHAR,
    numeral VARCHAR NOT NULL,
    line VARCHAR NOT NULL,
    left_label VARCHAR NOT NULL,
    right_label VARCHAR NOT NULL
);

COMMENT ON TABLE identities IS '格式定义：勾稽关系的每一项 / The statutory forms: every term of every identity';
COMMENT ON COLUMN identities.form IS '格式 / Form';
COMMENT ON COLUMN identities.rule IS '检查规则 / Check';
COMMENT ON COLUMN identities.identity IS '等式标识 / Identity';
COMMENT ON COLUMN identities.cell IS '格代码 / Cell code';
COMMENT ON COLUMN identities.coefficient IS
    '系数：各项系数乘以数值之和为零 / Coefficient; the sum of coefficient times figure is zero';
COMMENT ON COLUMN identities.side IS 'left（等号左）或 right（等号右）/ Side of the equation';
COMMENT ON COLUMN identities.years_back IS '0 本年，1 上年报告 / 0 this report, 1 last year''s';
COMMENT ON COLUMN identities.block IS
    '相互牵连的等式组，一格之误只在组内显现；空：只作旁证的跨年等式 '
    '/ Equations that share cells; null for an equation with last year that only bears witness';
COMMENT ON COLUMN identities.numeral IS '首格所在表的序号，如“三” / Number of the table of its first cell, as printed';
COMMENT ON COLUMN identities.line IS 'row（每行一式）、column（每列一式）或空文字 / One for each row or column, or empty';
COMMENT ON COLUMN identities.left_label IS '等号左边的说法，如“一＋二” / What findings call the left side';
COMMENT ON COLUMN identities.right_label IS '等号右边的说法 / What findings call the right side';
