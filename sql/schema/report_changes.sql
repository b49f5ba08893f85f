CREATE TABLE report_changes (
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    report_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    current_report_id VARCHAR NOT NULL,
    published VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    before VARCHAR,
    after VARCHAR,
    state_before VARCHAR NOT NULL,
    state_after VARCHAR NOT NULL
);

COMMENT ON TABLE report_changes IS
    '同一机关同一年度重发的报告：旧版与现行版本逐格、逐部分的差异 '
    '/ Resubmitted reports: what differs between a superseded version and the current one, cell by cell and section '
    'by section';
COMMENT ON COLUMN report_changes.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN report_changes.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN report_changes.report_id IS '被取代的报告 / The superseded report';
COMMENT ON COLUMN report_changes.version IS '其为第几版 / Its version';
COMMENT ON COLUMN report_changes.current_report_id IS '现行报告 / The current report';
COMMENT ON COLUMN report_changes.published IS
    '旧版公布于现行版本之前 before、同日 same_day 或先后不明 unknown；同一网址的以显示先后为准，其余以公布日期为准 '
    '/ When it was published, as against the current one: by what came first at one address, else by date';
COMMENT ON COLUMN report_changes.kind IS 'cell 格、section 部分 / Cell or section';
COMMENT ON COLUMN report_changes.item IS '格代码，或 section.5 之类 / Cell code, or section.5 and the like';
COMMENT ON COLUMN report_changes.before IS '旧版的数或文字 / Figure or text before';
COMMENT ON COLUMN report_changes.after IS '现行版本的数或文字 / Figure or text now';
COMMENT ON COLUMN report_changes.state_before IS '旧版的状态（见 cells.state）/ State before, as in cells.state';
COMMENT ON COLUMN report_changes.state_after IS '现行版本的状态 / State now';
