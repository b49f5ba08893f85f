CREATE TABLE wordings (
    kind VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    wording VARCHAR NOT NULL
);

COMMENT ON TABLE wordings IS '文字检查所用的词语，取自 data/forms/prose.toml / Words by which checks recognise what prose says';
COMMENT ON COLUMN wordings.kind IS
    '用途，即 data/forms/prose.toml 的各节；pattern 为句式 / What it is used for: the sections of prose.toml';
COMMENT ON COLUMN wordings.topic IS '发现中所称的事项；句式为其名称 / What findings call it; of a pattern its name';
COMMENT ON COLUMN wordings.wording IS
    '词语，文字去空白、标点换成半角后查找；句式为正则表达式 / Words looked for in a section''s plain text; of a pattern a regular expression';
