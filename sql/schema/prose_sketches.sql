CREATE TABLE internal.prose_sketches (
    report_id VARCHAR NOT NULL,
    agency_code VARCHAR NOT NULL,
    report_year INTEGER NOT NULL,
    section INTEGER NOT NULL,
    shingles UBIGINT[] NOT NULL
);

COMMENT ON TABLE internal.prose_sketches IS
    '各报告各部分文字片段的抽样，供跨区县比对；不发布 '
    '/ A sample of the shingles of each section, for the comparison across districts; not published';
COMMENT ON COLUMN internal.prose_sketches.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.prose_sketches.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.prose_sketches.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.prose_sketches.section IS '第几部分 / Section';
COMMENT ON COLUMN internal.prose_sketches.shingles IS
    '五字片段的散列值，从小到大；四个中取一个，取哪个由其值定，已除去本区模板与通用文字 '
    '/ Hashes of 5-character shingles, ascending: one in four, chosen by its value, without the district''s template';
