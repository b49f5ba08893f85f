CREATE TABLE district_cells (
    district_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    value DECIMAL(38, 6),
    agencies_expected INTEGER NOT NULL,
    agencies_read INTEGER NOT NULL,
    agencies_reported INTEGER NOT NULL,
    agencies_blank INTEGER NOT NULL
);

COMMENT ON TABLE district_cells IS '区县汇总：每格之和及覆盖面 / District figures: the sum of each cell and its coverage';
COMMENT ON COLUMN district_cells.district_code IS '区县代码 / District';
COMMENT ON COLUMN district_cells.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN district_cells.kind IS
    '类别；“all”为全部机关（不含区县政府本级），不可与各类别相加 / Kind of agency; `all` is every one of them, never to be added to the kinds';
COMMENT ON COLUMN district_cells.cell IS '格代码 / Cell';
COMMENT ON COLUMN district_cells.value IS '所报数字之和，无一报数时为空 / Sum of the figures reported, null when none was';
COMMENT ON COLUMN district_cells.agencies_expected IS '应报机关数 / Agencies that owe a report';
COMMENT ON COLUMN district_cells.agencies_read IS '有现行报告的机关数 / Agencies with a current report';
COMMENT ON COLUMN district_cells.agencies_reported IS '此格报数的机关数 / Agencies that gave a figure here';
COMMENT ON COLUMN district_cells.agencies_blank IS
    '此格空白、缺失或非数字的机关数 / Agencies whose cell is blank, absent or unreadable';
