CREATE TABLE reports (
    report_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    ordinal INTEGER NOT NULL,
    agency_code VARCHAR,
    report_year INTEGER,
    form VARCHAR,
    title VARCHAR,
    agency_printed VARCHAR,
    published_on DATE,
    version INTEGER,
    is_current BOOLEAN NOT NULL,
    status VARCHAR NOT NULL,
    problem VARCHAR,
    decided VARCHAR[] NOT NULL DEFAULT [],
    warnings VARCHAR[] NOT NULL
);

COMMENT ON TABLE reports IS '读出的年度报告，含各版本 / Reports read, all versions';
COMMENT ON COLUMN reports.report_id IS
    '报告标识：文件 sha256 前十六位加序号 / First 16 digits of the sha256 and the ordinal in the document';
COMMENT ON COLUMN reports.document_id IS '所在文件 / Document it stands in';
COMMENT ON COLUMN reports.ordinal IS '在文件中的序号，从 1 起 / Place in the document, from 1';
COMMENT ON COLUMN reports.agency_code IS '机关代码，未能匹配时为空 / Agency, null when none matched';
COMMENT ON COLUMN reports.report_year IS '报告年度，未能识别时为空 / Year reported on, null when not found';
COMMENT ON COLUMN reports.form IS '格式：2021 或 2019 / Statutory form it was read under';
COMMENT ON COLUMN reports.title IS '标题 / Title as printed';
COMMENT ON COLUMN reports.agency_printed IS '文中机关名称 / Agency''s name as printed';
COMMENT ON COLUMN reports.published_on IS '公布日期，未能识别时为空 / Date of publication, null when not found';
COMMENT ON COLUMN reports.version IS '同一机关同一年度的第几版，从 1 起 / Version, from 1, among this agency''s reports of the year';
COMMENT ON COLUMN reports.is_current IS '是否现行版本（计入检查、汇总与排名）/ Whether it counts in checks, rollups and ranks';
COMMENT ON COLUMN reports.status IS
    '计入与否：current 现行、superseded 已被取代、returned 办公室已退回、unknown_agency 机关不明、unknown_year 年度不明、year_not_expected 不在应报年度 '
    '/ Why it counts or not';
COMMENT ON COLUMN reports.problem IS '不计入的原因与办法 / Why it does not count, and what to do';
COMMENT ON COLUMN reports.decided IS
    '由办公室指定而不是读出的各项：agency 机关、report_year 年度、published_on 公布日期 / What of it the office said, and was not read';
COMMENT ON COLUMN reports.warnings IS '读取时的提示 / What the reader noticed and could not use';
