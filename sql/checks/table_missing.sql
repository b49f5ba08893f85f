/*
id: table_missing
title: 缺少法定表格
title_en: One of the statutory tables is missing
fault: 缺少法定表格
fault_en: A statutory table left out
dimension: completeness
severity: error
basis: >-
  国办公开办函〔2021〕30号格式第二、三、四部分各一表；《政府信息公开条例》第五十条
why: >-
  表格缺失则无法汇总和核对；没有申请或案件的，也应以 0 填报。
  Without the table nothing can be added up; no cases means zeros, not no table.
not_an_error: >-
  可能在未读的图片、附件、页面或未认出的行里的，不算缺，另见 not_read。
  A table that may stand in a picture, attachment, page or rows that were not read is not known to be missing.
*/
SELECT
    agency_code,
    report_year,
    report_id,
    CASE WHEN present_cells > 0 OR unread IS NOT NULL THEN 'pass' ELSE 'fail' END AS outcome,
    []::VARCHAR[] AS cells,
    CASE WHEN present_cells = 0 THEN '未见' ELSE '有表' END AS reported,
    format('表{}“{}”', numeral, label) AS expected,
    format('未见表{}“{}”；没有数据的也应列出表格并填 0。', numeral, label) AS message,
    format('section:{}', section) AS cause
FROM report_tables
