CREATE TABLE rules (
    rule VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    fault VARCHAR NOT NULL,
    fault_en VARCHAR NOT NULL,
    dimension VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    basis VARCHAR NOT NULL,
    practice VARCHAR,
    why VARCHAR NOT NULL,
    not_an_error VARCHAR NOT NULL,
    fault_kind VARCHAR NOT NULL
);

COMMENT ON TABLE rules IS '检查规则 / Checks';
COMMENT ON COLUMN rules.rule IS '规则 / Rule';
COMMENT ON COLUMN rules.title IS '名称 / Title';
COMMENT ON COLUMN rules.title_en IS '英文名称 / Title in English';
COMMENT ON COLUMN rules.fault IS '问题：不成立时错在哪里，列问题时用 / What is wrong where it does not hold, for lists of faults';
COMMENT ON COLUMN rules.fault_en IS '问题的英文 / What is wrong, in English';
COMMENT ON COLUMN rules.dimension IS '维度，名称见 dimensions / Dimension; its names are in dimensions';
COMMENT ON COLUMN rules.severity IS '程度：error 错误、warning 警告、note 提示 / Severity';
COMMENT ON COLUMN rules.basis IS '依据：法律与全国性通知 / Legal basis: law and national notices';
COMMENT ON COLUMN rules.practice IS
    '各地和评估机构的做法，不写入文书 / What cities and assessors do; printed in no paper';
COMMENT ON COLUMN rules.why IS '为什么查 / Why it is checked';
COMMENT ON COLUMN rules.not_an_error IS '何种情形不算错 / What is not an error';
COMMENT ON COLUMN rules.fault_kind IS '属于哪一种问题，扣分见 fault_kinds / Kind of fault; what it costs is in fault_kinds';
