CREATE TABLE cell_bounds (
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    report_id VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    reported DECIMAL(20, 6),
    least DECIMAL(20, 6),
    most DECIMAL(20, 6),
    likeliest DECIMAL(20, 6),
    reason VARCHAR NOT NULL
);

COMMENT ON TABLE cell_bounds IS
    '现行报告中不能照所报确定的数及其上下限；未列的格以所报为准 '
    '/ Figures of current reports that are not certain, with their bounds; all others are as reported';
COMMENT ON COLUMN cell_bounds.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN cell_bounds.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN cell_bounds.report_id IS '报告 / Report';
COMMENT ON COLUMN cell_bounds.cell IS '格代码 / Cell';
COMMENT ON COLUMN cell_bounds.reported IS '所报，未填数为空 / Reported, null when there is no figure';
COMMENT ON COLUMN cell_bounds.least IS '至少，不限为空 / Least it can be, null when unbounded';
COMMENT ON COLUMN cell_bounds.most IS '至多，不限为空 / Most it can be, null when unbounded';
COMMENT ON COLUMN cell_bounds.likeliest IS '唯一的改法或等式所定之数 / What the only repair or the identities make it, else null';
COMMENT ON COLUMN cell_bounds.reason IS 'not_given（空白、缺失、读不出或格式不同）、doubtful（所报存疑）/ Why';
