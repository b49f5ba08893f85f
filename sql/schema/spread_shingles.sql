CREATE TABLE internal.spread_shingles (
    shingle UBIGINT NOT NULL
);

COMMENT ON TABLE internal.spread_shingles IS
    '跨区县比对时不计的文字片段（spread_wording），按全部报告算得，供下次运行；不发布 '
    '/ Shingles that do not count across districts (spread_wording), over all reports, for the next run; not published';
COMMENT ON COLUMN internal.spread_shingles.shingle IS '文字片段的散列值 / Hash of a shingle';
