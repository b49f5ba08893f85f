CREATE TABLE wordings (
    kind VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    wording VARCHAR NOT NULL
);

COMMENT ON TABLE wordings IS '文字检查所用的词语，取自 data/forms/prose.toml / Words by which checks recognise what prose says';
COMMENT ON COLUMN wordings.kind IS '用途：aspect 五个方面、government_result 政府另报的结果、fee 收费、residue 模板残留、problem 问题、praise 成绩、measure 改进 / What it is used for';
COMMENT ON COLUMN wordings.topic IS '发现中所称的事项 / What findings call it';
COMMENT ON COLUMN wordings.wording IS '词语，文字去空白、标点换成半角后查找 / Words looked for in a section''s plain text';
