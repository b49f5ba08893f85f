CREATE TABLE cases (
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    since DATE NOT NULL,
    handler VARCHAR,
    until DATE,
    remark VARCHAR,
    from_version VARCHAR,
    faults INTEGER NOT NULL,
    faults_open INTEGER NOT NULL
);

COMMENT ON TABLE cases IS
    '整改台账：一个机关一年一案，办到哪一步 / Cases: an agency''s year at the desk, and the step it has come to';
COMMENT ON COLUMN cases.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN cases.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN cases.state IS
    'to_send 待发、sent 已发、answered 已反馈、corrected 已改、closed 销号 / To be sent, sent, answered, corrected, closed';
COMMENT ON COLUMN cases.since IS '走到这一步之日 / Day of this step';
COMMENT ON COLUMN cases.handler IS '经办人 / Who works it';
COMMENT ON COLUMN cases.until IS '应于何日前反馈 / Day by which the agency is to answer';
COMMENT ON COLUMN cases.remark IS '备注 / Remark';
COMMENT ON COLUMN cases.from_version IS '立案所依据的版本 / Version whose faults it is about';
COMMENT ON COLUMN cases.faults IS '立案时的问题数 / Faults it is about';
COMMENT ON COLUMN cases.faults_open IS '其中本版尚未消除的 / Of them not resolved in this version';
