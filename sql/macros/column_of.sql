-- The column of a cell code table.row.column.
CREATE OR REPLACE MACRO column_of(cell) AS
    split_part(cell, '.', 3);

COMMENT ON MACRO column_of IS '格代码中的列 / The column of a cell code';
