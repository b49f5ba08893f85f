CREATE TABLE explanations (
    report_id VARCHAR NOT NULL,
    agency_code VARCHAR,
    report_year INTEGER,
    explanation_id VARCHAR,
    kind VARCHAR NOT NULL,
    section INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    cells VARCHAR[] NOT NULL,
    year INTEGER,
    old DECIMAL(20, 6),
    new DECIMAL(20, 6),
    difference DECIMAL(20, 6),
    starts_at INTEGER,
    ordinal INTEGER NOT NULL,
    findings INTEGER NOT NULL DEFAULT 0,
    state VARCHAR NOT NULL DEFAULT 'unneeded'
);

COMMENT ON TABLE explanations IS
    '说明：报告自己就数字为何不一致、不衔接所作的说明 / Explanations: the report''s own word on why something does not agree';
COMMENT ON COLUMN explanations.report_id IS '报告 / Report';
COMMENT ON COLUMN explanations.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN explanations.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN explanations.explanation_id IS
    '标识，由机关、年度与原话得出，逐次运行不变 / Stable id from agency, year and words';
COMMENT ON COLUMN explanations.kind IS '种类，见 explanation_kinds / Kind';
COMMENT ON COLUMN explanations.section IS '所在部分 / Section it stands in';
COMMENT ON COLUMN explanations.text IS '原话 / The words';
COMMENT ON COLUMN explanations.cells IS
    '所说的数：每行一格；空为整份报告 / The figures it is about, a cell for each row; empty: the report as a whole';
COMMENT ON COLUMN explanations.year IS '所说的是哪一年的数，没有写的为空 / The year whose figures it speaks of, where it says so';
COMMENT ON COLUMN explanations.old IS '原报的数 / What was reported before';
COMMENT ON COLUMN explanations.new IS '更正后或现在的数 / What it should have been, or is now';
COMMENT ON COLUMN explanations.difference IS
    '本年数比按上年推算的多多少，少则为负 / By how much this year''s figure is more than last year''s gives, less: below zero';
COMMENT ON COLUMN explanations.starts_at IS
    '从该部分文字的第几个字起，表中的为空 / Character of the section''s text it begins at, null in a table';
COMMENT ON COLUMN explanations.ordinal IS '在报告中的序号，从 1 起 / Place among the report''s explanations, from 1';
COMMENT ON COLUMN explanations.findings IS '所解释的不符数 / Failures it accounts for';
COMMENT ON COLUMN explanations.state IS
    'accepted 已据以不扣分、rejected 本区未予采纳、unneeded 没有相应的不符 / State';
