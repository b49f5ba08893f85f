CREATE TABLE statements (
    report_id VARCHAR NOT NULL,
    agency_code VARCHAR,
    report_year INTEGER,
    kind VARCHAR NOT NULL,
    value DECIMAL(20, 6) NOT NULL,
    unit VARCHAR NOT NULL,
    section INTEGER NOT NULL,
    text VARCHAR NOT NULL
);

COMMENT ON TABLE statements IS '文字中所述的数字 / Figures claimed in prose';
COMMENT ON COLUMN statements.report_id IS '报告 / Report';
COMMENT ON COLUMN statements.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN statements.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN statements.kind IS '所述事项 / What the figure is of';
COMMENT ON COLUMN statements.value IS '数值 / Figure';
COMMENT ON COLUMN statements.unit IS '单位 / Unit as written';
COMMENT ON COLUMN statements.section IS '所在部分 / Section it stands in';
COMMENT ON COLUMN statements.text IS '原句 / Sentence';
