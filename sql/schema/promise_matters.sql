CREATE TABLE promise_matters (
    matter VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    position INTEGER NOT NULL
);

COMMENT ON TABLE promise_matters IS
    '承诺所说的事项（data/forms/promises.toml）/ Matters that promises are about (data/forms/promises.toml)';
COMMENT ON COLUMN promise_matters.matter IS '事项 / Matter';
COMMENT ON COLUMN promise_matters.title IS '名称 / Name in Chinese';
COMMENT ON COLUMN promise_matters.title_en IS '英文名称 / Name in English';
COMMENT ON COLUMN promise_matters.position IS '次序，从 1 起 / Place in the list, from 1';
