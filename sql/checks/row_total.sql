/*
id: row_total
title: 表三各行总计等于六类申请人之和
title_en: Each row of table 3 adds up to its total
fault: 表三总计与六类申请人之和不符
fault_en: A row of table 3 does not add up to its total
dimension: accuracy
severity: error
basis: >-
  国办公开办函〔2021〕30号格式表三；明确责任中的“不准确不全面”
practice: >-
  总计为六类申请人之和，是各地填报通例
why: >-
  总计与分项不符，说明该行至少有一格填错。
  A total that differs from its parts means at least one wrong cell in the row.
not_an_error: >-
  空白、缺行与非数字按“零或任意正数”计，只有无论填何数都不成立才判错，否则列为无法判断。
  A blank may be any number: only what is wrong whatever the blanks are fails. “/”“-”“无”按 0 计。
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
        '表{}“{}”行：{} {}，{} {}（{}），两者应相等，{}。',
        numeral, line_label, left_label, left_range, right_label, right_range, right_words, reading
    ) AS message
FROM broken_identities
WHERE rule = 'row_total'
