/*
id: handled_total
title: 表三（七）总计等于各类办理结果之和
title_en: The handled total of table 3 is the sum of its outcomes
fault: 表三办理结果的总计与各类结果之和不符
fault_en: The handled total of table 3 is not the sum of its outcomes
dimension: accuracy
severity: error
basis: >-
  国办公开办函〔2021〕30号格式表三三（七）总计
practice: >-
  总计为以上各办理结果之和，是各地填报通例
why: >-
  办理总计与各类结果之和不符，本年办结数即不可信。
  If the outcomes do not add up, the number of cases handled cannot be trusted.
not_an_error: >-
  空白、缺行与非数字按“零或任意正数”计，只有无论填何数都不成立才判错，否则列为无法判断。
  A blank may be any number: only what is wrong whatever the blanks are fails. 其他处理不分三项而只列一行的，按该行计。
  A single undivided row for other outcomes is accepted.
*/
SELECT
    agency_code,
    report_year,
    report_id,
    outcome,
    cells,
    left_range AS reported,
    right_range AS expected,
    format(
        '表{}“{}”列：{} {}，{} {}（{}），两者应相等，{}。',
        numeral, line_label, left_label, left_range, right_label, right_range, right_words, reading
    ) AS message
FROM broken_identities
WHERE rule = 'handled_total'
