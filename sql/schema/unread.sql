CREATE TABLE unread (
    report_id VARCHAR NOT NULL,
    agency_code VARCHAR,
    report_year INTEGER,
    place VARCHAR NOT NULL,
    table_code VARCHAR,
    section INTEGER
);

COMMENT ON TABLE unread IS
    '文件中有而未能读出的内容：报告所缺的可能在其中 / What stands in a document and could not be read: what is missing may be there';
COMMENT ON COLUMN unread.report_id IS '报告 / Report';
COMMENT ON COLUMN unread.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN unread.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN unread.place IS '位置：页、表、行、图片或附件 / Where: page, table, row, picture or attachment';
COMMENT ON COLUMN unread.table_code IS '可能是哪一张表的 / Table it may belong to';
COMMENT ON COLUMN unread.section IS
    '可能是第几部分；与 table_code 均为空的，可能是任何内容 / Section it may be; anything where both are null';
