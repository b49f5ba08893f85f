-- How full each statutory table of each current report is. A table is there when any of its cells is. What is absent
-- may stand in what could not be read: then nobody can say that it is missing (`unread` is not null).
CREATE OR REPLACE VIEW internal.report_tables AS
WITH counted AS (
    SELECT
        report_id,
        table_of(cell) AS table_code,
        count(*) FILTER (state <> 'absent') AS present_cells,
        count(*) FILTER (state = 'blank') AS blank_cells,
        count(*) FILTER (state = 'unreadable') AS unreadable_cells,
        count(*) FILTER (lacks_figure(state)) AS empty_cells
    FROM cells
    GROUP BY report_id, table_code
),
lost AS (
    SELECT u.report_id, t.table_code, list(DISTINCT u.place) AS places
    FROM unread u
    JOIN (SELECT DISTINCT table_code FROM form_tables) t
        ON t.table_code = u.table_code OR (u.table_code IS NULL AND u.section IS NULL)
    GROUP BY u.report_id, t.table_code
)
SELECT
    r.agency_code,
    r.report_year,
    r.report_id,
    r.form,
    t.table_code,
    t.numeral,
    t.section,
    t.label,
    coalesce(c.present_cells, 0) AS present_cells,
    coalesce(c.blank_cells, 0) AS blank_cells,
    coalesce(c.unreadable_cells, 0) AS unreadable_cells,
    coalesce(c.empty_cells, 0) AS empty_cells,
    coalesce(c.empty_cells - c.blank_cells - c.unreadable_cells, 0) AS absent_cells,
    CASE WHEN present_cells = 0 OR absent_cells > 0 THEN list_sort(l.places) END AS unread
FROM reports r
JOIN report_forms f ON f.report_id = r.report_id
JOIN form_tables t ON t.form = f.form AND t.required
LEFT JOIN counted c ON c.report_id = r.report_id AND c.table_code = t.table_code
LEFT JOIN lost l ON l.report_id = r.report_id AND l.table_code = t.table_code;

COMMENT ON VIEW internal.report_tables IS '每份现行报告各法定表的填报情况 / How full the statutory tables of current reports are';
COMMENT ON COLUMN internal.report_tables.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.report_tables.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.report_tables.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.report_tables.form IS '格式 / Form';
COMMENT ON COLUMN internal.report_tables.table_code IS '表 / Table';
COMMENT ON COLUMN internal.report_tables.numeral IS '表的序号 / Number as printed';
COMMENT ON COLUMN internal.report_tables.section IS '所在部分 / Section it belongs to';
COMMENT ON COLUMN internal.report_tables.label IS '表名 / Title of the table';
COMMENT ON COLUMN internal.report_tables.present_cells IS '文件中有的格数 / Cells that are in the document';
COMMENT ON COLUMN internal.report_tables.blank_cells IS '看得出是空白的格数 / Cells seen to be blank';
COMMENT ON COLUMN internal.report_tables.unreadable_cells IS '有字而读不出数的格数 / Cells whose text is no number';
COMMENT ON COLUMN internal.report_tables.absent_cells IS '没有读到的格数 / Cells that were not found';
COMMENT ON COLUMN internal.report_tables.unread IS
    '没有读到的格可能所在的未读内容，没有时为空（确实没有这些格）/ Where what was not found may be, null: surely not there';
COMMENT ON COLUMN internal.report_tables.empty_cells IS '空白、缺失或非数字的格数 / Cells blank, absent or unreadable';
