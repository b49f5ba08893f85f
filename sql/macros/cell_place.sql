-- Where a figure stood, in words.
CREATE OR REPLACE MACRO cell_place(attachment, page, table_index, row_index, column_index) AS
    concat(
        '附件「' || attachment || '」',
        '第' || page || '页',
        '第' || table_index || '张表',
        '第' || row_index || '行',
        '第' || column_index || '列'
    );

COMMENT ON MACRO cell_place IS '一格在文件中的位置 / Where a figure stood, in words';
