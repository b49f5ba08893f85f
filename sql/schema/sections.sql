CREATE TABLE sections (
    report_id VARCHAR NOT NULL,
    agency_code VARCHAR,
    report_year INTEGER,
    section INTEGER NOT NULL,
    heading VARCHAR NOT NULL,
    text VARCHAR NOT NULL
);

COMMENT ON TABLE sections IS '六个部分的文字 / Prose of the six sections';
COMMENT ON COLUMN sections.report_id IS '报告 / Report';
COMMENT ON COLUMN sections.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN sections.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN sections.section IS '第几部分，1 至 6 / Statutory number, 1 to 6';
COMMENT ON COLUMN sections.heading IS '标题原文 / Heading as printed';
COMMENT ON COLUMN sections.text IS '文字（不含表格）/ Prose without the tables';
