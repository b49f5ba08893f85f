CREATE TABLE counted_tables (
    district_code VARCHAR NOT NULL,
    agency_code VARCHAR NOT NULL,
    peer_group VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    report_id VARCHAR,
    form VARCHAR,
    table_code VARCHAR NOT NULL,
    left_out VARCHAR,
    empty_cells INTEGER NOT NULL
);

COMMENT ON TABLE counted_tables IS
    '区县汇总表计入哪些机关的哪张表：每机关每年每表一行 / Which tables the district''s own are added up from: one row an agency, year and table';
COMMENT ON COLUMN counted_tables.district_code IS '区县代码 / District';
COMMENT ON COLUMN counted_tables.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN counted_tables.peer_group IS '同类组 / Peer group';
COMMENT ON COLUMN counted_tables.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN counted_tables.report_id IS '现行报告，未报时为空 / Current report, null when there is none';
COMMENT ON COLUMN counted_tables.form IS '格式 / Form';
COMMENT ON COLUMN counted_tables.table_code IS '表 / Table';
COMMENT ON COLUMN counted_tables.left_out IS '未计入的原因，计入时为空 / Why it is left out, null when counted';
COMMENT ON COLUMN counted_tables.empty_cells IS '空白、缺失或非数字的格数 / Cells blank, absent or unreadable';
