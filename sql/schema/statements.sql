CREATE TABLE statements (
    report_id VARCHAR NOT NULL,
    agency_code VARCHAR,
    report_year INTEGER,
    statement_kind VARCHAR NOT NULL,
    stated_value DECIMAL(20, 6) NOT NULL,
    unit VARCHAR NOT NULL,
    section INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    lowest DECIMAL(20, 6) NOT NULL,
    highest DECIMAL(20, 6) NOT NULL,
    scope VARCHAR NOT NULL,
    year INTEGER,
    label VARCHAR NOT NULL,
    ordinal INTEGER NOT NULL,
    part_of INTEGER
);

COMMENT ON TABLE statements IS '文字中所述的数字 / Figures claimed in prose';
COMMENT ON COLUMN statements.report_id IS '报告 / Report';
COMMENT ON COLUMN statements.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN statements.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN statements.statement_kind IS '所述事项，见 data/forms/statements.toml / What the figure is of';
COMMENT ON COLUMN statements.stated_value IS '数值，已乘“万” / Figure, times 万';
COMMENT ON COLUMN statements.unit IS '量词 / Counter as written';
COMMENT ON COLUMN statements.section IS '所在部分 / Section it stands in';
COMMENT ON COLUMN statements.text IS '原句 / Sentence';
COMMENT ON COLUMN statements.lowest IS
    '所指数目的下限，“370余”为 370，无余、约等字时即数值 / Least it may mean; the figure itself when not hedged';
COMMENT ON COLUMN statements.highest IS '所指数目的上限，“370余”为 380，无余、约等字时即数值 / Most it may mean';
COMMENT ON COLUMN statements.scope IS '所指范围：year 全年、part 某一渠道或某一分项、other 其他时间 / Whole year, a part, or another time';
COMMENT ON COLUMN statements.year IS '句中为该数写明的年份，没有写的为空 / Year the sentence names for it';
COMMENT ON COLUMN statements.label IS '数字前的说法 / Words before the figure';
COMMENT ON COLUMN statements.ordinal IS '在报告中的序号，从 1 起 / Place among the report''s statements, from 1';
COMMENT ON COLUMN statements.part_of IS '是哪一处总数的分项，即该总数的 ordinal / Ordinal of the total it is a part of';
