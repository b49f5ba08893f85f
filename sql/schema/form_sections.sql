CREATE TABLE form_sections (
    form VARCHAR NOT NULL,
    section INTEGER NOT NULL,
    numeral VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    required BOOLEAN NOT NULL,
    covers VARCHAR[] NOT NULL
);

COMMENT ON TABLE form_sections IS '格式定义：各部分 / The statutory forms: sections';
COMMENT ON COLUMN form_sections.form IS '格式 / Form';
COMMENT ON COLUMN form_sections.section IS '第几部分 / Number';
COMMENT ON COLUMN form_sections.numeral IS '部分的序号，如“二” / Number as printed';
COMMENT ON COLUMN form_sections.role IS '角色：overview、problems 等 / Role';
COMMENT ON COLUMN form_sections.label IS '标题 / Heading';
COMMENT ON COLUMN form_sections.required IS '是否不可缺少 / Whether it must be there';
COMMENT ON COLUMN form_sections.covers IS
    '应写到的方面，见 wordings 中的 aspect / What it must speak of: topics of wordings, kind aspect';
