CREATE TABLE case_faults (
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    fault_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    resolved_in VARCHAR,
    result VARCHAR
);

COMMENT ON TABLE case_faults IS
    '整改台账中的各个问题，本版是否已经消除 / The faults of the cases, and whether they are resolved in this version';
COMMENT ON COLUMN case_faults.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN case_faults.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN case_faults.fault_id IS '问题的标识，立案时的 / Id of the fault when the case was opened';
COMMENT ON COLUMN case_faults.title IS '问题，立案时的 / What was wrong when the case was opened';
COMMENT ON COLUMN case_faults.state IS 'open 仍在、waived 已豁免、explained 已有说明、resolved 已消除、reopened 已消除而办公室撤回、'
    'unclear 现在的报告读不出，不能说已消除 / Open, waived, explained, resolved, taken back, or not to be told';
COMMENT ON COLUMN case_faults.resolved_in IS '自哪一版起消除 / Version since which it is resolved';
COMMENT ON COLUMN case_faults.result IS '整改结果，办公室所填 / What came of it, in the office''s words';
