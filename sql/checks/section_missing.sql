/*
id: section_missing
title: 缺少法定六个部分之一
title_en: One of the six sections is missing
fault: 缺少法定部分
fault_en: A statutory section left out
dimension: completeness
severity: error
basis: >-
  《政府信息公开条例》第五十条；国办公开办函〔2021〕30号：六个部分，不得遗漏
why: >-
  缺一部分即内容不完整，属“不准确不全面”。
  A report without one of the six sections is incomplete.
not_an_error: >-
  标题用语不同但可识别的不算缺；有标题而内容简单的不算缺；可能在未读的图片、附件、页面里，或标题只认出序号的，另见 not_read。
  Other wording of a heading, or a short text under it, is not missing; what may stand unread is another check.
*/
SELECT
    agency_code,
    report_year,
    report_id,
    CASE WHEN unread IS NULL THEN 'fail' ELSE 'pass' END AS outcome,
    []::VARCHAR[] AS cells,
    '未见' AS reported,
    label AS expected,
    format(
        '未见第{}部分“{}”的标题；{}个部分缺一不可，没有内容的也应列出标题并说明。',
        numeral, label, chinese_numeral(required_sections)
    ) AS message,
    format('section:{}', number) AS cause
FROM missing_sections
