CREATE TABLE explanation_decisions (
    source VARCHAR NOT NULL,
    agency_code VARCHAR,
    report_year INTEGER,
    explanation_id VARCHAR,
    finding_id VARCHAR,
    rule VARCHAR,
    decision VARCHAR,
    reason VARCHAR,
    who VARCHAR,
    findings INTEGER NOT NULL,
    problem VARCHAR
);

COMMENT ON TABLE explanation_decisions IS
    '本区对报告所作说明的决定：未予采纳的，照常扣分 / What the office decided on explanations: a rejected one clears nothing';
COMMENT ON COLUMN explanation_decisions.source IS '来自何处：文件与行号，或工作台 / File and line, or the desk';
COMMENT ON COLUMN explanation_decisions.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN explanation_decisions.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN explanation_decisions.explanation_id IS
    '哪一条说明；空为该报告的各条 / The one explanation it is on, null: every one of the report';
COMMENT ON COLUMN explanation_decisions.finding_id IS
    '在工作台上就哪一问题作的决定：指解释它的那条说明 / Decided at the desk on this fault: on what explains it';
COMMENT ON COLUMN explanation_decisions.rule IS
    '只就哪一项检查；空为各项 / The one check it is for, null: every one';
COMMENT ON COLUMN explanation_decisions.decision IS 'rejected 不予采纳、accepted 采纳 / Decision';
COMMENT ON COLUMN explanation_decisions.reason IS '理由 / Reason';
COMMENT ON COLUMN explanation_decisions.who IS '决定者 / Who decided';
COMMENT ON COLUMN explanation_decisions.findings IS '所涉的不符数 / Failures it concerns';
COMMENT ON COLUMN explanation_decisions.problem IS '为何无效、怎么办 / Why it is of no effect, and what to do';
