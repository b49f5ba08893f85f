-- What messages call a cell: its row and its column.
CREATE OR REPLACE MACRO cell_name(row_label, column_label) AS
    concat(row_label, '·', column_label);

COMMENT ON MACRO cell_name IS '格在说明中的名称：行与列 / A cell in messages: row and column';
