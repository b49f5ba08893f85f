CREATE TABLE faults (
    fault_id VARCHAR NOT NULL,
    fault_kind VARCHAR NOT NULL,
    dimension VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    report_id VARCHAR,
    outcome VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    explanation VARCHAR,
    cells VARCHAR[] NOT NULL,
    findings INTEGER NOT NULL,
    is_charged BOOLEAN NOT NULL,
    waived BOOLEAN NOT NULL,
    points DECIMAL(9, 4) NOT NULL,
    policy_source VARCHAR,
    impact DECIMAL(38, 6),
    impact_cell VARCHAR,
    impact_share DECIMAL(9, 6)
);

COMMENT ON TABLE faults IS
    '问题：一处更正、一张表、一句话或一段抄来的文字可以一并消除的发现，合为一个，只扣一次 / Faults: root causes of findings, each charged once';
COMMENT ON COLUMN faults.fault_id IS '标识，即其主要发现的标识 / Id: that of the finding it is named after';
COMMENT ON COLUMN faults.fault_kind IS '种类 / Kind';
COMMENT ON COLUMN faults.dimension IS '维度 / Dimension';
COMMENT ON COLUMN faults.severity IS '程度 / Severity';
COMMENT ON COLUMN faults.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN faults.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN faults.report_id IS '报告，缺报时为空 / Report, null when missing';
COMMENT ON COLUMN faults.outcome IS
    'fail、explained（报告已作说明）或 cannot_tell，同其主要发现 / Outcome, that of its main finding';
COMMENT ON COLUMN faults.title IS '问题 / What is wrong';
COMMENT ON COLUMN faults.explanation IS
    '报告自己的说明，只在 explained 时有 / The report''s own words, where it is explained';
COMMENT ON COLUMN faults.cells IS '最小改法所改的格，没有改法的为所涉各格 / Cells of the smallest correction, else those concerned';
COMMENT ON COLUMN faults.findings IS '所含发现数 / Findings it explains';
COMMENT ON COLUMN faults.is_charged IS '是否计扣：错在上年报告的不在本年扣 / Whether it is charged here: not where last year is wrong';
COMMENT ON COLUMN faults.waived IS '所含发现是否全部豁免 / Whether all its failures are waived';
COMMENT ON COLUMN faults.points IS '扣分（封顶以后）/ Points lost, after the cap of the dimension';
COMMENT ON COLUMN faults.policy_source IS
    '按区县自己的规定评判的：文件、谁、何日 / A district''s own rule by which it is judged: file, who, when; null: the general';
COMMENT ON COLUMN faults.impact IS
    '更正后全区某一数至多变动多少，以该格单位计；不涉及数字的为空 '
    '/ Most that one of the district''s figures moves when it is put right, in the unit of that cell; null '
    'where none does';
COMMENT ON COLUMN faults.impact_cell IS '变动最大的格 / The cell that moves most';
COMMENT ON COLUMN faults.impact_share IS
    '更正后全区某一数变动的比例，0 至 1；排序以此为准 / Share of a figure of the district that moves, 0 to 1: what lists go by';
