CREATE TABLE form_tables (
    form VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    table_code VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    numeral VARCHAR NOT NULL,
    section INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    layout VARCHAR NOT NULL,
    required BOOLEAN NOT NULL,
    label_en VARCHAR NOT NULL
);

COMMENT ON TABLE form_tables IS '格式定义：各表 / The statutory forms: tables';
COMMENT ON COLUMN form_tables.form IS '格式 / Form';
COMMENT ON COLUMN form_tables.position IS '在格式中的次序 / Order in the form';
COMMENT ON COLUMN form_tables.table_code IS '表 / Table';
COMMENT ON COLUMN form_tables.role IS '角色：disclosure、requests、disputes、statistics / Role';
COMMENT ON COLUMN form_tables.numeral IS '表的序号，如“二” / Number as printed';
COMMENT ON COLUMN form_tables.section IS '所在部分 / Section it stands in';
COMMENT ON COLUMN form_tables.label IS '表名 / Title';
COMMENT ON COLUMN form_tables.unit IS '单位，各列另有规定的除外 / Unit, but for columns with their own';
COMMENT ON COLUMN form_tables.layout IS '排法：blocks、rows、across / How it is printed';
COMMENT ON COLUMN form_tables.required IS '是否不可缺少 / Whether it must be there';
COMMENT ON COLUMN form_tables.label_en IS '英文名称，没有的为代码 / English name, the code where there is none';
