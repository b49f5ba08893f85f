CREATE TABLE similarities (
    report_id VARCHAR NOT NULL,
    other_report_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    containment DOUBLE NOT NULL
);

COMMENT ON TABLE similarities IS '文字雷同 / Likeness of prose between reports';
COMMENT ON COLUMN similarities.report_id IS '报告 / Report';
COMMENT ON COLUMN similarities.other_report_id IS '与之相似的报告 / The other report';
COMMENT ON COLUMN similarities.number IS '第几部分 / Section';
COMMENT ON COLUMN similarities.containment IS '五字片段包含度，0 至 1 / Containment of character 5-grams, 0 to 1';
