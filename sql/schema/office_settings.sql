CREATE TABLE office_settings (
    setting VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    value VARCHAR NOT NULL
);

COMMENT ON TABLE office_settings IS
    '办公室的设置：署名、联系人、期限、节假日，只列办公室填了的 / What the office set: who signs, whom to ask, days to answer, holidays';
COMMENT ON COLUMN office_settings.setting IS '代号 / Code';
COMMENT ON COLUMN office_settings.title IS '名称 / Name';
COMMENT ON COLUMN office_settings.value IS '内容；日期一行一个 / Value; days one a line';
