/*
id: cell_blank
title: 表格中有未填数的格
title_en: Cells of the tables carry no figure
fault: 表格中有空格或非数字
fault_en: Cells left blank or without a figure
dimension: completeness
severity: warning
basis: >-
  国办公开办函〔2021〕30号：内容不得遗漏；明确责任中的“不准确不全面”
why: >-
  空白既可能是 0 也可能是漏填，使合计无法核对。
  A blank may be a zero or an omission, and nothing can be checked against it.
not_an_error: >-
  “/”“-”“无”视为无此事项，不算空白；整表缺失另见 table_missing；有字而读不出数的、可能在未读内容里的另见 not_read。
  Marks for not applicable are no blanks; a whole table missing, and what could not be read, are other checks.
*/
WITH incomplete AS (
    SELECT * FROM report_tables WHERE present_cells > 0 AND (blank_cells > 0 OR (absent_cells > 0 AND unread IS NULL))
),
empty_cells AS (
    SELECT
        i.report_id,
        i.table_code,
        list(c.cell) AS cells,
        min({'position': f.position, 'label': cell_name(f.row_name, f.column_label)}, 4) AS first_cells
    FROM cells c
    JOIN incomplete i ON i.report_id = c.report_id AND i.table_code = table_of(c.cell)
    JOIN form_cells f ON f.form = i.form AND f.cell = c.cell
    WHERE c.state = 'blank' OR (c.state = 'absent' AND i.unread IS NULL)
    GROUP BY i.report_id, i.table_code
),
opened AS (
    SELECT e.report_id, e.table_code, count(*) AS identities, list_sort(list(DISTINCT b.rule)) AS rules
    FROM empty_cells e
    JOIN broken_identities b ON b.report_id = e.report_id AND b.outcome = 'cannot_tell'
    WHERE list_has_any(b.cells, e.cells)
    GROUP BY e.report_id, e.table_code
)
SELECT
    i.agency_code,
    i.report_year,
    i.report_id,
    'fail' AS outcome,
    list_sort(e.cells) AS cells,
    format('{} 格未填数', len(e.cells)) AS reported,
    '每格填数，没有的填 0' AS expected,
    format(
        '表{}有 {} 格未填数：{}。没有的请填 0{}。',
        i.numeral,
        len(e.cells),
        first_of([c.label FOR c IN e.first_cells], 3, '、'),
        CASE WHEN o.identities > 0 THEN format('；有 {} 项勾稽关系因此无法判断', o.identities) ELSE '' END
    ) AS message,
    o.rules AS leaves_open
FROM incomplete i
JOIN empty_cells e ON e.report_id = i.report_id AND e.table_code = i.table_code
LEFT JOIN opened o ON o.report_id = e.report_id AND o.table_code = e.table_code
