CREATE TABLE facts (
    report_id VARCHAR NOT NULL,
    agency_code VARCHAR,
    report_year INTEGER,
    kind VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    value DECIMAL(20, 6),
    unit VARCHAR NOT NULL,
    section INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    lowest DECIMAL(20, 6),
    highest DECIMAL(20, 6),
    scope VARCHAR NOT NULL,
    year INTEGER,
    ordinal INTEGER NOT NULL,
    part_of INTEGER,
    parts VARCHAR NOT NULL,
    last_lowest DECIMAL(20, 6),
    last_highest DECIMAL(20, 6),
    is_whole BOOLEAN NOT NULL
);

COMMENT ON TABLE facts IS
    '事实：只在正文中、表里没有的数与事 / Facts: what only the prose tells, with or without a number';
COMMENT ON COLUMN facts.report_id IS '报告 / Report';
COMMENT ON COLUMN facts.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN facts.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN facts.kind IS '种类，见 fact_codes；unknown 为未能归类 / Kind; unknown where it could not be placed';
COMMENT ON COLUMN facts.channel IS
    '渠道，见 fact_codes，几种以 + 相连，空为未分渠道 / Channel, several joined by +, empty: not told by channel';
COMMENT ON COLUMN facts.field IS
    '领域，见 fact_codes，几种以 + 相连，空为未分领域，unknown 为词汇表中没有 / Field, several joined by +, empty: not told by field';
COMMENT ON COLUMN facts.value IS
    '数值，已乘“万”；空为只说有而没有数字；公开指南为版本年份 / Figure; null: it is there; of a guide: the year of its edition';
COMMENT ON COLUMN facts.unit IS '量词 / Counter as written';
COMMENT ON COLUMN facts.section IS '所在部分 / Section it stands in';
COMMENT ON COLUMN facts.text IS '原句 / Sentence';
COMMENT ON COLUMN facts.label IS '所据的词语 / The words it is told by';
COMMENT ON COLUMN facts.lowest IS '所指数目的下限，“370余”为 370 / Least it may mean';
COMMENT ON COLUMN facts.highest IS '所指数目的上限，“370余”为 380 / Most it may mean';
COMMENT ON COLUMN facts.scope IS
    'own 本机关全年、part_year 半年或某月、other_year 其他年度、wider 其他层级（如全区）/ Whose and of which time';
COMMENT ON COLUMN facts.year IS '句中为该数写明的年份，没有写的为空 / Year the sentence names for it';
COMMENT ON COLUMN facts.ordinal IS '在报告中的序号，从 1 起 / Place among the report''s facts, from 1';
COMMENT ON COLUMN facts.part_of IS '是哪一处总数的分项，即该总数的 ordinal / Ordinal of the total it is a part of';
COMMENT ON COLUMN facts.parts IS
    '分项之和：add_up 与总数相符、less 不足、more 超过，空为没有两个分项 / What its own parts come to, empty: it has not two';
COMMENT ON COLUMN facts.last_lowest IS
    '据文中与上年相比的话，上年之数的下限（127条，比上年增加27条：100），空为没有比较 / Least that last year''s was by its words';
COMMENT ON COLUMN facts.last_highest IS
    '同上，上限；有下限而此项为空是不限 / Most that it was; null beside a least: without a bound';
COMMENT ON COLUMN facts.is_whole IS
    '是否写明为全年该种类（该渠道）的全部 / Whether it is told as all of its kind and channel in the year';
