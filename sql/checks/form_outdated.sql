/*
id: form_outdated
title: 沿用已停用的试行格式
title_en: The trial form is used after it was replaced
fault: 沿用已停用的旧格式
fault_en: An outdated form used
dimension: completeness
severity: error
basis: >-
  国办公开办函〔2021〕30号：2021年度报告起使用新格式；国办公开办函〔2019〕60号试行格式（已停用）
why: >-
  旧格式表二没有制发、废止、现行有效件数，全区无法汇总，逐年也不能衔接。
  The old table 2 lacks the figures that are added up and chained.
not_an_error: >-
  2019、2020年度报告使用试行格式；新格式中“其他处理”只列一行的不算旧格式；没有读出表格的不检查。
  Right for 2019 and 2020; a single row for other outcomes is not the old form.
*/
SELECT
    r.agency_code,
    r.report_year,
    r.report_id,
    CASE WHEN used.first_year < prescribed.first_year THEN 'fail' ELSE 'pass' END AS outcome,
    []::VARCHAR[] AS cells,
    used.form || ' 年格式' AS reported,
    prescribed.form || ' 年格式' AS expected,
    format(
        '{}年度报告仍用 {}{}；请改用{}的格式重新填报。',
        r.report_year,
        used.name,
        CASE WHEN used.known_by <> '' THEN format('（{}）', used.known_by) ELSE '' END,
        prescribed.basis
    ) AS message
FROM report_forms r
JOIN reports ON reports.report_id = r.report_id
JOIN forms used ON used.form = reports.form
JOIN forms prescribed ON prescribed.form = r.prescribed_form
