CREATE TABLE fetches (
    agency_code VARCHAR,
    report_year INTEGER,
    address VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    http_status INTEGER,
    document_id VARCHAR,
    first_on DATE NOT NULL,
    last_on DATE NOT NULL,
    is_latest BOOLEAN NOT NULL,
    problem VARCHAR
);

COMMENT ON TABLE fetches IS
    '各网址自何日至何日显示什么：同一状态连续为一行；逐次记录在存档日志中 '
    '/ What each address showed from when to when: a row for each run of equal observations; every single one is in '
    'the archive''s log';
COMMENT ON COLUMN fetches.agency_code IS '机关代码；栏目页为空 / Agency, null for list pages';
COMMENT ON COLUMN fetches.report_year IS '所找的报告年度；栏目页为空 / Report year looked for, null for list pages';
COMMENT ON COLUMN fetches.address IS '网址 / Address asked for';
COMMENT ON COLUMN fetches.role IS 'list 栏目页、search 在栏目中找某机关某年度的报告、page 报告网页、file 报告文件、attachment 网页的附件 / What it is';
COMMENT ON COLUMN fetches.number IS '该网址的第几段，从 1 起 / Which run of this address, from 1';
COMMENT ON COLUMN fetches.state IS
    'archived 已存档、listed 栏目已列出、not_listed 栏目尚未列出、gone 不存在或已撤下、refused 不能访问、failed 未能取得 / What it showed';
COMMENT ON COLUMN fetches.http_status IS 'HTTP 状态码 / HTTP status';
COMMENT ON COLUMN fetches.document_id IS '所存内容的 sha256 / sha256 of what it showed';
COMMENT ON COLUMN fetches.first_on IS '首日（北京时间）/ First day, in China';
COMMENT ON COLUMN fetches.last_on IS '末日（北京时间）/ Last day, in China';
COMMENT ON COLUMN fetches.is_latest IS '是否为该网址最近的状态 / Whether nothing else was seen since';
COMMENT ON COLUMN fetches.problem IS '问题与办法 / What is wrong, and what to do';
