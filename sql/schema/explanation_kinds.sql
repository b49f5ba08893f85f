CREATE TABLE explanation_kinds (
    kind VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    rules VARCHAR[] NOT NULL,
    any_year BOOLEAN NOT NULL
);

COMMENT ON TABLE explanation_kinds IS
    '说明的种类及其可以解释的检查（data/forms/explanations.toml）/ Kinds of explanations, and the checks each may account for';
COMMENT ON COLUMN explanation_kinds.kind IS '种类 / Kind';
COMMENT ON COLUMN explanation_kinds.title IS '名称 / Name in Chinese';
COMMENT ON COLUMN explanation_kinds.title_en IS '英文名称 / Name in English';
COMMENT ON COLUMN explanation_kinds.rules IS '可以解释哪些检查的不符 / Checks whose failures it may account for';
COMMENT ON COLUMN explanation_kinds.any_year IS
    '所说年份不必是本年或上年 / Whether the year it names need not be this or last year';
