CREATE TABLE form_cells (
    form VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    cell VARCHAR NOT NULL,
    table_code VARCHAR NOT NULL,
    row_code VARCHAR NOT NULL,
    column_code VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    row_label VARCHAR NOT NULL,
    row_name VARCHAR NOT NULL,
    column_label VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    signed BOOLEAN NOT NULL,
    role VARCHAR NOT NULL,
    optional BOOLEAN NOT NULL,
    table_role VARCHAR NOT NULL,
    row_role VARCHAR NOT NULL,
    column_role VARCHAR NOT NULL,
    is_whole BOOLEAN NOT NULL,
    pool VARCHAR,
    pool_label VARCHAR,
    yuan INTEGER,
    row_label_en VARCHAR NOT NULL,
    column_label_en VARCHAR NOT NULL
);

COMMENT ON TABLE form_cells IS '格式定义：每一格 / The statutory forms: every cell';
COMMENT ON COLUMN form_cells.form IS '格式 / Form';
COMMENT ON COLUMN form_cells.position IS '在格式中的次序 / Order in the form';
COMMENT ON COLUMN form_cells.cell IS '格代码 / Cell code';
COMMENT ON COLUMN form_cells.table_code IS '表 / Table';
COMMENT ON COLUMN form_cells.row_code IS '行 / Row';
COMMENT ON COLUMN form_cells.column_code IS '列 / Column';
COMMENT ON COLUMN form_cells.label IS '中文名称：表、行与列 / Chinese name of table, row and column';
COMMENT ON COLUMN form_cells.row_label IS '行的中文名称 / Chinese name of the row';
COMMENT ON COLUMN form_cells.row_name IS '行的简称 / Short Chinese name of the row';
COMMENT ON COLUMN form_cells.column_label IS '列的中文名称 / Chinese name of the column';
COMMENT ON COLUMN form_cells.unit IS '单位 / Unit';
COMMENT ON COLUMN form_cells.signed IS '可否为负 / May be below zero';
COMMENT ON COLUMN form_cells.role IS 'component（分项）或 total（合计）/ Component or total';
COMMENT ON COLUMN form_cells.optional IS '是否法定格式以外的可选行 / Belongs to a row outside the statutory ones';
COMMENT ON COLUMN form_cells.table_role IS '表的角色，见 data/forms/roles.toml / Role of the table';
COMMENT ON COLUMN form_cells.row_role IS '行的角色：received、carried_in 等，可为空文字 / Role of the row, often empty';
COMMENT ON COLUMN form_cells.column_role IS '列的角色：total、in_force 等，可为空文字 / Role of the column, often empty';
COMMENT ON COLUMN form_cells.is_whole IS
    '是否一行的全数，而非旁边总计的一部分 / The figure of its row for all of it, not a share of a total beside it';
COMMENT ON COLUMN form_cells.pool IS '可与他行合为一行填报的，那一行的代码 / Row that may be printed in place of this one and others';
COMMENT ON COLUMN form_cells.pool_label IS '那一行的名称，如“其他处理” / Name of that row';
COMMENT ON COLUMN form_cells.yuan IS '一个单位合多少元，件数为空 / How many yuan the unit is, null for counts';
COMMENT ON COLUMN form_cells.row_label_en IS '行的英文名称，没有的为代码 / English name of the row, its code where there is none';
COMMENT ON COLUMN form_cells.column_label_en IS
    '列的英文名称，没有的为代码 / English name of the column, its code where there is none';
