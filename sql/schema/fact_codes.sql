CREATE TABLE fact_codes (
    part VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    traits VARCHAR[] NOT NULL
);

COMMENT ON TABLE fact_codes IS
    '事实的种类、渠道与领域（data/forms/facts.toml）/ Kinds, channels and fields of facts';
COMMENT ON COLUMN fact_codes.part IS 'kind 种类、channel 渠道、field 领域 / What it is a code of';
COMMENT ON COLUMN fact_codes.position IS '次序，从 1 起 / Place in the file, from 1';
COMMENT ON COLUMN fact_codes.code IS '代码 / Code';
COMMENT ON COLUMN fact_codes.title IS '名称 / Name in Chinese';
COMMENT ON COLUMN fact_codes.title_en IS '英文名称 / Name in English';
COMMENT ON COLUMN fact_codes.traits IS
    '性质，见 data/forms/facts.toml：account 为机关自己开的账号；领域为只用于哪些种类 / Traits; of a field: its kinds';
