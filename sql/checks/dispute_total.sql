/*
id: dispute_total
title: 表四各组总计等于四类结果之和
title_en: Each group of table 4 adds up to its total
fault: 表四总计与四类结果之和不符
fault_en: A total of table 4 is not the sum of its results
dimension: accuracy
severity: error
basis: >-
  国办公开办函〔2021〕30号格式表四：总计为结果维持、结果纠正、其他结果、尚未审结之和
why: >-
  复议诉讼数字常被上级与媒体引用，总计与分项不符最易被指出。
  Review and litigation figures are quoted by others, and a total that differs from its parts is easily seen.
not_an_error: >-
  空白、缺行与非数字按“零或任意正数”计，只有无论填何数都不成立才判错，否则列为无法判断。
  A blank may be any number: only what is wrong whatever the blanks are fails. 上年未结案件计入本年的，总计与分项同时计入即可。
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
        '表{}“{}”：{} {}，{} {}（{}），两者应相等，{}。',
        numeral, line_label, left_label, left_range, right_label, right_range, right_words, reading
    ) AS message
FROM broken_identities
WHERE rule = 'dispute_total'
