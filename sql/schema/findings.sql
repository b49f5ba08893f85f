CREATE TABLE findings (
    finding_id VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    dimension VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    report_id VARCHAR,
    outcome VARCHAR NOT NULL,
    cells VARCHAR[] NOT NULL,
    reported VARCHAR,
    expected VARCHAR,
    message VARCHAR NOT NULL,
    cause VARCHAR,
    leaves_open VARCHAR[],
    explanation_id VARCHAR,
    fault_id VARCHAR,
    waived BOOLEAN NOT NULL,
    points DECIMAL(9, 4) NOT NULL,
    policy_source VARCHAR,
    impact DECIMAL(38, 6),
    impact_share DECIMAL(9, 6)
);

COMMENT ON TABLE findings IS '检查发现 / Findings';
COMMENT ON COLUMN findings.finding_id IS '标识，由规则、机关、年度与格得出，逐次运行不变 / Stable id from rule, agency, year and cells';
COMMENT ON COLUMN findings.rule IS '规则 / Rule';
COMMENT ON COLUMN findings.dimension IS '维度 / Dimension';
COMMENT ON COLUMN findings.severity IS '程度 / Severity';
COMMENT ON COLUMN findings.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN findings.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN findings.report_id IS '报告，缺报时为空 / Report, null when missing';
COMMENT ON COLUMN findings.outcome IS
    'fail（无论空白为何均不成立）、explained（不成立而报告已作说明）或 cannot_tell（取决于空白）/ Outcome';
COMMENT ON COLUMN findings.cells IS '涉及的格 / Cells concerned';
COMMENT ON COLUMN findings.reported IS '所报 / What was reported';
COMMENT ON COLUMN findings.expected IS '应为 / What was expected';
COMMENT ON COLUMN findings.message IS '说明 / Message';
COMMENT ON COLUMN findings.cause IS
    '检查所知的同一原因，如同一句话、同一部分；不知的为空 / One cause that the check knows of: a sentence, a section';
COMMENT ON COLUMN findings.leaves_open IS
    '所列各格空白或未读出，因而无法判断、不再逐项列出的检查 / Checks left open by the cells named, not told one by one';
COMMENT ON COLUMN findings.explanation_id IS
    '与之相合的说明，未予采纳的也在内 / The explanation that fits it, rejected or not';
COMMENT ON COLUMN findings.fault_id IS '所属的问题 / The fault it belongs to';
COMMENT ON COLUMN findings.waived IS '是否豁免 / Waived';
COMMENT ON COLUMN findings.points IS '扣分：一个问题的扣分记在其主要发现上 / Points lost: those of a fault stand at its main finding';
COMMENT ON COLUMN findings.policy_source IS
    '按区县自己的规定评判的：文件、谁、何日 / A district''s own rule by which it is judged: file, who, when; null: the general';
COMMENT ON COLUMN findings.impact IS '其所属问题对全区数字的影响，见 faults.impact / That of its fault, see faults.impact';
COMMENT ON COLUMN findings.impact_share IS
    '更正后全区某一数变动的比例，0 至 1；排序以此为准 / Share of a figure of the district that moves, 0 to 1: what lists go by';
