CREATE TABLE forms (
    form VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    basis VARCHAR NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER,
    known_by VARCHAR NOT NULL
);

COMMENT ON TABLE forms IS '格式定义：各年的法定格式 / The statutory forms';
COMMENT ON COLUMN forms.form IS '格式 / Form';
COMMENT ON COLUMN forms.name IS '检查结果中的名称 / What a finding calls it';
COMMENT ON COLUMN forms.title IS '文件所用名称 / Title';
COMMENT ON COLUMN forms.basis IS '依据 / Notice that prescribes it';
COMMENT ON COLUMN forms.first_year IS '自哪一年度的报告起使用 / First report year it is prescribed for';
COMMENT ON COLUMN forms.last_year IS '用至哪一年度的报告，空为仍在使用 / Last report year, null while in force';
COMMENT ON COLUMN forms.known_by IS '用迟了时据以看出的地方，可为空文字 / By what a reader knows it when it is used too late';
