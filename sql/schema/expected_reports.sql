CREATE TABLE expected_reports (
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    deadline DATE NOT NULL,
    deadline_basis VARCHAR NOT NULL,
    is_due BOOLEAN NOT NULL,
    deadline_set_by VARCHAR NOT NULL
);

COMMENT ON TABLE expected_reports IS '应报年度报告：每机关每年一行 / Reports that are owed: one row an agency and year';
COMMENT ON COLUMN expected_reports.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN expected_reports.report_year IS '报告年度（所反映的年份）/ Year reported on';
COMMENT ON COLUMN expected_reports.deadline IS '公布期限 / Date by which it must be public';
COMMENT ON COLUMN expected_reports.deadline_basis IS '期限依据 / Where the deadline comes from';
COMMENT ON COLUMN expected_reports.is_due IS '运行之日期限是否已过 / Whether the deadline had passed on the day of the run';
COMMENT ON COLUMN expected_reports.deadline_set_by IS
    '期限由何规定：law 条例、notice 登记表所载的本地通知、custom 都没有，参照其他机关 / What sets it: law, a local notice, or neither';
