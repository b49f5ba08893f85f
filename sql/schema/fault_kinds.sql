CREATE TABLE fault_kinds (
    fault_kind VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    points DECIMAL(9, 4) NOT NULL,
    least DECIMAL(9, 4),
    warning DECIMAL(9, 4),
    reason VARCHAR NOT NULL
);

COMMENT ON TABLE fault_kinds IS '问题的种类与扣分，出自 data/policy/scoring.toml / Kinds of faults and what each costs';
COMMENT ON COLUMN fault_kinds.fault_kind IS '种类 / Kind';
COMMENT ON COLUMN fault_kinds.title IS '名称 / Title';
COMMENT ON COLUMN fault_kinds.title_en IS '英文名称 / Title in English';
COMMENT ON COLUMN fault_kinds.points IS
    '一个问题起初扣分，各报告年度所用见 rule_versions / Points lost for each fault at first; rule_versions has each year''s';
COMMENT ON COLUMN fault_kinds.least IS
    '空白一格所扣；随空白的格数增至半数时的 points，不以格计的为空 / Points lost for one blank cell; null where not counted';
COMMENT ON COLUMN fault_kinds.warning IS
    '查出的只是警告时扣分；空为同 points / Points lost where what was found is a warning only; null: as points';
COMMENT ON COLUMN fault_kinds.reason IS '扣分理由 / Why it costs that much';
