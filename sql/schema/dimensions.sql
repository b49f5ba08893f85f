CREATE TABLE dimensions (
    dimension VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    weight DECIMAL(9, 4) NOT NULL,
    reason VARCHAR NOT NULL
);

COMMENT ON TABLE dimensions IS '评分维度及满分，合计 100 / Dimensions of the score and their weights, 100 in all';
COMMENT ON COLUMN dimensions.dimension IS '维度 / Dimension';
COMMENT ON COLUMN dimensions.title IS '名称 / Title';
COMMENT ON COLUMN dimensions.title_en IS '英文名称 / Title in English';
COMMENT ON COLUMN dimensions.weight IS '满分，也是本维度最多扣分 / Points possible, also the most it may cost';
COMMENT ON COLUMN dimensions.reason IS '理由 / Reason';
