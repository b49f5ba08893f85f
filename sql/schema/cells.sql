CREATE TABLE cells (
    report_id VARCHAR NOT NULL,
    agency_code VARCHAR,
    report_year INTEGER,
    cell VARCHAR NOT NULL,
    value DECIMAL(20, 6),
    state VARCHAR NOT NULL,
    raw VARCHAR NOT NULL,
    page INTEGER,
    table_index INTEGER,
    row_index INTEGER,
    column_index INTEGER,
    attachment VARCHAR,
    confidence FLOAT
);

COMMENT ON TABLE cells IS '报告中的每一格数字及其出处 / Every figure of every report and where it stood';
COMMENT ON COLUMN cells.report_id IS '报告 / Report';
COMMENT ON COLUMN cells.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN cells.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN cells.cell IS '格代码：表.行.列 / Cell code: table.row.column';
COMMENT ON COLUMN cells.value IS '数值；仅状态为 reported 时有值 / Figure, null unless the state is reported';
COMMENT ON COLUMN cells.state IS '状态：reported 有数、blank 空白、not_applicable 不适用、unreadable 非数字、absent 缺行或缺表 / State';
COMMENT ON COLUMN cells.raw IS '原文 / Text as it stood';
COMMENT ON COLUMN cells.page IS '页（PDF、扫描件），从 1 起 / Page, from 1';
COMMENT ON COLUMN cells.table_index IS '文件中第几张表，从 1 起 / Table in the document, from 1';
COMMENT ON COLUMN cells.row_index IS '表中第几行，从 1 起 / Grid row, from 1';
COMMENT ON COLUMN cells.column_index IS '表中第几列，从 1 起 / Grid column, from 1';
COMMENT ON COLUMN cells.attachment IS
    '所在的图片或附件（文件中的名称；与 documents.link 对应），在正文中时为空 '
    '/ Picture or attached file it stood in, as the document names it (see documents.link); null in the document '
    'itself';
COMMENT ON COLUMN cells.confidence IS
    '扫描件上辨认此格的把握（0 至 1），不是扫描件时为空 / How sure the recognition of a scan is (0-1); null for digital text';
