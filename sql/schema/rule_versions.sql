CREATE TABLE rule_versions (
    rule VARCHAR NOT NULL,
    district_code VARCHAR,
    from_year INTEGER NOT NULL,
    to_year INTEGER NOT NULL,
    fault_kind VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    on_hold BOOLEAN NOT NULL,
    points DECIMAL(9, 4) NOT NULL,
    warning DECIMAL(9, 4),
    least DECIMAL(9, 4),
    threshold DOUBLE,
    basis VARCHAR,
    reason VARCHAR NOT NULL,
    date DATE NOT NULL,
    who VARCHAR,
    source VARCHAR
);

COMMENT ON TABLE rule_versions IS
    '规则的各版本：一份报告按其报告年度的版本评判 / Versions of the checks: a report is judged by that of its own report year';
COMMENT ON COLUMN rule_versions.rule IS '规则 / Rule';
COMMENT ON COLUMN rule_versions.district_code IS
    '只适用于哪个区县；空为没有自己规定的各区县 / District it is for; null: all that have no rules of their own';
COMMENT ON COLUMN rule_versions.from_year IS '自哪一报告年度起 / First report year judged so';
COMMENT ON COLUMN rule_versions.to_year IS '至哪一报告年度止 / Last report year judged so';
COMMENT ON COLUMN rule_versions.fault_kind IS '问题的种类 / Kind of fault';
COMMENT ON COLUMN rule_versions.severity IS '程度 / Severity';
COMMENT ON COLUMN rule_versions.on_hold IS '是否暂缓：暂缓的不查 / On hold: not checked';
COMMENT ON COLUMN rule_versions.points IS '一个问题扣分 / Points lost for each fault';
COMMENT ON COLUMN rule_versions.warning IS
    '查出的只是警告时扣分；空为同 points / Points lost where what was found is a warning only; null: as points';
COMMENT ON COLUMN rule_versions.least IS '空白一格所扣；不以格计的为空 / Points lost for one blank cell; null where not counted';
COMMENT ON COLUMN rule_versions.threshold IS
    '检查所用的界限，由规定写明的才有：迟几天以内不计、多少字 / Number it judges by, where a policy sets one';
COMMENT ON COLUMN rule_versions.basis IS '本地依据：要求这样做的文件 / What demands it beside the basis of the check';
COMMENT ON COLUMN rule_versions.reason IS '理由 / Why';
COMMENT ON COLUMN rule_versions.date IS '决定之日 / Day it was decided';
COMMENT ON COLUMN rule_versions.who IS '区县的规定：谁决定 / Who decided, for a district''s own';
COMMENT ON COLUMN rule_versions.source IS '区县的规定所在文件；空为通用规则 / File of a district''s own; null: Gouji''s';
