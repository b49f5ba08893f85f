CREATE TABLE statement_cells (
    form VARCHAR NOT NULL,
    statement_kind VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    cell VARCHAR NOT NULL
);

COMMENT ON TABLE statement_cells IS '文字所述事项对应的格：几格相加应与所述一致 / Cells whose sum a figure claimed in prose must be';
COMMENT ON COLUMN statement_cells.form IS '格式 / Form';
COMMENT ON COLUMN statement_cells.statement_kind IS '所述事项，同 statements.statement_kind / Kind of statement';
COMMENT ON COLUMN statement_cells.title IS '事项名称 / What findings call it';
COMMENT ON COLUMN statement_cells.cell IS '格代码 / Cell';
