CREATE TABLE waivers (
    source VARCHAR NOT NULL,
    rule VARCHAR,
    agency_code VARCHAR,
    report_year INTEGER,
    cells VARCHAR[] NOT NULL,
    finding_id VARCHAR,
    reason VARCHAR,
    who VARCHAR,
    until DATE,
    figures VARCHAR,
    figures_now VARCHAR,
    findings INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    problem VARCHAR
);

COMMENT ON TABLE waivers IS
    '豁免：waivers/*.csv 中的每一行及其现在的效力 / Waivers: every row of waivers/*.csv and whether it is in force';
COMMENT ON COLUMN waivers.source IS '文件与行号 / File and line';
COMMENT ON COLUMN waivers.rule IS '规则 / Rule';
COMMENT ON COLUMN waivers.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN waivers.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN waivers.cells IS '涉及的格；空为该规则在该报告中的全部发现 / Cells; empty for every finding of the rule in the report';
COMMENT ON COLUMN waivers.finding_id IS '只豁免这一发现时为其标识 / The one finding it is for, if it names one';
COMMENT ON COLUMN waivers.reason IS '理由 / Reason';
COMMENT ON COLUMN waivers.who IS '准予者 / Who granted it';
COMMENT ON COLUMN waivers.until IS '有效至（含当日），空为不限 / Last day in force, null without end';
COMMENT ON COLUMN waivers.figures IS '准予时所涉数字的指纹 / Fingerprint of the figures it was granted for';
COMMENT ON COLUMN waivers.figures_now IS
    '现在所涉数字的指纹，没有相应发现时为空 / Fingerprint of the figures now, null when there is no such finding';
COMMENT ON COLUMN waivers.findings IS '与之相符的发现数 / Findings it matches';
COMMENT ON COLUMN waivers.state IS
    'in_force 有效、lapsed 数字已变而失效、expired 已过期、matches_nothing 没有相应发现、malformed 写法有误 / State';
COMMENT ON COLUMN waivers.problem IS '为何无效、怎么办 / Why it is not in force, and what to do';
