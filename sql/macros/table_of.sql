-- The table of a cell code table.row.column.
CREATE OR REPLACE MACRO table_of(cell) AS
    split_part(cell, '.', 1);

COMMENT ON MACRO table_of IS '格代码中的表 / The table of a cell code';
