/*
id: section_missing
title: 缺少法定六个部分之一
title_en: One of the six sections is missing
fault: 缺少法定部分
fault_en: A statutory section left out
dimension: completeness
severity: error
basis: >-
  《政府信息公开条例》第五十条[V]；国办公开办函〔2021〕30号：六个部分，不得遗漏[V]
why: >-
  缺一部分即内容不完整，属“不准确不全面”。
  A report without one of the six sections is incomplete.
not_an_error: >-
  标题用语不同但可识别的不算缺；有标题而内容简单的不算缺。
  Other wording of a heading, or a short text under it, is not missing.
*/
SELECT
    r.agency_code,
    r.report_year,
    r.report_id,
    CASE WHEN s.report_id IS NULL THEN 'fail' ELSE 'pass' END AS outcome,
    []::VARCHAR[] AS cells,
    CASE WHEN s.report_id IS NULL THEN '未见' ELSE s.heading END AS reported,
    f.label AS expected,
    format(
        '未见第{}部分“{}”的标题；{}个部分缺一不可，没有内容的也应列出标题并说明。',
        f.numeral, f.label, chinese_numeral(f.required_sections)
    ) AS message
FROM report_forms r
JOIN (
    SELECT *, count(*) OVER (PARTITION BY form) AS required_sections FROM form_sections WHERE required
) f ON f.form = r.prescribed_form
LEFT JOIN (
    SELECT report_id, number, any_value(heading) AS heading FROM sections GROUP BY report_id, number
) s ON s.report_id = r.report_id AND s.number = f.number
