/*
id: table_missing
title: 缺少法定表格
title_en: One of the statutory tables is missing
fault: 缺少法定表格
fault_en: A statutory table left out
dimension: completeness
severity: error
basis: >-
  国办公开办函〔2021〕30号格式第二、三、四部分各一表[V]；《政府信息公开条例》第五十条[V]
why: >-
  表格缺失则无法汇总和核对；没有申请或案件的，也应以 0 填报。
  Without the table nothing can be added up; no cases means zeros, not no table.
not_an_error: >-
  只以图片或附件登载、未能读出的表格记为无法判断：请补收附件后重新运行。
  A table that may stand in a picture or attachment that was not read cannot be told: collect it and run again.
*/
WITH looked AS (
    SELECT
        t.*,
        -- 附件没有收到、图片没有识别：表可能在其中
        list_filter(r.warnings, lambda warning: contains(warning, '未读') AND NOT contains(warning, '隐藏'))[1] AS unread
    FROM report_tables t
    JOIN reports r ON r.report_id = t.report_id
)
SELECT
    agency_code,
    report_year,
    report_id,
    CASE WHEN present_cells > 0 THEN 'pass' WHEN unread IS NOT NULL THEN 'cannot_tell' ELSE 'fail' END AS outcome,
    []::VARCHAR[] AS cells,
    CASE WHEN present_cells = 0 THEN '未见' ELSE '有表' END AS reported,
    format('表{}“{}”', numeral, label) AS expected,
    CASE
        WHEN unread IS NOT NULL THEN
            format('未见表{}“{}”，可能在未读的内容里（{}）；请补收或转换后再判断。', numeral, label, unread)
        ELSE format('未见表{}“{}”；没有数据的也应列出表格并填 0。', numeral, label)
    END AS message
FROM looked
